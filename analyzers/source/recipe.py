"""Pasted code → the JSON of a spec: its network, what it trains on, and how. What was not understood is listed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzers.source import datasets, image_size, names
from analyzers.source.blocks import find_code
from analyzers.source.calls import framework_of, optimizer_of
from analyzers.source.context import context_of
from analyzers.source.defaults import LEARNING_RATES
from analyzers.source.interpreter import Interpreter
from analyzers.source.network import Misunderstood, Network
from analyzers.source.networks import find_networks
from analyzers.source.values import Call, Instance, Value, is_number


@dataclass(frozen=True)
class Recipe:
    """What pasted code describes.

    spec:           as a user would post it; {} where no network was found
    understood:     sentences, in the order of the code
    not_understood: lines that look like code and were left out, each with the reason
    channels_first: whether the code's examples have their channels first
    """

    spec: dict[str, Any]
    understood: tuple[str, ...] = ()
    not_understood: tuple[Misunderstood, ...] = ()
    channels_first: bool = False


def read_source(text: str) -> Recipe:
    """Reads a script, an excerpt or a whole question. Of several networks the first one that is trained is taken."""
    code = find_code(text)
    program = Interpreter()
    program.run(statement.node for statement in code.statements)
    left_out = [Misunderstood(part.line, part.text, part.why) for part in code.unparsed]
    objects = [*program.names.values(), *program.unused]
    found = list(find_networks(program.calls, objects))
    if not found:
        return Recipe({}, (), tuple(left_out))
    network = next((each for each in found if _fit_of(each, program.calls)), found[0])
    left_out += network.misunderstood
    writer = _Writer(network, program.calls, text)
    spec = writer.spec()
    if len(found) > 1:
        writer.notes.append(f"{len(found)} networks are in the text; the one of line {network.line} is taken")
    return Recipe(spec, tuple(writer.notes), tuple(left_out), network.channels_first)


def _fit_of(network: Network, calls: Sequence[Call]) -> Call | None:
    """The call that trains the network: `model.fit(x, y)`."""
    return next((call for call in calls if call.last in ("fit", "fit_generator") and call.owner is network.made), None)


def _compile_of(network: Network, calls: Sequence[Call]) -> Call | None:
    return next((call for call in calls if call.last == "compile" and call.owner is network.made), None)


class _Writer:
    """Writes the spec of one network. notes: what was understood and assumed."""

    def __init__(self, network: Network, calls: Sequence[Call], text: str) -> None:
        self.network = network
        self.calls = calls
        self.text = text
        self.fit = _fit_of(network, calls)
        self.compile = _compile_of(network, calls)
        self.notes = [f"line {network.line}: a network of {len(network.layers)} layers"]
        self.known = {key: value.value for key, value in context_of(text).items()}

    def spec(self) -> dict[str, Any]:
        loss = self._loss()
        data = self._data(loss)
        layers = self._with_output(data)
        training = self._training(loss, own_data="stand_in" not in data)
        if "loss" not in training and (usual := usual_loss(layers[-1], self.network.framework)):
            training["loss"] = usual
        return {"model": {"layers": layers}, "data": data, "training": training}

    # data

    def _data(self, loss: Mapping[str, Any]) -> dict[str, Any]:
        x, y = self._fitted()
        found = datasets.find_data(x, y)
        if not found.data:
            found = next((other for call in self.calls if (other := datasets.find_data(call, None)).data), found)
        self.notes += found.notes
        data = found.data or {"stand_in": self._stand_in(str(loss.get("name", "")))}
        if y is not None and y is x:
            data = {"stand_in": self._reconstructed(data)} if "x" not in data else data
        if "stand_in" in data:
            data["stand_in"]["features"] = self._fitting_shape(data["stand_in"]["features"])
        elif self.network.framework != "pytorch" and self.network.input_shape and len(self.network.input_shape) > 1:
            data["shape"] = self.network.input_shape
            data |= {"channels": "first"} if self.network.channels_first else {}
        return data

    def _reconstructed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A stand-in for what is its own target, as an autoencoder's inputs are."""
        self.notes.append("the inputs are the target: made-up ones take their place")
        shape = data.get("stand_in", {}).get("features") or self.network.shape or [8]
        return {"task": "reconstruction", "examples": 500, "features": shape}

    def _fitting_shape(self, shape: list[int]) -> list[int]:
        """The shape of one example as the first layer takes it: images flat for dense, with a channel for conv2d."""
        first, stated = self.network.layers[0]["type"], self.network.shape
        if stated and math.prod(stated) == math.prod(shape):
            return stated
        if first == "dense" and len(shape) > 1:
            return [math.prod(shape)]
        return [*shape, 1] if first == "conv2d" and len(shape) == 2 else shape

    def _fitted(self) -> tuple[Value, Value]:
        if self.fit is None:
            return self._looped()
        return self.fit.argument(0, "x", "X"), self.fit.argument(1, "y", "Y")

    def _looped(self) -> tuple[Value, Value]:
        """A loop of the user's own: `loss = criterion(model(x), y)`."""
        for call in self.calls:
            if (len(call.args) == 2 and names.loss(call.last)) or _makes_loss(call.owner):
                prediction, target = (*call.args, None, None)[:2]
                if isinstance(prediction, Call) and prediction.args and not isinstance(target, Call):
                    return _first_input(prediction), target
        return None, None

    def _stand_in(self, loss: str) -> dict[str, Any]:
        output = self.network.layers[-1]
        classes = self._known_number("classes")
        regression = loss in ("mse", "mae", "huber") or (not classes and output.get("units") == 1 and not loss)
        examples = int(self._known_number("examples") or 500)
        shape = self.network.shape or image_size.usual(self.network.layers[0], self.network.channels)
        self.notes.append(
            f"the data is not in the text: {min(examples, datasets.MOST_STAND_IN)} stand-in examples of shape "
            f"{'×'.join(map(str, shape))} take its place"
        )
        task: dict[str, Any] = {"task": "regression", "outputs": int(output.get("units", 1))}
        if not regression:
            task = {"task": "classification", "classes": int(classes or max(2, output.get("units", 2)))}
        return {**task, "examples": datasets.fitting(examples, shape), "features": shape}

    def _known_number(self, key: str) -> float | None:
        value = self.known.get(key)
        return value if is_number(value) else None

    # model

    def _with_output(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """scikit-learn adds the output layer itself."""
        layers = list(self.network.layers)
        made = self.network.made
        if self.network.framework != "sklearn" or not isinstance(made, Call):
            return layers
        if made.last == "MLPRegressor":
            return [*layers, {"type": "dense", "units": 1}]
        classes = _classes(data)
        if classes == 2:
            return [*layers, {"type": "dense", "units": 1, "activation": "sigmoid"}]
        return [*layers, {"type": "dense", "units": classes, "activation": "softmax"}]

    # training

    def _loss(self) -> dict[str, Any]:
        """name, and from_logits where the loss takes scores."""
        stated = self.compile.argument(1, "loss") if self.compile else None
        calls = [stated] if isinstance(stated, Call) else [call for call in self.calls if names.loss(call.last)]
        if isinstance(stated, str) and (name := names.loss(stated)):
            return {"name": name}
        if self.network.framework == "sklearn":
            return {}
        for call in calls:
            if (name := names.loss(call.last)) and (call.last[:1].isupper() or "loss" in call.last or "_" in call.last):
                scores = call.kwargs.get("from_logits") is True or call.last in _TAKES_SCORES
                return {"name": name} | ({"from_logits": True} if scores else {})
        return {}

    def _training(self, loss: dict[str, Any], own_data: bool) -> dict[str, Any]:
        training: dict[str, Any] = {"optimizer": self._optimizer()}
        if loss:
            training["loss"] = loss["name"] if len(loss) == 1 else loss
        batch = self.known.get("batch_size")
        if self.fit is not None and is_number(given := self.fit.argument(2, "batch_size")):
            batch = given
        if is_number(batch):
            training["batch_size"] = int(batch)
        elif self.network.framework == "pytorch" and own_data:
            self.notes.append("no batch size is stated: every step sees all examples")
            training["batch_size"] = None
        epochs = self.fit.argument(-1, "epochs", "nb_epoch") if self.fit else None
        epochs = epochs if is_number(epochs) else self.known.get("epochs")
        if is_number(epochs):
            training["epochs"] = max(1, int(epochs))
        share = self.fit.argument(-1, "validation_split") if self.fit else None
        if is_number(share) and 0 < share < 1:
            training["validation_split"] = float(share)
        training["defaults"] = "keras" if self.network.framework == "keras" else "pytorch"
        if self.network.framework == "sklearn":
            training["defaults"] = "keras"  # scikit-learn's initial weights are Glorot's too
        return training

    def _optimizer(self) -> dict[str, Any]:
        stated = self.compile.argument(0, "optimizer") if self.compile else None
        if isinstance(stated, Call) and (kind := optimizer_of(stated)):
            return _optimizer(stated, kind, self.network.framework)
        if isinstance(stated, str) and (kind := names.optimizer(stated)):
            return {"name": kind, "learning_rate": LEARNING_RATES["keras"].get(kind, 0.001)}
        for call in self.calls if self.compile is None else ():
            if kind := optimizer_of(call):
                return _optimizer(call, kind, self.network.framework)
        name = str(self.known.get("optimizer", "adam"))
        rate = self.known.get("learning_rate", LEARNING_RATES["keras"].get(name, 0.001))
        made = {"name": name, "learning_rate": rate}
        momentum = self.known.get("momentum", 0.9 if self.network.framework == "sklearn" and name == "sgd" else None)
        return made | ({"momentum": momentum} if name == "sgd" and is_number(momentum) else {})


def usual_loss(output: Mapping[str, Any], framework: str) -> str | dict[str, Any] | None:
    """The loss that goes with an output layer. Several plain outputs in PyTorch are the scores of classes."""
    activation = output.get("activation", "linear")
    if framework == "pytorch" and activation == "linear" and output.get("units", 1) > 1:
        return {"name": "sparse_categorical_crossentropy", "from_logits": True}
    return _USUAL_LOSS.get(activation)


_USUAL_LOSS = {"softmax": "sparse_categorical_crossentropy", "sigmoid": "binary_crossentropy", "linear": "mse"}
_TAKES_SCORES = frozenset(
    {"CrossEntropyLoss", "cross_entropy", "BCEWithLogitsLoss", "binary_cross_entropy_with_logits"}
    | {"softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2"}
)
_OPTIONS = ("momentum", "nesterov", "beta_1", "beta_2", "epsilon", "rho", "amsgrad", "weight_decay")
_RENAMED = {"eps": "epsilon", "clipnorm": "clip_norm", "global_clipnorm": "clip_norm", "clipvalue": "clip_value"}


def _optimizer(call: Call, kind: str, framework: str) -> dict[str, Any]:
    """An optimizer's constructor as the spec writes it."""
    framework = framework_of(call.name) or framework
    rate = call.argument(1 if framework == "pytorch" else 0, "lr", "learning_rate")
    if not is_number(rate):
        start = rate.argument(0, "initial_learning_rate") if isinstance(rate, Call) else None
        rate = start if is_number(start) else LEARNING_RATES.get(framework, {}).get(kind, 0.001)
    made: dict[str, Any] = {"name": kind, "learning_rate": float(rate)}
    for name, value in call.kwargs.items():
        own = _RENAMED.get(name, name)
        if own in (*_OPTIONS, *_RENAMED.values()) and isinstance(value, int | float) and value not in (0, False):
            made[own] = value
    betas = call.kwargs.get("betas")
    if isinstance(betas, tuple | list) and len(betas) == 2:
        made |= {"beta_1": betas[0], "beta_2": betas[1]}
    return made


def _makes_loss(value: Value) -> bool:
    return isinstance(value, Call) and names.loss(value.last) is not None


def _first_input(call: Call) -> Value:
    """What goes in at the start of `model(x)`."""
    value: Value = call
    for _ in range(64):
        inner = next((arg for arg in value.args), None) if isinstance(value, Call) else None
        if inner is None:
            return value
        value = inner
        if not isinstance(value, Call | Instance):
            return value
    return None


def _classes(data: Mapping[str, Any]) -> int:
    if "stand_in" in data:
        return int(data["stand_in"].get("classes", 2))
    if "y" in data:
        return len({str(label) for label in data["y"]})
    sizes = {"digits": 10, "iris": 3, "wine": 3, "blobs": 3}
    return int(data.get("classes", sizes.get(str(data.get("dataset")), 2)))
