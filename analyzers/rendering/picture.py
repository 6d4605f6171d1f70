"""The chart as a PNG, with text on machines that have no fonts."""

import re
from functools import cache
from pathlib import Path

import resvg_py

from analyzers.diagnosis import Diagnosis
from analyzers.rendering.diagnosis_chart import svg

FONT = Path(__file__).parent / "fonts" / "DejaVuSans-subset.ttf"
_THEME = re.compile(r"@media \(prefers-color-scheme:dark\)\{.*?\}\}", re.DOTALL)
_COVERED = re.compile("[\t\n\r -ſȘ-țΆ-ώЁ-џẠ-ỹ‐-‧‰-›⁰-ₜ€←-↓∂∇∑−√∞≈≠≤≥▲●]*")


def png(diagnosis: Diagnosis, zoom: float = 2.0) -> bytes:
    """The chart of a diagnosis as a PNG on white, `zoom` pixels a unit.

    Text in the letters of the enclosed font looks the same everywhere; the machine's own fonts are asked only for
    others (Chinese metric names).
    """
    return rendered(svg(diagnosis), zoom)


def rendered(drawing: str, zoom: float = 2.0) -> bytes:
    """Any of our SVG drawings as a PNG."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=_THEME.sub("", drawing),
            zoom=zoom,
            background="#ffffff",
            skip_system_fonts=_COVERED.fullmatch(drawing) is not None,
            font_files=[_font()],
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )


@cache
def _font() -> str:
    return str(FONT)
