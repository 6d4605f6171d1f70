"""Convolution over sequences."""

from typing import ClassVar

from analyzers.frozen import frozen
from analyzers.nn.convolution import Convolution


@frozen()
class Conv1d(Convolution):
    """y = f(x ∗ W + b), with x (B, length, C), W (kernel size, C, filters), b (filters,)."""

    kernel_size: int = 3
    strides: int = 1
    kind: ClassVar[str] = "conv1d"
    axes: ClassVar[tuple[str, ...]] = ("length",)
