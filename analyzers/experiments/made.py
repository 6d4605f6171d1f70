"""Remedies made into specs that can be trained."""

from collections.abc import Sequence

from analyzers.errors import SpecError
from analyzers.experiments.budget import Budget
from analyzers.experiments.change import Candidate
from analyzers.experiments.changes.learning_rate import rate
from analyzers.experiments.outcomes import variant
from analyzers.experiments.rate_range import short_range
from analyzers.frozen import frozen
from analyzers.remedy import Patch
from analyzers.spec import Prepared


@frozen(eq=False)
class Made:
    """A remedy, and the spec that it makes of another."""

    action: str
    patch: Patch
    prepared: Prepared

    def beside(self, base: Prepared, epochs: int) -> tuple[Prepared, int]:
        """What to train beside so many epochs of the unchanged spec: for as many, or in proportion to its own."""
        return self.prepared, max(1, round(epochs * self.prepared.training.epochs / base.training.epochs))


def made(chosen: Sequence[Candidate], base: Prepared, budget: Budget, seconds: float | None) -> list[Made]:
    """Those that make a spec; Adam also with the best rate of a short range of its own.

    seconds: what an epoch of one replica takes; None where there is no time for a range
    """
    found = []
    for action, patch in chosen:
        prepared = _variant(base, patch)
        if prepared is None:
            continue
        found.append(Made(action, patch, prepared))
        if action == "use_adam" and seconds is not None and (best := short_range(prepared, budget, seconds).suggested):
            faster = (*patch, *rate(best))
            found.append(Made(action, faster, variant(base, faster)))
    return found


def _variant(base: Prepared, patch: Patch) -> Prepared | None:
    """None where that is no spec."""
    try:
        return variant(base, patch)
    except SpecError:
        return None
