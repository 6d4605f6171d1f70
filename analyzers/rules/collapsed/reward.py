"""A reward that had risen, and then fell again until nothing, or hardly anything, of the gain was left."""

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, number, stretch
from analyzers.run import Run
from analyzers.signals.games import reward
from analyzers.signals.shape import Shape, shape


@frozen()
class Limits:
    episodes: int = 8  # records below which a rise and a fall cannot both be seen
    gained: float = 6.0  # standard errors by which the reward must have risen first: single episodes scatter widely
    lost: float = 0.8  # share of that gain which is gone at the end


def look(run: Run, limits: Limits) -> Finding | None:
    key = reward(run)
    found = shape(run[key]) if key else None
    if key is None or found is None or len(found) < limits.episodes:
        return None
    gain, loss = found.high - found.start, found.high - found.end
    fell = gain > limits.gained * found.doubt and loss > max(limits.lost * gain, found.luck)
    return _finding(run, key, found) if fell else None


def _finding(run: Run, key: str, found: Shape) -> Finding:
    series = run[key]
    best = int(found.index[found.high_at])
    return Finding(
        code="collapsed",
        severity="warning",
        confidence=0.8,
        headline=f"The reward had risen from {found.start:.4g} to {found.high:.4g} at {series.unit} "
        f"{series.steps[best]}, then fell to {found.end:.4g}.",
        explanation="The policy has lost what it had learned, and what it sees since is what a bad policy sees.",
        where=stretch(run, key, best),
        evidence={
            "start": number(found.start),
            "highest": number(found.high),
            "end": number(found.end),
            f"best_{series.unit}": number(float(series.steps[best]), series.unit),
        },
        causes=(Cause("learning_rate_too_high", 0.7, "an update that changes the policy too far is hardly undone"),),
    )
