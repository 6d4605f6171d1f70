"""What flows between two layers of a plan: activations, and the loss gradient with respect to them.

A buffer may have a border: cells beside the data that hold a constant on which the next layer's matrix product
relies. A dense layer wants a 1 behind each example (it multiplies the bias, so one product does both), a convolution
wants zeros around each image. Elementwise steps run over `whole`, border included, in one contiguous sweep, and then
`sealing` writes the border anew.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.frozen import frozen
from analyzers.nn.calls import run
from analyzers.nn.memory import LINE, aligned
from analyzers.nn.types import Array, Shape, Step

LONG = 1024  # numbers in a vector from which on it begins with a cache line: a quarter less for a product to 25 units


@frozen()
class Buffer:
    """whole: all cells in one piece, lead first. inner: the data, a view (lead, B, *shape). lead: K, or 1 if shared.

    rim: views of the border and the constant that belongs there
    """

    whole: Array
    inner: Array
    rim: tuple[tuple[Array, float], ...] = ()

    @property
    def sealing(self) -> Sequence[Step]:
        """Steps that write the border."""
        return [partial(cells.fill, constant) for cells, constant in self.rim]

    def sealing_after(self, function: Callable[[Array, Array], None]) -> Sequence[Step]:
        """Steps that write what function(values, out) changes of the border: a ReLU leaves it as it is."""
        constants = np.array([constant for _, constant in self.rim], self.whole.dtype)
        function(constants, values := np.empty_like(constants))
        return [seal for seal, changed in zip(self.sealing, values != constants, strict=True) if changed]


@frozen()
class Plain:
    """No border."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        whole = aligned((lead, batch * prod(shape)), dtype)
        return Buffer(whole, whole.reshape(lead, batch, *shape))


@frozen()
class TrailingOne:
    """Vectors with a 1 behind each, and behind that of long ones zeros to the end of the cache line."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        (n,) = shape
        zeros = -(n + 1) % (LINE // np.dtype(dtype).itemsize) if n >= LONG else 0
        whole = aligned((lead, batch * (n + 1 + zeros)), dtype)
        rows = whole.reshape(lead, batch, n + 1 + zeros)
        rim = (rows[..., n], 1.0), (rows[..., n + 1 :], 0.0)
        buffer = Buffer(whole, rows[..., :n], rim if zeros else rim[:1])
        run(buffer.sealing)
        return buffer


@frozen()
class Columns:
    """Vectors stored as the columns of a matrix (n, B), with a row of ones below it."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        (n,) = shape
        whole = aligned((lead, (n + 1) * batch), dtype)
        columns = whole.reshape(lead, n + 1, batch)
        buffer = Buffer(whole, columns[:, :n].swapaxes(1, 2), ((columns[:, n], 1.0),))
        run(buffer.sealing)
        return buffer


@frozen()
class ByClass:
    """Vectors whose numbers of one place lie together, (n, lead, B): a loss goes through them class by class."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        whole = aligned((*shape, lead, batch), dtype).swapaxes(0, 1)
        return Buffer(whole, whole.swapaxes(1, 2))


@frozen()
class Padded:
    """Images (H, W, C) or sequences (W, C) with zeros around, shared between neighbours, for a kernel (height, width).

    Each row has `columns` zeros behind it, which are also those before the next row; each image `rows` rows of zeros
    below it, which are also those before the next image. Before all there are as many, and behind all as many as the
    kernel still reaches. A window that starts anywhere then lies in one piece of memory per kernel row.
    """

    rows: int
    columns: int
    kernel: tuple[int, int]

    @property
    def of_output(self) -> "Padded":
        """Around what the kernel makes of such images, so that a position has the same number in both."""
        return Padded(self.kernel[0] - 1 - self.rows, self.kernel[1] - 1 - self.columns, self.kernel)

    def line(self, shape: Shape) -> int:
        """Positions from one row to the next."""
        return shape[-2] + self.columns

    def before(self, shape: Shape) -> int:
        """Positions of zeros before the first image."""
        return self.rows * self.line(shape) + self.columns

    def behind(self, shape: Shape) -> int:
        """Positions of zeros behind the last image."""
        return (self.kernel[0] - 1) * self.line(shape) + self.kernel[1] - 1 - self.before(shape)

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        height, width, channels = (1, *shape)[-3:]
        before, line = self.before(shape), self.line(shape)
        positions = batch * (height + self.rows) * line
        slack = -positions % self.kernel[1]  # so that positions fall into whole windows
        flat = aligned((lead, before + positions + slack + self.behind(shape), channels), dtype)
        grid = flat[:, before : before + positions].reshape(lead, batch, height + self.rows, line, channels)
        rim: list[tuple[Array, float]] = [(flat[:, :before], 0.0), (flat[:, before + positions :], 0.0)]
        if self.columns:
            rim.append((grid[:, :, :, width:], 0.0))
        if self.rows:
            rim.append((grid[:, :, height:], 0.0))
        inner = grid[:, :, :height, :width]
        return Buffer(flat.reshape(lead, -1), inner if len(shape) == 3 else inner[:, :, 0], tuple(rim))


Border = Plain | TrailingOne | Columns | ByClass | Padded


@frozen(eq=False)
class Flow:
    """Values between two layers and the gradients that come back, both with the same border."""

    lead: int
    batch: int
    shape: Shape
    border: Border
    dtype: np.dtype[Any]
    value: Buffer
    gradient: Buffer | None

    @classmethod
    def fresh(cls, lead: int, batch: int, shape: Shape, border: Border, dtype: npt.DTypeLike, backward: bool) -> "Flow":
        """With buffers of its own; backward: also one for the gradient."""
        value = border.allocate(lead, batch, shape, dtype)
        gradient = border.allocate(lead, batch, shape, dtype) if backward else None
        for cells, _ in gradient.rim if gradient else ():
            cells[...] = 0
        return cls(lead, batch, shape, border, np.dtype(dtype), value, gradient)

    def like(self, dtype: npt.DTypeLike | None = None) -> "Flow":
        """Fresh buffers of the same form."""
        kind = self.dtype if dtype is None else dtype
        return Flow.fresh(self.lead, self.batch, self.shape, self.border, kind, self.gradient is not None)

    @property
    def x(self) -> Array:
        """(lead, B, *shape)"""
        return self.value.inner

    @property
    def dx(self) -> Array:
        """(lead, B, *shape): dL/dx"""
        return self.slope.inner

    @property
    def slope(self) -> Buffer:
        """The buffer of dL/dx."""
        if self.gradient is None:
            raise ValueError("this plan runs forward only")
        return self.gradient

    @property
    def rows(self) -> Array:
        """(lead, B, cells): each example's cells, its border included; only where it has no border or a trailing 1."""
        return self.value.whole.reshape(self.lead, self.batch, -1)

    @property
    def columns(self) -> Array:
        """(lead, cells, B): each vector as a column, a 1 below it where the border brings one."""
        if isinstance(self.border, Columns | ByClass):
            return self.value.whole.reshape(self.lead, -1, self.batch)
        return self.rows.swapaxes(1, 2)
