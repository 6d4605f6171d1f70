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
from analyzers.experiments.budget import Budget, Count
from analyzers.experiments.candidates import candidates
from analyzers.experiments.change import Candidate, Known
from analyzers.experiments.changes import CHANGES
from analyzers.experiments.changes.learning_rate import rate
from analyzers.experiments.outcomes import Outcome, common_metric, measured, outcomes, variant
from analyzers.experiments.plan import Plan
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

REPAIRS = ("fix_output_layer", "scale_inputs")
"""What mends a fault of the config: where nothing helps alone, the fault may hide what would help beside it."""

OnTrial = Callable[[int, int], None]
"""(done, total) trainings; the total shrinks where some turn out not to be needed."""


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
class Start:
    """Before the search. seconds: of one epoch of one replica."""

    known: Known
    budget: Budget
    plan: Plan
    seconds: float

    def search(self, on_trial: OnTrial = lambda done, total: None) -> tuple["Search", list[Tried]]:
        """Each remedy on the spec as it is, beside the unchanged one; Adam with the best rate of a short range."""
        base, plan = self.known.prepared, self.plan
        made = _made(plan.remedies, base, self.budget, None if plan.hurried else self.seconds)
        wanted = [(base, plan.epochs), *((each.prepared, _epochs(each.prepared, base, plan.epochs)) for each in made)]
        count = Count(on_trial, len(wanted))
        trained = (
            self._screened(wanted, count) if plan.hurried else outcomes(wanted, self.budget, range(plan.seeds), count)
        )
        search = Search(trained[0], self.budget, self.seconds)
        return search, search.settled(search.compared(made, trained[1:], ())) if search.baseline.complete else []

    def _screened(self, wanted: Sequence[tuple[Prepared, int]], count: Count) -> list[Outcome]:
        """From all seeds where the first one did better, from the first one alone where that did not.

        The shortest and most promising are trained first: where the time runs out, it does so on the others.
        """
        count.total = 2 * len(wanted)
        baseline, *firsts = outcomes(wanted, self.budget, range(1), count)
        trials = [compare("", (), baseline, first) for first in firsts]
        better = [place for place, first in enumerate(firsts) if first.complete and trials[place].promising]
        lengths = [epochs for _, epochs in wanted[1:]]
        order = [0, *(1 + place for place in sorted(better, key=lambda place: (lengths[place], trials[place].merit)))]
        count.total = len(wanted) + len(order)
        more = outcomes([wanted[place] for place in order], self.budget, range(1, self.plan.seeds), count)
        found = [baseline, *firsts]
        for place, others in zip(order, more, strict=True):
            found[place] = found[place].with_more(others)
        return found


@dataclass(frozen=True, eq=False)
class Made:
    """A remedy, and the spec that it makes of another."""

    action: str
    patch: Patch
    prepared: Prepared


@dataclass(frozen=True, eq=False)
class Search:
    """What stays the same while searching. seconds: of one epoch of one replica."""

    baseline: Outcome
    budget: Budget
    seconds: float

    def combined(self, tried: Sequence[Tried], on_trial: OnTrial) -> Best | None:
        """None where nothing helped, and nothing on top of a repair either."""
        order = [each.trial.action for each in tried]
        helped = [each for each in tried if each.trial.helped]
        repairs = [each for action in REPAIRS for each in tried if each.trial.action == action]
        if not helped and not repairs:
            return None
        best = _simplest(helped, order) if helped else repairs[0]
        actions = [best.trial.action]
        rounds = AT_MOST - len(actions)
        while len(actions) < AT_MOST and not self.budget.over:
            count = Count(on_trial, MOST_ON_TOP * rounds, MOST_ON_TOP * (len(actions) - 1))
            count.tell(count.done, count.total)
            more = self._on_top(best, actions, [each.trial.action for each in helped], count)
            if more is None:
                break
            best, actions = more, [*actions, more.trial.action]
        return Best(tuple(dict.fromkeys(actions)), best.trial, best.outcome) if best.trial.helped else None

    def _on_top(self, best: Tried, actions: Sequence[str], helped: Sequence[str], count: Count) -> Tried | None:
        """The best with one more change, made for the spec as it is by then; None where none of them helps."""
        prepared = best.outcome.prepared
        if self._fitting < 1:
            return None
        known = Known(prepared, self._judged(best.outcome), short_range(prepared, self.budget, self.seconds))
        most = min(MOST_ON_TOP, self._fitting)
        made = _made(_patches(known, actions, helped)[:most], prepared, self.budget, self.seconds)
        base, epochs, seeds = self.baseline.prepared, self.baseline.epochs, range(len(self.baseline.trained))
        wanted = [(each.prepared, _epochs(each.prepared, base, epochs)) for each in made]
        tried = self.compared(made, outcomes(wanted, self.budget, seeds, count), best.trial.patch)
        verdicts = [(each, compare("", (), best.outcome, each.outcome)) for each in tried if each.trial.helped]
        better = [each for each, verdict in verdicts if verdict.helped]
        if better:
            return _simplest(better, [each.action for each in made])
        promising = [(verdict.merit, place) for place, (_, verdict) in enumerate(verdicts) if verdict.promising]
        return self._on_more_seeds(best, [verdicts[place][0] for _, place in sorted(promising)])

    def settled(self, tried: Sequence[Tried]) -> list[Tried]:
        """The same, those of which it is open whether they help judged on twice as many seeds, the likeliest first, as
        far as half of the time that is left allows."""
        order = sorted(tried, key=lambda each: each.trial.merit)
        undecided = [each for each in order if each.trial.promising and not each.trial.helped]
        undecided = undecided[: max(0, self._fitting // 2 - 1)]
        if not undecided:
            return [*tried]
        before, *after = self._again([self.baseline, *(each.outcome for each in undecided)])
        judged = {
            each.trial.action: replace(each, trial=compare(each.trial.action, each.trial.patch, before, outcome))
            for each, outcome in zip(undecided, after, strict=True)
            if before.complete and outcome.complete
        }
        return [judged.get(each.trial.action, each) for each in tried]

    def _again(self, trained: Sequence[Outcome]) -> list[Outcome]:
        """With as many seeds again."""
        count = len(self.baseline.trained)
        wanted = [(each.prepared, each.epochs) for each in trained]
        more = outcomes(wanted, self.budget, range(count, 2 * count))
        return [each.with_more(others) for each, others in zip(trained, more, strict=True)]

    def _on_more_seeds(self, best: Tried, others: Sequence[Tried]) -> Tried | None:
        """The first of the others that does better than the best for certain once all are trained from as many seeds
        again, as far as there is time for them."""
        others = others[: max(0, self._fitting - 1)]
        if not others:
            return None
        before, *after = self._again([each.outcome for each in (best, *others)])
        decided = zip(others, after, strict=True)
        return next((other for other, each in decided if _is_certain(before, each)), None)

    @property
    def _fitting(self) -> int:
        """Remedies that there is time for in a later round."""
        one = self.seconds * self.baseline.epochs * len(self.baseline.trained)
        return int((1 - RANGE_SHARE) * self.budget.left / max(1e-9, one))

    def compared(self, made: Sequence[Made], trained: Sequence[Outcome], on: Patch) -> list[Tried]:
        """The verdicts on those whose training came to its end, the better one where an action was made in two ways.

        on: the patch that was there before
        """
        found: dict[str, Tried] = {}
        for each, after in zip(made, trained, strict=True):
            if after.complete:
                trial = compare(each.action, (*on, *each.patch), self.baseline.of(len(after.trained)), after)
                if each.action not in found or trial.merit < found[each.action].trial.merit:
                    found[each.action] = Tried(trial, after)
        return [*found.values()]

    def _judged(self, outcome: Outcome) -> Replay:
        first = outcome.trained[0]
        run = replace(first.run, name="trial", context=context(outcome.prepared))
        return Replay(replace(first, run=run), judge(run), self.seconds)


def _is_certain(before: Outcome, after: Outcome) -> bool:
    return before.complete and after.complete and compare("", (), before, after).helped


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


def short_range(prepared: Prepared, budget: Budget, seconds: float) -> ranges.RateRange:
    """The range of a spec on the way, with a part of the time. seconds: of one epoch of one replica"""
    return ranges.rate_range(prepared, budget.share(RANGE_SHARE), seconds, RATES)


def _made(chosen: Sequence[Candidate], base: Prepared, budget: Budget, seconds: float | None) -> list[Made]:
    """Those that make a spec; Adam also with the best rate of a short range of its own, if there is time for one."""
    made = []
    for action, patch in chosen:
        ways = [patch]
        prepared = _variant(base, patch)
        if prepared and seconds is not None and action == "use_adam":
            suggested = short_range(prepared, budget, seconds).suggested
            ways += [(*patch, *rate(suggested))] if suggested else []
        variants = [(way, _variant(base, way)) for way in ways]
        made += [Made(action, way, prepared) for way, prepared in variants if prepared]
    return made


def _variant(base: Prepared, patch: Patch) -> Prepared | None:
    """None where that is no spec."""
    try:
        return variant(base, patch)
    except SpecError:
        return None


def _epochs(changed: Prepared, base: Prepared, epochs: int) -> int:
    """As long as the unchanged spec; a change of the training's length changes it in proportion."""
    return max(1, round(epochs * changed.training.epochs / base.training.epochs))
