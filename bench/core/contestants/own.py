"""This core, in one process and in two, side by side and one after another."""

from concurrent.futures import Executor
from functools import partial

from analyzers.nn import Data, Network, Overrides, Training, train
from analyzers.nn.layers import Conv2d, Dense, Flatten, MaxPool2d
from analyzers.nn.losses import SparseCategoricalCrossentropy
from analyzers.nn.optimizers import Adam
from bench.core.work import Cnn, Mlp, Run

LOSS = SparseCategoricalCrossentropy(from_logits=True)


def network(work: Mlp | Cnn) -> Network:
    if isinstance(work, Mlp):
        hidden = [Dense(width, activation="relu") for width in work.widths]
        return Network((*hidden, Dense(work.classes)), work.x.shape[1:])
    parts = [
        MaxPool2d(2) if filters is None else Conv2d(filters, 3, padding="same", activation="relu")
        for filters in work.filters
    ]
    dense = [Dense(units, activation="relu") for units in work.dense]
    return Network((*parts, Flatten(), *dense, Dense(work.classes)), work.x.shape[1:])


def core_training(work: Mlp | Cnn, rates: tuple[float, ...]) -> None:
    training = Training(Adam(), LOSS, batch_size=work.batch, epochs=work.epochs, metrics=())
    train(network(work), Data(work.x, work.y), training, [Overrides(learning_rate=rate) for rate in rates])


def core(work: Mlp | Cnn) -> Run:
    return partial(core_training, work, work.rates if isinstance(work, Mlp) else (work.rate,))


def core_sequential(work: Mlp) -> Run:
    def run() -> None:
        for rate in work.rates:
            core_training(work, (rate,))

    return run


def core_in_processes(work: Mlp, pool: Executor) -> Run:
    """Halves of the replicas in two processes that are there already."""
    half = len(work.rates) // 2
    return lambda: list(pool.map(partial(core_training, work), (work.rates[:half], work.rates[half:])))
