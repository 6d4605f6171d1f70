"""A diagnosis as a chart: the main metrics of each run, with the findings marked where they are."""

from collections.abc import Iterator

from analyzers.diagnosis import Diagnosis, RunDiagnosis
from analyzers.rendering.chart import draw
from analyzers.rendering.main_metrics import main_metrics, name
from analyzers.rendering.panel import Band, Line, Mark, Panel, Tone
from analyzers.rule import Finding

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
        curves = [(found.run[key], name(found.run[key], key)) for key in keys]
        first = place == 0
        yield Panel(
            title=found.run.name if first else "",
            subtitle=found.headline if first and titled else "",
            tone=TONES[found.verdict] if first else None,
            lines=tuple(Line.of(series, title, colour) for colour, (series, title) in enumerate(curves)),
            x_name=found.run[keys[0]].unit,
            bands=tuple(_bands(found.findings, keys)),
            marks=tuple(_best(found.findings, keys)),
            height=220 if first else 110,
            whole=True,
        )


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
