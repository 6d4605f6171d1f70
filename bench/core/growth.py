"""How time and memory grow with each size, everything else as in the first race."""

import tracemalloc
from dataclasses import replace

import numpy as np

from bench.core import contestants
from bench.core.race import race
from bench.core.work import Mlp, digits


def table() -> None:
    """How the time of one step grows with each size, everything else as in T1."""
    print("\n| growth of | size | time | memory |\n| --- | --- | --- | --- |")
    small = digits(64, 1, 5)
    seconds, held = race({"core": contestants.core(small)}, 3)["seconds"], memory(small)
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
        longer = race({"core": contestants.core(work)}, 3)["seconds"] / seconds
        print(f"| {what} | × {size} | × {longer:.2f} | × {memory(work) / held:.2f} |", flush=True)
    print(f"\nheld by a training of the first size: {held / 2**20:.2f} MB")


def memory(work: Mlp) -> int:
    """Bytes that one training holds at most, its data not counted."""
    run = contestants.core(work)
    tracemalloc.start()
    run()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
