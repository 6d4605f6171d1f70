"""A diagnosis for people: Markdown, the curves as SVG and PNG, and text for a terminal; experiments in `trials`."""

from analyzers.rendering.console import terminal
from analyzers.rendering.curves import svg
from analyzers.rendering.page import markdown
from analyzers.rendering.picture import png

__all__ = ["markdown", "png", "svg", "terminal"]
