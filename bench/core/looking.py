"""What it costs to look: probes and curvature; and long runs (T6, T7)."""

import time

import numpy as np

from analyzers.nn import Data, Network, Probes, Training, train
from analyzers.nn.curvature import Hessian, sharpness
from analyzers.nn.layers import Dense
from analyzers.nn.losses import Mse
from analyzers.nn.optimizers import Adam
from bench.core import contestants
from bench.core.race import less, race
from bench.core.work import digits


def probes_and_curvature(rounds: int) -> None:
    """T6: what probes cost, and how many gradients a sharpness costs."""
    work = digits(64, 1, 10)
    training = Training(Adam(), contestants.LOSS, epochs=10, metrics=())
    data, net = Data(work.x, work.y), contestants.network(work)
    ratios = race(
        {
            "core": lambda: train(net, data, training),
            "probes": lambda: train(net, data, training, probes=Probes()),
            "probes every 10th": lambda: train(net, data, training, probes=Probes(every=10)),
            "probes every 5th": lambda: train(net, data, training, probes=Probes(every=5)),
        },
        10 * rounds,
    )
    for name, limit in (("probes", 10), ("probes every 10th", 6), ("probes every 5th", 10)):
        less(f"{name}, % more time", 100 * (ratios[name] - 1), limit)
    (trained,) = train(net, data, training)
    exact = sharpness(
        Network(net.layers, net.input_shape, precision="float64"), trained.weights, data, contestants.LOSS, 1e-12
    )
    found = sharpness(net, trained.weights, data, contestants.LOSS)
    hessian, vector = Hessian(net, trained.weights, data, contestants.LOSS), np.ones(net.size)
    order = np.arange(len(work.x))[None]
    objective = hessian.objective
    cost = race(
        {
            "gradient": lambda: (objective.forward(order), objective.backward()),
            "product": lambda: hessian.times(vector),
        },
        20,
    )
    less("sharpness, relative error", abs(found.value / exact.value - 1), 1e-3)
    less(f"sharpness, gradients ({found.products} products)", found.products * cost["product"], 16)
    x = np.arange(1.0, 21.0)
    start = {"dense_1/kernel": np.ones((1, 1)), "dense_1/bias": np.zeros(1)}
    line = sharpness(Network((Dense(1),), (1,)), start, Data(x[:, None], x), Mse())
    less("sharpness of linear regression, relative error", abs(line.value / 288.539057 - 1), 1e-5)


def long_run() -> None:
    """T7: the time of an epoch late in a run at a high rate over that of an early one."""
    work = digits(64, 1, 60)
    training = Training(Adam(3e-2), contestants.LOSS, epochs=60, metrics=())
    marks = [time.perf_counter()]
    net, data = contestants.network(work), Data(work.x, work.y)
    train(net, data, training, on_progress=lambda _: marks.append(time.perf_counter()))
    epochs = np.diff(marks)
    less("epochs 31 to 60 over 1 to 10, Adam 3e-2", float(np.median(epochs[30:]) / np.median(epochs[:10])), 1.2, "T7")
