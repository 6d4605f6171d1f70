"""A spec trained from several seeds, and how good that turned out: by a measure that is fair to two such specs."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property

import numpy as np

from analyzers.experiments.budget import Budget, OnDone, unwatched
from analyzers.experiments.part import Part
from analyzers.frozen import frozen
from analyzers.nn import Trained, evaluate
from analyzers.nn.evaluate import predict
from analyzers.nn.network import Network
from analyzers.nn.replicas import WEIGHTS, stream
from analyzers.nn.types import Array
from analyzers.remedy import Patch
from analyzers.run import Floats, Run
from analyzers.spec import Prepared, apply, plain, prepare, read
from analyzers.spec.model import ends_in

Weights = Mapping[str, Array]
ENOUGH = 2000  # examples that tell whether a training got anywhere
POWERS = {"mse": 2, "mae": 1}  # of the target's unit in a loss
SIGNED = ("hinge",)  # losses whose outputs are above 0 for one class and below for the other


@frozen(eq=False)
class Outcome:
    """A spec trained from several seeds. epochs: how long each · known: what was measured of it, by metric."""

    prepared: Prepared
    trained: tuple[Trained, ...]
    epochs: int
    known: dict[str, Floats] = field(default_factory=dict, init=False)

    @property
    def complete(self) -> bool:
        return all(each.complete for each in self.trained)

    @cached_property
    def lost(self) -> tuple[bool, ...]:
        """For each seed, whether its training loss is no lower than before the first step."""
        prepared, (x, y) = self.prepared, (some[:ENOUGH] for some in self.prepared.data.pair)
        ends = [_loss(prepared, each.weights, x, y) for each in self.trained]
        starts = [_loss(prepared, weights, x, y) for weights in self.untrained]
        return tuple(not end < start for end, start in zip(ends, starts, strict=True))

    @property
    def run(self) -> Run:
        """Of the first seed, its losses in the units that the target was given in where these can be told."""
        run, power = self.trained[0].run, POWERS.get(self.prepared.training.loss.kind)
        unit = self.prepared.examples.unit
        if power is None or unit.size > 1:
            return run
        losses = {key: each for key, each in run.series.items() if key.endswith("/loss")}
        larger = {key: replace(each, values=each.values * unit[0] ** power) for key, each in losses.items()}
        return replace(run, series={**run.series, **larger})

    @cached_property
    def untrained(self) -> tuple[Weights, ...]:
        """The weights that each seed begins with."""
        network, first = self.prepared.network, self.prepared.training.seed
        seeds = range(first, first + len(self.trained))
        return tuple(network.unpack(*network.initial(stream(seed, WEIGHTS))) for seed in seeds)

    def of(self, seeds: int) -> "Outcome":
        """From the first seeds alone."""
        return self if seeds == len(self.trained) else replace(self, trained=self.trained[:seeds])

    def with_more(self, other: "Outcome") -> "Outcome":
        """From the seeds of both."""
        return replace(self, trained=(*self.trained, *other.trained))


def variant(base: Prepared, patch: Patch) -> Prepared:
    """The spec with a patch applied, made ready; data that stays the same is not loaded again. Raises SpecError."""
    document = plain(base.spec)
    if any(str(operation["path"]).startswith("/data") for operation in patch):
        return prepare(read(apply(document, patch)))
    data = document.pop("data")  # much of it perhaps: not copied
    return prepare(read(apply(document, patch) | {"data": data}), base.examples)


def outcomes(
    wanted: Sequence[tuple[Prepared, int]], budget: Budget, seeds: Sequence[int], done: OnDone = unwatched
) -> list[Outcome]:
    """Trains a copy of each spec for each seed, for so many epochs. done: called after each spec"""
    parts = [Part(prepared, epochs, budget, tuple(seeds)) for prepared, epochs in wanted]
    return [
        Outcome(part.prepared, tuple(trained), part.epochs)
        for part, trained in zip(parts, budget.together(parts, done), strict=True)
    ]


def common_metric(outcomes: Sequence[Outcome]) -> str:
    """What all can be measured by: their loss, on held-out data where there is some; where their losses differ, or the
    activations that these see, the accuracy, or the mean squared error of numbers, as is where their units differ."""
    first = outcomes[0].prepared
    split = "val" if first.data.validation else "train"
    made = [each.prepared for each in outcomes]
    if len({(each.spec.training.loss, ends_in(each.spec.layers), each.spec.data.scale_target) for each in made}) == 1:
        return f"{split}/loss"
    return f"{split}/{'accuracy' if first.examples.task == 'classification' else 'mse'}"


def measured(outcome: Outcome, metric: str) -> Floats:
    """(seeds,): the metric of the trained networks as they are at the end, NaN where they went to NaN.

    Penalties and weights of classes are left out of the loss: it says how good the predictions are, whatever it was
    that made them so.
    """
    if metric not in outcome.known:
        outcome.known[metric] = _measured(outcome.prepared, [each.weights for each in outcome.trained], metric)
    return outcome.known[metric]


def at_the_start(outcome: Outcome, metric: str) -> Floats:
    """(seeds,): the same before any training."""
    return _measured(outcome.prepared, outcome.untrained, metric)


def failed(outcome: Outcome, split: str) -> tuple[bool, ...]:
    """For each seed, whether it is lost, or answers no better than the best constant answer does."""
    prepared, (_, y) = outcome.prepared, _examples(outcome.prepared, split)
    if prepared.examples.task == "classification":
        useless = measured(outcome, f"{split}/accuracy") <= np.bincount(_classes(y).astype(int)).max() / len(y)
    else:
        useless = measured(outcome, f"{split}/mse") >= np.mean(np.var(y, axis=0) * prepared.examples.unit**2)
    return tuple(lost or bool(no_better) for lost, no_better in zip(outcome.lost, useless, strict=True))


def _measured(prepared: Prepared, networks: Sequence[Weights], metric: str) -> Floats:
    split, name = metric.split("/")
    x, y = _examples(prepared, split)
    measure = {"loss": _loss, "accuracy": _accuracy, "mse": _squared_error}[name]
    return np.array([measure(prepared, weights, x, y) for weights in networks])


def _examples(prepared: Prepared, split: str) -> tuple[Floats, Floats]:
    return (prepared.data.validation if split == "val" else None) or prepared.data.pair


def _loss(prepared: Prepared, weights: Weights, x: Floats, y: Floats) -> float:
    return evaluate(_without_penalties(prepared), weights, x, y, prepared.training.loss)["loss"]


def _without_penalties(prepared: Prepared) -> Network:
    network, spec = prepared.network, prepared.spec
    layers = [replace(layer, l1=0.0, l2=0.0) if hasattr(layer, "l2") else layer for layer in spec.layers]  # type: ignore[call-arg]
    return Network(tuple(layers), network.input_shape, spec.training.defaults)


def _accuracy(prepared: Prepared, weights: Weights, x: Floats, y: Floats) -> float:
    predicted = predict(prepared.network, weights, x).reshape(len(x), -1)
    if not np.isfinite(predicted).all():
        return float("nan")
    return float(np.mean(_guessed(prepared, predicted) == _classes(y)))


def _classes(y: Floats) -> Floats:
    """(n,): their numbers, of columns too."""
    return np.asarray(y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1))


def _guessed(prepared: Prepared, predicted: Floats) -> Floats:
    """The class that each row of outputs stands for; of a single output, the nearest one."""
    loss = prepared.training.loss
    if predicted.shape[1] > 1:
        return np.asarray(predicted.argmax(axis=1))
    if getattr(loss, "from_logits", False) or loss.kind in SIGNED:
        return np.asarray(predicted[:, 0] > 0)
    return np.rint(predicted[:, 0]).clip(0, prepared.examples.classes - 1)


def _squared_error(prepared: Prepared, weights: Weights, x: Floats, y: Floats) -> float:
    """In the units that the target was given in."""
    predicted = predict(prepared.network, weights, x).reshape(len(x), -1)
    with np.errstate(all="ignore"):
        return float(np.mean(((predicted - y.reshape(len(y), -1)) * prepared.examples.unit) ** 2))
