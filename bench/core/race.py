"""A race: contestants take turns, and what is told of it is held against its goals."""

import os
import time
from collections.abc import Callable, Mapping

import numpy as np

from bench.core.work import Run

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


def less(what: str, value: float, limit: float, target: str = "T6") -> None:
    print(
        f"| {target} | {what} | | {value:.3g} | ≤ {limit:g} | {'reached' if value <= limit else 'MISSED'} |", flush=True
    )
