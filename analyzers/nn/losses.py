"""Loss functions: the mean over a batch, and its gradient with respect to the network's output.

Outputs y arrive output by output, (C, K, B), so that sums over them run along the replicas' rows; targets t as
(C, lead, B), classes as ones and zeros, lead 1 where all replicas see the same examples. `compare` gives the losses of
the examples, (K, B), and leaves their gradients in d, (C, K, B); who calls it takes the mean. Probabilities are clipped
to [1e-7, 1 - 1e-7] as Keras clips them: outside, the gradient is 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.nn.calls import clip, copy, run, sums
from analyzers.nn.memory import aligned
from analyzers.nn.types import Array, Shape, Step

TINY = 1e-30  # of a complex step; nothing is subtracted, so nothing is lost however small it is
CLIP = 1e-7  # keras.config.epsilon()
FEW = 4096  # outputs of a batch up to which a sum in every row costs less than to broadcast one
SMALLEST_SHIFT = -36.0  # e^-36 = 2e-16 is nothing beside 1 in float32, and keeps denormal numbers away


@dataclass(frozen=True)
class Loss:
    kind: ClassVar[str]
    classifies: ClassVar[bool] = False
    numbered: ClassVar[bool] = False  # its targets are class numbers

    def check(self, outputs: Shape) -> None:
        """Raises SpecError where a network's output shape does not fit."""
        if len(outputs) != 1:
            raise SpecError(
                f"{self.kind} compares vectors, but the last layer gives {outputs};",
                "end the model with a dense layer, after a flatten or a global pool",
            )

    def encode(self, targets: Array, outputs: int) -> Array:
        """Targets as posted, (n,) or (n, C), as an array (C, n). Raises SpecError where they do not fit."""
        columns = np.asarray(targets).reshape(len(targets), -1).T
        if len(columns) != outputs:
            raise SpecError(
                f"{self.kind} compares {len(columns)} target{'s' * (len(columns) != 1)} with {outputs} outputs;",
                f"give the last layer {len(columns)} unit{'s' * (len(columns) != 1)}{self._other(outputs)}",
            )
        return np.asarray(columns)

    def _other(self, outputs: int) -> str:
        return ""

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        """(K, B): each example's loss; d becomes its derivative by y."""
        raise NotImplementedError

    def bind(self, y: Array, t: Array, d: Array, losses: Array) -> Sequence[Step]:
        """Steps that do what `compare` does, for buffers that stay the same; `losses` is (K, B)."""
        return (lambda: np.copyto(losses, self.compare(y, t, d)),)

    def tangent(self, y: Array, t: Array, direction: Array) -> Array:
        """The derivative of d along a direction of y, by a complex step: exact to rounding."""
        moved = y + 1j * TINY * direction
        d = np.empty_like(moved)
        self.compare(moved, t, d)
        return np.asarray(d.imag / TINY)

    def hits(self, y: Array, t: Array) -> Array:
        """(K, B): which examples are classified rightly."""
        return np.asarray(np.equal(y.argmax(axis=0), t.argmax(axis=0)))


@dataclass(frozen=True)
class Mse(Loss):
    """mean over the outputs of (y - t)²"""

    kind: ClassVar[str] = "mse"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        np.subtract(y, t, out=d)
        losses = _mean_of_outputs(d * d)
        np.multiply(d, d.real.dtype.type(2 / len(d)), out=d)
        return losses


@dataclass(frozen=True)
class Mae(Loss):
    """mean over the outputs of |y - t|"""

    kind: ClassVar[str] = "mae"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        difference = y - t
        d[...] = np.sign(difference.real) / len(d)
        return _mean_of_outputs(np.where(difference.real < 0, -difference, difference))


@dataclass(frozen=True)
class Huber(Loss):
    """e²/2 where |e| ≤ delta, else delta |e| - delta²/2, with e = y - t (Huber 1964)"""

    delta: float = 1.0
    kind: ClassVar[str] = "huber"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        e = y - t
        size = np.where(e.real < 0, -e, e)
        near = size.real <= self.delta
        d[...] = np.where(near, e, self.delta * np.sign(e.real)) / len(d)
        return _mean_of_outputs(np.where(near, 0.5 * e * e, self.delta * (size - 0.5 * self.delta)))


@dataclass(frozen=True)
class Hinge(Loss):
    """mean over the outputs of max(0, 1 - t y), t in {-1, 1}; targets 0 and 1 are read as -1 and 1, as in Keras"""

    kind: ClassVar[str] = "hinge"
    classifies: ClassVar[bool] = True

    def encode(self, targets: Array, outputs: int) -> Array:
        columns = super().encode(targets, outputs)
        return 2 * columns - 1 if set(np.unique(columns)) <= {0, 1} else columns

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        margin = 1 - t * y
        inside = margin.real > 0
        d[...] = np.where(inside, -t, 0) / len(d)
        return _mean_of_outputs(np.where(inside, margin, 0))

    def hits(self, y: Array, t: Array) -> Array:
        return np.asarray(((y > 0) == (t > 0)).all(axis=0))


@dataclass(frozen=True)
class BinaryCrossentropy(Loss):
    """mean over the outputs of -t ln p - (1 - t) ln(1 - p), p = y, or sigmoid(y) from logits"""

    from_logits: bool = False
    kind: ClassVar[str] = "binary_crossentropy"
    classifies: ClassVar[bool] = True

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        share = d.real.dtype.type(1 / len(d))
        if self.from_logits:
            decay = np.exp(np.where(y.real > 0, -y, y))
            d[...] = (np.where(y.real > 0, 1, decay) / (1 + decay) - t) * share
            return _mean_of_outputs(np.where(y.real > 0, y, 0) - y * t + np.log1p(decay))
        p, inside = _clipped(y)
        d[...] = np.where(inside, (p - t) / (p * (1 - p)), 0) * share
        return _mean_of_outputs(-t * np.log(p) - (1 - t) * np.log(1 - p))

    def hits(self, y: Array, t: Array) -> Array:
        return np.asarray(((y > (0 if self.from_logits else 0.5)) == (t > 0.5)).all(axis=0))

    def _other(self, outputs: int) -> str:
        return f", or take categorical_crossentropy for {outputs} classes" if outputs > 1 else ""


@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
    """-Σ t ln p, with p = y / Σ y, or softmax(y) from logits; targets are shares of the classes, mostly 0 and 1"""

    from_logits: bool = False
    kind: ClassVar[str] = "categorical_crossentropy"
    classifies: ClassVar[bool] = True

    def encode(self, targets: Array, outputs: int) -> Array:
        if outputs < 2:
            raise SpecError(
                f"{self.kind} needs an output for each class, but the last layer has {outputs};",
                "give it as many units as there are classes, or take binary_crossentropy",
            )
        return self._shares(targets, outputs)

    def _shares(self, targets: Array, outputs: int) -> Array:
        return super().encode(targets, outputs)

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        if not self.from_logits:
            return self._from_probabilities(y, t, d)
        losses: Array = np.empty_like(y[0])
        run(self.bind(y, t, d, losses))
        return losses

    def bind(self, y: Array, t: Array, d: Array, losses: Array) -> Sequence[Step]:
        """From logits: with s = y - max y the loss is ln Σ e^s - Σ t s, its derivative e^s / Σ e^s - t."""
        if not self.from_logits:
            return super().bind(y, t, d, losses)
        classes, K, B = y.shape
        s, spread, own = (aligned(y.shape, y.dtype) for _ in range(3))
        top, of_target = aligned((K, B), y.dtype), aligned((2, K, B), y.dtype)
        few = classes * B <= FEW
        total = spread if few else aligned((2, K, B), y.dtype)
        return (
            partial(np.maximum.reduce, y, 0, None, top),
            copy(top, spread),
            partial(np.subtract, y, spread, s),
            partial(np.multiply, s, t, own),
            sums(own, of_target),
            *([clip(s, SMALLEST_SHIFT, 0, s)] if y.dtype == np.float32 else []),
            partial(np.exp, s, s),
            sums(s, total),
            partial(np.divide, s, total if few else total[0], s),
            partial(np.subtract, s, t, d),
            partial(np.log, total[0], losses),
            partial(np.subtract, losses, of_target[0], losses),
        )

    def tangent(self, y: Array, t: Array, direction: Array) -> Array:
        """From logits, with p = softmax(y) and Σt = 1:  p (direction - Σ p direction)."""
        if not self.from_logits:
            return super().tangent(y, t, direction)
        p = np.exp(y - np.maximum.reduce(y, axis=0, keepdims=True))
        p /= np.add.reduce(p, axis=0, keepdims=True)
        along = np.multiply(p, direction)
        return np.asarray(along - np.multiply(p, np.add.reduce(along, axis=0, keepdims=True)))

    def _from_probabilities(self, y: Array, t: Array, d: Array) -> Array:
        """With q = y / Σy:  dL/dy_i = (Σ_j t_j [q_j inside] - t_i/q_i [q_i inside]) / Σy."""
        total = np.add.reduce(y, axis=0, keepdims=True)
        q, inside = _clipped(y / total)
        own = np.where(inside, t, 0)
        d[...] = (np.add.reduce(own, axis=0, keepdims=True) - own / q) / total
        return np.asarray(-np.add.reduce(t * np.log(q), axis=0))


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """Categorical cross-entropy whose targets are class numbers 0, 1, 2, …"""

    kind: ClassVar[str] = "sparse_categorical_crossentropy"
    numbered: ClassVar[bool] = True

    def _shares(self, targets: Array, outputs: int) -> Array:
        numbers = targets.reshape(-1)
        if len(numbers) != len(targets) or np.any(numbers != np.floor(numbers)):
            raise SpecError(f"{self.kind} takes one class number for each example;", "or take categorical_crossentropy")
        if numbers.min(initial=0) < 0 or numbers.max(initial=0) >= outputs:
            raise SpecError(
                f"class numbers run from {numbers.min():g} to {numbers.max():g}, but there are {outputs} outputs;",
                f"number the classes from 0 and give the last layer {int(numbers.max()) + 1} units or more",
            )
        return np.asarray(numbers[None, :] == np.arange(outputs)[:, None])


def _mean_of_outputs(values: Array) -> Array:
    return np.asarray(np.add.reduce(values, axis=0) * values.real.dtype.type(1 / len(values)))


def _clipped(p: Array) -> tuple[Array, Array]:
    low, high = p.real.dtype.type(CLIP), p.real.dtype.type(1 - CLIP)
    inside = (p.real >= low) & (p.real <= high)
    return np.where(inside, p, np.where(p.real < low, low, np.where(p.real > high, high, p))), inside


LOSSES: Mapping[str, type[Loss]] = {
    each.kind: each
    for each in (Mse, Mae, Huber, Hinge, BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy)
}
