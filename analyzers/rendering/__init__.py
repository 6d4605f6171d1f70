"""A diagnosis for people: Markdown, a chart as SVG or PNG, text for a terminal; an experiment as a page and a chart."""

from analyzers.rendering.console import terminal
from analyzers.rendering.diagnosis_chart import svg
from analyzers.rendering.diagnosis_page import markdown
from analyzers.rendering.picture import png

__all__ = ["markdown", "png", "svg", "terminal"]
