"""The later rounds of the search for what helps: one more remedy on top of the best so far, while that still helps.

What is tried on top is what helped alone, and what the spec calls for as it is by then.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import numpy as np

from analyzers.check import Setting
from analyzers.checks import check
from analyzers.diagnosis import judge
from analyzers.experiments.baseline import Baseline, Tried
from analyzers.experiments.budget import Count, Tell
from analyzers.experiments.candidates import candidates
from analyzers.experiments.change import Candidate, Known
from analyzers.experiments.changes import CHANGES
from analyzers.experiments.made import made
from analyzers.experiments.outcomes import Outcome, common_metric, measured, outcomes
from analyzers.experiments.rate_range import short_range
from analyzers.experiments.replay import Replay, context
from analyzers.experiments.trials import Trial, compare, is_share
from analyzers.frozen import frozen
from analyzers.spec import plain

AT_MOST = 3  # remedies in one combination: what a person still understands
MOST_ON_TOP = 5  # remedies tried in one later round
AS_GOOD = 1.05  # times by which a loss may be above the best one and still count as that good
AS_RIGHT = 0.005  # the same for a share of right answers

REPAIRS = ("fix_output_layer", "scale_inputs")
"""What mends a fault of the config: where nothing helps alone, the fault may hide what would help beside it."""


@frozen(eq=False)
class Best:
    """The spec that did best. actions: what was put together · trial: all of them against the unchanged spec."""

    actions: tuple[str, ...]
    trial: Trial
    outcome: Outcome


def combined(baseline: Baseline, tried: Sequence[Tried], tell: Tell) -> Best | None:
    """None where nothing helped, and nothing on top of a repair either. tried: in the first round"""
    order = [each.trial.action for each in tried]
    helped = [each for each in tried if each.trial.helped]
    repairs = [each for action in REPAIRS for each in tried if each.trial.action == action]
    if not helped and not repairs:
        return None
    best = _simplest(helped, order) if helped else repairs[0]
    actions = [best.trial.action]
    while len(actions) < AT_MOST and not baseline.budget.over:
        count = Count(tell, MOST_ON_TOP * (AT_MOST - 1), MOST_ON_TOP * (len(actions) - 1))
        count.tell(count.done, count.total)
        more = _on_top(baseline, best, actions, [each.trial.action for each in helped], count)
        if more is None:
            break
        best, actions = more, [*actions, more.trial.action]
    return Best(tuple(dict.fromkeys(actions)), best.trial, best.outcome) if best.trial.helped else None


def _on_top(
    baseline: Baseline, best: Tried, actions: Sequence[str], helped: Sequence[str], count: Count
) -> Tried | None:
    """The best with one more change, made for the spec as it is by then; None where none of them helps."""
    if baseline.fitting < 1:
        return None
    prepared, budget, seconds = best.outcome.prepared, baseline.budget, baseline.seconds
    known = Known(prepared, _judged(best.outcome, seconds), short_range(prepared, budget, seconds))
    chosen = _chosen(known, actions, helped)[: min(MOST_ON_TOP, baseline.fitting)]
    variants = made(chosen, prepared, budget, seconds)
    wanted = [each.beside(baseline.outcome.prepared, baseline.outcome.epochs) for each in variants]
    trained = outcomes(wanted, budget, range(baseline.seeds), count)
    tried = [each for each in baseline.compared(variants, trained, best.trial.patch) if each.trial.helped]
    verdicts = [(each, compare("", (), best.outcome, each.outcome)) for each in tried]
    better = [each for each, verdict in verdicts if verdict.helped]
    if better:
        return _simplest(better, [each.action for each in variants])
    promising = [(verdict.merit, place) for place, (_, verdict) in enumerate(verdicts) if verdict.promising]
    return baseline.better_for_certain(best, [verdicts[place][0] for _, place in sorted(promising)])


def _judged(outcome: Outcome, seconds: float) -> Replay:
    """Its training from the first seed, as a replay."""
    first = outcome.trained[0]
    run = replace(first.run, name="trial", context=context(outcome.prepared))
    return Replay(replace(first, run=run), judge(run), seconds)


def _chosen(known: Known, actions: Sequence[str], helped: Sequence[str]) -> list[Candidate]:
    """What is tried on top of `actions`: a better rate first, then what helped alone, then what is called for now."""
    document = plain(known.prepared.spec)
    rates = [action for action in ("raise_learning_rate", "lower_learning_rate") if action not in actions[-1:]]
    called_for = [action for action, _ in candidates(known, check(Setting(known.prepared)))]
    order = dict.fromkeys((*rates, *helped, *called_for))
    new = (action for action in order if action not in actions or action in rates)
    patches = [(action, CHANGES[action](document, known)) for action in new]
    return [(action, patch) for action, patch in patches if patch]


def _simplest(tried: Sequence[Tried], order: Sequence[str]) -> Tried:
    """Of those that did as well as the best, the one that is called for most."""
    metric = common_metric([each.outcome for each in tried])
    values = np.array([measured(each.outcome, metric).mean() for each in tried])
    good = values >= np.nanmax(values) - AS_RIGHT if is_share(metric) else values <= np.nanmin(values) * AS_GOOD
    return min(compress(tried, good), key=lambda each: order.index(each.trial.action))
