"""Races the core against its peers: `make bench`. All on the same work, in one process, interleaved, medians.

A round runs every contestant once, every other round in reverse; a ratio is the peer's time over the core's in the
same round, and the median over rounds is printed with the target that it is held against. One thread for the core and
for PyTorch unless the name says otherwise; JAX uses what it takes by default.
"""

import os

# Kernels of another CPU would slow down NumPy and scikit-learn, but not PyTorch and JAX, which bring their own.
os.environ.update(NOT_OBEYED=os.environ.pop("OPENBLAS_CORETYPE", ""))
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import multiprocessing
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analyzers.nn import Data, Network, Probes, Training, train
from analyzers.nn.curvature import Hessian, sharpness
from analyzers.nn.layers import Dense
from analyzers.nn.losses import Mse
from analyzers.nn.optimizers import Adam
from bench import core_cold
from bench import core_peers as peers
from bench.core_work import Mlp, digits, images, signs

Run = Callable[[], object]


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def race(contestants: Mapping[str, Run], rounds: int, clock: Callable[[], float] | None = None) -> dict[str, float]:
    """Median over rounds of each contestant's time over the first one's; under "seconds" that one's own median."""
    clock = clock or CLOCKS[os.environ.get("CLOCK", "wall")]
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for run in contestants.values():
        run()
    for number in range(rounds):
        for name in list(contestants)[:: 1 if number % 2 == 0 else -1]:
            begin = clock()
            contestants[name]()
            times[name].append(clock() - begin)
    first = np.array(next(iter(times.values())))
    return {name: float(np.median(np.array(each) / first)) for name, each in times.items()} | {
        "seconds": float(np.median(first))
    }


def report(target: str, work: str, ratios: Mapping[str, float], goals: Mapping[str, float]) -> None:
    """One line for each peer: how many times the core's time it took, and how many were wanted."""
    for peer, goal in goals.items():
        if peer in ratios:
            verdict = ("reached" if ratios[peer] >= goal else "MISSED") if goal else ""
            print(f"| {target} | {work} | {peer} | {ratios[peer]:.2f} | {goal:g} | {verdict} |", flush=True)


def single(rounds: int) -> None:
    work = digits(64, 1, 20)
    ratios = race(
        {
            "core": peers.core(work),
            "textbook NumPy": peers.textbook(work),
            "torch Adam": peers.torch_eager(work),
            "torch fused": peers.torch_eager(work, fused=True),
            "torch Adam, 2 threads": peers.torch_eager(work, threads=2),
            "scikit-learn": peers.sklearn_fit(work),
            "JAX scan, warm": peers.jax_scan(work),
            "torch.compile, warm": peers.torch_compiled(work),
            "Keras fit, warm": peers.keras_fit(work),
        },
        rounds,
    )
    goals = {"torch Adam": 9, "torch fused": 6, "torch Adam, 2 threads": 9, "scikit-learn": 5.5}
    goals |= {"torch.compile, warm": 8, "Keras fit, warm": 25, "JAX scan, warm": 1 / 1.5, "textbook NumPy": 2.5}
    report("T1", f"64-64-64-10, 20 epochs, {ratios['seconds'] * 1e3:.0f} ms", ratios, goals)


def sweep(target: str, rates: int, width: int, goals: Mapping[str, float], rounds: int) -> None:
    work = digits(width, rates, 2)
    contestants = {
        "core": peers.core(work),
        "core, one after another": peers.core_sequential(work),
        "torch Adam": peers.torch_eager(work),
        "torch fused": peers.torch_eager(work, fused=True),
        "torch vmap": peers.torch_vmap(work),
        "torch baddbmm": peers.torch_baddbmm(work),
        "scikit-learn": peers.sklearn_fit(work),
        "JAX vmap, warm": peers.jax_scan(work),
    }
    ratios = race(contestants, rounds)
    report(target, f"{rates} rates, width {width}, {ratios['seconds'] * 1e3:.0f} ms", ratios, goals)


def processes(rounds: int) -> None:
    """T2d: the same replicas in one process and in two, by the wall clock; before JAX has started its threads."""
    work = digits(64, 16, 10)
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        contestants = {"core, 2 processes": peers.core_in_processes(work, pool), "core in 1 process": peers.core(work)}
        ratios = race(contestants, rounds, time.perf_counter)
    report("T2d", f"16 rates, width 64, load {os.getloadavg()[0]:.1f}", ratios, {"core in 1 process": 1.5})


def cold(rounds: int) -> None:
    """T2e: 16 rates and 20 epochs in processes of their own, from their start to their end, by the wall clock."""
    work = digits(64, 16, 20)
    goals = {"torch_eager": 12, "jax_scan": 3, "sklearn_fit": 7}
    with TemporaryDirectory() as folder:
        core_cold.save(work, file := Path(folder) / "work.npz")
        # Everybody's modules are compiled before, as those that are installed are.
        compiled = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}

        def process(contestant: str) -> Run:
            command = [sys.executable, "-m", "bench.core_cold", contestant, file]
            return partial(subprocess.run, command, check=True, env=compiled)

        ratios = race({name: process(name) for name in ("core", *goals)}, rounds, time.perf_counter)
    report("T2e", "cold process, 16 rates, 20 epochs", ratios, goals)
    less("cold process, 16 rates, 20 epochs, seconds", ratios["seconds"], 2, "T2e")


def large(rounds: int) -> None:
    for rates, goals in (
        (1, {"torch Adam": 1.6, "torch fused": 1.15, "scikit-learn": 2.0}),
        (
            8,
            {
                "torch Adam": 2.0,
                "torch fused": 1.4,
                "scikit-learn": 2.5,
                "torch baddbmm": 1.15,
                "core, one after another": 1.2,
            },
        ),
    ):
        work = signs(rates)
        contestants: dict[str, Run] = {"core": peers.core(work)}
        contestants |= {
            "torch Adam": peers.torch_eager(work),
            "torch fused": peers.torch_eager(work, fused=True),
            "scikit-learn": peers.sklearn_fit(work),
        }
        if rates > 1:
            contestants |= {
                "torch baddbmm": peers.torch_baddbmm(work),
                "core, one after another": peers.core_sequential(work),
            }
        ratios = race(contestants, rounds)
        report("T3", f"12288-25-12-6, {rates} rates, {ratios['seconds'] * 1e3:.0f} ms", ratios, goals)


def convolutions(rounds: int, peak: float) -> None:
    for size, channels, width, eager, book, share in (
        (16, 1, 8, 1.6, 2.2, 16),
        (16, 3, 16, 0.95, 1.7, 29),
        (32, 3, 16, 0.85, 1.8, 28),
    ):
        work = images(size, channels, width)
        ratios = race(
            {
                "core": peers.core(work),
                "torch Adam": peers.torch_eager(work),
                "torch channels_last fused": peers.torch_eager(work, fused=True, channels_last=True),
                "torch Adam, 2 threads": peers.torch_eager(work, threads=2),
                "textbook NumPy": peers.textbook_cnn(work),
            },
            rounds,
        )
        name = f"CNN {size}x{size}x{channels}, {ratios['seconds'] * 1e3:.0f} ms"
        report(
            "T4",
            name,
            ratios,
            {"torch Adam": eager, "textbook NumPy": book, "torch channels_last fused": 0, "torch Adam, 2 threads": 0},
        )
        ratios["% of sgemm peak"] = 100 * work.operations() / ratios["seconds"] / peak
        report("T5", name, ratios, {"% of sgemm peak": share})


def sgemm_peak(size: int = 512) -> float:
    """Operations per second of a 512 product on one thread, the best of several."""
    a = np.random.default_rng(0).random((size, size), np.float32)
    out = np.empty_like(a)
    best = np.inf
    for _ in range(30):
        begin = time.perf_counter()
        np.matmul(a, a, out=out)
        best = min(best, time.perf_counter() - begin)
    return 2 * size**3 / best


def shares_of_peak(rounds: int, peak: float) -> None:
    for width, rates, batch, share in (
        (16, 16, 32, 11),
        (32, 14, 32, 17),
        (64, 5, 32, 17),
        (128, 2, 32, 20),
        (256, 1, 32, 20),
        (256, 1, 512, 48),
        (512, 1, 512, 52),
    ):
        work = digits(width, rates, 3, batch)
        seconds = race({"core": peers.core(work)}, rounds)["seconds"]
        found = {"% of sgemm peak": 100 * work.operations() / seconds / peak}
        report("T5", f"width {width}, {rates} rates, batch {batch}", found, {"% of sgemm peak": share})


def looking(rounds: int) -> None:
    """T6: what probes cost, and how many gradients a sharpness costs."""
    work = digits(64, 1, 10)
    training = Training(Adam(), peers.LOSS, epochs=10, metrics=())
    data, net = Data(work.x, work.y), peers.network(work)
    ratios = race(
        {
            "core": lambda: train(net, data, training),
            "probes": lambda: train(net, data, training, probes=Probes()),
            "probes every 5th": lambda: train(net, data, training, probes=Probes(every=5)),
        },
        3 * rounds,
    )
    for name, limit in (("probes", 10), ("probes every 5th", 10)):
        less(f"{name}, % more time", 100 * (ratios[name] - 1), limit)
    (trained,) = train(net, data, training)
    exact = sharpness(
        Network(net.layers, net.input_shape, precision="float64"), trained.weights, data, peers.LOSS, 1e-12
    )
    found = sharpness(net, trained.weights, data, peers.LOSS)
    hessian, vector = Hessian(net, trained.weights, data, peers.LOSS), np.ones(net.size)
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


def less(what: str, value: float, limit: float, target: str = "T6") -> None:
    print(
        f"| {target} | {what} | | {value:.3g} | ≤ {limit:g} | {'reached' if value <= limit else 'MISSED'} |", flush=True
    )


def long_run() -> None:
    """T7: the time of an epoch late in a run at a high rate over that of an early one."""
    work = digits(64, 1, 60)
    training = Training(Adam(3e-2), peers.LOSS, epochs=60, metrics=())
    marks = [time.perf_counter()]
    train(peers.network(work), Data(work.x, work.y), training, on_progress=lambda _: marks.append(time.perf_counter()))
    epochs = np.diff(marks)
    less("epochs 31 to 60 over 1 to 10, Adam 3e-2", float(np.median(epochs[30:]) / np.median(epochs[:10])), 1.2, "T7")


def growth() -> None:
    """How the time of one step grows with each size, everything else as in T1."""
    print("\n| growth of | size | time | memory |\n| --- | --- | --- | --- |")
    small = digits(64, 1, 5)
    seconds, held = race({"core": peers.core(small)}, 3)["seconds"], memory(small)
    for what, size, work in (
        ("width", 2, digits(128, 1, 5)),
        ("width", 4, digits(256, 1, 5)),
        ("hidden layers", 2, replace(small, widths=small.widths * 2)),
        ("hidden layers", 4, replace(small, widths=small.widths * 4)),
        ("batch (same epochs)", 4, digits(64, 1, 5, 128)),
        ("examples", 4, replace(small, x=np.tile(small.x, (4, 1)), y=np.tile(small.y, 4))),
        ("epochs", 2, digits(64, 1, 10)),
        ("replicas", 4, digits(64, 4, 5)),
        ("replicas", 16, digits(64, 16, 5)),
    ):
        longer = race({"core": peers.core(work)}, 3)["seconds"] / seconds
        print(f"| {what} | × {size} | × {longer:.2f} | × {memory(work) / held:.2f} |", flush=True)
    print(f"\nheld by a training of the first size: {held / 2**20:.2f} MB")


def memory(work: Mlp) -> int:
    """Bytes that one training holds at most, its data not counted."""
    run = peers.core(work)
    tracemalloc.start()
    run()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=["T1", "T2", "T3", "T4", "T5", "T6", "T7", "growth"])
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: fair to one-thread peers on a busy machine"
    )
    chosen = parser.parse_args()
    rounds, only = chosen.rounds, set(chosen.only)
    os.environ["CLOCK"] = chosen.clock
    peak = sgemm_peak()
    print(f"sgemm 512, one thread: {peak / 1e9:.0f} GF/s; load {os.getloadavg()[0]:.1f}; {chosen.clock} time")
    pinned = os.environ["NOT_OBEYED"]
    print(f"OPENBLAS_CORETYPE={pinned} was set and is not obeyed\n" if pinned else "")
    print("| target | work | peer | times the core's time | wanted | |\n| --- | --- | --- | --- | --- | --- |")
    if "T2" in only:
        processes(rounds)
        cold(1)
    if "T1" in only:
        single(rounds)
    if "T2" in only:
        a = {
            "torch Adam": 45,
            "torch fused": 35,
            "scikit-learn": 22,
            "torch vmap": 5,
            "torch baddbmm": 2.8,
            "JAX vmap, warm": 1.0,
            "core, one after another": 3,
        }
        b = {
            "torch Adam": 12,
            "torch fused": 8,
            "scikit-learn": 8,
            "torch vmap": 3,
            "torch baddbmm": 2,
            "JAX vmap, warm": 0.85,
            "core, one after another": 1.4,
        }
        c = {"torch Adam": 6.5, "scikit-learn": 4.5, "JAX vmap, warm": 0.75}
        sweep("T2a", 32, 16, a, rounds)
        sweep("T2b", 16, 64, b, rounds)
        sweep("T2c", 8, 128, c, rounds)
    if "T3" in only:
        large(max(2, rounds // 2))
    if "T4" in only:
        convolutions(rounds, peak)
    if "T5" in only:
        shares_of_peak(rounds, peak)
    if "T6" in only:
        looking(rounds)
    if "T7" in only:
        long_run()
    if "growth" in only:
        growth()
    print(f"\nmemory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, peers included")


if __name__ == "__main__":
    main()
