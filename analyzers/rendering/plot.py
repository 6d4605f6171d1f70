"""The inside of a panel as SVG: axes, bands, marks and curves."""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rendering.markup import xml
from analyzers.rendering.panel import Line, Panel
from analyzers.rendering.scale import label
from analyzers.run import Floats

LETTER = 6.3  # mean width of a letter at 11 px, in pixels
ROW = 16  # height of a row of labels


@frozen()
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
            yield text(self.left - 7, y + 4, label(value), "small soft", "end")
        for value in self.panel.x.ticks(8, whole=self.panel.whole):
            x = float(self.across(np.array([value]))[0])
            yield f'<path class="axis" d="M{x:.1f} {bottom}v4"/>'
            yield text(x, bottom + 17, label(value), "small soft", "middle")
        yield f'<path class="axis" d="M{self.left} {bottom}H{right}"/>'
        yield text(right, bottom + 33, self.panel.x_name, "small soft", "end")

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
                f'width="{size:.1f}" height="{ROW - 2}"/>' + text(at + 6, y + 11, band.name, "small tagged")
            )

    def marks(self) -> Iterator[str]:
        taken: list[list[tuple[float, float]]] = []  # in each row of names, from where to where
        for mark in self.panel.marks:
            at = float((self.down if mark.across else self.across)(np.array([mark.at]))[0])
            way = f"M{self.left} {at:.1f}h{self.width}" if mark.across else f"M{at:.1f} {self.top}v{self.height}"
            yield f'<path class="mark {mark.tone}" d="{way}"/>'
            if mark.across:
                yield text(self.left + self.width - 4, at - 4, mark.name, "small soft", "end")
            else:
                right = at > self.left + 0.7 * self.width
                row = _free_row(taken, at, (-1 if right else 1) * (5 + LETTER * len(mark.name)))
                y, anchor = self.top + 13 + row * (ROW - 2), "end" if right else "start"
                yield text(at + (-5 if right else 5), y, mark.name, "small soft", anchor)

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


def text(x: float, y: float, content: str, kind: str, anchor: str = "start") -> str:
    """A piece of text in a class of the style sheet; "" for nothing."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{xml(content)}</text>' if content else ""
