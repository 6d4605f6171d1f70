"""A diagnosis as Markdown: an answer that can be sent as it is. Nothing of the log can act as markup in it."""

from collections.abc import Iterator

from analyzers.diagnosis import Diagnosis, Mention, RunDiagnosis
from analyzers.reader import Reading
from analyzers.remedies import REMEDIES
from analyzers.remedy import Suggestion
from analyzers.rendering.frameworks import NAMES, family, shown
from analyzers.rendering.main_metrics import main_metrics, name
from analyzers.rendering.markup import code, plain, shortened
from analyzers.rendering.words import TITLES, certainty, evidence, number, words
from analyzers.rule import Finding
from analyzers.rules import BY_ID
from analyzers.run import Run, Series
from analyzers.signals.roles import roles

VERDICTS = ("critical", "warning", "unknown", "healthy")
MOST_RUNS, MOST_METRICS, MOST_CAUSES, MOST_NUMBERS = 6, 6, 3, 8


def markdown(diagnosis: Diagnosis) -> str:
    """The whole diagnosis: verdict, what was found with its numbers, why, what to change with code, what was not
    checked."""
    title = TITLES[diagnosis.verdict]
    told = diagnosis.headline.removeprefix(f"{title}: ")
    parts = [f"**{title}{'.' if told == diagnosis.headline else ':'}** {plain(told)}"]
    runs, shown = _worst_first(diagnosis), dict[str, str]()
    for each in runs[:MOST_RUNS]:
        parts += _run(each, len(runs) > 1, shown)
    if len(runs) > MOST_RUNS:
        rest = runs[MOST_RUNS:]
        parts.append("Further runs: " + "; ".join(f"{code(each.run.name)} {each.verdict}" for each in rest[:50]))
    parts += _skipped(runs[:MOST_RUNS])
    if diagnosis.config:
        parts += ["**What the code shows before any training**", "\n".join(map(_finding, diagnosis.config))]
    parts += _mentioned(diagnosis.mentioned)
    parts.append(_reading(diagnosis.reading))
    return "\n\n".join(parts) + "\n"


def _worst_first(diagnosis: Diagnosis) -> list[RunDiagnosis]:
    """The run of the headline, then the others, the worst first."""
    first = diagnosis.runs[diagnosis.primary[0]] if diagnosis.primary and diagnosis.primary[0] is not None else None
    return sorted(diagnosis.runs, key=lambda each: (each is not first, VERDICTS.index(each.verdict)))


def _run(found: RunDiagnosis, titled: bool, shown: dict[str, str]) -> Iterator[str]:
    """shown: the headlines of the changes told so far, each with the run that it was told for."""
    if titled:
        yield f"### {plain(found.run.name)}: {TITLES[found.verdict].lower()}"
        yield plain(found.headline)
    known = _known(found.run)
    if known:
        yield f"Known about it: {known}."
    yield _metrics(found)
    if found.findings:
        yield "**What it shows**"
        yield "\n".join(_finding(each) for each in found.findings)
    if found.suggestions:
        yield "**What to change**"
        for place, each in enumerate(found.suggestions, 1):
            before = shown.setdefault(each.headline, found.run.name)
            yield _suggestion(found.run, place, each, "" if before == found.run.name else before)


def _known(run: Run) -> str:
    given = (f"{words(key)} {code(_value(found.value))} ({plain(found.source)})" for key, found in run.context.items())
    return ", ".join(given)


def _skipped(runs: list[RunDiagnosis]) -> Iterator[str]:
    """What was looked for in no run, and why; what needs probes inside a network is named together."""
    skipped = [each for each in (runs[0].skipped if runs else ()) if all(each in run.skipped for run in runs)]
    inside = [words(each.code) for each in skipped if any("layer/" in need for need in each.needs)]
    lacking: dict[tuple[str, ...], list[str]] = {}
    for each in skipped:
        if words(each.code) not in inside:
            lacking.setdefault(each.needs, []).append(words(each.code))
    named = [f"{', '.join(codes)} ({_needs(needs, len(codes))})" for needs, codes in lacking.items()]
    network = any(roles(each.run).task != "boosting" for each in runs)
    probes = [f"and, without records from inside the network, {', '.join(inside)}"] if inside and network else []
    if named or probes:
        yield f"Not checked: {'; '.join((*named, *probes)).removeprefix('and, ')}."


def _needs(needs: tuple[str, ...], findings: int) -> str:
    return f"need{'s' if findings == 1 else ''} {' and '.join(code(need.replace('|', ' or ')) for need in needs)}"


def _value(value: float | int | str) -> str:
    return f"{value:g}" if isinstance(value, int | float) else shortened(value, 60)


def _metrics(found: RunDiagnosis) -> str:
    """What is judged stands first: a log may have many numbers beside its loss."""
    run = found.run
    judged = [key for group in main_metrics(run, found.findings) for key in group]
    keys = list(dict.fromkeys((*judged, *run.series)))
    rows = ["| metric | records | first | last | lowest | highest |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    rows += [_metric(key, run[key]) for key in keys[:MOST_METRICS]]
    more = len(run.series) - MOST_METRICS
    return "\n".join(rows) + (f"\n\nand {more} more metrics." if more > 0 else "")


def _metric(key: str, series: Series) -> str:
    finite = series.values[abs(series.values) < float("inf")]
    ends = (f"{series.values[0]:.6g}", f"{series.values[-1]:.6g}") if len(series) else ("", "")
    extremes = (f"{finite.min():.6g}", f"{finite.max():.6g}") if len(finite) else ("none finite", "none finite")
    label = code(shortened(name(series, key), 40)).replace("|", "\\|")
    return f"| {label} | {len(series)} | {' | '.join((*ends, *extremes))} |"


def _finding(finding: Finding) -> str:
    lines = [
        f"- **{words(finding.code)}** ({finding.severity}, {certainty(finding.confidence)}): "
        f"{plain(finding.headline)} {plain(finding.explanation)}"
    ]
    if finding.evidence:
        numbers = [evidence(name, found) for name, found in list(finding.evidence.items())[:MOST_NUMBERS]]
        lines.append(f"  - Measured: {plain('; '.join(numbers))}.")
    lines += [
        f"  - {'Likely' if cause.likelihood >= 0.5 else 'Possible'} cause: {words(cause.code)} "
        f"({100 * cause.likelihood:.0f} %): {plain(cause.why)}."
        for cause in finding.causes[:MOST_CAUSES]
    ]
    return "\n".join(lines)


def _suggestion(run: Run, place: int, suggestion: Suggestion, told_for: str) -> str:
    """told_for: the run that it was told for before, with its code."""
    if told_for:
        return f"{place}. **{plain(suggestion.headline)}**, as for {plain(told_for)}."
    answers = ", ".join(words(each) for each in suggestion.addresses)
    text = f"{place}. **{plain(suggestion.headline)}.** {plain(suggestion.why)} (for {answers})"
    own = family(run) in suggestion.code
    snippets = shown(run, suggestion.code) if own or place == 1 else {}
    named = len(snippets) > 1
    return "\n\n".join((text, *(_snippet(NAMES.get(name, name), body, named) for name, body in snippets.items())))


def _snippet(framework: str, body: str, named: bool) -> str:
    lines = [f"# {framework}", *body.split("\n")] if named else body.split("\n")
    return "\n".join(f"   {line}" for line in ("```python", *lines, "```"))


def _mentioned(mentioned: tuple[Mention, ...]) -> Iterator[str]:
    if mentioned:
        yield "**What the text describes** (possibilities read from its words, nothing was measured)"
        yield "\n".join(
            f"- **{words(each.code)}** ({100 * each.likelihood:.0f} %), line {each.line}: "
            f"“{plain(shortened(each.quote, 200))}”"
            for each in mentioned
        )
        yield from _help(mentioned[0].code)
        yield f"To have it judged: {plain(mentioned[0].post)}"


def _help(code: str) -> Iterator[str]:
    """What a finding means, from its rule, and the remedies that answer it."""
    if code not in BY_ID:
        return
    meaning = BY_ID[code].doc.split("What it means\n", 1)[-1].split("\n\n", 1)[0]
    yield f"If it is {words(code)}: {' '.join(meaning.split())}"
    answering = sorted((each for each in REMEDIES if code in each.addresses), key=lambda each: -each.addresses[code])
    yield f"What usually helps: {'; '.join(each.title.lower() for each in answering[:4])}."


def _reading(reading: Reading) -> str:
    notes = "".join(f" {plain(note)}" for note in reading.notes[:5])
    return f"Read as {words(reading.format)}: {reading.used} of {number(reading.lines, 12)} lines used.{notes}"
