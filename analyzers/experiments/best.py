"""The remedies that helped, put together one by one while the next still helps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzers.errors import SpecError
from analyzers.experiments.budget import Budget
from analyzers.experiments.changes import CHANGES, Known
from analyzers.experiments.trials import Outcome, Trial, compare, outcome, variant
from analyzers.remedy import Patch
from analyzers.spec import plain

AT_MOST = 3  # remedies in one combination: what a person still understands


@dataclass(frozen=True, eq=False)
class Tried:
    """A remedy's trial and what it trained."""

    trial: Trial
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class Best:
    """The spec that did best. actions: what was put together · trial: all of them against the unchanged spec."""

    actions: tuple[str, ...]
    trial: Trial
    outcome: Outcome


def try_out(action: str, patch: Patch, baseline: Outcome, epochs: int, budget: Budget, on: Patch = ()) -> Tried | None:
    """Trains the baseline's spec with `on` and `patch` against the baseline.

    None where that is no spec, or no time is left.
    epochs: of the baseline; a patch that changes the training's length changes them in proportion
    """
    base = baseline.prepared
    try:
        changed = variant(base, (*on, *patch))
    except SpecError:
        return None
    length = changed.training.epochs / base.training.epochs
    after = outcome(changed, max(1, round(epochs * length)), budget)
    if not after.complete:
        return None
    return Tried(compare(action, (*on, *patch), baseline, after), after)


def combined(known: Known, baseline: Outcome, tried: Sequence[Tried], epochs: int, budget: Budget) -> Best | None:
    """None where nothing helped."""
    helped = sorted((each for each in tried if each.trial.helped), key=_gain, reverse=True)
    if not helped:
        return None
    best, actions = helped[0], [helped[0].trial.action]
    for other in helped[1:]:
        if len(actions) == AT_MOST or budget.over:
            break
        more = _more(known, best, other.trial.action, baseline, epochs, budget)
        if more is not None:
            best, actions = more, [*actions, other.trial.action]
    return Best(tuple(actions), best.trial, best.outcome)


def _gain(tried: Tried) -> float:
    """Infinite where the unchanged spec did not stay finite; then the lower loss is the better one, slightly."""
    trial = tried.trial
    return trial.gain if trial.gain is not None else 1e12 / (1.0 + abs(trial.after or 0.0))


def _more(known: Known, best: Tried, action: str, baseline: Outcome, epochs: int, budget: Budget) -> Tried | None:
    """The best so far with one more change, made for the spec as it is by then; None where it does not help."""
    spec = best.outcome.prepared
    patch = CHANGES[action](plain(spec.spec), replace(known, prepared=spec))
    more = try_out(action, patch, baseline, epochs, budget, on=best.trial.patch) if patch else None
    if more is None:
        return None
    return more if compare(action, patch, best.outcome, more.outcome).helped else None
