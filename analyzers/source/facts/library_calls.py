"""Calls of whole trainers and models: what they say of the training, and what their libraries assume."""

from collections.abc import Callable, Mapping

from analyzers.source import defaults, names
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.optimizer_calls import default_rate
from analyzers.source.facts.stating import Told, derived, numbers, place, stated
from analyzers.source.python.values import Call


def _clip(call: Call) -> Told:
    yield from numbers((("clip_norm", call.argument(min(1, len(call.args) - 1), "max_norm", "clip_norm")),), call)


def _trainer(call: Call) -> Told:
    words = (arg for arg in call.args[:2] if isinstance(arg, str))
    yield from (stated("optimizer", kind, call) for kind in map(names.optimizer, words) if kind)


def _transformers(call: Call) -> Told:
    yield derived("framework", "transformers", call)
    if "optim" not in call.kwargs:
        yield Fact("optimizer", "adamw", defaults.source("transformers", ""), call.line, Certainty.DEFAULT, "code")
    if "learning_rate" not in call.kwargs:
        yield from default_rate("transformers", "adamw", call.line)


def _perceptron(call: Call) -> Told:
    solver = call.argument(-1, "solver") or "adam"
    kind = names.optimizer(solver) if isinstance(solver, str) else None
    if kind:
        certainty = Certainty.STATED if "solver" in call.kwargs else Certainty.DEFAULT
        yield Fact("optimizer", kind, place(call), call.line, certainty, "code")
        if "learning_rate_init" not in call.kwargs:
            yield from default_rate("sklearn", kind, call.line)
    classifier = call.last.endswith("Classifier")
    yield derived("task", "classification" if classifier else "regression", call)
    yield from numbers((("epochs", call.argument(-1, "max_iter")), ("weight_decay", call.argument(-1, "alpha"))), call)


def _boosting(call: Call) -> Told:
    yield Fact("task", "boosting", place(call), call.line, Certainty.STATED, "code")
    kind = "xgboost" if call.last.startswith("XGB") else "lightgbm" if call.last.startswith("LGBM") else ""
    if kind and not {"learning_rate", "eta"} & set(call.kwargs):
        yield from default_rate(kind, "", call.line)


TRAINERS: Mapping[str, Callable[[Call], Told]] = {
    **dict.fromkeys(("Trainer", "trainingOptions"), _trainer),
    **dict.fromkeys(("clip_grad_norm_", "clip_grad_norm", "clip_by_global_norm"), _clip),
    **dict.fromkeys(("TrainingArguments", "Seq2SeqTrainingArguments", "SFTConfig"), _transformers),
    **dict.fromkeys(("MLPClassifier", "MLPRegressor"), _perceptron),
    **dict.fromkeys(("XGBClassifier", "XGBRegressor", "LGBMClassifier", "LGBMRegressor"), _boosting),
    **dict.fromkeys(("CatBoostClassifier", "CatBoostRegressor"), _boosting),
    **dict.fromkeys(("GradientBoostingClassifier", "GradientBoostingRegressor"), _boosting),
}
"""What is called → what it says."""
