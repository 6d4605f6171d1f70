"""What an optimizer is: a frozen dataclass of its numbers, and the passes over parameter rows that make one step.

Replicas with optimizers of the same form are updated together: `h` holds each number as a column over them. What
depends on the step number is worked out for many steps at once (`coefficients`), and stands in arrays that `bind` is
given, so that a step is nothing but bound NumPy calls. A field that is None takes the framework's usual value, from
`usual`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import ClassVar, Self

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.layer import at_least
from analyzers.nn.types import Array, Framework, Step

Columns = Mapping[str, Array]
"""Each number of an optimizer, (k,) float64 over the replicas of a group."""


@frozen()
class Block:
    """Parameters p, their gradients g (free to be overwritten), the optimizer's slots, scratch s and r: one shape."""

    p: Array
    g: Array
    slots: Sequence[Array]
    s: Array
    r: Array


@frozen()
class Optimizer:
    learning_rate: float | None = None
    kind: ClassVar[str]
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]]

    def __post_init__(self) -> None:
        numbers = {field.name: getattr(self, field.name) for field in fields(self)}
        at_least(0, **{name: value for name, value in numbers.items() if value is not None})

    @property
    def slots(self) -> int:
        """How many arrays of the parameters' size it remembers."""
        return 0

    @property
    def form(self) -> tuple[object, ...]:
        """Replicas whose optimizers agree in this share their passes."""
        return (type(self),)

    def starts(self, framework: Framework) -> tuple[float, ...]:
        """What each slot holds before the first step."""
        return (0.0,) * self.slots

    def completed(self, framework: Framework) -> Self:
        """With the framework's usual value wherever none was given."""
        missing = {name: value for name, value in self.usual[framework].items() if getattr(self, name) is None}
        return replace(self, **missing)

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        """What the passes multiply with at the steps t (S, 1), counted from 1, for rates (S, k).

        Arrays that broadcast to (S, k).
        """
        raise NotImplementedError

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        """The passes of one step. c: the coefficients, which change in place, each one number or a column."""
        raise NotImplementedError


def columns(group: Sequence[Optimizer]) -> Columns:
    """The numbers of optimizers of one form, each as a column."""
    return {field.name: np.array([float(getattr(each, field.name)) for each in group]) for field in fields(group[0])}


def root(of: Array, epsilon: Array, into: Array, inside: bool) -> Sequence[Step]:
    """into ← √(of + epsilon) where it stands inside, else √of + epsilon."""
    if inside:
        return partial(np.add, of, epsilon, into), partial(np.sqrt, into, into)
    return partial(np.sqrt, of, into), partial(np.add, into, epsilon, into)


def mean_square(mean: Array, of: Array, keep: Array, rest: Array, s: Array) -> Sequence[Step]:
    """mean ← keep · mean + rest · of²"""
    return (
        partial(np.multiply, mean, keep, mean),
        partial(np.multiply, of, of, s),
        partial(np.multiply, s, rest, s),
        partial(np.add, mean, s, mean),
    )
