"""What the keywords of any call say: `train(net, lr=0.01, epochs=5)`."""

from analyzers.source import names
from analyzers.source.facts.stating import Told, numbers, stated
from analyzers.source.python.values import Call, Symbol

_RATES = {"lr", "lr0", "learning_rate", "learning_rate_init"}
_NO_SETTINGS = frozenset(
    ["BatchNormalization", "BatchNorm2d", "BatchNorm1d", "BatchNorm", "LayerNormalization", "DataFrame", "plot"]
)
_AMBIGUOUS = frozenset(
    {"step_size", "stepsize", "eta_min", "momentum_decay", "classes", "examples", "opt", "mom", "n_samples"}
    | {"train_size"}
)
"""Keywords that are settings of a training in some calls only."""


def told_by_keywords(call: Call) -> Told:
    """Keywords with a known name say the same in any call: `train(net, lr=0.01, epochs=5)`."""
    if call.last in _NO_SETTINGS:
        return
    for name, value in call.kwargs.items():
        if name in _AMBIGUOUS or (name == "momentum" and not _RATES & set(call.kwargs)) or _is_evaluation(call):
            continue
        yield from numbers(((names.NUMBERS.get(names.plain(name), ""), value),), call)
        is_optimizer = name in ("optimizer", "optim") or (name == "type" and _RATES & set(call.kwargs))
        if isinstance(value, str) and is_optimizer and (kind := names.optimizer(value)):
            yield stated("optimizer", kind, call)
        if isinstance(value, str) and name == "objective" and (kind := names.loss(value.replace(":", "_"))):
            yield stated("loss", kind, call)


def _is_evaluation(call: Call) -> bool:
    """A loader of test data: its batches are not those of the training."""
    data = call.args[0] if call.args else None
    name = data.name if isinstance(data, Symbol | Call) else ""
    held_out = isinstance(data, Call) and data.kwargs.get("train") is False
    return call.last.endswith("DataLoader") and (
        held_out or any(word in name.lower() for word in ("test", "val", "eval"))
    )
