"""A spec as PyTorch code with its training loop."""

from collections.abc import Callable, Mapping
from typing import Any

from analyzers.nn.layer import Layer
from analyzers.nn.types import Shape
from analyzers.nn.windows import per_axis
from analyzers.spec import fields
from analyzers.spec.code import loading
from analyzers.spec.document import Prepared
from analyzers.spec.training import Training

ACTIVATIONS: Mapping[str, str] = {
    **{"sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "relu": "nn.ReLU()", "leaky_relu": "nn.LeakyReLU({slope:g})"},
    **{"elu": "nn.ELU()", "selu": "nn.SELU()", "gelu": "nn.GELU()", "swish": "nn.SiLU()", "softplus": "nn.Softplus()"},
    "softmax": "nn.Softmax(dim=1)",
}
OPTIMIZERS: Mapping[str, str] = {
    **{"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta"},
    **{"adam": "Adam", "adamw": "AdamW", "nadam": "NAdam"},
}
LOSSES: Mapping[str, str] = {
    **{"mse": "nn.MSELoss()", "mae": "nn.L1Loss()", "huber": "nn.HuberLoss()", "hinge": "None"},
    **{"binary_crossentropy": "nn.BCELoss()", "categorical_crossentropy": "nn.CrossEntropyLoss()"},
    "sparse_categorical_crossentropy": "nn.CrossEntropyLoss()",
}
INITIALIZERS: Mapping[str, str] = {
    **{"zeros": "zeros_({})", "constant": "constant_({}, {value:g})", "normal": "normal_({}, std={stddev:g})"},
    **{"uniform": "uniform_({}, -{scale:g}, {scale:g})", "orthogonal": "orthogonal_({})"},
    **{"glorot_uniform": "xavier_uniform_({})", "glorot_normal": "xavier_normal_({})"},
    **{"he_uniform": "kaiming_uniform_({})", "he_normal": "kaiming_normal_({})"},
    **{"lecun_uniform": 'kaiming_uniform_({}, nonlinearity="linear")'},
    **{"lecun_normal": 'kaiming_normal_({}, nonlinearity="linear")'},
}
_USUAL = {"stddev": 0.05, "scale": 0.05, "value": 0.0}


class _Modules:
    """The lines of nn.Sequential, and which of them hold weights with initialisers or penalties of their own."""

    def __init__(self, defaults: str) -> None:
        self.lines: list[str] = []
        self.initial: list[str] = []
        self.penalties: list[str] = []
        self.defaults = defaults

    def add(self, line: str) -> None:
        self.lines.append(line)

    def weighted(self, line: str, layer: Any) -> None:
        """A module with weights, and how they start where PyTorch would start them otherwise."""
        here = f"model[{len(self.lines)}]"
        self.lines.append(line)
        usual = ("glorot_uniform", "zeros") if self.defaults == "keras" else (None, None)
        for part, own, other in (
            ("weight", layer.kernel_initializer, usual[0]),
            ("bias", layer.bias_initializer, usual[1]),
        ):
            chosen = own if own is not None else other
            if chosen is not None and (part == "weight" or layer.use_bias):
                self.initial.append(_initial(chosen, f"{here}.{part}"))
        if layer.l1:
            self.penalties.append(f"{layer.l1:g} * {here}.weight.abs().sum()")
        if layer.l2:
            self.penalties.append(f"{layer.l2:g} * {here}.weight.square().sum()")


def write(prepared: Prepared) -> str | None:
    """The code; None where the loss has no counterpart there."""
    spec, training = prepared.spec, prepared.spec.training
    scores = _takes_scores(prepared)
    if scores is None:
        return None
    modules = _Modules(training.defaults)
    for place, layer in enumerate(spec.layers):
        _LAYERS[layer.kind](modules, layer, prepared.shapes[place])
    if scores and modules.lines[-1] == ACTIVATIONS["softmax"]:
        modules.lines.pop()
    batch = training.batch_size or len(prepared.data.x)
    steps = -(-len(prepared.data.x) // batch)
    scheduler = _scheduler(training, steps)
    lines = [
        "import torch",
        "from torch import nn",
        *loading.write(prepared),
        *_tensors(prepared),
        "",
        f"torch.manual_seed({training.seed})",
        "model = nn.Sequential(",
        *(f"    {line}," for line in modules.lines),
        ")",
        *modules.initial,
        f"criterion = {_criterion(training)}",
        f"optimizer = {_optimizer(training)}",
        *([f"scheduler = {scheduler}"] if scheduler else []),
        f"batch_size = {batch}",
        f"for epoch in range({training.epochs}):",
        f"    order = torch.{'randperm' if training.shuffle else 'arange'}(len(x))",
        "    total = 0.0",
        "    for part in order.split(batch_size):",
        f"        loss = criterion(model(x[part]), y[part]){''.join(f' + {each}' for each in modules.penalties)}",
        "        optimizer.zero_grad()",
        "        loss.backward()",
        *_clip(training),
        "        optimizer.step()",
        *(["        scheduler.step()"] if scheduler and not _by_loss(training) else []),
        "        total += loss.item() * len(part) / len(x)",
        *(["    scheduler.step(total)"] if _by_loss(training) else []),
        '    print(f"epoch {epoch + 1} loss {total:.6g}")',
    ]
    return "\n".join(lines) + "\n"


def _takes_scores(prepared: Prepared) -> bool | None:
    """Whether the loss applies softmax itself; None where probabilities come from something else than softmax."""
    loss = prepared.spec.training.loss
    if "categorical" not in loss.kind:
        return False
    last = prepared.spec.layers[-1]
    ends = getattr(last, "activation", getattr(last, "function", last.kind))
    return True if ends == "softmax" or getattr(loss, "from_logits", False) else None


def _tensors(prepared: Prepared) -> list[str]:
    lines = ["x = torch.tensor(x)"]
    if prepared.x.ndim > 2:
        lines.append("x = x.movedim(-1, 1)  # channels first")
    classifies, loss = prepared.examples.task == "classification", prepared.spec.training.loss
    if classifies:
        lines.append("y = np.unique(y, return_inverse=True)[1]")
    if "categorical" in loss.kind:
        return [*lines, "y = torch.tensor(y)"]
    if classifies and prepared.y.ndim == 2:
        return [*lines, f"y = torch.eye({prepared.examples.classes})[torch.tensor(y)]"]
    return [*lines, "y = torch.tensor(np.asarray(y, 'float32').reshape(len(y), -1))"]


def _dense(modules: _Modules, layer: Any, shape: Shape) -> None:
    bias = "" if layer.use_bias else ", bias=False"
    modules.weighted(f"nn.Linear({shape[-1]}, {layer.units}{bias})", layer)
    _activate(modules, layer)


def _conv(rank: int) -> Callable[[_Modules, Any, Shape], None]:
    def write_layer(modules: _Modules, layer: Any, shape: Shape) -> None:
        sizes = per_axis(layer.kernel_size, rank)
        options = [_sides(sizes)]
        if set(per_axis(layer.strides, rank)) != {1}:
            options.append(f"stride={_sides(per_axis(layer.strides, rank))}")
        if layer.padding == "same":
            options.append('padding="same"' if len(options) == 1 else f"padding={_sides(tuple(k // 2 for k in sizes))}")
        elif isinstance(layer.padding, int) and layer.padding:
            options.append(f"padding={layer.padding}")
        options += [] if layer.use_bias else ["bias=False"]
        modules.weighted(f"nn.Conv{rank}d({shape[-1]}, {layer.filters}, {', '.join(options)})", layer)
        _activate(modules, layer)

    return write_layer


def _sides(sizes: tuple[int, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else str(sizes)


def _pool(kind: str, rank: int) -> Callable[[_Modules, Any, Shape], None]:
    def write_layer(modules: _Modules, layer: Any, _: Shape) -> None:
        options = [_sides(per_axis(layer.pool_size, rank))]
        if layer.strides is not None:
            options.append(f"stride={_sides(per_axis(layer.strides, rank))}")
        if layer.padding == "same":
            options.append("ceil_mode=True")
        modules.add(f"nn.{kind}Pool{rank}d({', '.join(options)})")

    return write_layer


def _pool_over_all(kind: str) -> Callable[[_Modules, Any, Shape], None]:
    def write_layer(modules: _Modules, _: Any, shape: Shape) -> None:
        modules.add(f"nn.Adaptive{kind}Pool{len(shape) - 1}d(1)")
        modules.add("nn.Flatten()")

    return write_layer


def _batch_norm(modules: _Modules, layer: Any, shape: Shape) -> None:
    keras = modules.defaults == "keras"
    momentum = layer.momentum if layer.momentum is not None else 0.99 if keras else 0.9
    epsilon = layer.epsilon if layer.epsilon is not None else 1e-3 if keras else 1e-5
    kind = {1: "1d", 2: "1d", 3: "2d"}[len(shape)]
    modules.add(f"nn.BatchNorm{kind}({shape[-1]}, eps={epsilon:g}, momentum={1 - momentum:g})")


def _layer_norm(modules: _Modules, layer: Any, shape: Shape) -> None:
    epsilon = layer.epsilon if layer.epsilon is not None else 1e-3 if modules.defaults == "keras" else 1e-5
    if len(shape) > 1:
        modules.add(f"nn.GroupNorm(1, {shape[-1]}, eps={epsilon:g})")
    else:
        modules.add(f"nn.LayerNorm({shape[-1]}, eps={epsilon:g})")


def _embedding(modules: _Modules, layer: Any, _: Shape) -> None:
    modules.add(f"nn.EmbeddingBag({layer.vocabulary}, {layer.dimension})")


def _activate(modules: _Modules, layer: Any) -> None:
    name = str(getattr(layer, "activation", None) or getattr(layer, "function", "linear"))
    usual = 0.2 if modules.defaults == "keras" else 0.01
    slope = getattr(layer, "negative_slope", None)
    if name != "linear":
        modules.add(ACTIVATIONS[name].format(slope=usual if slope is None else slope))


def _plain(line: str) -> Callable[[_Modules, Layer, Shape], None]:
    return lambda modules, layer, shape: modules.add(line)


_LAYERS: Mapping[str, Callable[[_Modules, Any, Shape], None]] = {
    **{"dense": _dense, "conv2d": _conv(2), "conv1d": _conv(1), "batch_norm": _batch_norm, "layer_norm": _layer_norm},
    **{"max_pool2d": _pool("Max", 2), "max_pool1d": _pool("Max", 1)},
    **{"average_pool2d": _pool("Avg", 2), "average_pool1d": _pool("Avg", 1)},
    **{"global_average_pool": _pool_over_all("Avg"), "global_max_pool": _pool_over_all("Max")},
    **{"flatten": _plain("nn.Flatten()"), "softmax": _plain(ACTIVATIONS["softmax"]), "embedding": _embedding},
    "dropout": lambda modules, layer, shape: modules.add(f"nn.Dropout({layer.rate:g})"),
    "activation": lambda modules, layer, shape: _activate(modules, layer),
    "reshape": lambda modules, layer, shape: modules.add(
        f"nn.Unflatten(1, {tuple(layer.target)})"
        if len(shape) == 1
        else f"nn.Flatten(), nn.Unflatten(1, {layer.target})"
    ),
}


def _initial(initializer: Any, weight: str) -> str:
    given = fields.plain(initializer, tag="name") if not isinstance(initializer, str) else {"name": initializer}
    name = given["name"] if isinstance(given, dict) else str(given)
    numbers = _USUAL | (given if isinstance(given, dict) else {})
    if name == "fan_in_uniform":
        return f"# {weight} starts as PyTorch starts it"
    return f"nn.init.{INITIALIZERS[name].format(weight, **numbers)}"


def _criterion(training: Training) -> str:
    loss = training.loss
    if loss.kind == "binary_crossentropy" and getattr(loss, "from_logits", False):
        return "nn.BCEWithLogitsLoss()"
    if loss.kind == "hinge":
        return "lambda output, target: torch.relu(1 - (2 * target - 1) * output).mean()"
    return LOSSES[loss.kind]


_RENAMED = {"epsilon": "eps", "rho": "alpha", "decay": "momentum_decay", "start": "initial_accumulator_value"}


def _optimizer(training: Training) -> str:
    optimizer = training.optimizer
    given = {name: item for name, item in fields.plain(optimizer, tag="name").items() if name != "name"}
    rate = given.pop("learning_rate")
    betas = (
        given.pop("beta_1", getattr(optimizer, "beta_1", None)),
        given.pop("beta_2", getattr(optimizer, "beta_2", None)),
    )
    options = [f"lr={rate:g}"]
    if betas != (None, None) and betas != (0.9, 0.999):
        options.append(f"betas={betas}")
    renamed = _RENAMED | ({"rho": "rho"} if optimizer.kind == "adadelta" else {})
    options += [f"{renamed.get(name, name)}={_text(value)}" for name, value in given.items()]
    return f"torch.optim.{OPTIMIZERS[optimizer.kind]}(model.parameters(), {', '.join(options)})"


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)


def _by_loss(training: Training) -> bool:
    return training.schedule is not None and training.schedule.kind == "reduce_on_plateau"


def _scheduler(training: Training, steps: int) -> str:
    """A scheduler that is asked after every step, "" where the rate stays."""
    schedule: Any = training.schedule
    if schedule is None or schedule.kind == "constant":
        return ""
    name, rate = "torch.optim.lr_scheduler", training.learning_rate
    if schedule.kind == "reduce_on_plateau":
        return f"{name}.ReduceLROnPlateau(optimizer, factor={schedule.factor:g}, patience={schedule.patience})"
    unit = steps if schedule.unit == "epoch" else 1
    length = max(1, int(unit * getattr(schedule, "length", getattr(schedule, "every", 1))))
    if schedule.kind == "cosine":
        kind = "CosineAnnealingWarmRestarts" if schedule.restarts else "CosineAnnealingLR"
        return f"{name}.{kind}(optimizer, {length}, eta_min={rate * schedule.end:g})"
    if schedule.kind == "warm_up":
        return f"{name}.LinearLR(optimizer, start_factor={max(schedule.start, 1 / length):g}, total_iters={length})"
    if schedule.kind == "polynomial":
        return f"{name}.PolynomialLR(optimizer, {length}, {schedule.power:g})"
    if schedule.kind == "inverse_time":
        return f"{name}.LambdaLR(optimizer, lambda step: 1 / (1 + {schedule.rate:g} * step / {length}))"
    if schedule.kind == "step":
        return f"{name}.StepLR(optimizer, {length}, {schedule.factor:g})"
    return f"{name}.ExponentialLR(optimizer, {schedule.factor ** (1 / length):.9g})"


def _clip(training: Training) -> list[str]:
    lines = []
    if training.clip_value is not None:
        lines.append(f"        nn.utils.clip_grad_value_(model.parameters(), {training.clip_value:g})")
    if training.clip_norm is not None:
        lines.append(f"        nn.utils.clip_grad_norm_(model.parameters(), {training.clip_norm:g})")
    return lines
