"""Wide inputs and convolutions, and what share of the processor's peak each size reaches (T3 to T5)."""

import time

import numpy as np

from bench.core import contestants
from bench.core.race import race, report
from bench.core.work import Run, digits, images, signs


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
        entries: dict[str, Run] = {"core": contestants.core(work)}
        entries |= {
            "torch Adam": contestants.torch_eager(work),
            "torch fused": contestants.torch_eager(work, fused=True),
            "scikit-learn": contestants.sklearn_fit(work),
        }
        if rates > 1:
            entries |= {
                "torch baddbmm": contestants.torch_baddbmm(work),
                "core, one after another": contestants.core_sequential(work),
            }
        ratios = race(entries, rounds)
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
                "core": contestants.core(work),
                "torch Adam": contestants.torch_eager(work),
                "torch channels_last fused": contestants.torch_eager(work, fused=True, channels_last=True),
                "torch Adam, 2 threads": contestants.torch_eager(work, threads=2),
                "textbook NumPy": contestants.textbook_cnn(work),
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
        seconds = race({"core": contestants.core(work)}, rounds)["seconds"]
        found = {"% of sgemm peak": 100 * work.operations() / seconds / peak}
        report("T5", f"width {width}, {rates} rates, batch {batch}", found, {"% of sgemm peak": share})
