"""What a chart is made of: panels of curves with bands, marks and axes."""

from dataclasses import field
from typing import Literal, Self

import numpy as np

from analyzers.frozen import frozen
from analyzers.rendering.scale import Scale, fitting
from analyzers.run import Floats, Series
from analyzers.thinning import thinned

Tone = Literal["critical", "warning", "info", "good"]


@frozen()
class Line:
    """A curve. x, y: (n,), non-finite y are drawn as crosses at the upper edge; colour: 0…5, place in the palette."""

    x: Floats
    y: Floats
    name: str
    colour: int = 0
    dots: bool = False

    @classmethod
    def of(cls, series: Series, name: str, colour: int, dots: bool = False) -> Self:
        """A series of at most 2,000 points, each stretch with its lowest and its highest value."""
        short = thinned(series)
        return cls(short.steps.astype(float), short.values, name, colour, dots)


@frozen()
class Band:
    """A stretch of the x axis, with its name above; the first one of a panel shades the plot."""

    first: float
    last: float
    name: str
    tone: Tone


@frozen()
class Mark:
    """A place on the x axis (or, `across`, on the y axis) with its name, as a broken line."""

    at: float
    name: str
    tone: Tone = "info"
    across: bool = False


@frozen()
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
