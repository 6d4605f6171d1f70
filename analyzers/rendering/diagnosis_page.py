"""A diagnosis as Markdown: an answer that can be sent as it is. Nothing of the log can act as markup in it."""

from collections.abc import Iterator

from analyzers.diagnosis import UNCERTAIN, Diagnosis, Mention, RunDiagnosis
from analyzers.reader import Reading
from analyzers.remedies import REMEDIES
from analyzers.rendering.markup import code, plain, shortened
from analyzers.rendering.run_section import Told, finding, section
from analyzers.rendering.words import TITLES, number, words
from analyzers.rules import BY_ID
from analyzers.signals.roles import roles

VERDICTS = ("critical", "warning", "unknown", "healthy")
MOST_RUNS = 6


def markdown(diagnosis: Diagnosis) -> str:
    """The whole diagnosis: verdict, what was found and why, what to change with code, what was read and not checked."""
    parts = [_opening(diagnosis)]
    if diagnosis.config:
        parts += ["**What the code shows before any training**", "\n".join(map(finding, diagnosis.config))]
    runs, told = _worst_first(diagnosis), Told()
    for each in runs[:MOST_RUNS]:
        parts += section(each, diagnosis.headline, len(runs) > 1, told)
    if len(runs) > MOST_RUNS:
        rest = runs[MOST_RUNS:]
        parts.append("Further runs: " + "; ".join(f"{code(each.run.name)} {each.verdict}" for each in rest[:50]))
    parts += _skipped(runs[:MOST_RUNS])
    parts += _mentioned(diagnosis.mentioned)
    parts.append(_reading(diagnosis.reading))
    return "\n\n".join(parts) + "\n"


def _opening(diagnosis: Diagnosis) -> str:
    """The verdict and the headline, which may say the verdict itself."""
    title, (first, _, rest) = TITLES[diagnosis.verdict], diagnosis.headline.partition(": ")
    if first in (title, UNCERTAIN):
        return f"**{first}:** {plain(rest)}"
    return f"**{title}.** {plain(diagnosis.headline)}"


def _worst_first(diagnosis: Diagnosis) -> list[RunDiagnosis]:
    """The run of the headline, then the others, the worst first."""
    first = diagnosis.runs[diagnosis.primary[0]] if diagnosis.primary and diagnosis.primary[0] is not None else None
    return sorted(diagnosis.runs, key=lambda each: (each is not first, VERDICTS.index(each.verdict)))


def _skipped(runs: list[RunDiagnosis]) -> Iterator[str]:
    """What was looked for in no run, and why; what needs probes inside a network is told in one word for all."""
    skipped = [each for each in (runs[0].skipped if runs else ()) if all(each in run.skipped for run in runs)]
    inside = {each.code for each in skipped if any("layer/" in need for need in each.needs)}
    lacking: dict[tuple[str, ...], list[str]] = {}
    for each in skipped:
        if each.code not in inside:
            lacking.setdefault(each.needs, []).append(words(each.code))
    named = [f"{', '.join(codes)} ({_needs(needs, len(codes))})" for needs, codes in lacking.items()]
    network = any(roles(each.run).task != "boosting" for each in runs)
    probes = ["what only gradients and activations would show, which are not logged"] if inside and network else []
    if named or probes:
        yield f"Not checked: {'; '.join((*named, *probes))}."


def _needs(needs: tuple[str, ...], findings: int) -> str:
    lacks = " and ".join(" or ".join(map(code, need.split("|"))) for need in needs)
    return f"need{'s' if findings == 1 else ''} {lacks}"


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
