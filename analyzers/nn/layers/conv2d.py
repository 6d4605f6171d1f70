"""Convolution over images."""

from typing import ClassVar

from analyzers.frozen import frozen
from analyzers.nn.convolution import Convolution


@frozen()
class Conv2d(Convolution):
    """y = f(x ∗ W + b), with x (B, height, width, C), W (kernel height, kernel width, C, filters), b (filters,)."""

    kind: ClassVar[str] = "conv2d"
    axes: ClassVar[tuple[str, ...]] = ("height", "width")
