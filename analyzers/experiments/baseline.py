"""The unchanged spec, trained, and the verdicts on what is held against it."""

from collections.abc import Sequence
from dataclasses import replace

from analyzers.experiments.budget import Budget
from analyzers.experiments.made import Made
from analyzers.experiments.outcomes import Outcome, outcomes
from analyzers.experiments.rate_range import SHORT_SHARE
from analyzers.experiments.trials import Trial, compare
from analyzers.frozen import frozen
from analyzers.remedy import Patch


@frozen(eq=False)
class Tried:
    """A remedy's trial and what it trained."""

    trial: Trial
    outcome: Outcome


@frozen(eq=False)
class Baseline:
    """outcome: of the unchanged spec · seconds: what an epoch of one replica takes."""

    outcome: Outcome
    budget: Budget
    seconds: float

    @property
    def seeds(self) -> int:
        """From how many the unchanged spec was trained."""
        return len(self.outcome.trained)

    @property
    def fitting(self) -> int:
        """Specs that there is time to train as long, beside a short range."""
        one = self.seconds * self.outcome.epochs * self.seeds
        return int((1 - SHORT_SHARE) * self.budget.left / max(1e-9, one))

    def compared(self, made: Sequence[Made], trained: Sequence[Outcome], on: Patch = ()) -> list[Tried]:
        """The verdicts on those whose training came to its end, the better one where an action was made in two ways.

        on: the patch that was there before
        """
        found: dict[str, Tried] = {}
        for each, after in zip(made, trained, strict=True):
            if after.complete:
                trial = compare(each.action, (*on, *each.patch), self.outcome.of(len(after.trained)), after)
                if each.action not in found or trial.merit < found[each.action].trial.merit:
                    found[each.action] = Tried(trial, after)
        return [*found.values()]

    def settled(self, tried: Sequence[Tried]) -> list[Tried]:
        """The same, those of which it is open whether they help judged on twice as many seeds, the likeliest first, as
        far as half of the time that is left allows."""
        order = sorted(tried, key=lambda each: each.trial.merit)
        undecided = [each for each in order if each.trial.promising and not each.trial.helped]
        undecided = undecided[: max(0, self.fitting // 2 - 1)]
        if not undecided:
            return [*tried]
        before, *after = self._on_more_seeds([self.outcome, *(each.outcome for each in undecided)])
        judged = {
            each.trial.action: replace(each, trial=compare(each.trial.action, each.trial.patch, before, outcome))
            for each, outcome in zip(undecided, after, strict=True)
            if before.complete and outcome.complete
        }
        return [judged.get(each.trial.action, each) for each in tried]

    def better_for_certain(self, best: Tried, others: Sequence[Tried]) -> Tried | None:
        """The first of the others that does better than the best for certain once all are trained from as many seeds
        again, as far as there is time for them."""
        others = others[: max(0, self.fitting - 1)]
        if not others:
            return None
        before, *after = self._on_more_seeds([each.outcome for each in (best, *others)])
        decided = zip(others, after, strict=True)
        return next((other for other, each in decided if _is_certain(before, each)), None)

    def _on_more_seeds(self, trained: Sequence[Outcome]) -> list[Outcome]:
        """Each from as many seeds again."""
        wanted = [(each.prepared, each.epochs) for each in trained]
        more = outcomes(wanted, self.budget, range(self.seeds, 2 * self.seeds))
        return [each.with_more(others) for each, others in zip(trained, more, strict=True)]


def _is_certain(before: Outcome, after: Outcome) -> bool:
    return before.complete and after.complete and compare("", (), before, after).helped
