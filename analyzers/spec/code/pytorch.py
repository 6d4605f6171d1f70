"""A spec as PyTorch code with its training loop."""

from collections.abc import Mapping

from analyzers.optimizers import OPTIMIZERS
from analyzers.spec.code import loading, pytorch_schedules
from analyzers.spec.code.arguments import own, text
from analyzers.spec.code.pytorch_modules import ACTIVATIONS, LAYERS, Modules
from analyzers.spec.model import ends_in
from analyzers.spec.prepared import Prepared
from analyzers.spec.training import Training

LOSSES: Mapping[str, str] = {
    **{"mse": "nn.MSELoss()", "mae": "nn.L1Loss()", "huber": "nn.HuberLoss()"},
    **{"binary_crossentropy": "nn.BCELoss()", "categorical_crossentropy": "nn.CrossEntropyLoss()"},
    "sparse_categorical_crossentropy": "nn.CrossEntropyLoss()",
}


def write(prepared: Prepared) -> str | None:
    """The code; None where the loss has no counterpart there."""
    spec, training = prepared.spec, prepared.spec.training
    scores = _takes_scores(prepared)
    if scores is None:
        return None
    modules = Modules(training.defaults)
    for place, layer in enumerate(spec.layers):
        LAYERS[layer.kind](modules, layer, prepared.shapes[place])
    if scores and modules.lines[-1] == ACTIVATIONS["softmax"]:
        modules.lines.pop()
    batch = training.batch_size or len(prepared.data.x)
    steps = -(-len(prepared.data.x) // batch)
    scheduler = pytorch_schedules.write(training, steps)
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
        f"criterion = {_criterion(prepared)}",
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
        *(["        scheduler.step()"] if scheduler and not pytorch_schedules.by_loss(training) else []),
        "        total += loss.item() * len(part) / len(x)",
        *(["    scheduler.step(total)"] if pytorch_schedules.by_loss(training) else []),
        '    print(f"epoch {epoch + 1} loss {total:.6g}")',
    ]
    return "\n".join(lines) + "\n"


def _takes_scores(prepared: Prepared) -> bool | None:
    """Whether the loss applies softmax itself; None where probabilities come from something else than softmax."""
    loss = prepared.spec.training.loss
    if "categorical" not in loss.kind:
        return False
    return True if ends_in(prepared.spec.layers) == "softmax" or getattr(loss, "from_logits", False) else None


def _tensors(prepared: Prepared) -> list[str]:
    return [*_inputs(prepared), *_targets(prepared), *_held_out(prepared)]


def _held_out(prepared: Prepared) -> list[str]:
    kept = len(prepared.data.x)
    return [f"x, y = x[:{kept}], y[:{kept}]  # the rest is held out"] if kept < len(prepared.x) else []


def _inputs(prepared: Prepared) -> list[str]:
    words = prepared.spec.layers[0].kind == "embedding"
    lines = [f"x = torch.tensor(x){'.long()' if words else ''}"]
    if prepared.x.ndim > 2:
        lines.append("x = x.movedim(-1, 1)  # channels first")
    return lines


def _targets(prepared: Prepared) -> list[str]:
    classifies, loss = prepared.examples.task == "classification", prepared.spec.training.loss
    lines = ["y = np.unique(y, return_inverse=True)[1]"] if classifies else []
    if "categorical" in loss.kind:
        return [*lines, "y = torch.tensor(y)"]
    if classifies and prepared.y.ndim == 2:
        return [*lines, f"y = torch.eye({prepared.examples.classes})[torch.tensor(y)]"]
    return [*lines, "y = torch.tensor(np.asarray(y, 'float32').reshape(len(y), -1))"]


def _criterion(prepared: Prepared) -> str:
    loss, weights = prepared.spec.training.loss, prepared.training.class_weights
    if weights and "categorical" in loss.kind:
        shares = [round(weights.get(number, 1.0), 6) for number in range(prepared.outputs)]
        return f"nn.CrossEntropyLoss(weight=torch.tensor({shares}))"
    if loss.kind == "binary_crossentropy" and getattr(loss, "from_logits", False):
        return "nn.BCEWithLogitsLoss()"
    if loss.kind == "hinge":
        return "lambda output, target: torch.relu(1 - (2 * target - 1) * output).mean()"
    return LOSSES[loss.kind]


_RENAMED = {"epsilon": "eps", "rho": "alpha", "decay": "momentum_decay", "start": "initial_accumulator_value"}


def _optimizer(training: Training) -> str:
    optimizer = training.optimizer
    given = {name: item for name, item in own(optimizer).items() if name not in ("learning_rate", "beta_1", "beta_2")}
    betas = (getattr(optimizer, "beta_1", None), getattr(optimizer, "beta_2", None))
    options = [f"lr={training.learning_rate:g}"]
    options += [f"betas={betas}"] if betas not in ((None, None), (0.9, 0.999)) else []
    renamed = _RENAMED | ({"rho": "rho"} if optimizer.kind == "adadelta" else {})
    options += [f"{renamed.get(name, name)}={text(value)}" for name, value in given.items()]
    return f"torch.optim.{OPTIMIZERS[optimizer.kind].torch}(model.parameters(), {', '.join(options)})"


def _clip(training: Training) -> list[str]:
    lines = []
    if training.clip_value is not None:
        lines.append(f"        nn.utils.clip_grad_value_(model.parameters(), {training.clip_value:g})")
    if training.clip_norm is not None:
        lines.append(f"        nn.utils.clip_grad_norm_(model.parameters(), {training.clip_norm:g})")
    return lines
