"""The parts of an experiment in their order: replay, stability, checks, range, remedies, the best of them.

Each part has its share of the time; what could not be finished is left out or marked, and `complete` says so.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from analyzers.check import Setting
from analyzers.checks import check
from analyzers.experiments import rate_range as ranges
from analyzers.experiments.baseline import Tried
from analyzers.experiments.budget import Budget, Clock, Count, Together, one_by_one
from analyzers.experiments.candidates import candidates
from analyzers.experiments.change import Known
from analyzers.experiments.combination import Best, combined
from analyzers.experiments.experiment import Experiment
from analyzers.experiments.first_round import first_round
from analyzers.experiments.matching import match
from analyzers.experiments.outcomes import Outcome
from analyzers.experiments.plan import Plan, planned
from analyzers.experiments.rate_range import RateRange
from analyzers.experiments.replay import Replay, replay
from analyzers.experiments.stability import Along, Stability
from analyzers.rule import Finding
from analyzers.spec import Prepared, Spec, prepare

REPLAY_SHARE, STABILITY_SHARE, RANGE_SHARE = 0.4, 0.15, 0.35
"""Of what is left of the budget when each begins; trials have the rest."""

MOST_AT_ONCE = 2  # trainings that `together` is trusted to do at the same time

T = TypeVar("T")
Remedies = tuple[list[Tried], Best | None, Outcome | None]
"""What was tried, the best of it, and the unchanged spec."""

OnProgress = Callable[[str, int, int], None]
"""(phase, done, total)"""


def experiment(
    spec: Spec,
    clock: Clock,
    on_progress: OnProgress = lambda phase, done, total: None,
    together: Together = one_by_one,
) -> Experiment:
    """Does what `spec.ask` asks for within `spec.budget` seconds. Raises SpecError where it cannot be trained.

    together: how work that can be done side by side is done, for example in processes
    """
    budget = Budget.of(spec.budget, clock, together)
    return _Course(prepare(spec), budget, on_progress).run()


class _Course:
    """The parts in their order, each building on those before it."""

    def __init__(self, prepared: Prepared, budget: Budget, on_progress: OnProgress) -> None:
        self.prepared, self.budget, self.on_progress = prepared, budget, on_progress
        self.ask = prepared.spec.ask
        self.notes = [*_left_out(prepared.spec), *prepared.examples.notes]
        self.complete = True

    def run(self) -> Experiment:
        along = Along(self.prepared, self.budget) if {"stability", "checks", "remedies"} & {*self.ask} else None
        replayed = self._replay(along)
        stable = self._fitting("the sharpness", lambda: self._stability(replayed, along), None)
        if replayed and stable:
            replayed = replayed.with_curves(stable.series)
        checks = self._checks(stable)
        found = self._fitting("the learning-rate range", lambda: self._range(replayed), None)
        nothing: Remedies = ([], None, None)
        tried, best, baseline = self._fitting("remedies", lambda: self._remedies(replayed, found, checks), nothing)
        log = self.prepared.spec.log
        return Experiment(
            prepared=self.prepared,
            checks=checks if "checks" in self.ask else (),
            replay=replayed if "replay" in self.ask else None,
            match=match(log, replayed) if log and replayed else None,
            stability=stable if "stability" in self.ask else None,
            range=found if "range" in self.ask else None,
            trials=tuple(sorted((each.trial for each in tried), key=lambda trial: trial.merit)),
            best=best,
            baseline=baseline,
            notes=tuple(self.notes),
            complete=self.complete,
        )

    def _replay(self, along: Along | None) -> Replay | None:
        if {*self.ask} <= {"checks"} and not self.prepared.spec.log:
            return None
        epochs = self.prepared.training.epochs
        self.on_progress("replay", 0, epochs)
        share = self.budget.share(REPLAY_SHARE)
        replayed = replay(self.prepared, share, along, lambda epoch: self.on_progress("replay", epoch, epochs))
        if "train/loss" not in replayed.run.series:
            self._partial("a single epoch of it")
            return None
        if not replayed.trained.complete:
            self._partial("the whole replay")
        return replayed

    def _stability(self, replayed: Replay | None, along: Along | None) -> Stability | None:
        if replayed is None or along is None:
            return None
        self.on_progress("stability", 0, 1)
        found = along.stability(self.budget.left * STABILITY_SHARE)
        if found is None:
            self._partial("the sharpness")
        return found

    def _checks(self, stable: Stability | None) -> tuple[Finding, ...]:
        if stable is None or not stable.points:
            return check(Setting(self.prepared))
        start = stable.start  # an adaptive optimizer moves beyond its limit, and its limit then moves away
        return check(
            Setting(self.prepared, start.sharpness, None if start.preconditioned else start.learning_rate_limit)
        )

    def _range(self, replayed: Replay | None) -> RateRange | None:
        if replayed is None or not {"range", "remedies"} & {*self.ask} or self.budget.over:
            return None
        share = self.budget.share(RANGE_SHARE)
        least = ranges.FEWEST * replayed.turned * replayed.seconds  # of a range in which anything shows
        if replayed.turned > 1 and least > MOST_AT_ONCE * share.seconds:
            self._partial("the learning-rate range")
            return None
        self.on_progress("range", 0, ranges.PARTS)
        count = Count(partial(self.on_progress, "range"), ranges.PARTS)
        found = ranges.rate_range(self.prepared, share, replayed.seconds, needed=replayed.turned, done=count)
        if not found.complete:
            self._partial("the learning-rate range")
        if found.fastest is None and found.largest_stable is not None:
            self.notes.append("No learning rate lowers the loss by more than it varies: none is the fastest.")
        return found

    def _remedies(self, replayed: Replay | None, found: RateRange | None, checks: tuple[Finding, ...]) -> Remedies:
        if replayed is None or "remedies" not in self.ask:
            return [], None, None
        known = Known(self.prepared, replayed, found)
        called_for = candidates(known, checks)
        if not called_for:
            return [], None, None
        seconds = found.seconds if found else replayed.seconds
        affordable = self.budget.left / max(1e-9, seconds)
        alone = self.budget.left / max(1e-9, seconds, replayed.seconds / MOST_AT_ONCE)
        plan = planned(called_for, self.prepared.training.epochs, affordable, alone)
        self._tell(plan, len(called_for))
        self.on_progress("remedies", 0, 1 + len(plan.remedies))
        tell = partial(self.on_progress, "remedies")
        baseline, tried = first_round(self.prepared, plan, self.budget, seconds, tell)
        if len(tried) < len(plan.remedies):
            self._partial(f"{len(plan.remedies) - len(tried)} of {len(plan.remedies)} remedies")
        best = combined(baseline, tried, partial(self.on_progress, "combination"))
        return tried, best, baseline.outcome

    def _tell(self, plan: Plan, called_for: int) -> None:
        """What of the trials the time is too short for."""
        wanted = self.prepared.training.epochs
        if len(plan.remedies) < called_for:
            self._partial(f"{called_for - len(plan.remedies)} of {called_for} remedies")
        if plan.epochs < wanted:
            self._partial(f"trials of {wanted} epochs; they are compared after {plan.epochs}")

    def _partial(self, what: str, because: str = "The time was too short") -> None:
        self.complete = False
        self.notes.append(f"{because} for {what}.")

    def _fitting(self, what: str, work: Callable[[], T], instead: T) -> T:
        """What the work gives, or `instead` where the memory does not hold it: what came before is kept."""
        try:
            return work()
        except MemoryError:
            self._partial(what, "The memory was too small")
            return instead


def _left_out(spec: Spec) -> list[str]:
    """What is to be said of a network of whose layers some were not understood."""
    layers = [f"{part.text} (line {part.line})" for part in spec.not_understood if part.text.isidentifier()]
    return [f"Left out, so what was tried is not quite your network: {', '.join(layers)}."] if layers else []
