"""Counters of epochs and steps: where one starts again, and whether that is a new run or a resumed one."""

import numpy as np

from analyzers.run import Floats, Ints

_NOWHERE = np.empty(0, np.int64)


def restarts(counts: Floats) -> tuple[Ints, Ints]:
    """Where a counter falls back: (places where a new run begins, places where a run was resumed from a checkpoint).

    counts: (n,) in the order of the log. It is a new run where the counter is back at, or before, the start of its
    run; resumed where it falls back to a later place. A counter that jumps to and fro is written by several hosts or
    loggers at once and restarts nowhere, unless it counts the same few again and again.
    """
    falls = (counts[1:] < counts[:-1]).nonzero()[0]
    if not len(falls) or (len(falls) > max(3, len(counts) // 3) and not _repeats(counts, falls)):
        return _NOWHERE, _NOWHERE
    new, resumed, first = [], [], counts[0] if len(counts) else 0.0
    stride = float(np.median(np.abs(np.diff(counts)))) if len(counts) > 1 else 0.0
    for place in falls + 1:
        if counts[place] <= first + stride / 2:
            new.append(place)
            first = counts[place]
        else:
            resumed.append(place)
    return np.asarray(new, np.int64), np.asarray(resumed, np.int64)


def _repeats(counts: Floats, falls: Ints) -> bool:
    length = int(falls[0]) + 1
    return len(counts) == length * (len(falls) + 1) and bool((counts.reshape(-1, length) == counts[:length]).all())
