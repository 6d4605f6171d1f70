"""A small chart writer: panels of curves with axes, bands, marks and labels, as SVG that follows a dark theme."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Literal

import numpy as np

from analyzers.rendering.markup import shortened, visible, xml
from analyzers.rendering.scale import Scale, fitting, label
from analyzers.run import Floats

Tone = Literal["critical", "warning", "info", "good"]

LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 40  # space around a plot, in pixels
LETTER = 6.3  # mean width of a letter at 11 px, in pixels
ROW = 16  # height of a row of labels
STYLE = """
.paper{fill:#ffffff}.plot{fill:#f7f8fa}.grid{stroke:#e2e5ea;stroke-width:1}.axis{stroke:#9aa3af;stroke-width:1}
text{font-family:"DejaVu Sans",system-ui,sans-serif;fill:#1f2933}.small{font-size:11px}.soft{fill:#5f6b7a}
.title{font-size:16px}.heading{font-size:13px}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}
.c0{stroke:#0072b2}.c1{stroke:#d55e00}.c2{stroke:#009e73}.c3{stroke:#cc79a7}.c4{stroke:#e69f00}.c5{stroke:#56b4e9}
.d0{fill:#0072b2}.d1{fill:#d55e00}.d2{fill:#009e73}.d3{fill:#cc79a7}.d4{fill:#e69f00}.d5{fill:#56b4e9}
.band{fill-opacity:.11}.mark{stroke-width:1.2;stroke-dasharray:4 3}.tag{fill-opacity:.95}.tagged{fill:#ffffff}
.critical{fill:#b3261e;stroke:#b3261e}.warning{fill:#b26a00;stroke:#b26a00}.info{fill:#1f6feb;stroke:#1f6feb}
.good{fill:#1a7f37;stroke:#1a7f37}.band,.tag{stroke:none}
@media (prefers-color-scheme:dark){.paper{fill:#12161c}.plot{fill:#1a2029}.grid{stroke:#2b333f}.axis{stroke:#5b6675}
text{fill:#e6e9ee}.soft{fill:#9aa7b8}.band{fill-opacity:.22}.c0{stroke:#4aa8e0}.d0{fill:#4aa8e0}.c1{stroke:#f0833a}.d1{fill:#f0833a}
.tagged{fill:#ffffff}}
"""
"""Curve colours: Okabe and Ito's palette, which colour-blind readers can tell apart."""


@dataclass(frozen=True)
class Line:
    """A curve. x, y: (n,), non-finite y are drawn as crosses at the upper edge; colour: 0…5, place in the palette."""

    x: Floats
    y: Floats
    name: str
    colour: int = 0
    dots: bool = False


@dataclass(frozen=True)
class Band:
    """A stretch of the x axis, with its name above; the first one of a panel shades the plot."""

    first: float
    last: float
    name: str
    tone: Tone


@dataclass(frozen=True)
class Mark:
    """A place on the x axis (or, `across`, on the y axis) with its name, as a broken line."""

    at: float
    name: str
    tone: Tone = "info"
    across: bool = False


@dataclass(frozen=True)
class Panel:
    """One plot. log_x, log_y: None chooses by the range of the values; whole: x counts something."""

    title: str
    lines: tuple[Line, ...]
    x_name: str = ""
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()
    height: int = 220
    log_x: bool | None = False
    log_y: bool | None = None
    subtitle: str = ""
    tone: Tone | None = None
    whole: bool = False
    x: Scale = field(init=False)
    y: Scale = field(init=False)

    def __post_init__(self) -> None:
        empty = np.empty(0)
        steps = [line.x for line in self.lines] or [empty]
        values = [line.y for line in self.lines] or [empty]
        across = np.array([mark.at for mark in self.marks if mark.across])
        object.__setattr__(self, "x", fitting(np.concatenate(steps), self.log_x, margin=0.015))
        object.__setattr__(self, "y", fitting(np.concatenate((*values, across)), self.log_y))


def draw(panels: Sequence[Panel], title: str, description: str, width: int = 860) -> str:
    """The panels one below the other as an SVG document. description: what it shows, for those who cannot see."""
    heads = wrap(visible(title), int((width - 32) / 8.6))[:2] or [""]
    tops = [26 + 20 * len(heads)]
    for panel in panels:
        tops.append(tops[-1] + _height(panel))
    height = tops[-1] + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="chart-title chart-description">',
        f'<title id="chart-title">{xml(title)}</title><desc id="chart-description">{xml(description)}</desc>',
        f'<style>{STYLE}</style><rect class="paper" width="{width}" height="{height}"/>',
        *(_text(16, 27 + 20 * row, head, "title") for row, head in enumerate(heads)),
    ]
    for panel, top in zip(panels, tops, strict=False):
        parts.append(f'<g transform="translate(0 {top})">{"".join(_panel(panel, width))}</g>')
    return "\n".join((*parts, "</svg>\n"))


def _height(panel: Panel) -> int:
    return TOP + _rows(panel) * ROW + panel.height + BOTTOM


def _rows(panel: Panel) -> int:
    """Rows above the plot: one for the subtitle, one for each band's name."""
    return bool(panel.subtitle) + len(panel.bands)


def _panel(panel: Panel, width: int) -> Iterator[str]:
    plot = Plot(panel, LEFT, TOP + _rows(panel) * ROW, width - LEFT - RIGHT, panel.height)
    if panel.tone:
        yield f'<circle class="{panel.tone}" cx="22" cy="15" r="5"/>'
    legend = sum(len(visible(line.name)) for line in panel.lines) * LETTER + 30 * len(panel.lines)
    yield _text(34 if panel.tone else 16, 19, _fit(panel.title, width - 60 - min(legend, width / 2), 7.6), "heading")
    if panel.subtitle:
        yield _text(34 if panel.tone else 16, 36, _fit(panel.subtitle, width - 60, LETTER), "small soft")
    yield f'<rect class="plot" x="{plot.left}" y="{plot.top}" width="{plot.width}" height="{plot.height}"/>'
    yield from plot.bands()
    yield from plot.axes()
    yield from plot.marks()
    for line in panel.lines:
        yield from plot.curve(line)
    yield from _legend(panel.lines, width - RIGHT)


@dataclass(frozen=True)
class Plot:
    """The rectangle inside the axes, in pixels, and how to draw into it."""

    panel: Panel
    left: int
    top: int
    width: int
    height: int

    def across(self, x: Floats) -> Floats:
        return self.left + self.width * self.panel.x.place(x)

    def down(self, y: Floats) -> Floats:
        return self.top + self.height * (1 - self.panel.y.place(y))

    def axes(self) -> Iterator[str]:
        bottom, right = self.top + self.height, self.left + self.width
        for value in self.panel.y.ticks(max(2, self.height // 45)):
            y = float(self.down(np.array([value]))[0])
            yield f'<path class="grid" d="M{self.left} {y:.1f}H{right}"/>'
            yield _text(self.left - 7, y + 4, label(value), "small soft", "end")
        for value in self.panel.x.ticks(8, whole=self.panel.whole):
            x = float(self.across(np.array([value]))[0])
            yield f'<path class="axis" d="M{x:.1f} {bottom}v4"/>'
            yield _text(x, bottom + 17, label(value), "small soft", "middle")
        yield f'<path class="axis" d="M{self.left} {bottom}H{right}"/>'
        yield _text(right, bottom + 33, self.panel.x_name, "small soft", "end")

    def bands(self) -> Iterator[str]:
        for row, band in enumerate(self.panel.bands):
            first, last = self.across(np.array([band.first, band.last], np.float64))
            first, last = max(self.left, first - 2), min(self.left + self.width, last + 2)
            y = self.top - ROW * (len(self.panel.bands) - row)
            size = 5.9 * len(band.name) + 12
            bottom = self.top + self.height if row == 0 else y + ROW - 2
            at = min(first, self.left + self.width - size)
            yield (
                f'<rect class="band {band.tone}" x="{first:.1f}" y="{y}" width="{last - first:.1f}" '
                f'height="{bottom - y}"/><rect class="tag {band.tone}" x="{at:.1f}" y="{y}" rx="2" '
                f'width="{size:.1f}" height="{ROW - 2}"/>' + _text(at + 6, y + 11, band.name, "small tagged")
            )

    def marks(self) -> Iterator[str]:
        taken: list[list[tuple[float, float]]] = []  # in each row of names, from where to where
        for mark in self.panel.marks:
            at = float((self.down if mark.across else self.across)(np.array([mark.at]))[0])
            way = f"M{self.left} {at:.1f}h{self.width}" if mark.across else f"M{at:.1f} {self.top}v{self.height}"
            yield f'<path class="mark {mark.tone}" d="{way}"/>'
            if mark.across:
                yield _text(self.left + self.width - 4, at - 4, mark.name, "small soft", "end")
            else:
                right = at > self.left + 0.7 * self.width
                row = _free_row(taken, at, (-1 if right else 1) * (5 + LETTER * len(mark.name)))
                y, anchor = self.top + 13 + row * (ROW - 2), "end" if right else "start"
                yield _text(at + (-5 if right else 5), y, mark.name, "small soft", anchor)

    def curve(self, line: Line) -> Iterator[str]:
        x, whole = self.across(line.x), np.isfinite(line.y)
        y = self.down(np.where(whole, line.y, self.panel.y.high))
        for stretch in _unbroken(whole):
            points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x[stretch], y[stretch], strict=True))
            yield f'<polyline class="line c{line.colour}" points="{points}"/>'
            if line.dots or stretch.stop - stretch.start == 1 or len(x) <= 30:
                dots = zip(x[stretch], y[stretch], strict=True)
                yield "".join(f'<circle class="d{line.colour}" cx="{a:.1f}" cy="{b:.1f}" r="2.4"/>' for a, b in dots)
        for at in x[~whole][:60]:
            yield f'<path class="line critical" d="M{at - 4:.1f} {self.top + 4}l8 8m0 -8l-8 8"/>'


def _free_row(taken: list[list[tuple[float, float]]], at: float, size: float) -> int:
    """The first row in which what reaches from `at` over `size` covers nothing; it is taken down there."""
    first, last = sorted((at, at + size))
    free = [all(last < start or end < first for start, end in row) for row in taken]
    place = free.index(True) if any(free) else len(taken)
    taken += [[]] if place == len(taken) else []
    taken[place].append((first, last))
    return place


def _unbroken(whole: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[slice]:
    """The stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(((False,), whole, (False,))).astype(np.int8)))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        yield slice(int(first), int(end))


def _legend(lines: Iterable[Line], right: float) -> Iterator[str]:
    for line in reversed(tuple(lines)):
        name = shortened(visible(line.name), 28)
        right -= len(name) * LETTER
        yield _text(right, 19, name, "small")
        yield f'<path class="line c{line.colour}" d="M{right - 22:.1f} 15h16"/>'
        right -= 36


def _fit(text: str, width: float, letter: float) -> str:
    return shortened(visible(text), max(8, int(width / letter)))


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{xml(text)}</text>' if text else ""
