"""A network as pasted code makes it: a chain of layers, and what of it could not be taken over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzers.frozen import frozen
from analyzers.source.networks.layer import UnknownLayerError
from analyzers.source.python.values import Call, Value

MOST_LAYERS = 400


@frozen()
class Misunderstood:
    """A line that could not be taken over, and why."""

    line: int
    text: str
    why: str


@dataclass
class Network:
    """A chain of layers as pasted code makes it.

    made:        the call or object that is the model, to find its compile and fit
    input_shape: of one example as the code has it, None where it does not say
    framework:   whose defaults hold for initial weights
    channels_first: whether one example is (channels, height, width) in the code; the layers of a spec take them last
    channels:    that the first convolution of a PyTorch network takes
    """

    made: Value
    framework: str
    line: int
    layers: list[dict[str, Any]] = field(default_factory=list)
    input_shape: list[int] | None = None
    channels_first: bool = False
    channels: int | None = None
    misunderstood: list[Misunderstood] = field(default_factory=list)

    @property
    def shape(self) -> list[int] | None:
        """Of one example with its channels last."""
        stated = self.input_shape
        return [*stated[1:], stated[0]] if stated and self.channels_first else stated

    def add(self, convert: Callable[[], dict[str, Any] | None], call: Call) -> None:
        """Adds what `convert` makes of a call: a layer, the activation of the last one, or a line not understood."""
        try:
            layer = convert()
        except UnknownLayerError as error:
            self.leave_out(call, str(error))
            return
        if layer is None or len(self.layers) >= MOST_LAYERS:
            return
        if layer["type"] == "activation" and self.layers and _is_linear(self.layers[-1]):
            self.layers[-1] = {**self.layers[-1], "activation": layer["function"]}
        else:
            self.layers.append(layer)

    def leave_out(self, call: Call, why: str) -> None:
        """Lists a call as not understood."""
        self.misunderstood.append(Misunderstood(call.line, call.last, why))


def _is_linear(layer: dict[str, Any]) -> bool:
    return layer["type"] in ("dense", "conv1d", "conv2d") and "activation" not in layer


def flat(items: Sequence[Value]) -> Iterator[Value]:
    """The parts of a container, those of lists and dicts within it among them."""
    for item in items:
        if isinstance(item, list | tuple):
            yield from flat(item)
        elif isinstance(item, Call) and item.last == "OrderedDict":
            yield from flat(item.args)
        else:
            yield item
