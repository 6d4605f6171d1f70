"""The search for what helps: round after round, the remedies that the best spec so far calls for are tried on it.

The first round tries them on the spec as it is, and all of its trials are reported. Each later round puts one more
remedy on top of the best, while that still helps: those that helped alone, and those that what came out calls for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np

from analyzers.check import Setting
from analyzers.checks import check
from analyzers.diagnosis import judge
from analyzers.errors import SpecError
from analyzers.experiments import rate_range as ranges
from analyzers.experiments.budget import Budget
from analyzers.experiments.candidates import candidates
from analyzers.experiments.changes import CHANGES, Known, rate
from analyzers.experiments.outcomes import Outcome, common_metric, measured, outcomes, variant
from analyzers.experiments.replay import Replay, context
from analyzers.experiments.trials import Trial, compare, is_share
from analyzers.remedy import Patch
from analyzers.spec import Prepared, plain

AT_MOST = 3  # remedies in one combination: what a person still understands
RATES = 8  # of a range for a spec on the way
RANGE_SHARE = 0.15  # of what is left, for such a range
MOST_ON_TOP = 5  # remedies tried in one later round
AS_GOOD = 1.05  # times by which a loss may be above the best one and still count as that good
AS_RIGHT = 0.005  # the same for a share of right answers
OWN_RATE = ("use_adam", "add_normalization", "scale_inputs", "change_initialization", "change_activation")
"""Remedies after which another learning rate is the best; later rounds look for it."""

Candidate = tuple[str, Patch]
OnTrial = Callable[[int, int], None]
"""(done, total) remedies of this round."""


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


@dataclass(frozen=True, eq=False)
class Search:
    """What stays the same while searching. seconds: of one epoch of one replica."""

    known: Known
    baseline: Outcome
    budget: Budget
    seconds: float

    def first(self, chosen: Sequence[Candidate]) -> list[Tried]:
        """Each remedy on the spec as it is, as far as the time goes; Adam with the best rate of a short range."""
        return self._tried([(action, self._rated(action, patch)) for action, patch in chosen], self.baseline, ())

    def combined(self, tried: Sequence[Tried], on_trial: OnTrial) -> Best | None:
        """None where nothing helped."""
        order = [each.trial.action for each in tried]
        helped = [each for each in tried if each.trial.helped]
        if not helped:
            return None
        best = _simplest(helped, order)
        actions = [best.trial.action]
        while len(actions) < AT_MOST and not self.budget.over:
            on_trial(len(actions), AT_MOST)
            more = self._on_top(best, actions, [each.trial.action for each in helped])
            if more is None:
                break
            best, actions = more, [*actions, more.trial.action]
        return Best(tuple(dict.fromkeys(actions)), best.trial, best.outcome)

    def _on_top(self, best: Tried, actions: Sequence[str], helped: Sequence[str]) -> Tried | None:
        """The best with one more change, made for the spec as it is by then; None where none of them helps."""
        prepared = best.outcome.prepared
        known = Known(prepared, self._judged(best.outcome), self._range(prepared))
        wanted = _patches(known, actions, helped)[:MOST_ON_TOP]
        tried = self._tried(wanted, best.outcome, best.trial.patch)
        better = [each for each in tried if compare("", (), best.outcome, each.outcome).helped and each.trial.helped]
        return _simplest(better, [action for action, _ in wanted]) if better else None

    def _tried(self, chosen: Sequence[Candidate], base: Outcome, on: Patch) -> list[Tried]:
        """Those of the remedies that make a spec and whose training came to its end."""
        made = [
            (action, patch, prepared)
            for action, patch in chosen
            if (prepared := _variant(base.prepared, patch)) is not None
        ]
        wanted = [(prepared, _epochs(prepared, self.baseline)) for _, _, prepared in made]
        trained = outcomes(wanted, self.budget, len(self.baseline.trained))
        return [
            Tried(compare(action, (*on, *patch), self.baseline, after), after)
            for (action, patch, _), after in zip(made, trained, strict=True)
            if after.complete
        ]

    def _rated(self, action: str, patch: Patch) -> Patch:
        """Another optimizer wants another rate."""
        changed = _variant(self.baseline.prepared, patch) if action == "use_adam" else None
        found = self._range(changed) if changed else None
        return patch if found is None or found.suggested is None else (*patch, *rate(found.suggested))

    def _range(self, prepared: Prepared) -> ranges.RateRange:
        return ranges.rate_range(prepared, self.budget.share(RANGE_SHARE), self.seconds, RATES)

    def _judged(self, outcome: Outcome) -> Replay:
        first = outcome.trained[0]
        run = replace(first.run, name="trial", context=context(outcome.prepared))
        return Replay(replace(first, run=run), judge(run), self.seconds)


def _patches(known: Known, actions: Sequence[str], helped: Sequence[str]) -> list[Candidate]:
    """What is tried on top of `actions`: a better rate first, then what helped alone, then what is called for now."""
    document = plain(known.prepared.spec)
    rates = [action for action in ("raise_learning_rate", "lower_learning_rate") if action not in actions[-1:]]
    called_for = [action for action, _ in candidates(known, check(Setting(known.prepared)))]
    order = dict.fromkeys((*rates, *helped, *called_for))
    made = [(action, CHANGES[action](document, known)) for action in order if action not in actions or action in rates]
    return [(action, patch) for action, patch in made if patch]


def _simplest(tried: Sequence[Tried], order: Sequence[str]) -> Tried:
    """Of those that did as well as the best, the one that is called for most."""
    metric = common_metric([each.outcome for each in tried])
    values = np.array([measured(each.outcome, metric).mean() for each in tried])
    good = values >= np.nanmax(values) - AS_RIGHT if is_share(metric) else values <= np.nanmin(values) * AS_GOOD
    return min(compress(tried, good), key=lambda each: order.index(each.trial.action))


def _variant(base: Prepared, patch: Patch) -> Prepared | None:
    """None where that is no spec."""
    try:
        return variant(base, patch)
    except SpecError:
        return None


def _epochs(changed: Prepared, baseline: Outcome) -> int:
    """As long as the baseline; a change of the training's length changes it in proportion."""
    length = changed.training.epochs / baseline.prepared.training.epochs
    return max(1, round(baseline.epochs * length))
