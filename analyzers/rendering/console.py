"""A diagnosis for a terminal: the verdict, small plots in Braille characters, and what to change."""

from collections.abc import Iterator
from textwrap import wrap

import numpy as np

from analyzers.diagnosis import Diagnosis, RunDiagnosis
from analyzers.remedy import Suggestion
from analyzers.rendering.frameworks import shown
from analyzers.rendering.main_metrics import main_metrics, name
from analyzers.rendering.markup import visible
from analyzers.rendering.scale import fitting, label
from analyzers.rendering.words import TITLES, certainty, words
from analyzers.rule import Finding
from analyzers.run import Floats, Ints, Series

ROWS = 6  # height of a plot in lines, four dots each
MARGIN = 10  # columns for the numbers beside the axis
DOTS = np.array([[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]])  # Unicode Braille: bit of each dot in a cell
BLANK = 0x2800
PAINT = {"critical": "31", "warning": "33", "healthy": "32", "unknown": "36", "info": "36"}


def terminal(diagnosis: Diagnosis, width: int = 80, colour: bool = False) -> str:
    """The diagnosis as lines of at most `width` columns; colour: with ANSI escapes for the verdicts."""
    lines = _paragraph(f"{_painted(diagnosis.verdict, colour)}  {visible(diagnosis.headline)}", width)
    for found in diagnosis.runs:
        lines += ["", *_run(found, width, colour, titled=len(diagnosis.runs) > 1)]
    for each in diagnosis.mentioned:
        lines += [
            "",
            *_paragraph(f"{words(each.code)} ({100 * each.likelihood:.0f} %) as line {each.line} says:", width),
        ]
        lines += _paragraph(f"“{visible(each.quote)}”", width, "  ")
    if diagnosis.mentioned:
        lines += ["", *_paragraph(visible(diagnosis.mentioned[0].post), width)]
    return "\n".join(lines) + "\n"


def _run(found: RunDiagnosis, width: int, colour: bool, titled: bool) -> Iterator[str]:
    if titled:
        yield from _paragraph(f"{visible(found.run.name)}: {_painted(found.verdict, colour)}", width)
    for group in main_metrics(found.run, found.findings)[:1]:
        for key in group:
            yield from plot(found.run[key], name(found.run[key], key), width)
    for finding in found.findings:
        yield ""
        yield from _finding(finding, width, colour)
    for place, suggestion in enumerate(found.suggestions[:3], 1):
        yield ""
        yield from _suggestion(found, place, suggestion, width)


def _finding(finding: Finding, width: int, colour: bool) -> Iterator[str]:
    title = f"{_painted(finding.severity, colour, words(finding.code))} ({certainty(finding.confidence)})"
    yield from _paragraph(f"{title}: {visible(finding.headline)}", width)
    for cause in finding.causes[:2]:
        yield from _paragraph(
            f"{words(cause.code)} ({100 * cause.likelihood:.0f} %): {visible(cause.why)}", width, "  "
        )


def _suggestion(found: RunDiagnosis, place: int, suggestion: Suggestion, width: int) -> Iterator[str]:
    yield from _paragraph(f"{place}. {visible(suggestion.headline)}. {visible(suggestion.why)}", width)
    for body in list(shown(found.run, suggestion.code).values())[:1]:
        yield from (f"     {line}" for line in body.split("\n"))


def plot(series: Series, title: str, width: int, rows: int = ROWS) -> Iterator[str]:
    """One curve in Braille characters from its lowest to its highest value, logarithmic where the range is wide."""
    columns = max(10, width - MARGIN - 2)
    scale = fitting(series.values, margin=0.0)
    heights = np.where(np.isfinite(series.values), scale.place(series.values), np.nan)
    cells = braille(series.steps, heights, columns, rows)
    yield f"{'':{MARGIN}} {visible(title)}{' (log scale)' if scale.log else ''}"
    for row, cell in enumerate(cells):
        edge = label(scale.high) if row == 0 else label(scale.low) if row == rows - 1 else ""
        yield f"{edge:>{MARGIN}}┤{cell}"
    first, last = f"{series.unit} {series.steps[0]}", f"{series.steps[-1]}"
    yield f"{'':{MARGIN}} {first}{last:>{max(1, columns - len(first))}}"


def braille(steps: Ints, heights: Floats, columns: int, rows: int) -> list[str]:
    """Lines of Braille characters. heights: (n,) 0 at the bottom, 1 at the top; non-finite ones leave a gap."""
    across, down = 2 * columns, 4 * rows
    x = np.round((steps - steps[0]) * ((across - 1) / max(1, int(steps[-1] - steps[0])))).astype(np.int64)
    dots = np.zeros((across, down), bool)
    whole = np.isfinite(heights)
    at = np.round((1 - heights[whole]) * (down - 1)).astype(int)
    dots[x[whole], at] = True
    _join(dots, x[whole], at)
    cells = np.zeros((rows, columns), np.int64)
    for right in range(2):
        for low in range(4):
            cells |= np.where(dots[right::2, low::4].T, DOTS[right, low], 0)
    return ["".join(chr(BLANK + cell) for cell in row) for row in cells]


def _join(dots: np.ndarray[tuple[int, int], np.dtype[np.bool_]], x: Ints, at: Ints) -> None:
    """Draws straight lines between neighbouring records."""
    if not len(x) or len(x) > 4 * dots.shape[0]:
        return
    for a, b, c, d in zip(x[:-1], x[1:], at[:-1], at[1:], strict=True):
        steps = max(abs(int(b - a)), abs(int(d - c)), 1)
        along = np.linspace(0, 1, steps + 1)
        dots[np.round(a + along * (b - a)).astype(int), np.round(c + along * (d - c)).astype(int)] = True


def _painted(kind: str, colour: bool, text: str = "") -> str:
    shown_text = text or TITLES.get(kind, kind)
    return f"\x1b[1;{PAINT[kind]}m{shown_text}\x1b[0m" if colour else shown_text


def _paragraph(text: str, width: int, indent: str = "") -> list[str]:
    return wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
