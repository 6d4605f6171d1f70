"""Panels as one SVG document that follows a dark theme."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from analyzers.rendering.markup import shortened, visible, xml
from analyzers.rendering.panel import Line, Panel
from analyzers.rendering.plot import LETTER, ROW, Plot, text

LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 40  # space around a plot, in pixels
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
        *(text(16, 27 + 20 * row, head, "title") for row, head in enumerate(heads)),
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
    yield text(34 if panel.tone else 16, 19, _fit(panel.title, width - 60 - min(legend, width / 2), 7.6), "heading")
    if panel.subtitle:
        yield text(34 if panel.tone else 16, 36, _fit(panel.subtitle, width - 60, LETTER), "small soft")
    yield f'<rect class="plot" x="{plot.left}" y="{plot.top}" width="{plot.width}" height="{plot.height}"/>'
    yield from plot.bands()
    yield from plot.axes()
    yield from plot.marks()
    for line in panel.lines:
        yield from plot.curve(line)
    yield from _legend(panel.lines, width - RIGHT)


def _legend(lines: Iterable[Line], right: float) -> Iterator[str]:
    for line in reversed(tuple(lines)):
        name = shortened(visible(line.name), 28)
        right -= len(name) * LETTER
        yield text(right, 19, name, "small")
        yield f'<path class="line c{line.colour}" d="M{right - 22:.1f} 15h16"/>'
        right -= 36


def _fit(text: str, width: float, letter: float) -> str:
    return shortened(visible(text), max(8, int(width / letter)))
