"""Columns of a table that take turns: each has a value where another one has none, and NaN stands for none."""

from collections.abc import Sequence

import numpy as np

from analyzers.run import Floats


def take_turns(columns: Sequence[Floats]) -> list[bool]:
    """For each of some columns, (n,) each, whether its NaNs are holes.

    They are where every row has such a hole, and a value in another column that has holes: what fails becomes NaN for
    good, and in all columns at once.

    >>> nan = np.nan
    >>> take_turns([np.array([1, nan, 3, nan]), np.array([nan, 2, nan, 1]), np.array([5, 6, 7, 8])])
    [True, True, False]
    >>> take_turns([np.array([1, 2, nan, nan]), np.array([3, nan, nan, nan])])
    [False, False]
    """
    none = [False] * len(columns)
    if not any(np.isnan(column[:1]).any() for column in columns):  # as in most tables: seen without a pass
        return none
    nan = [np.isnan(column) for column in columns]
    partly = [bool(flags.any() and not flags.all()) for flags in nan]
    if sum(partly) < 2:
        return none
    flags = np.asarray([each for each, some in zip(nan, partly, strict=True) if some])
    turns = bool((flags.any(axis=0) & ~flags.all(axis=0)).all())
    return [some and turns for some in partly]
