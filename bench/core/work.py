"""The work that the core and its peers are raced on: data, sizes, rates. One definition for all contestants."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
Run = Callable[[], object]


@dataclass(frozen=True)
class Mlp:
    """Fully connected ReLU network under Adam, one replica for each rate."""

    x: Array  # (n, inputs)
    y: Array  # (n,)
    widths: tuple[int, ...]  # of the hidden layers
    classes: int
    rates: tuple[float, ...]
    epochs: int
    batch: int = 32

    @property
    def sizes(self) -> tuple[int, ...]:
        return (self.x.shape[1], *self.widths, self.classes)

    @property
    def parameters(self) -> int:
        return sum((n + 1) * m for n, m in zip(self.sizes, self.sizes[1:], strict=False))

    def operations(self) -> float:
        """Of the matrix products of all epochs and replicas: forward, weight gradients, and input gradients but one."""
        products = [2.0 * n * m for n, m in zip(self.sizes, self.sizes[1:], strict=False)]
        return len(self.x) * self.epochs * len(self.rates) * (3 * sum(products) - products[0])


@dataclass(frozen=True)
class Cnn:
    """3×3 "same" convolutions c c p 2c 2c p 4c and three dense layers, under Adam."""

    x: Array  # (n, size, size, channels)
    y: Array
    width: int
    dense: tuple[int, ...] = (64, 32)
    classes: int = 10
    rate: float = 1e-3
    epochs: int = 1
    batch: int = 32

    @property
    def filters(self) -> tuple[int | None, ...]:
        """None is a 2×2 max pool."""
        c = self.width
        return c, c, None, 2 * c, 2 * c, None, 4 * c

    def operations(self) -> float:
        size, channels, total, first = self.x.shape[1], self.x.shape[3], 0.0, 0.0
        for filters in self.filters:
            if filters is None:
                size //= 2
                continue
            total += 2.0 * 9 * size * size * channels * filters
            first, channels = first or total, filters
        n = size * size * channels
        for units in (*self.dense, self.classes):
            total += 2.0 * n * units
            n = units
        return len(self.x) * self.epochs * (3 * total - first)


def digits(width: int, rates: int, epochs: int, batch: int = 32) -> Mlp:
    from sklearn.datasets import load_digits  # not needed by who is given its data

    x, y = load_digits(return_X_y=True)
    x, y = (x[:1437] / 16).astype(np.float32), y[:1437].astype(np.int64)
    chosen = (1e-3,) if rates == 1 else tuple(float(r) for r in np.geomspace(1e-4, 1e-2, rates))
    return Mlp(x, y, (width, width), 10, chosen, epochs, batch)


def signs(rates: int, epochs: int = 1) -> Mlp:
    """A stand-in for the SIGNS data: 1080 examples of 64×64×3 numbers, 6 classes."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 6, 1080)
    x = (rng.random((1080, 12288), np.float32) + 0.1 * y[:, None]).astype(np.float32)
    chosen = (1e-4,) if rates == 1 else tuple(float(r) for r in np.geomspace(1e-5, 1e-3, rates))
    return Mlp(x, y, (25, 12), 6, chosen, epochs)


def images(size: int, channels: int, width: int) -> Cnn:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 512)
    return Cnn(
        rng.standard_normal((512, size, size, channels)).astype(np.float32)
        + 0.1 * y[:, None, None, None].astype(np.float32),
        y,
        width,
    )
