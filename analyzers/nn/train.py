"""Training many replicas of one network side by side.

A replica gives the same numbers alone or in company, bit for bit: nothing is ever summed across replicas, and each
has its own generators. One that has gone to NaN for good is taken out at the end of its epoch, so that it costs the
others nothing; its records go on as NaN, as they would have.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import ceil

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.cost import replicas_per_pass
from analyzers.nn.feed import Examples
from analyzers.nn.network import Network
from analyzers.nn.probes import Probes
from analyzers.nn.replicas import Replica, replicas_of
from analyzers.nn.session import Session
from analyzers.nn.training import Data, Overrides, Training
from analyzers.nn.types import Array
from analyzers.run import Run


@frozen()
class Progress:
    """done, total: epochs of replicas; epoch: of those that train now; replicas: their numbers."""

    done: int
    total: int
    epoch: int
    replicas: tuple[int, ...]


@frozen(eq=False)
class Trained:
    """One replica at the end: what was recorded, and its weights by key, e.g. "dense_1/kernel".

    complete: False where training was stopped before its last epoch
    """

    run: Run
    weights: Mapping[str, Array]
    complete: bool


def train(
    network: Network,
    data: Data,
    training: Training,
    replicas: Sequence[Overrides] = (Overrides(),),
    probes: Probes | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    stop: Callable[[], bool] = lambda: False,
    look: Callable[[Session], None] = lambda session: None,
) -> list[Trained]:
    """Trains one copy of the network for each of `replicas`, in their order.

    on_progress: called after each epoch
    stop:        asked every few steps; once it says yes, what there is so far is returned, in whole epochs
    look:        called after each epoch that was not stopped, with the replicas that train together as they are
    Overflow is a result here, not an error: losses go to infinity and NaN as they would elsewhere.
    Raises SpecError where data, loss and network do not fit each other.
    """
    examples = Examples(network, training.loss, *data.pair, training.class_weights)
    held_out = Examples(network, training.loss, *data.validation) if data.validation else None
    members = replicas_of(network, training, replicas)
    total, done = len(members) * training.epochs, 0
    finished: list[Trained] = []
    with np.errstate(all="ignore"):
        for chunk in _chunks(members, replicas_per_pass(network, training.batch_size)):
            session = Session(network, training, chunk, examples, held_out, probes)
            numbers = tuple(replica.number for replica in chunk)
            while session.epoch < training.epochs and not stop():
                if session.run_epoch(stop):
                    look(session)
                done += len(chunk)
                on_progress(Progress(done, total, session.epoch, numbers))
            finished += [_trained(network, training, session, row) for row in range(len(chunk))]
            del session  # whose memory the next one takes
    return finished


def _chunks(members: Sequence[Replica], most: int) -> list[Sequence[Replica]]:
    """As few as there can be, about equal."""
    count = ceil(len(members) / most)
    ends = [len(members) * number // count for number in range(count + 1)]
    return [members[start:end] for start, end in pairwise(ends)]


def _trained(network: Network, training: Training, session: Session, row: int) -> Trained:
    parameters, statistics = session.final(row)
    return Trained(
        session.run(row),
        network.unpack(parameters, statistics),
        session.epoch == training.epochs,
    )
