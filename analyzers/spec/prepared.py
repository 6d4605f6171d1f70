"""A spec made ready to train: its data at hand, its shapes checked against its layers."""

from math import prod

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.network import Network
from analyzers.nn.training import Data as TrainingData
from analyzers.nn.training import Training as CoreTraining
from analyzers.nn.types import Shape
from analyzers.run import Floats, Ints
from analyzers.spec.document import Spec
from analyzers.spec.examples import Examples
from analyzers.spec.loading import load
from analyzers.spec.stand_ins import MOST_VALUES


@frozen(eq=False)
class Prepared:
    """A spec with its data at hand and its shapes checked.

    x:       (n, …) inputs as the first layer takes them
    y:       (n,) or (n, outputs) targets as the loss takes them
    network: the core's, in float32
    """

    spec: Spec
    examples: Examples
    x: Floats
    y: Floats
    network: Network

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Of one example before each layer, and after the last."""
        before = {stage.name: stage.input_shape for stage in reversed(self.network.stages)}
        return (*(before[name] for name in self.network.names), self.network.output_shape)

    @property
    def outputs(self) -> int:
        """How many numbers the network gives for one example."""
        return prod(self.network.output_shape)

    @property
    def data(self) -> TrainingData:
        """For the core, the last examples held out where the spec says so."""
        return TrainingData(self.x, self.y).split(self.spec.training.validation_split)

    @property
    def training(self) -> CoreTraining:
        """For the core."""
        return self.spec.training.core(self.data.x.shape[0], self.examples)


def prepare(spec: Spec, examples: Examples | None = None) -> Prepared:
    """Loads the data and checks that it goes through the layers; raises SpecError naming what does not fit.

    examples: the data where it was loaded before
    """
    examples = examples or load(spec.data, axes=3 if spec.layers[0].kind == "conv2d" else 2)
    x = _fitted(examples.x, spec)
    network = Network(spec.layers, x.shape[1:], spec.training.defaults)
    y = _targets(spec, examples, prod(network.output_shape))
    return Prepared(spec, examples, x, y, network)


def trainable(prepared: Prepared) -> None:
    """Raises SpecError, which says what to change, where the loss does not take these outputs and targets."""
    loss, shape = prepared.spec.training.loss, prepared.network.output_shape
    try:
        loss.check(shape)
        loss.encode(np.unique(prepared.y, axis=0)[[0, -1]], shape[-1])
    except SpecError as error:
        raise SpecError(error.problem, error.hint, "/training/loss") from error


def _fitted(x: Floats, spec: Spec) -> Floats:
    """Inputs in the shape that the model states; images get their one channel, flat layers flat vectors."""
    shape, first = spec.input_shape, spec.layers[0].kind
    if shape and spec.data.channels is None and x.shape[1:] == (shape[-1], *shape[:-1]):
        return np.moveaxis(x, 1, -1)
    if shape and x.shape[1:] != shape and prod(x.shape[1:]) == prod(shape):
        return x.reshape(len(x), *shape)
    if shape and prod(x.shape[1:]) != prod(shape):
        raise SpecError(
            f"the model takes examples of shape {shape}, but the data's have {x.shape[1:]};",
            "give data of that shape, or leave the model's input shape out",
            "/data",
        )
    if first == "dense" and x.ndim > 2:
        return x.reshape(len(x), -1)
    return x[..., np.newaxis] if x.ndim == {"conv2d": 3, "conv1d": 2}.get(first, 0) else x


def _targets(spec: Spec, examples: Examples, outputs: int) -> Floats:
    """Class numbers, or one column for each class where the loss compares outputs one by one."""
    y, loss = examples.y, spec.training.loss
    if examples.task == "classification" and not loss.numbered and 1 < outputs == examples.classes:
        return _columns(y.astype(int), outputs)
    return y


def _columns(y: Ints, classes: int) -> Floats:
    """(n,) class numbers as (n, classes) with a 1 for each; raises SpecError where that is too large."""
    if len(y) * classes > MOST_VALUES:
        raise SpecError(
            f"{len(y)} examples with a column for each of {classes} classes are too many numbers;",
            "take sparse_categorical_crossentropy, which needs the number of the class only",
            "/training/loss",
        )
    made = np.zeros((len(y), classes))
    made[np.arange(len(y)), y] = 1
    return made
