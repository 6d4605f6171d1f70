"""What an optimizer is: a frozen dataclass of its numbers, and an update of parameter rows in place.

Replicas with optimizers of the same form are updated together: `h` holds each number as a column over them. What
depends on the step number is worked out for many steps at once (`coefficients`), so that `update` is nothing but
passes over the parameters. A field that is None takes the framework's usual value, from `usual`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Self

import numpy as np

from analyzers.nn.layer import at_least
from analyzers.nn.types import Array, Framework

Columns = Mapping[str, Array]
"""Each number of an optimizer, (k,) float64 over the replicas of a group."""


@dataclass(frozen=True)
class Optimizer:
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
        """What `update` multiplies with at the steps t (S, 1), counted from 1, for rates (S, k): arrays (S, k)."""
        raise NotImplementedError

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        """One step, in place, on a block of parameters and gradients of equal shape."""
        raise NotImplementedError


def columns(group: Sequence[Optimizer]) -> Columns:
    """The numbers of optimizers of one form, each as a column."""
    return {field.name: np.array([float(getattr(each, field.name)) for each in group]) for field in fields(group[0])}
