"""An accuracy that had risen, and then fell to a constant below its start at which it stays."""

from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Finding, number, stretch
from analyzers.rules.collapsed.loss import CAUSES
from analyzers.run import Floats, Run
from analyzers.signals.roles import in_shares, roles
from analyzers.signals.shape import shape
from analyzers.signals.summary import highest, lowest


@frozen()
class Limits:
    rest: int = 3  # records at the end that must agree
    alike: float = 0.02  # and how closely: what one answer to every batch scores
    fallen: float = 0.2  # accuracy that is lost
    risen: float = 0.04  # accuracy that had been won since the first record
    given_back: float = 0.3  # accuracy that is lost where nothing else was logged: far beyond what scatters
    nearest: float = 0.1  # how near to its lowest such an accuracy ends, as a share of what was lost


def look(run: Run, limits: Limits) -> Finding | None:
    """The training accuracy, else that of validation."""
    parts = roles(run)
    key = parts.accuracy or parts.val_accuracy
    if key is None or not run[key].is_finite or len(run[key]) < 2 * limits.rest - 1:
        return None
    values = in_shares(run[key]).values
    best = int(values.argmax())
    rest = values[best + 1 :]
    fell = _from(rest, limits)
    if fell is None or highest(rest[fell:]) > min(values[0], values[best] - limits.fallen):
        return None
    return _finding(run, key, values, best + 1 + fell) if values[best] - values[0] >= limits.risen else None


def gone(run: Run, limits: Limits) -> Finding | None:
    """An accuracy alone that goes down and down, or up and down again."""
    parts = roles(run)
    key = parts.accuracy or parts.val_accuracy
    found = shape(in_shares(run[key])) if key and not parts.losses else None
    if key is None or found is None or len(found) < 2 * limits.rest - 1 or found.high_at > found.low_at:
        return None
    lost = found.high - found.end
    if run[key].unit != "epoch" and found.high - found.start < limits.risen:
        return None  # a running mean begins anywhere
    if lost < limits.given_back or found.end - found.low > limits.nearest * lost:
        return None
    values = in_shares(run[key]).values
    return replace(
        _finding(run, key, values, int(found.index[found.high_at])),
        confidence=0.7,
        headline=f"The accuracy fell from {found.high:.4g} to {found.end:.4g}, its lowest.",
        explanation="What had been learned is being lost, step by step.",
    )


def _from(rest: Floats, limits: Limits) -> int | None:
    """The first of the records that agree to the end; None where they are few, or the way there took long."""
    back = rest[::-1]
    agree = int(np.count_nonzero(np.maximum.accumulate(back) - np.minimum.accumulate(back) <= limits.alike))
    return len(rest) - agree if agree >= limits.rest and 2 * agree >= len(rest) else None


def _finding(run: Run, key: str, values: Floats, fell: int) -> Finding:
    series, level = run[key], float(np.median(values[fell:]))
    return Finding(
        code="collapsed",
        severity="critical",
        confidence=0.85,
        headline=f"The accuracy had come up to {highest(values):.4g}, then fell to {level:.4g} at "
        f"{series.unit} {series.steps[fell]} and stayed there.",
        explanation="What had been learned is gone; one answer is given to every input.",
        where=stretch(run, key, fell),
        evidence={
            "highest": number(highest(values), "share"),
            "constant": number(level, "share"),
            "lowest": number(lowest(values), "share"),
            "records_since": number(len(values) - fell, "records"),
        },
        causes=CAUSES,
    )
