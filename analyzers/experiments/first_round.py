"""The first round of the search for what helps: each remedy on the spec as it is, beside the unchanged one."""

from collections.abc import Sequence

from analyzers.experiments.baseline import Baseline, Tried
from analyzers.experiments.budget import Budget, Count, Tell
from analyzers.experiments.made import made
from analyzers.experiments.outcomes import Outcome, outcomes
from analyzers.experiments.plan import Plan
from analyzers.experiments.trials import compare
from analyzers.spec import Prepared


def first_round(
    base: Prepared, plan: Plan, budget: Budget, seconds: float, tell: Tell = lambda done, total: None
) -> tuple[Baseline, list[Tried]]:
    """The unchanged spec, and what came of each remedy; all of it is reported.

    seconds: what an epoch of one replica takes
    tell:    the total shrinks where some trainings turn out not to be needed
    """
    variants = made(plan.remedies, base, budget, None if plan.hurried else seconds)
    wanted = [(base, plan.epochs), *(each.beside(base, plan.epochs) for each in variants)]
    count = Count(tell, len(wanted))
    first, *others = (
        _screened(wanted, plan, budget, count) if plan.hurried else outcomes(wanted, budget, range(plan.seeds), count)
    )
    baseline = Baseline(first, budget, seconds)
    return baseline, baseline.settled(baseline.compared(variants, others)) if first.complete else []


def _screened(wanted: Sequence[tuple[Prepared, int]], plan: Plan, budget: Budget, count: Count) -> list[Outcome]:
    """From all seeds where the first one did better, from the first one alone where that did not.

    The shortest and most promising are trained first: where the time runs out, it does so on the others.
    """
    count.total = 2 * len(wanted)
    baseline, *firsts = outcomes(wanted, budget, range(1), count)
    trials = [compare("", (), baseline, first) for first in firsts]
    better = [place for place, first in enumerate(firsts) if first.complete and trials[place].promising]
    lengths = [epochs for _, epochs in wanted[1:]]
    order = [0, *(1 + place for place in sorted(better, key=lambda place: (lengths[place], trials[place].merit)))]
    count.total = len(wanted) + len(order)
    more = outcomes([wanted[place] for place in order], budget, range(1, plan.seeds), count)
    found = [baseline, *firsts]
    for place, others in zip(order, more, strict=True):
        found[place] = found[place].with_more(others)
    return found
