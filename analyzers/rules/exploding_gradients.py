"""The gradient grows far beyond its usual size.

What it means
    A step of the usual rate is then far too long. It comes from curvature that grows (a rate at the edge of stability),
    from a product over many layers or time steps, or from single examples.

What to look at
    The largest norm against the usual one, whether it grows to the end or comes in bursts, and the loss beside it.

When to ignore
    The norm is clipped and was logged before clipping: bursts are then harmless.

References
    R. Pascanu et al., "On the difficulty of training recurrent neural networks", arXiv 1211.5063.
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Run, Series
from analyzers.signals import unprinted

WHOLE = unprinted.NORM


@frozen()
class Limits:
    records: int = 4  # records below which "usual" means nothing
    scaling: int = 3  # records below which an infinite norm may be the search for a loss scale
    growth: float = 30.0  # norm at the end over that of the first half, that is an explosion
    burst: float = 1000.0  # single norm over the usual one
    small: float = 1.0  # a norm below this makes no long step at usual rates, whatever it was before


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    if unprinted.since(run) is not None:
        return  # a NaN that never was a gradient
    keys = [key for key in run.series if key == WHOLE or (key.startswith("layer/") and key.endswith("/gradient_norm"))]
    for key in sorted(keys, key=lambda key: key != WHOLE):
        series = run[key]
        if _explodes(series.values, limits):
            yield _finding(run, key, series, limits)
            return


def _explodes(norms: Floats, limits: Limits) -> bool:
    if not np.isfinite(norms[-1]):  # mixed precision finds its scale by steps that overflow
        return len(norms) >= limits.scaling or bool(np.isnan(norms[-1]))
    norms = norms[np.isfinite(norms)]
    if len(norms) < limits.records:
        return False
    usual = float(np.median(norms[: max(2, len(norms) // 2)]))
    end = float(np.median(norms[-max(1, len(norms) // 10) :]))
    grown = end > limits.growth * usual
    return (grown and end > limits.small) or float(norms.max()) > limits.burst * max(usual, 1e-3)


def _finding(run: Run, key: str, series: Series, limits: Limits) -> Finding:
    norms = series.values
    finite = norms[np.isfinite(norms)]
    usual = float(np.median(finite[: max(2, len(finite) // 2)])) if len(finite) else 0.0
    largest = float(finite.max(initial=0.0))
    at = int((norms == largest).argmax())
    lost = not np.isfinite(norms[-1])
    clipped = run.known("clip_norm")
    return Finding(
        code="exploding_gradients",
        severity="info" if clipped and not lost else "critical" if lost else "warning",
        confidence=0.9,
        headline=_headline(series, at, usual, lost and largest <= limits.growth * usual, lost),
        explanation="A step along such a gradient undoes what was learned."
        if not clipped
        else f"It is clipped to {clipped}, which keeps the steps short.",
        where=stretch(run, key, min(at, len(series) - 1)),
        evidence={
            "largest": number(largest),
            "usual": number(usual),
            "largest_over_usual": number(largest / usual if usual else np.inf, "ratio"),
        },
        causes=(
            Cause("learning_rate_too_high", 0.7, "steps beyond the stability limit climb to steeper places"),
            Cause("poor_initialization", 0.3, "weights too large multiply the gradient layer by layer"),
            Cause("unscaled_inputs", 0.3, "the gradient grows with the inputs"),
        ),
    )


def _headline(series: Series, at: int, usual: float, at_once: bool, lost: bool) -> str:
    if not np.isfinite(series.values).any():
        return "The gradient norm is no number in any record."
    if at_once:
        first = int(np.flatnonzero(np.isfinite(series.values))[-1]) + 1
        return (
            f"The gradient norm is no number any more from {series.unit} {series.steps[first]} on, after {usual:.4g}."
        )
    reached = f"The gradient norm reaches {series.values[at]:.4g} at {series.unit} {series.steps[at]}"
    return f"{reached}, where {usual:.4g} was usual{', then is no number any more' if lost else ''}."


RULE = Rule(
    id="exploding_gradients",
    severity="warning",
    needs=(f"{WHOLE}|layer/*/gradient_norm",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)
