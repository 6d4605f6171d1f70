"""A diagnosis as a chart: the main metrics of each run, with the findings marked where they are."""

from collections.abc import Iterator

from analyzers.diagnosis import Diagnosis, RunDiagnosis
from analyzers.metrics import divide
from analyzers.rendering.chart import Band, Line, Mark, Panel, Tone, draw
from analyzers.rule import Finding
from analyzers.run import Run, Series
from analyzers.signals.roles import roles
from analyzers.thinning import thinned

MOST_RUNS = 8  # panels beyond this make a chart that nobody scrolls through
MOST_BANDS = 4
TONES: dict[str, Tone] = {"critical": "critical", "warning": "warning", "healthy": "good", "unknown": "info"}


def svg(diagnosis: Diagnosis) -> str:
    """The curves of a diagnosis as a complete SVG document; at most 2,000 points a curve."""
    titled = len(diagnosis.runs) > 1
    panels = [panel for found in diagnosis.runs[:MOST_RUNS] for panel in _panels(found, titled)]
    return draw(panels, diagnosis.headline, description(diagnosis))


def description(diagnosis: Diagnosis) -> str:
    """What the chart shows in words: each run's verdict, and the course of its curves in numbers."""
    shown = "; ".join(f"{each.run.name}: {each.headline}" for each in diagnosis.runs[:MOST_RUNS])
    more = len(diagnosis.runs) - MOST_RUNS
    return shown + (f"; and {more} more runs that are not drawn" if more > 0 else "")


def _panels(found: RunDiagnosis, titled: bool) -> Iterator[Panel]:
    groups = main_metrics(found.run, found.findings)
    for place, keys in enumerate(groups):
        lines = tuple(line(found.run[key], key, colour) for colour, key in enumerate(keys))
        first = place == 0
        yield Panel(
            title=found.run.name if first else "",
            subtitle=found.headline if first and titled else "",
            tone=TONES[found.verdict] if first else None,
            lines=lines,
            x_name=found.run[keys[0]].unit,
            bands=tuple(_bands(found.findings, keys)),
            marks=tuple(_best(found.findings, keys)),
            height=220 if first else 110,
            whole=True,
        )


def main_metrics(run: Run, findings: tuple[Finding, ...] = ()) -> list[list[str]]:
    """The series worth drawing, in groups that share an axis: losses, accuracies, then what a finding is about."""
    parts = roles(run)
    losses = [key for key in (parts.loss, parts.val_loss) if key]
    accuracies = [key for key in (parts.accuracy, parts.val_accuracy) if key]
    drawn = {*losses, *accuracies}
    judged = [finding.where.metric for finding in findings if finding.where and finding.where.metric in run]
    others = [[key] for key in dict.fromkeys(judged) if key not in drawn][:2]
    groups = [group for group in (losses, accuracies, *others) if group]
    return groups or [[key] for key in list(run.series)[:2]]


def line(series: Series, key: str, colour: int) -> Line:
    """A series as a curve: at most 2,000 points, each stretch with its lowest and its highest value."""
    short = thinned(series)
    return Line(short.steps.astype(float), short.values, name(series, key), colour)


def name(series: Series, key: str) -> str:
    """The log's own name for a metric, with the split in front where the name does not tell it."""
    own = series.name_in_log
    told = bool(divide(own)[0]) or key.split("/")[0] in ("train", "lr", "layer")
    return own if own and told else key


def _bands(findings: tuple[Finding, ...], keys: list[str]) -> Iterator[Band]:
    about = [each for each in findings if each.where and each.where.metric in keys]
    for finding in about[:MOST_BANDS]:
        if finding.where:
            title = finding.code.replace("_", " ")
            yield Band(finding.where.first, finding.where.last, title, finding.severity)


def _best(findings: tuple[Finding, ...], keys: list[str]) -> Iterator[Mark]:
    for finding in findings:
        if finding.code == "overfitting" and finding.where and finding.where.metric in keys:
            yield Mark(finding.where.first, f"best: {finding.where.unit} {finding.where.first}", "good")
