"""Calls that make an optimizer or a schedule, and what they say of the learning rate."""

from collections.abc import Mapping

from analyzers.source import defaults, names
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.stating import Told, numbers, stated
from analyzers.source.python.values import Call, Value, is_number

SCHEDULES: Mapping[str, str] = {
    **{"StepLR": "step", "MultiStepLR": "step", "ExponentialLR": "exponential", "CosineAnnealingLR": "cosine"},
    **{"ReduceLROnPlateau": "reduce_on_plateau", "OneCycleLR": "one_cycle", "ExponentialDecay": "exponential"},
    **{"CosineDecay": "cosine", "PolynomialDecay": "polynomial", "InverseTimeDecay": "inverse_time"},
    **{"PiecewiseConstantDecay": "step", "exponential_decay": "exponential", "cosine_decay": "cosine"},
    **{"CosineAnnealingWarmRestarts": "cosine", "CosineDecayRestarts": "cosine", "LambdaLR": "lambda"},
    **{"get_linear_schedule_with_warmup": "linear", "get_cosine_schedule_with_warmup": "cosine"},
    **{"cosine_decay_schedule": "cosine", "warmup_cosine_decay_schedule": "cosine", "LinearLR": "linear"},
    **{"LearningRateScheduler": "custom", "polynomial_decay": "polynomial", "inverse_time_decay": "inverse_time"},
}
"""What makes a schedule → its kind."""


def framework_of(path: str) -> str:
    """The framework that a dotted path belongs to, "" where it does not show."""
    parts = path.lower().split(".")
    if "keras" in parts:
        return "keras"
    if parts[0] in ("torch", "nn", "optim", "pl", "lightning", "pytorch_lightning"):
        return "pytorch"
    roots = {"tf": "tensorflow", "tensorflow": "tensorflow", "optax": "jax", "jax": "jax", "sklearn": "sklearn"}
    return roots.get(parts[0], "transformers" if parts[0] == "transformers" else "")


def optimizer_of(call: Call) -> str | None:
    """The optimizer that a call makes, None where it makes something else."""
    path, last = call.name.lower(), call.last
    if not (last[:1].isupper() or path.startswith(("optax.", "optimizers.", "optim.")) or ".optimizers." in path):
        return None
    return names.optimizer(last)


def optimizer(call: Call, kind: str, framework: str) -> Told:
    """What the constructor of an optimizer says. framework: what to assume where the call's path does not tell"""
    framework = framework_of(call.name) or framework
    yield stated("optimizer", kind, call)
    of_chainer = ("alpha",) if call.last == "Adam" else ()
    rate = call.argument(1 if framework == "pytorch" else 0, "lr", "learning_rate", *of_chainer)
    if rate is None:
        yield from default_rate(framework, kind, call.line)
    yield from _rate(rate, call)
    betas = call.argument(-1, "betas")
    if isinstance(betas, tuple | list) and len(betas) == 2:
        yield from numbers((("beta_1", betas[0]), ("beta_2", betas[1])), call)
    if call.last == "MomentumOptimizer":
        yield from numbers((("momentum", call.argument(1, "momentum")),), call)


def _rate(rate: Value, call: Call) -> Told:
    if is_number(rate):
        yield from numbers((("learning_rate", rate),), call)
    elif isinstance(rate, Call) and rate.last in SCHEDULES:
        start = rate.argument(0, "initial_learning_rate", "peak_value", "init_value", "learning_rate")
        if rate.last == "warmup_cosine_decay_schedule":
            start = rate.argument(1, "peak_value")
        yield from numbers((("learning_rate", start),), rate)


def default_rate(framework: str, optimizer: str, line: int) -> Told:
    """The rate that a framework takes where the code states none."""
    rate = defaults.LEARNING_RATES.get(framework, {}).get(optimizer)
    if rate is not None:
        place = defaults.source(framework, optimizer)
        yield Fact("learning_rate", rate, place, line, Certainty.DEFAULT, "code")
