"""One chunk of replicas in training: its parameter rows, its plans, and an epoch at a time."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isnan

import numpy as np

from analyzers.nn.clipping import clipping
from analyzers.nn.evaluate import Evaluation
from analyzers.nn.feed import Examples
from analyzers.nn.memory import aligned, aligned_rows
from analyzers.nn.network import Network
from analyzers.nn.objective import Objective
from analyzers.nn.plan import Plan
from analyzers.nn.probes import AT_ONCE, Observer, Probes
from analyzers.nn.rates import Rates
from analyzers.nn.recorder import Recorder
from analyzers.nn.replicas import NOISE, ORDER, Replica
from analyzers.nn.training import Training
from analyzers.nn.types import Array
from analyzers.nn.updates import Updates, by_form
from analyzers.run import Run

STEPS_UNASKED = 4  # from one time that a training asks whether to stop to the next


class Session:
    """Trains `members` together. Rows are the members still in training, ordered by the form of their optimizers."""

    def __init__(
        self,
        network: Network,
        training: Training,
        members: Sequence[Replica],
        examples: Examples,
        held_out: Examples | None,
        probes: Probes | None,
    ) -> None:
        self.network, self.training, self.members = network, training, members
        self.examples, self.held_out = examples, held_out
        self.epoch = 0
        self._recorder = Recorder()
        self.rows = by_form([member.optimizer for member in members])
        self._shared = len({member.seed for member in members}) == 1
        streams = members[:1] if self._shared else [members[row] for row in self.rows]
        self._orders = [member.stream(ORDER) for member in streams]
        self._noises = [member.stream(NOISE) for member in streams]
        self._bounds = list(pairwise([*range(0, len(examples), training.batch_size), len(examples)]))
        sizes = [stop - start for start, stop in self._bounds]
        self._sizes = np.array(sizes, np.float64)
        self._looks = frozenset[int]() if probes is None else probes.steps(sizes)
        self._rates = Rates([members[row] for row in self.rows], len(self._bounds))
        self._final = [(member.parameters, member.statistics) for member in members]
        self._bind(
            [members[row].parameters for row in self.rows],
            np.stack([members[row].statistics for row in self.rows]),
        )

    def run_epoch(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """One pass over the examples, then a look at the held-out ones; what was seen goes to the recorder.

        stop: asked every few steps; an epoch that it ends does not count, and is answered with False
        """
        self.epoch += 1
        if not self.rows:
            self._recorder.repeat(self.epoch)
            return True
        order, rates = self._order(), self._rates.of_epoch(self.epoch)
        self._updates.prepare((self.epoch - 1) * len(self._bounds) + 1, rates)
        losses = np.empty((len(self.rows), len(self._bounds)))
        hits = np.zeros(len(self.rows))
        if self._observer:
            self._observer.reset()
        for step, (start, end) in enumerate(self._bounds):
            if step % STEPS_UNASKED == STEPS_UNASKED - 1 and stop():
                self.epoch -= 1
                return False
            self._step(step, order[:, start:end], losses[:, step], hits)
        self._record(losses, hits, rates)
        self._drop_lost(losses)
        return True

    @property
    def steps(self) -> int:
        """Taken so far by each that still trains."""
        return self.epoch * len(self._bounds)

    def remembered(self, member: int) -> list[Array]:
        """What the optimizer of a member that still trains remembers now: each slot (P,), not to be written to."""
        return self._updates.state()[self.rows.index(member)]

    def final(self, member: int) -> tuple[Array, Array]:
        """The parameters and statistics of a member as they are now."""
        if member in self.rows:
            row = self.rows.index(member)
            return self._parameters[row].copy(), self._statistics[row].copy()
        return self._final[member]

    def run(self, member: int) -> Run:
        """What was seen of a member so far."""
        self._settle()
        return self._recorder.run(member, self.members[member])

    def _settle(self) -> None:
        if self._observer and self._observer.unsettled:
            self._recorder.add_looks(self.rows, self._observer.keys, self._observer.settled())

    def _step(self, step: int, order: Array, losses: Array, hits: Array) -> None:
        objective = self._objectives[order.shape[1]]
        losses[...] = objective.forward(order)
        if self._counts_hits:
            hits += objective.hits()
        objective.backward()
        observer = self._observer if step in self._looks else None
        if observer:
            observer.before_update()
        if self._clip:
            self._clip()
        self._updates.apply(step)
        if observer:
            observer.after_update()

    def _order(self) -> Array:
        """(lead, n): the examples' numbers as this epoch takes them."""
        if not self.training.shuffle:
            return np.arange(len(self.examples))[None].repeat(len(self._orders), axis=0)
        return np.stack([rng.permutation(len(self.examples)) for rng in self._orders])

    def _record(self, losses: Array, hits: Array, rates: Array) -> None:
        values = {"train/loss": np.vecdot(losses, self._sizes) / len(self.examples), "lr": rates[-1]}
        if self._counts_hits:
            values["train/accuracy"] = hits / len(self.examples)
        if self._evaluation:
            values |= {f"val/{name}": value for name, value in self._evaluation().items()}
        if self._observer:
            self._observer.end_epoch()
            if self._observer.unsettled == AT_ONCE:
                self._settle()
        self._rates.watch(values.get("val/loss", values["train/loss"]))
        self._recorder.add(self.epoch, self.rows, values)

    def _drop_lost(self, losses: Array) -> None:
        """Takes out the rows that were NaN for a whole epoch and hold NaN: nothing can bring them back."""
        if not any(map(isnan, losses[:, -1].tolist())):
            return
        lost = np.isnan(losses).all(axis=1) & np.isnan(self._parameters).any(axis=1)
        if not lost.any():
            return
        self._settle()
        for row in np.flatnonzero(lost):
            self._final[self.rows[row]] = self._parameters[row].copy(), self._statistics[row].copy()
        kept = np.flatnonzero(~lost)
        self.rows = [self.rows[row] for row in kept]
        self._rates.keep(kept)
        if not self._shared:
            self._orders, self._noises = ([streams[row] for row in kept] for streams in (self._orders, self._noises))
        if self.rows:
            state = self._updates.state()
            self._bind(list(self._parameters[kept]), self._statistics[kept], [state[row] for row in kept])

    def _bind(self, rows: Sequence[Array], statistics: Array, state: list[list[Array]] | None = None) -> None:
        """Plans and updates on these rows of parameters."""
        members = [self.members[row] for row in self.rows]
        parameters = aligned_rows(rows)
        gradients = aligned(parameters.shape, parameters.dtype)
        self._parameters, self._statistics = parameters, statistics
        self._objectives = {
            size: Objective(self._plan(size, gradients), self.examples, self.training.loss)
            for size in {stop - start for start, stop in self._bounds}
        }
        optimizers = [member.optimizer for member in members]
        self._updates = Updates(optimizers, parameters, gradients, self.network.defaults, state)
        limits = [member.clip_value for member in members], [member.clip_norm for member in members]
        self._clip = clipping(gradients, *limits, self.network.defaults)
        self._counts_hits = "accuracy" in self.training.metrics and self.training.loss.classifies
        self._evaluation = None
        if self.held_out:
            self._evaluation = Evaluation(
                self.network, parameters, statistics, self.held_out, self.training.loss, self._counts_hits
            )
        full = self._bounds[0][1] - self._bounds[0][0]
        self._observer = Observer(self._objectives[full].plan, len(self._looks)) if self._looks else None

    def _plan(self, batch: int, gradients: Array) -> Plan:
        return Plan(
            self.network,
            batch,
            self._parameters,
            self._statistics,
            gradients,
            shared=self._shared,
            training=True,
            streams=tuple(self._noises),
        )
