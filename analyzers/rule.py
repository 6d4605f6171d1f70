"""The contract of a rule: a pure function from a run to findings, each with its evidence."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any, Literal

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Run, Unit
from analyzers.signals.roles import lacks, roles

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")


@frozen()
class Evidence:
    """One measured number. value: finite, or None where the number itself is not finite; unit: "" for a pure number."""

    value: float | None
    unit: str = ""
    note: str = ""


def number(value: float, unit: str = "", note: str = "") -> Evidence:
    """One measured number as evidence; None in place of a value that is not finite."""
    return Evidence(float(value) if math.isfinite(value) else None, unit, note)


@frozen()
class Where:
    """The stretch of a metric that a finding is about, `first` and `last` included, counted in `unit`."""

    metric: str
    first: int
    last: int
    unit: Unit


def stretch(run: Run, metric: str, first: int = 0, last: int = -1) -> Where:
    """The stretch from record `first` to record `last` (numbers from 0, negative ones from the end) of a series."""
    series = run[metric]
    return Where(metric, int(series.steps[first]), int(series.steps[last]), series.unit)


@frozen()
class Cause:
    """What may lie behind a finding. likelihood: 0…1, our belief given this run, not normalised over the causes."""

    code: str
    likelihood: float
    why: str


@frozen()
class Finding:
    """One thing that a run shows.

    confidence: 0…1, how sure we are that the run shows it
    headline:   one sentence with the numbers that matter
    """

    code: str
    severity: Severity
    confidence: float
    headline: str
    explanation: str
    where: Where | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()


@frozen()
class Rule:
    """One finding and the test for it.

    id:       the finding's code, the file's name
    severity: the usual one; a finding may carry another
    needs:    series without which the rule cannot look ("a|b": one of them; "layer/*/dead_share": of any layer); it is
              then listed under `skipped`. What stands in for one, such as a cost for a loss, meets the need
    check:    pure; yields findings
    doc:      the module's docstring, served as documentation
    limits:   the rule's thresholds, a frozen dataclass of named fields, each with its unit and reason
    """

    id: str
    severity: Severity
    needs: tuple[str, ...]
    check: Callable[[Run, Any], Iterator[Finding]]
    doc: str
    limits: Any = None

    def lacks(self, run: Run) -> tuple[str, ...]:
        """Those of `needs` that the run does not have."""
        return lacks(self.needs, run.series, roles(run).met)

    def on(self, run: Run) -> tuple[Finding, ...]:
        """What the rule finds; nothing where it cannot look. Overflow in a diverged run is no error here."""
        if self.lacks(run):
            return ()
        with np.errstate(all="ignore"):
            return self.look(run)

    def look(self, run: Run) -> tuple[Finding, ...]:
        """What the rule finds in a run that has all it needs."""
        return tuple(map(_likeliest_first, self.check(run, self.limits)))


def _likeliest_first(finding: Finding) -> Finding:
    causes = tuple(sorted(finding.causes, key=lambda cause: -cause.likelihood))
    return finding if causes == finding.causes else replace(finding, causes=causes)
