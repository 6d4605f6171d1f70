"""Which facts a recorded call states: optimizers, compile and fit, losses, layers, loaders, trainers."""

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from analyzers.source import defaults, names
from analyzers.source.fact import Certainty, Fact
from analyzers.source.values import Call, Symbol, Value, is_number

Told = Iterator[Fact]


def framework_of(path: str) -> str:
    """The framework that a dotted path belongs to, "" where it does not show."""
    parts = path.lower().split(".")
    if "keras" in parts:
        return "keras"
    if parts[0] in ("torch", "nn", "optim", "pl", "lightning", "pytorch_lightning"):
        return "pytorch"
    roots = {"tf": "tensorflow", "tensorflow": "tensorflow", "optax": "jax", "jax": "jax", "sklearn": "sklearn"}
    return roots.get(parts[0], "transformers" if parts[0] == "transformers" else "")


class Facts:
    """Turns the calls of one text into facts. framework: what to assume where a call's path does not tell."""

    def __init__(self, framework: str) -> None:
        self.framework = framework
        self._width: tuple[int, str, int] | None = None  # units, activation, line of the last dense layer seen

    def of(self, call: Call) -> Told:
        if (kind := optimizer_of(call)) is not None:
            yield from self._optimizer(call, kind)
        elif (kind := names.loss(call.last)) is not None and _is_loss(call):
            yield from self._loss(kind, call)
        elif handler := _HANDLERS.get(call.last):
            yield from handler(self, call)
        elif call.last in _SCHEDULERS and call.args + tuple(call.kwargs):
            yield _stated("schedule", _SCHEDULERS[call.last], call)
        yield from _keywords(call)

    def _optimizer(self, call: Call, kind: str) -> Told:
        framework = framework_of(call.name) or self.framework
        yield _stated("optimizer", kind, call)
        of_chainer = ("alpha",) if call.last == "Adam" else ()
        rate = call.argument(1 if framework == "pytorch" else 0, "lr", "learning_rate", *of_chainer)
        if rate is None:
            yield from _default_rate(framework, kind, call.line)
        yield from _rate(rate, call)
        betas = call.argument(-1, "betas")
        if isinstance(betas, tuple | list) and len(betas) == 2:
            yield from _numbers((("beta_1", betas[0]), ("beta_2", betas[1])), call)
        if call.last == "MomentumOptimizer":
            yield from _numbers((("momentum", call.argument(1, "momentum")),), call)

    def _compile(self, call: Call) -> Told:
        chosen, loss = call.argument(0, "optimizer"), call.argument(1, "loss")
        if isinstance(chosen, str) and (kind := names.optimizer(chosen)):
            yield _stated("optimizer", kind, call)
            yield from _default_rate("keras", kind, call.line)
        if isinstance(chosen, Call) and (kind := optimizer_of(chosen)):
            yield from self._optimizer(Call(chosen.name, chosen.args, chosen.kwargs, call.line), kind)
        named = loss if isinstance(loss, str) else getattr(loss, "name", "")
        if (kind := names.loss(named)) is not None:
            yield from self._loss(kind, call)
        yield from self._output(call)

    def _loss(self, kind: str, call: Call) -> Told:
        yield _stated("loss", kind, call)
        regression = kind in ("mse", "mae", "huber")
        yield Fact(
            "task", "regression" if regression else "classification", _place(call), call.line, Certainty.DERIVED, "code"
        )
        if not regression:
            yield from self._output(call)

    def _output(self, call: Call) -> Told:
        if self._width is None:
            return
        units, activation, line = self._width
        place = f"code, line {line}"
        if activation:
            yield Fact("output_activation", activation, place, line, Certainty.STATED, "code")
        classes = 2 if units == 1 and activation == "sigmoid" else units
        if classes > 1 and activation != "linear":
            yield Fact("classes", classes, place, line, Certainty.DERIVED, "code")

    def _dense(self, call: Call) -> Told:
        torch = call.last in ("Linear", "LazyLinear")
        units = call.argument(1 if torch else 0, "out_features", "units", "output_dim", "features")
        activation = call.argument(1, "activation") if not torch else None
        if is_number(units):
            word = activation if isinstance(activation, str) else getattr(activation, "last", "" if torch else "linear")
            self._width = (int(units), str(word), call.line)
        yield from ()

    def _activation(self, call: Call) -> Told:
        name = call.argument(0, "activation") if call.last == "Activation" else call.last.lower()
        if self._width and isinstance(name, str):
            self._width = (self._width[0], name, self._width[2])
        yield from ()

    def _fit(self, call: Call) -> Told:
        data, epochs = call.argument(0, "x", "X"), call.argument(-1, "epochs", "nb_epoch")
        examples = _length(data)
        share = call.argument(-1, "validation_split")
        if examples and is_number(share) and 0 < share < 1:
            examples = int(examples * (1 - share))
        batch = call.argument(2, "batch_size")
        if examples:
            yield Fact("examples", examples, _place(call), call.line, Certainty.DERIVED, "code")
        if is_number(batch):
            yield from _numbers((("batch_size", batch),), call)
        keras = is_number(epochs) or self.framework == "keras"
        if batch is None and keras and not isinstance(data, Call) and call.argument(-1, "steps_per_epoch") is None:
            batch = defaults.BATCH_SIZES["keras"]
            yield Fact("batch_size", batch, defaults.source("keras", "fit"), call.line, Certainty.DEFAULT, "code")
        if examples and is_number(batch) and batch >= 1:
            steps = math.ceil(examples / batch)
            place = f"{_place(call)}: {examples} examples in batches of {batch}"
            yield Fact("steps_per_epoch", steps, place, call.line, Certainty.DERIVED, "code")

    def _clip(self, call: Call) -> Told:
        yield from _numbers((("clip_norm", call.argument(min(1, len(call.args) - 1), "max_norm", "clip_norm")),), call)

    def _trainer(self, call: Call) -> Told:
        words = (arg for arg in call.args[:2] if isinstance(arg, str))
        yield from (_stated("optimizer", kind, call) for kind in map(names.optimizer, words) if kind)

    def _transformers(self, call: Call) -> Told:
        yield Fact("framework", "transformers", _place(call), call.line, Certainty.DERIVED, "code")
        if "optim" not in call.kwargs:
            yield Fact("optimizer", "adamw", defaults.source("transformers", ""), call.line, Certainty.DEFAULT, "code")
        if "learning_rate" not in call.kwargs:
            yield from _default_rate("transformers", "adamw", call.line)

    def _perceptron(self, call: Call) -> Told:
        solver = call.argument(-1, "solver") or "adam"
        kind = names.optimizer(solver) if isinstance(solver, str) else None
        if kind:
            certainty = Certainty.STATED if "solver" in call.kwargs else Certainty.DEFAULT
            yield Fact("optimizer", kind, _place(call), call.line, certainty, "code")
            if "learning_rate_init" not in call.kwargs:
                yield from _default_rate("sklearn", kind, call.line)
        classifier = call.last.endswith("Classifier")
        yield Fact(
            "task", "classification" if classifier else "regression", _place(call), call.line, Certainty.DERIVED, "code"
        )
        yield from _numbers(
            (("epochs", call.argument(-1, "max_iter")), ("weight_decay", call.argument(-1, "alpha"))), call
        )

    def _boosting(self, call: Call) -> Told:
        yield Fact("task", "boosting", _place(call), call.line, Certainty.STATED, "code")
        kind = "xgboost" if call.last.startswith("XGB") else "lightgbm" if call.last.startswith("LGBM") else ""
        if kind and not {"learning_rate", "eta"} & set(call.kwargs):
            yield from _default_rate(kind, "", call.line)


Handler = Callable[[Facts, Call], Told]
_HANDLERS: Mapping[str, Handler] = {
    "compile": Facts._compile,
    **dict.fromkeys(("Trainer", "trainingOptions"), Facts._trainer),
    **dict.fromkeys(("fit", "fit_generator", "train_on_batch"), Facts._fit),
    **dict.fromkeys(("Dense", "Linear", "LazyLinear"), Facts._dense),
    **dict.fromkeys(("Activation", "Softmax", "LogSoftmax", "Sigmoid"), Facts._activation),
    **dict.fromkeys(("clip_grad_norm_", "clip_grad_norm", "clip_by_global_norm"), Facts._clip),
    **dict.fromkeys(("TrainingArguments", "Seq2SeqTrainingArguments", "SFTConfig"), Facts._transformers),
    **dict.fromkeys(("MLPClassifier", "MLPRegressor"), Facts._perceptron),
    **dict.fromkeys(
        ("XGBClassifier", "XGBRegressor", "LGBMClassifier", "LGBMRegressor", "CatBoostClassifier", "CatBoostRegressor"),
        Facts._boosting,
    ),
    **dict.fromkeys(("GradientBoostingClassifier", "GradientBoostingRegressor"), Facts._boosting),
}
_SCHEDULERS: Mapping[str, str] = {
    **{"StepLR": "step", "MultiStepLR": "step", "ExponentialLR": "exponential", "CosineAnnealingLR": "cosine"},
    **{"ReduceLROnPlateau": "reduce_on_plateau", "OneCycleLR": "one_cycle", "ExponentialDecay": "exponential"},
    **{"CosineDecay": "cosine", "PolynomialDecay": "polynomial", "InverseTimeDecay": "inverse_time"},
    **{"PiecewiseConstantDecay": "step", "exponential_decay": "exponential", "cosine_decay": "cosine"},
    **{"CosineAnnealingWarmRestarts": "cosine", "CosineDecayRestarts": "cosine", "LambdaLR": "lambda"},
    **{"get_linear_schedule_with_warmup": "linear", "get_cosine_schedule_with_warmup": "cosine"},
    **{"cosine_decay_schedule": "cosine", "warmup_cosine_decay_schedule": "cosine", "LinearLR": "linear"},
    **{"LearningRateScheduler": "custom", "polynomial_decay": "polynomial", "inverse_time_decay": "inverse_time"},
}


def optimizer_of(call: Call) -> str | None:
    """The optimizer that a call makes, None where it makes something else."""
    path, last = call.name.lower(), call.last
    if not (last[:1].isupper() or path.startswith(("optax.", "optimizers.", "optim.")) or ".optimizers." in path):
        return None
    return names.optimizer(last)


def _is_loss(call: Call) -> bool:
    """Losses are classes or functions of a loss module; `regression` or `binary` alone is no loss."""
    return call.last[:1].isupper() or call.last.endswith(
        ("loss", "cross_entropy", "crossentropy", "_error", "logits", "_v2")
    )


def _rate(rate: Value, call: Call) -> Told:
    if is_number(rate):
        yield from _numbers((("learning_rate", rate),), call)
    elif isinstance(rate, Call) and rate.last in _SCHEDULERS:
        start = rate.argument(0, "initial_learning_rate", "peak_value", "init_value", "learning_rate")
        if rate.last == "warmup_cosine_decay_schedule":
            start = rate.argument(1, "peak_value")
        yield from _numbers((("learning_rate", start),), rate)


def _default_rate(framework: str, optimizer: str, line: int) -> Told:
    rate = defaults.LEARNING_RATES.get(framework, {}).get(optimizer)
    if rate is not None:
        place = defaults.source(framework, optimizer)
        yield Fact("learning_rate", rate, place, line, Certainty.DEFAULT, "code")


def _keywords(call: Call) -> Told:
    """Keywords with a known name say the same in any call: `train(net, lr=0.01, epochs=5)`."""
    if call.last in _NO_SETTINGS:
        return
    for name, value in call.kwargs.items():
        if name in _AMBIGUOUS or (name == "momentum" and not _RATES & set(call.kwargs)) or _is_evaluation(call):
            continue
        yield from _numbers(((names.NUMBERS.get(names.plain(name), ""), value),), call)
        is_optimizer = name in ("optimizer", "optim") or (name == "type" and _RATES & set(call.kwargs))
        if isinstance(value, str) and is_optimizer and (kind := names.optimizer(value)):
            yield _stated("optimizer", kind, call)
        if isinstance(value, str) and name == "objective" and (kind := names.loss(value.replace(":", "_"))):
            yield _stated("loss", kind, call)


def _is_evaluation(call: Call) -> bool:
    """A loader of test data: its batches are not those of the training."""
    data = call.args[0] if call.args else None
    name = data.name if isinstance(data, Symbol | Call) else ""
    held_out = isinstance(data, Call) and data.kwargs.get("train") is False
    return call.last.endswith("DataLoader") and (
        held_out or any(word in name.lower() for word in ("test", "val", "eval"))
    )


_RATES = {"lr", "lr0", "learning_rate", "learning_rate_init"}
_NO_SETTINGS = frozenset(
    ["BatchNormalization", "BatchNorm2d", "BatchNorm1d", "BatchNorm", "LayerNormalization", "DataFrame", "plot"]
)
_AMBIGUOUS = frozenset(
    (
        "step_size",
        "stepsize",
        "eta_min",
        "momentum_decay",
        "classes",
        "examples",
        "opt",
        "mom",
        "n_samples",
        "train_size",
    )
)


def _numbers(pairs: tuple[tuple[str, Value], ...], call: Call) -> Told:
    for key, value in pairs:
        if key and is_number(value) and math.isfinite(value) and names.acceptable(key, value):
            yield _stated(key, int(value) if key in names.INTEGERS else float(value), call)


def _stated(key: str, value: float | int | str, call: Call) -> Fact:
    certainty = Certainty.SIGNATURE if call.assumed else Certainty.STATED
    return Fact(key, value, _place(call), call.line, certainty, "code")


def _place(call: Call) -> str:
    return f"code, line {call.line}"


def _length(data: Value) -> int | None:
    if isinstance(data, np.ndarray) and data.ndim:
        return len(data)
    if isinstance(data, list | tuple) and data and all(is_number(item) or isinstance(item, list) for item in data):
        return len(data)
    return None
