"""A whole answer from a cold start, for the race: python -m bench.core.cold CONTESTANT FILE

Starts, imports what the contestant needs, loads the work that `save` wrote, trains, ends.
"""

import sys
from pathlib import Path

import numpy as np

from bench.core import contestants
from bench.core.work import Mlp


def save(work: Mlp, file: Path) -> None:
    np.savez(file, x=work.x, y=work.y, widths=work.widths, rates=work.rates, sizes=(work.classes, work.epochs))


def load(file: Path) -> Mlp:
    with np.load(file) as stored:
        classes, epochs = map(int, stored["sizes"])
        widths, rates = (tuple(stored[name].tolist()) for name in ("widths", "rates"))
        return Mlp(stored["x"], stored["y"], widths, classes, rates, epochs)


if __name__ == "__main__":
    getattr(contestants, sys.argv[1])(load(Path(sys.argv[2])))()
