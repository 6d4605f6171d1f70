"""Windows that slide over the axes between batch and channels, as pairs of slices.

For each place inside a window there is one pair: the input cells that stand there, and the output cells whose window
reaches them. Strides and padding are in the slices, so no input is ever copied into a padded one.
"""

from itertools import product
from typing import Any, Literal

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.types import Shape

Padding = Literal["valid", "same"] | int
"""valid: none. same: as many as give ceil(length / stride) windows, the odd one behind, as TensorFlow pads.
A number: that many on each side, as PyTorch pads."""

Pair = tuple[tuple[Any, ...], tuple[Any, ...]]


@frozen()
class Axis:
    """Windows along one axis of `length` cells."""

    length: int
    size: int
    stride: int
    padding: Padding

    @property
    def count(self) -> int:
        if self.padding == "same":
            return -(-self.length // self.stride)
        around = 0 if self.padding == "valid" else 2 * int(self.padding)
        return (self.length + around - self.size) // self.stride + 1

    @property
    def before(self) -> int:
        """Padding cells before the first one."""
        if self.padding == "same":
            return max((self.count - 1) * self.stride + self.size - self.length, 0) // 2
        return 0 if self.padding == "valid" else int(self.padding)

    @property
    def behind(self) -> int:
        """Padding cells behind the last one that a window reaches."""
        return (self.count - 1) * self.stride + self.size - self.length - self.before

    @property
    def tiled(self) -> bool:
        """Whether each cell is in exactly one window."""
        return self.stride == self.size and self.count * self.size == self.length

    def pair(self, place: int) -> tuple[slice, slice]:
        """(input cells, output cells) for one place inside the window."""
        shift = place - self.before
        first = max(0, -(shift // self.stride))
        last = min(self.count - 1, (self.length - 1 - shift) // self.stride)
        if last < first:
            return slice(0, 0), slice(0, 0)
        start = first * self.stride + shift
        return slice(start, last * self.stride + shift + 1, self.stride), slice(first, last + 1)

    def pairs(self, number: int) -> list[Pair]:
        """For each place inside the window; index tuples for arrays of which this is axis `number`."""
        ahead = (slice(None),) * number
        return [((*ahead, cells), (*ahead, reached)) for cells, reached in map(self.pair, range(self.size))]


@frozen()
class Windows:
    axes: tuple[Axis, ...]

    @property
    def counts(self) -> Shape:
        return tuple(axis.count for axis in self.axes)

    def pairs(self) -> list[Pair]:
        """One pair of index tuples for each place in the window, the last axis fastest. Index after (lead, batch)."""
        ahead = (slice(None), slice(None))
        found = []
        for places in product(*(range(axis.size) for axis in self.axes)):
            both = [axis.pair(place) for axis, place in zip(self.axes, places, strict=True)]
            found.append(((*ahead, *(cells for cells, _ in both)), (*ahead, *(cells for _, cells in both))))
        return found


def windows(kind: str, lengths: Shape, size: Shape, strides: Shape, padding: Padding) -> Windows:
    """Raises SpecError where no window fits."""
    found = Windows(tuple(Axis(*each, padding) for each in zip(lengths, size, strides, strict=True)))
    if min(found.counts) < 1:
        raise SpecError(
            f"{kind} has windows of {size}, but its input is only {lengths};",
            'make the window smaller, or set padding to "same"',
        )
    return found


def per_axis(value: int | tuple[int, ...], axes: int) -> Shape:
    """One number for each axis; a single number stands for all."""
    each = (value,) * axes if isinstance(value, int) else tuple(value)
    if len(each) != axes or min(each) < 1:
        raise SpecError(f"{value} is no size;", f"give a positive number, or {axes} of them")
    return each
