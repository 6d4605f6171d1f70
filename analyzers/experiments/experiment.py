"""What comes out of an experiment."""

from analyzers.experiments.combination import Best
from analyzers.experiments.matching import Match
from analyzers.experiments.outcomes import Outcome
from analyzers.experiments.rate_range import RateRange
from analyzers.experiments.replay import Replay
from analyzers.experiments.stability import Stability
from analyzers.experiments.trials import Trial
from analyzers.frozen import frozen
from analyzers.rule import Finding
from analyzers.spec import Prepared


@frozen(eq=False)
class Experiment:
    """What came out. A part that was not asked for, or for which there was no time, is None or empty."""

    prepared: Prepared
    checks: tuple[Finding, ...] = ()
    replay: Replay | None = None
    match: Match | None = None
    stability: Stability | None = None
    range: RateRange | None = None
    trials: tuple[Trial, ...] = ()
    best: Best | None = None
    baseline: Outcome | None = None
    notes: tuple[str, ...] = ()
    complete: bool = True
