"""What flows between two layers of a plan: activations, and the loss gradient with respect to them.

A buffer may have a border: cells beside the data that hold a constant on which the next layer's matrix product
relies. A dense layer wants a 1 behind each example (it multiplies the bias, so one product does both), a convolution
wants zeros around each image. Elementwise steps run over `whole`, border included, in one contiguous sweep, and then
`seal` writes the border anew.
"""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.nn.types import Array, Shape


@dataclass(frozen=True)
class Buffer:
    """whole: all cells, contiguous, (lead, cells). inner: the data, a view (lead, B, *shape). lead: K, or 1 if shared.

    rim: views of the border and the constant that belongs there
    """

    whole: Array
    inner: Array
    rim: tuple[tuple[Array, float], ...] = ()

    def seal(self) -> None:
        for cells, constant in self.rim:
            cells[...] = constant


@dataclass(frozen=True)
class Plain:
    """No border."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        whole = np.zeros((lead, batch * prod(shape)), dtype)
        return Buffer(whole, whole.reshape(lead, batch, *shape))


@dataclass(frozen=True)
class TrailingOne:
    """Vectors with a 1 behind each: whole is (lead, B·(n+1))."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        *axes, n = shape
        whole = np.ones((lead, batch * prod(axes) * (n + 1)), dtype)
        rows = whole.reshape(lead, batch, *axes, n + 1)
        return Buffer(whole, rows[..., :n], ((rows[..., n], 1.0),))


@dataclass(frozen=True)
class ClassMajor:
    """Vectors stored (n, B): sums over the n classes run along rows of B examples."""

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        (n,) = shape
        whole = np.zeros((lead, n * batch), dtype)
        return Buffer(whole, whole.reshape(lead, n, batch).swapaxes(1, 2))


@dataclass(frozen=True)
class Padded:
    """Images (H, W, C) with zeros around, shared between neighbours, and as many zeros before all and behind all.

    Each row has `columns` zeros behind it, which are also those before the next row; each image `rows` rows of zeros
    below it. A kernel window that starts anywhere then lies in one piece of memory per kernel row.
    """

    rows: int
    columns: int

    def guard(self, shape: Shape) -> int:
        """Positions of zeros before the first and behind the last image."""
        return self.rows * (shape[1] + self.columns) + self.columns

    def allocate(self, lead: int, batch: int, shape: Shape, dtype: npt.DTypeLike) -> Buffer:
        height, width, channels = shape
        guard, line = self.guard(shape), width + self.columns
        positions = batch * (height + self.rows) * line
        slack = -positions % (2 * self.columns + 1)  # so that positions fall into whole windows
        flat = np.zeros((lead, guard + positions + slack + guard, channels), dtype)
        grid = flat[:, guard : guard + positions].reshape(lead, batch, height + self.rows, line, channels)
        rim: list[tuple[Array, float]] = [(flat[:, :guard], 0.0), (flat[:, guard + positions :], 0.0)]
        if self.columns:
            rim.append((grid[:, :, :, width:], 0.0))
        if self.rows:
            rim.append((grid[:, :, height:], 0.0))
        return Buffer(flat.reshape(lead, -1), grid[:, :, :height, :width], tuple(rim))


Border = Plain | TrailingOne | ClassMajor | Padded


@dataclass(frozen=True, eq=False)
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
    def drows(self) -> Array:
        return self.slope.whole.reshape(self.lead, self.batch, -1)


def nothing() -> None:
    """The step of a layer that has nothing to do."""
