"""How a network of pasted code is trained, as the `training` of a spec."""

from collections.abc import Mapping
from typing import Any

from analyzers.source import names
from analyzers.source.defaults import LEARNING_RATES
from analyzers.source.facts.optimizer_calls import framework_of, optimizer_of
from analyzers.source.python.values import Call, is_number
from analyzers.source.recipes.trained import Trained

RATE = 0.001  # of an optimizer whose default is not known: most frameworks' for Adam

_USUAL_LOSS = {"softmax": "sparse_categorical_crossentropy", "sigmoid": "binary_crossentropy", "linear": "mse"}
_TAKES_SCORES = frozenset(
    {"CrossEntropyLoss", "cross_entropy", "BCEWithLogitsLoss", "binary_cross_entropy_with_logits"}
    | {"softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2"}
)
_OPTIONS = ("momentum", "nesterov", "beta_1", "beta_2", "epsilon", "rho", "amsgrad", "weight_decay")
_RENAMED = {"eps": "epsilon", "clipnorm": "clip_norm", "global_clipnorm": "clip_norm", "clipvalue": "clip_value"}


def loss_of(trained: Trained) -> dict[str, Any]:
    """The loss as a spec has it: name, and from_logits where it takes scores; {} where the code names none."""
    stated = trained.compile.argument(1, "loss") if trained.compile else None
    calls = [stated] if isinstance(stated, Call) else [call for call in trained.calls if names.loss(call.last)]
    if isinstance(stated, str) and (name := names.loss(stated)):
        return {"name": name}
    if trained.network.framework == "sklearn":
        return {}
    for call in calls:
        if (name := names.loss(call.last)) and (call.last[:1].isupper() or "loss" in call.last or "_" in call.last):
            scores = call.kwargs.get("from_logits") is True or call.last in _TAKES_SCORES
            return {"name": name} | ({"from_logits": True} if scores else {})
    return {}


def training_of(trained: Trained, loss: dict[str, Any], own_data: bool) -> dict[str, Any]:
    """The `training` of a spec. own_data: whether the data is that of the code and no stand-in"""
    made: dict[str, Any] = {"optimizer": _chosen(trained)}
    if loss:
        made["loss"] = loss["name"] if len(loss) == 1 else loss
    batch = trained.known.get("batch_size")
    if trained.fit is not None and is_number(given := trained.fit.argument(2, "batch_size")):
        batch = given
    if is_number(batch):
        made["batch_size"] = int(batch)
    elif trained.network.framework == "pytorch" and own_data:
        trained.notes.append("no batch size is stated: every step sees all examples")
        made["batch_size"] = None
    epochs = trained.fit.argument(-1, "epochs", "nb_epoch") if trained.fit else None
    epochs = epochs if is_number(epochs) else trained.known.get("epochs")
    if is_number(epochs):
        made["epochs"] = max(1, int(epochs))
    share = trained.fit.argument(-1, "validation_split") if trained.fit else None
    if is_number(share) and 0 < share < 1:
        made["validation_split"] = float(share)
    glorot = trained.network.framework in ("keras", "sklearn")  # the initial weights of both are Glorot's
    made["defaults"] = "keras" if glorot else "pytorch"
    return made


def _chosen(trained: Trained) -> dict[str, Any]:
    stated = trained.compile.argument(0, "optimizer") if trained.compile else None
    if isinstance(stated, Call) and (kind := optimizer_of(stated)):
        return _optimizer(stated, kind, trained.network.framework)
    if isinstance(stated, str) and (kind := names.optimizer(stated)):
        return {"name": kind, "learning_rate": LEARNING_RATES["keras"].get(kind, RATE)}
    for call in trained.calls if trained.compile is None else ():
        if kind := optimizer_of(call):
            return _optimizer(call, kind, trained.network.framework)
    name = str(trained.known.get("optimizer", "adam"))
    rate = trained.known.get("learning_rate", LEARNING_RATES["keras"].get(name, RATE))
    made = {"name": name, "learning_rate": rate}
    momentum = trained.known.get("momentum", 0.9 if trained.network.framework == "sklearn" and name == "sgd" else None)
    return made | ({"momentum": momentum} if name == "sgd" and is_number(momentum) else {})


def usual_loss(output: Mapping[str, Any], framework: str) -> str | dict[str, Any] | None:
    """The loss that goes with an output layer. Several plain outputs in PyTorch are the scores of classes."""
    activation = output.get("activation", "linear")
    if framework == "pytorch" and activation == "linear" and output.get("units", 1) > 1:
        return {"name": "sparse_categorical_crossentropy", "from_logits": True}
    return _USUAL_LOSS.get(activation)


def _optimizer(call: Call, kind: str, framework: str) -> dict[str, Any]:
    """An optimizer's constructor as the spec writes it."""
    framework = framework_of(call.name) or framework
    rate = call.argument(1 if framework == "pytorch" else 0, "lr", "learning_rate")
    if not is_number(rate):
        start = rate.argument(0, "initial_learning_rate") if isinstance(rate, Call) else None
        rate = start if is_number(start) else LEARNING_RATES.get(framework, {}).get(kind, RATE)
    made: dict[str, Any] = {"name": kind, "learning_rate": float(rate)}
    for name, value in call.kwargs.items():
        own = _RENAMED.get(name, name)
        if own in (*_OPTIONS, *_RENAMED.values()) and isinstance(value, int | float) and value not in (0, False):
            made[own] = value
    betas = call.kwargs.get("betas")
    if isinstance(betas, tuple | list) and len(betas) == 2:
        made |= {"beta_1": betas[0], "beta_2": betas[1]}
    return made
