"""What a layer is: a frozen dataclass of hyper-parameters (its fields are its JSON schema) and pure questions about it.

`bind` makes the two steps of one plan: forward reads `x`, writes `out`; backward reads `out`'s gradient, writes `x`'s
gradient (where it has one) and the gradients of the weights. Steps are made once for a batch size and a number of
replicas, and run without allocating where that is the difference between slow and fast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY
from typing import ClassVar

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.flow import Border, Flow, Plain
from analyzers.nn.initializers import Fans, Initializer
from analyzers.nn.types import Array, Framework, Generator, Shape, Step

NO_FANS = Fans(1, 1)  # of weights whose initializer does not scale with them


@frozen()
class Weight:
    """One array of a layer's parameters.

    trained: False for running statistics, which no optimizer touches
    l1, l2:  penalties l1·Σ|w| + l2·Σw² that the loss gets, as in Keras
    """

    name: str
    shape: Shape
    initializer: Initializer
    fans: Fans = NO_FANS
    trained: bool = True
    l1: float = 0.0
    l2: float = 0.0


@frozen()
class Weights:
    """Views into the parameter rows of all replicas and their gradients: each (K, *shape), by the weight's name.

    `joined` are views (K, rows, last) over several weights that lie one behind the other, such as kernel and bias.
    """

    value: Mapping[str, Array]
    gradient: Mapping[str, Array]
    joined: Array
    joined_gradient: Array


@frozen()
class Context:
    """What a plan tells the layers that it binds.

    streams: one generator of noise for each replica, or a single one where all replicas share their seed
    """

    framework: Framework
    training: bool
    replicas: int
    batch: int
    streams: tuple[Generator, ...] = ()


@frozen()
class Steps:
    """Calls in their order, mostly NumPy functions bound to buffers."""

    forward: Sequence[Step]
    backward: Sequence[Step] = ()


@frozen()
class Layer:
    """name: what probes and messages call it; by default its kind and number, e.g. "dense_2"."""

    _: KW_ONLY
    name: str = ""

    kind: ClassVar[str]
    elementwise: ClassVar[bool] = False  # works on whole buffers, border included, and keeps the shape
    bilinear: ClassVar[bool] = False  # linear in its input, and in its weights
    by_column: ClassVar[bool] = False  # writes vectors as easily as the columns of a matrix as as its rows

    def output_shape(self, shape: Shape) -> Shape:
        """Of one example. Raises SpecError where the layer cannot take inputs of this shape."""
        return shape

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        """What it learns, for inputs of this shape, in the order in which it lies in a parameter row."""
        return ()

    def border(self, shape: Shape) -> Border:
        """The border that it wants around its input."""
        return Plain()

    def own_border(self, shape: Shape) -> Border:
        """The border that it writes most easily around its output, where the next layer has no wish."""
        return Plain()

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        raise NotImplementedError

    def operations(self, shape: Shape) -> int:
        """Floating-point operations of one forward pass of one example."""
        return 0


def at_least(minimum: float, **fields: float) -> None:
    """Raises SpecError naming the first field below `minimum`."""
    for field, value in fields.items():
        if not value >= minimum:
            raise SpecError(f"{field} is {value},", f"but must be at least {minimum:g}", field)


def within(low: float, high: float, **fields: float) -> None:
    """Raises SpecError naming the first field outside [low, high)."""
    for field, value in fields.items():
        if not low <= value < high:
            raise SpecError(f"{field} is {value},", f"but must be at least {low:g} and below {high:g}", field)


def vectors_only(kind: str, shape: Shape) -> int:
    """The length of an input vector; raises SpecError for any other shape."""
    if len(shape) != 1:
        raise SpecError(
            f"{kind} takes vectors, but its input has shape {shape};",
            "put a flatten or a global_average_pool layer before it",
        )
    return shape[0]


def ranked(kind: str, shape: Shape, axes: str) -> None:
    """Raises SpecError unless the shape has as many axes as `axes`, e.g. "height, width, channels"."""
    if len(shape) != len(axes.split(", ")):
        raise SpecError(
            f"{kind} takes inputs of shape ({axes}), but its input has shape {shape};",
            "put a reshape layer before it, or use the layer for this number of axes",
        )
