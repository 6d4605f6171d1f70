"""One small network, and many at different rates: side by side, in processes, from a cold start (T1, T2)."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.core import cold as cold_start
from bench.core import contestants
from bench.core.race import less, race, report
from bench.core.work import Run, digits

A = {"torch Adam": 45, "torch fused": 35, "scikit-learn": 22, "torch vmap": 5, "torch baddbmm": 2.8}
A |= {"JAX vmap, warm": 1.0, "core, one after another": 3}
B = {"torch Adam": 12, "torch fused": 8, "scikit-learn": 8, "torch vmap": 3, "torch baddbmm": 2}
B |= {"JAX vmap, warm": 0.85, "core, one after another": 1.4}
C = {"torch Adam": 6.5, "scikit-learn": 4.5, "JAX vmap, warm": 0.75}
GOALS = (("T2a", 32, 16, A), ("T2b", 16, 64, B), ("T2c", 8, 128, C))
"""Of the sweeps: replicas, width, and how many times the core's time each peer is to take."""


def single(rounds: int) -> None:
    work = digits(64, 1, 20)
    ratios = race(
        {
            "core": contestants.core(work),
            "textbook NumPy": contestants.textbook(work),
            "torch Adam": contestants.torch_eager(work),
            "torch fused": contestants.torch_eager(work, fused=True),
            "torch Adam, 2 threads": contestants.torch_eager(work, threads=2),
            "scikit-learn": contestants.sklearn_fit(work),
            "JAX scan, warm": contestants.jax_scan(work),
            "torch.compile, warm": contestants.torch_compiled(work),
            "Keras fit, warm": contestants.keras_fit(work),
        },
        rounds,
    )
    goals = {"torch Adam": 9, "torch fused": 6, "torch Adam, 2 threads": 9, "scikit-learn": 5.5}
    goals |= {"torch.compile, warm": 8, "Keras fit, warm": 25, "JAX scan, warm": 1 / 1.5, "textbook NumPy": 2.5}
    report("T1", f"64-64-64-10, 20 epochs, {ratios['seconds'] * 1e3:.0f} ms", ratios, goals)


def sweep(target: str, rates: int, width: int, goals: Mapping[str, float], rounds: int) -> None:
    work = digits(width, rates, 2)
    entries = {
        "core": contestants.core(work),
        "core, one after another": contestants.core_sequential(work),
        "torch Adam": contestants.torch_eager(work),
        "torch fused": contestants.torch_eager(work, fused=True),
        "torch vmap": contestants.torch_vmap(work),
        "torch baddbmm": contestants.torch_baddbmm(work),
        "scikit-learn": contestants.sklearn_fit(work),
        "JAX vmap, warm": contestants.jax_scan(work),
    }
    ratios = race(entries, rounds)
    report(target, f"{rates} rates, width {width}, {ratios['seconds'] * 1e3:.0f} ms", ratios, goals)


def processes(rounds: int) -> None:
    """T2d: the same replicas in one process and in two, by the wall clock; before JAX has started its threads."""
    work = digits(64, 16, 10)
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        both, one = contestants.core_in_processes(work, pool), contestants.core(work)
        ratios = race({"core, 2 processes": both, "core in 1 process": one}, rounds, time.perf_counter)
    report("T2d", f"16 rates, width 64, load {os.getloadavg()[0]:.1f}", ratios, {"core in 1 process": 1.5})


def cold(rounds: int) -> None:
    """T2e: 16 rates and 20 epochs in processes of their own, from their start to their end, by the wall clock."""
    work = digits(64, 16, 20)
    goals = {"torch_eager": 12, "jax_scan": 3, "sklearn_fit": 7}
    with TemporaryDirectory() as folder:
        cold_start.save(work, file := Path(folder) / "work.npz")
        # Everybody's modules are compiled before, as those that are installed are.
        compiled = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}

        def process(contestant: str) -> Run:
            command = [sys.executable, "-m", "bench.core.cold", contestant, file]
            return partial(subprocess.run, command, check=True, env=compiled)

        ratios = race({name: process(name) for name in ("core", *goals)}, rounds, time.perf_counter)
    report("T2e", "cold process, 16 rates, 20 epochs", ratios, goals)
    less("cold process, 16 rates, 20 epochs, seconds", ratios["seconds"], 2, "T2e")
