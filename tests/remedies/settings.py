"""Runs that differ in how they were set up, and findings on them."""

from analyzers.rule import Cause, Evidence, Finding, Severity, Where
from analyzers.run import Run
from tests.curves import falling, run

CAUSES = {
    "learning_rate_too_high",
    "learning_rate_too_low",
    "saturated_activations",
    "dead_units",
    "poor_initialization",
    "unscaled_inputs",
    "wrong_output_or_loss",
    "too_few_epochs",
    "model_too_small",
    "too_little_regularization",
    "batch_too_small",
    "class_imbalance",
    "no_parameter_update",
}


def known(**context: float | int | str) -> Run:
    return run(falling(30), val_loss=falling(30), context=context)


SETUPS = {
    "nothing known": known(),
    "gradient descent": known(optimizer="sgd", learning_rate=0.01, momentum=0.9, batch_size=32, epochs=30),
    "Adam": known(optimizer="adam", learning_rate=0.001, batch_size=32, epochs=30, framework="keras"),
    "small rate": known(optimizer="sgd", learning_rate=1e-6),
    "boosting": known(task="boosting", framework="xgboost", learning_rate=0.1),
    "boosting, rate unknown": known(task="boosting", framework="lightgbm"),
    "GAN": known(task="gan", optimizer="adam", learning_rate=0.0002),
    "reinforcement learning": known(task="reinforcement_learning", optimizer="adam", learning_rate=0.0003),
}


def finding(code: str, *causes: tuple[str, float], severity: Severity = "critical", **evidence: float) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        confidence=0.9,
        headline="It does.",
        explanation="",
        where=Where("train/loss", 5, 30, "epoch"),
        evidence={name: Evidence(value) for name, value in evidence.items()},
        causes=tuple(Cause(cause, likelihood, "so it is") for cause, likelihood in causes),
    )
