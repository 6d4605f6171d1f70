"""What is known about how a run was set up, and how frameworks spell its optimizer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analyzers.rule import Finding
from analyzers.run import Run


@dataclass(frozen=True)
class Optimizer:
    """How frameworks spell one optimizer, and the rate that people start from.

    usual:    a learning rate that most networks bear: the frameworks' own default
    adaptive: whether steps are scaled per parameter
    sklearn:  the `solver` of MLPClassifier, "" where it has none
    """

    name: str
    usual: float
    adaptive: bool
    keras: str
    torch: str
    optax: str
    sklearn: str = ""


OPTIMIZERS: Mapping[str, Optimizer] = {
    each.name: each
    for each in (
        Optimizer("sgd", 0.01, False, "SGD", "SGD", "sgd", "sgd"),
        Optimizer("adam", 0.001, True, "Adam", "Adam", "adam", "adam"),
        Optimizer("adamw", 0.001, True, "AdamW", "AdamW", "adamw", "adam"),
        Optimizer("nadam", 0.001, True, "Nadam", "NAdam", "nadam", "adam"),
        Optimizer("radam", 0.001, True, "Adam", "RAdam", "radam", "adam"),
        Optimizer("adamax", 0.001, True, "Adamax", "Adamax", "adamax", "adam"),
        Optimizer("rmsprop", 0.001, True, "RMSprop", "RMSprop", "rmsprop"),
        Optimizer("adagrad", 0.01, True, "Adagrad", "Adagrad", "adagrad"),
        Optimizer("adadelta", 1.0, True, "Adadelta", "Adadelta", "adadelta"),
        Optimizer("adafactor", 0.001, True, "Adafactor", "Adafactor", "adafactor"),
        Optimizer("lion", 0.0001, True, "Lion", "Adam", "lion"),
        Optimizer("lamb", 0.001, True, "Lamb", "AdamW", "lamb"),
    )
}
BOOSTERS = ("xgboost", "lightgbm", "catboost")


@dataclass(frozen=True)
class Setup:
    """What a run says about its own training; "" and None where it does not say.

    rate:   the learning rate, the highest one where it follows a schedule
    decays: whether the log shows a rate that falls, or a schedule is stated
    warms:  whether it shows one that starts low, or a warm-up is stated
    """

    optimizer: str
    rate: float | None
    momentum: float
    batch_size: int | None
    epochs: int | None
    framework: str
    task: str
    loss: str
    decays: bool
    warms: bool
    clips: bool

    @property
    def adaptive(self) -> bool:
        known = OPTIMIZERS.get(self.optimizer)
        return known is not None and known.adaptive

    @property
    def usual_rate(self) -> float:
        """The rate that people start from with this optimizer; Adam's where the optimizer is not known."""
        return OPTIMIZERS.get(self.optimizer, OPTIMIZERS["adam"]).usual

    @property
    def booster(self) -> str:
        """The boosting library, "" for anything that is trained by gradient steps."""
        if self.framework in BOOSTERS:
            return self.framework
        return "xgboost" if self.task == "boosting" else ""


def setup(run: Run) -> Setup:
    """Gathers what the context and the "lr" series of a run tell."""
    logged = _finite(run, "lr")
    stated = _positive(run.known("learning_rate"))
    peak = float(logged.max()) if len(logged) else None
    return Setup(
        optimizer=_word(run, "optimizer").removesuffix("optimizer").replace("momentum", "sgd") or "",
        rate=stated or peak,
        momentum=_positive(run.known("momentum")) or 0.0,
        batch_size=_whole(run.known("batch_size")),
        epochs=_whole(run.known("epochs")),
        framework=_word(run, "framework"),
        task=_word(run, "task"),
        loss=_word(run, "loss"),
        decays="schedule" in run.context or bool(peak and logged[-1] < 0.5 * peak),
        warms="warmup_steps" in run.context or bool(peak and logged[0] < 0.5 * peak and logged.argmax() > 0),
        clips="clip_norm" in run.context,
    )


def construct(known: Setup, rate: float) -> dict[str, str]:
    """The optimizer of a run with another learning rate, in each framework that has it. Adam where it is not known."""
    optimizer = OPTIMIZERS.get(known.optimizer, OPTIMIZERS["adam"])
    heavy = f", momentum={known.momentum:g}" if known.momentum and optimizer.name in ("sgd", "rmsprop") else ""
    code = {
        "keras": f"optimizer = keras.optimizers.{optimizer.keras}(learning_rate={rate:g}{heavy})",
        "pytorch": f"optimizer = torch.optim.{optimizer.torch}(model.parameters(), lr={rate:g}{heavy})",
        "tensorflow": f"optimizer = tf.keras.optimizers.{optimizer.keras}(learning_rate={rate:g}{heavy})",
        "jax": f"optimizer = optax.{optimizer.optax}(learning_rate={rate:g}{heavy})",
    }
    if optimizer.sklearn:
        code["sklearn"] = f'model.set_params(solver="{optimizer.sklearn}", learning_rate_init={rate:g}{heavy})'
    return code


def scaled(factor: float) -> dict[str, str]:
    """A learning rate that is not known, multiplied by a factor, in each framework."""
    return {
        "keras": f"model.optimizer.learning_rate = {factor:g} * float(model.optimizer.learning_rate)",
        "pytorch": f'for group in optimizer.param_groups:\n    group["lr"] *= {factor:g}',
        "tensorflow": f"optimizer.learning_rate = {factor:g} * float(optimizer.learning_rate)",
        "jax": f"optimizer = optax.chain(optimizer, optax.scale({factor:g}))",
        "sklearn": f"model.set_params(learning_rate_init={factor:g} * model.learning_rate_init)",
    }


def measured(finding: Finding, *names: str) -> float | None:
    """The first of these numbers that a finding has as evidence."""
    found = (finding.evidence[name].value for name in names if name in finding.evidence)
    return next((value for value in found if value is not None), None)


def likelihood(finding: Finding, cause: str) -> float:
    """How likely a finding holds a cause to be, 0…1."""
    return max((each.likelihood for each in finding.causes if each.code == cause), default=0.0)


def rounded(value: float) -> float:
    """A number as people would type it: two significant digits.

    >>> rounded(0.00346575), rounded(30000.0)
    (0.0035, 30000.0)
    """
    return float(f"{value:.2g}")


def _finite(run: Run, key: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = run[key].values if key in run else np.empty(0)
    return values[np.isfinite(values)]


def _word(run: Run, key: str) -> str:
    return str(run.known(key) or "").strip().lower()


def _positive(value: float | int | str | None) -> float | None:
    try:
        number = float(value) if value is not None else 0.0
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _whole(value: float | int | str | None) -> int | None:
    number = _positive(value)
    return int(number) if number is not None and number >= 1 else None
