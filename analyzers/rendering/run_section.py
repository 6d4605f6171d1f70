"""One run of a diagnosis in Markdown: what it shows, what to change, and the numbers that were read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from analyzers.diagnosis import HEALTHY, RunDiagnosis
from analyzers.remedy import Suggestion
from analyzers.rendering.frameworks import NAMES, family, shown
from analyzers.rendering.main_metrics import main_metrics, name
from analyzers.rendering.markup import code, plain, shortened
from analyzers.rendering.words import TITLES, certainty, evidence, words
from analyzers.rule import Finding
from analyzers.run import Run, Series

MOST_METRICS, MOST_CAUSES, MOST_NUMBERS = 6, 3, 8


@dataclass
class Told:
    """What was told before in an answer. changes: their headlines, each with its run · known: the first run"""

    changes: dict[str, str] = field(default_factory=dict)
    known: Run | None = None


def section(found: RunDiagnosis, headline: str, titled: bool, told: Told) -> Iterator[str]:
    """Its blocks. headline: of the whole answer, whose sentences are not said again · told: is added to"""
    if titled:
        yield f"### {plain(found.run.name)}: {TITLES[found.verdict].lower()}"
    loud = found.verdict in ("critical", "warning")
    own = found.headline.removeprefix(HEALTHY)
    if titled and not loud and own not in headline:
        yield plain(own)
        headline = own
    if found.findings:
        yield "**What it shows**"
        yield "\n".join(finding(each, headline) for each in found.findings)
    if found.suggestions:
        yield "**What to change**" if loud else "**What could be tried**"
        for place, each in enumerate(found.suggestions, 1):
            before = told.changes.setdefault(each.headline, found.run.name)
            yield _suggestion(found, place, each, "" if before == found.run.name else before)
    yield "**What was read**"
    if known := _known(found.run, told.known):
        yield f"Known about it: {known}."
    told.known = told.known or found.run
    yield _metrics(found)


def finding(found: Finding, told: str = "") -> str:
    """A finding with its numbers and causes. told: what the reader has been told already"""
    sentences = (found.explanation,) if found.headline in told else (found.headline, found.explanation)
    lines = [
        f"- **{words(found.code)}** ({found.severity}, {certainty(found.confidence)}): {plain(' '.join(sentences))}"
    ]
    if found.evidence:
        numbers = [evidence(name, each) for name, each in list(found.evidence.items())[:MOST_NUMBERS]]
        lines.append(f"  - Measured: {plain('; '.join(numbers))}.")
    lines += [
        f"  - {'Likely' if cause.likelihood >= 0.5 else 'Possible'} cause: {words(cause.code)} "
        f"({100 * cause.likelihood:.0f} %): {plain(cause.why)}."
        for cause in found.causes[:MOST_CAUSES]
    ]
    return "\n".join(lines)


def _suggestion(found: RunDiagnosis, place: int, suggestion: Suggestion, told_for: str) -> str:
    """told_for: the run that it was told for before, with its code."""
    if told_for:
        return f"{place}. **{plain(suggestion.headline)}**, as for {plain(told_for)}."
    answers = f" (for {', '.join(map(words, suggestion.addresses))})" if len(found.findings) > 1 else ""
    text = f"{place}. **{plain(suggestion.headline)}.** {plain(suggestion.why)}{answers}"
    snippets = shown(found.run, suggestion.code) if place == 1 or family(found.run) else {}
    named = len(snippets) > 1
    return "\n\n".join((text, *(_snippet(NAMES.get(name, name), body, named) for name, body in snippets.items())))


def _snippet(framework: str, body: str, named: bool) -> str:
    lines = [f"# {framework}", *body.split("\n")] if named else body.split("\n")
    return "\n".join(f"   {line}" for line in ("```python", *lines, "```"))


def _known(run: Run, before: Run | None) -> str:
    """Its settings and where they come from; of those that an earlier run has as well, only that it has them."""
    told = before.context if before else {}
    given = [
        f"{words(key)} {code(_value(found.value))} ({plain(found.source)})"
        for key, found in run.context.items()
        if key not in told or told[key].value != found.value
    ]
    same = before is not None and len(given) < len(run.context)
    return ", ".join([*given, *([f"the rest as for {plain(before.name)}"] if before and same else [])])


def _value(value: float | int | str) -> str:
    return f"{value:g}" if isinstance(value, int | float) else shortened(value, 60)


def _metrics(found: RunDiagnosis) -> str:
    """What is judged stands first: a log may have many numbers beside its loss."""
    run = found.run
    judged = [key for group in main_metrics(run, found.findings) for key in group]
    keys = list(dict.fromkeys((*judged, *run.series)))[:MOST_METRICS]
    named = Counter(name(run[key], key) for key in keys)
    labels = {key: own if named[own := name(run[key], key)] == 1 else key for key in keys}
    rows = ["| metric | records | first | last | lowest | highest |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    rows += [_metric(label, run[key]) for key, label in labels.items()]
    more = len(run.series) - MOST_METRICS
    return "\n".join(rows) + (f"\n\nand {more} more metrics." if more > 0 else "")


def _metric(label: str, series: Series) -> str:
    finite = series.values[abs(series.values) < float("inf")]
    ends = (f"{series.values[0]:.6g}", f"{series.values[-1]:.6g}") if len(series) else ("", "")
    extremes = (f"{finite.min():.6g}", f"{finite.max():.6g}") if len(finite) else ("none finite", "none finite")
    cell = code(shortened(label, 40)).replace("|", "\\|")
    return f"| {cell} | {len(series)} | {' | '.join((*ends, *extremes))} |"
