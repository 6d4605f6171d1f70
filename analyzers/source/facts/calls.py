"""Which facts a recorded call states: optimizers, compile and fit, losses, layers, loaders, trainers."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from analyzers.source import defaults, names
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.keywords import told_by_keywords
from analyzers.source.facts.library_calls import TRAINERS
from analyzers.source.facts.optimizer_calls import SCHEDULES, default_rate, optimizer, optimizer_of
from analyzers.source.facts.stating import Told, derived, numbers, place, stated
from analyzers.source.python.values import Call, Value, is_number


class Dense(NamedTuple):
    """A dense layer that may be the last one of its network. units: 0 where the text does not tell them"""

    units: int
    activation: str
    line: int


class Facts:
    """Turns the calls of one text into facts. framework: what to assume where a call's path does not tell."""

    def __init__(self, framework: str) -> None:
        self.framework = framework
        self.last_dense: Dense | None = None  # of those seen so far

    def of(self, call: Call) -> Told:
        """The facts that the next call states. Of a network the layers come first, then what trains it."""
        if (kind := optimizer_of(call)) is not None:
            yield from optimizer(call, kind, self.framework)
        elif (kind := names.loss(call.last)) is not None and _is_loss(call):
            yield from self._loss(kind, call)
        elif handler := _HANDLERS.get(call.last):
            yield from handler(self, call)
        elif trainer := TRAINERS.get(call.last):
            yield from trainer(call)
        elif call.last in SCHEDULES and call.args + tuple(call.kwargs):
            yield stated("schedule", SCHEDULES[call.last], call)
        yield from told_by_keywords(call)

    def _compile(self, call: Call) -> Told:
        chosen, loss = call.argument(0, "optimizer"), call.argument(1, "loss")
        if isinstance(chosen, str) and (kind := names.optimizer(chosen)):
            yield stated("optimizer", kind, call)
            yield from default_rate("keras", kind, call.line)
        if isinstance(chosen, Call) and (kind := optimizer_of(chosen)):
            yield from optimizer(Call(chosen.name, chosen.args, chosen.kwargs, call.line), kind, self.framework)
        named = loss if isinstance(loss, str) else getattr(loss, "name", "")
        if (kind := names.loss(named)) is not None:
            yield from self._loss(kind, call)
        yield from self._output()

    def _loss(self, kind: str, call: Call) -> Told:
        yield stated("loss", kind, call)
        regression = kind in ("mse", "mae", "huber")
        yield derived("task", "regression" if regression else "classification", call)
        if not regression:
            yield from self._output()

    def _output(self) -> Told:
        if self.last_dense is None:
            return
        units, activation, line = self.last_dense
        at = f"code, line {line}"
        if activation:
            yield Fact("output_activation", activation, at, line, Certainty.STATED, "code")
        classes = 2 if units == 1 and activation == "sigmoid" else units
        if classes > 1 and activation != "linear":
            yield Fact("classes", classes, at, line, Certainty.DERIVED, "code")

    def _dense(self, call: Call) -> Told:
        torch = call.last in ("Linear", "LazyLinear")
        units = call.argument(1 if torch else 0, "out_features", "units", "output_dim", "features")
        activation = call.argument(1, "activation") if not torch else None
        word = activation if isinstance(activation, str) else getattr(activation, "last", "" if torch else "linear")
        self.last_dense = Dense(int(units) if is_number(units) else 0, str(word), call.line)
        yield from ()

    def _activation(self, call: Call) -> Told:
        name = call.argument(0, "activation") if call.last == "Activation" else call.last.lower()
        if self.last_dense and isinstance(name, str):
            self.last_dense = self.last_dense._replace(activation=name)
        yield from ()

    def _fit(self, call: Call) -> Told:
        examples, batch = _examples(call), call.argument(2, "batch_size")
        if examples:
            yield derived("examples", examples, call)
        if is_number(batch):
            yield from numbers((("batch_size", batch),), call)
        if batch is None and self._takes_default_batch(call):
            batch = defaults.BATCH_SIZES["keras"]
            yield Fact("batch_size", batch, defaults.source("keras", "fit"), call.line, Certainty.DEFAULT, "code")
        if examples and is_number(batch) and batch >= 1:
            at = f"{place(call)}: {examples} examples in batches of {batch}"
            yield derived("steps_per_epoch", math.ceil(examples / batch), call, at)

    def _takes_default_batch(self, call: Call) -> bool:
        """Whether this is the `fit` of Keras, on arrays: loaders have their own batches."""
        keras = is_number(call.argument(-1, "epochs", "nb_epoch")) or self.framework == "keras"
        return keras and not isinstance(_data(call), Call) and call.argument(-1, "steps_per_epoch") is None


_HANDLERS: Mapping[str, Callable[[Facts, Call], Told]] = {
    "compile": Facts._compile,
    **dict.fromkeys(("fit", "fit_generator", "train_on_batch"), Facts._fit),
    **dict.fromkeys(("Dense", "Linear", "LazyLinear"), Facts._dense),
    **dict.fromkeys(("Activation", "Softmax", "LogSoftmax", "Sigmoid"), Facts._activation),
}


def _is_loss(call: Call) -> bool:
    """Losses are classes or functions of a loss module; `regression` or `binary` alone is no loss."""
    return call.last[:1].isupper() or call.last.endswith(
        ("loss", "cross_entropy", "crossentropy", "_error", "logits", "_v2")
    )


def _data(call: Call) -> Value:
    return call.argument(0, "x", "X")


def _examples(call: Call) -> int | None:
    """How many examples `fit` trains on, where its data is written in the code."""
    examples, share = _length(_data(call)), call.argument(-1, "validation_split")
    return int(examples * (1 - share)) if examples and is_number(share) and 0 < share < 1 else examples


def _length(data: Value) -> int | None:
    if isinstance(data, np.ndarray) and data.ndim:
        return len(data)
    if isinstance(data, list | tuple) and data and all(is_number(item) or isinstance(item, list) for item in data):
        return len(data)
    return None
