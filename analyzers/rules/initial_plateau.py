"""Nothing happens for a while, then the loss drops.

What it means
    The network sat on a plateau of its loss (a saddle that symmetric or small weights start from, or saturated units
    that pass little gradient on), found the way out, and learned quickly. It is common and no fault; to stop inside the
    plateau would have been wrong.

What to look at
    How many records the plateau took, at which level (ln C: the network guessed), and how quick the drop was.

When to ignore
    Always, if the time does not matter. What shortens it: He or Glorot initialisation, activations of the ReLU family,
    normalisation, a warm-up.

References
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010;
    A. Saxe et al., arXiv 1312.6120 (plateaus and drops of deep linear networks).
"""

import math
from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.plateau import Delay, delay
from analyzers.signals.roles import roles, shares
from analyzers.signals.shape import Shape, measure, shape


@frozen()
class Limits:
    points: int = 3  # points that lie flat, at least
    share: float = 0.05  # and the share of the run that they take
    certain: float = 8.0  # fall after the plateau in standard errors
    fall: float = 0.05  # and as a share of the plateau's level
    speed_up: float = 5.0  # how much faster than the plateau's own creep it falls


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.adversarial:
        return
    key = parts.loss or parts.accuracy or parts.val_accuracy
    if key is None or not len(run[key].finite):
        return
    found = shape(run[key]) if parts.loss else measure(1 - shares(run[key]))
    if found is None:
        return
    flat = delay(found, least=max(limits.points, math.ceil(limits.share * len(found))))
    if flat is not None and _is_plateau(found, flat, limits):
        yield _finding(run, key, found, flat)


def _is_plateau(found: Shape, flat: Delay, limits: Limits) -> bool:
    deep = flat.fall > max(limits.certain * found.doubt, limits.fall * abs(flat.level))
    return deep and flat.speed_up >= limits.speed_up


def _finding(run: Run, key: str, found: Shape, flat: Delay) -> Finding:
    series = run[key]
    first, last, fell = (int(found.index[point]) for point in (flat.first, flat.last, flat.fell))
    return Finding(
        code="initial_plateau",
        severity="info",
        confidence=0.9 if flat.speed_up > 10 else 0.7,
        headline=f"Nothing happened until {series.unit} {series.steps[last]}, then it fell quickly: this is normal.",
        explanation=f"Four fifths of the fall were done by {series.unit} {series.steps[fell]}. "
        "To stop inside the plateau would have been wrong.",
        where=stretch(run, key, first, last),
        evidence={
            "plateau_records": number(last - first + 1, "records"),
            "plateau_level": number(flat.level),
            "drop_records": number(fell - last, "records"),
            "drop": number(flat.fall),
            "speed_up": number(flat.speed_up, "ratio", "rate of the drop over that of the plateau"),
        },
        causes=(
            Cause("poor_initialization", 0.6, "small or symmetric weights start near a saddle"),
            Cause("saturated_activations", 0.4, "σ' ≤ 1/4: sigmoid layers pass little gradient on at first"),
            Cause("learning_rate_too_low", 0.3, "a higher rate, after a warm-up, leaves the plateau sooner"),
        ),
    )


RULE = Rule(
    id="initial_plateau",
    severity="info",
    needs=("train/loss|val/loss|train/accuracy|val/accuracy",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)
