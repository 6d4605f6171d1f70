"""The loss is NaN or infinite.

What it means
    A number overflowed or was undefined (logarithm of 0, division by 0, square root of a negative number). Once it is
    in the weights every later value is NaN too: nothing trained after that record is of use. A loss that is printed as
    0 beside gradients that are NaN is such a loss: the program leaves NaN out of the mean that it prints.

What to look at
    The records just before the first bad one: a loss that grew points to the learning rate, one that did not points to
    the data, to half precision or to the loss itself.

When to ignore
    A single bad record between good ones, as a skipped step of mixed precision gives: it is reported as a spike.

References
    P. Micikevicius et al., "Mixed Precision Training", arXiv 1710.03740.
"""

import math
from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.non_finite_loss import told
from analyzers.rules.non_finite_loss.told import CODE, causes
from analyzers.run import Floats, Run, Series
from analyzers.signals import unprinted
from analyzers.signals.roles import roles

__all__ = ["CODE", "RULE", "causes", "check"]


@frozen()
class Limits(told.Limits):
    unbegun: int = 2  # leading records that may be NaN because nothing has been measured yet
    passing: float = 0.25  # share of infinite records up to which a series that ends finite only jumped


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    bad = [key for key in roles(run).losses if _is_lost(run[key].values, limits) and not _begins_late(run[key], limits)]
    if bad:
        yield told.finding(run, bad, limits)
    elif (first := unprinted.since(run)) is not None:
        yield told.printed_as_zero(run, first, limits)


def _is_lost(values: Floats, limits: Limits) -> bool:
    wrong = len(values) - np.count_nonzero(np.isfinite(values))
    if not wrong:
        return False
    few = (wrong <= limits.passing * len(values) or len(values) < 8) and not np.isnan(values).any()
    return not (few and math.isfinite(values[0]) and math.isfinite(values[-1]))


def _begins_late(series: Series, limits: Limits) -> bool:
    """Whether the first values alone are NaN, as of a difference or a mean of nothing: of NaN weights all would be."""
    told = np.isfinite(series.values)
    first = int(told.argmax())
    return first <= limits.unbegun < len(series) and bool(told[first:].all() and np.isnan(series.values[:first]).all())


RULE = Rule(
    id=CODE,
    severity="critical",
    needs=("train/loss|val/loss",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)
