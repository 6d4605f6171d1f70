"""The last layer does not give what the loss, or the target, wants.

What it means
    Cross-entropy wants probabilities (or scores, told so); a softmax over one unit is always 1; a ReLU output cannot
    be negative; a regression target outside a sigmoid's range is never reached; softmax before a loss that applies it
    itself flattens the gradient.

What to look at
    Units and activation of the last layer beside the loss, the number of classes and the range of the target.

When to ignore
    Squared error on probabilities trains, only slower than cross-entropy.

References
    I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 6.2.2.
"""

from collections.abc import Iterator

import numpy as np

from analyzers.check import Check, Setting
from analyzers.frozen import frozen
from analyzers.nn.layer import Layer
from analyzers.rule import Cause, Evidence, Finding, Severity, number
from analyzers.source.facts import squashed
from analyzers.spec.propagation import activation_after

RANGES = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, np.inf)}
"""What an activation can give."""
CATEGORICAL = ("categorical_crossentropy", "sparse_categorical_crossentropy")


@frozen()
class Output:
    """The end of a network and what it is held against. low, high: of the targets, NaN where they are not known."""

    units: int
    activation: str
    loss: str
    from_logits: bool
    classes: int
    low: float
    high: float


def of(code: str) -> Iterator[Finding]:
    """The finding on pasted code, which need not hold a network."""
    found = squashed.twice(code)
    if found is None:
        return
    fix = f"leave out the {found.activation} in front of it, and apply it to predictions alone"
    yield Finding(
        code="output_loss_mismatch",
        severity="critical",
        confidence=0.95,
        headline=f"{found.loss} in line {found.line} is given what a {found.activation} gives, and applies it itself.",
        explanation=f"{fix[0].upper()}{fix[1:]}.",
        evidence={"line": number(found.line), "times_applied": number(2, "times", found.activation)},
        causes=(Cause("wrong_output_or_loss", 0.95, fix),),
    )


def check(setting: Setting, _: object) -> Iterator[Finding]:
    written = tuple(of(setting.code))
    if written:
        yield from written
        return
    output = _output(setting)
    for problem, fix, severity in _problems(output):
        yield Finding(
            code="output_loss_mismatch",
            severity=severity,
            confidence=0.95 if severity == "critical" else 0.8,
            headline=problem,
            explanation=f"{fix[0].upper()}{fix[1:]}.",
            evidence={
                "units": number(output.units, "units"),
                "classes": number(output.classes, "classes"),
                **_reach(output),
                **_twice(output),
            },
            causes=(Cause("wrong_output_or_loss", 0.95 if severity == "critical" else 0.6, fix),),
        )
        return


def _reach(output: Output) -> dict[str, Evidence]:
    known = not np.isnan(output.low)
    return {"target_low": number(output.low), "target_high": number(output.high)} if known else {}


def _twice(output: Output) -> dict[str, Evidence]:
    """Marks an activation that the loss applies once more."""
    twice = output.from_logits and output.activation in ("softmax", "sigmoid")
    return {"times_applied": number(2, "times", output.activation)} if twice else {}


def _output(setting: Setting) -> Output:
    prepared = setting.prepared
    layers, loss = prepared.spec.layers, prepared.spec.training.loss
    y = prepared.examples.y if setting.own_data else np.full(1, np.nan)
    return Output(
        prepared.outputs,
        _last_activation(layers),
        loss.kind,
        bool(getattr(loss, "from_logits", False)),
        prepared.examples.classes,
        float(y.min()),
        float(y.max()),
    )


def _last_activation(layers: tuple[Layer, ...]) -> str:
    weighted = [place for place, layer in enumerate(layers) if hasattr(layer, "activation")]
    return activation_after(layers, weighted[-1]) if weighted else "linear"


Problem = tuple[str, str, Severity]


def _problems(o: Output) -> Iterator[Problem]:
    """What does not fit, the worst first."""
    if o.activation == "softmax" and o.units == 1:
        yield "A softmax over one unit gives 1 for every input.", _wanted(o), "critical"
    if _twice(o):
        yield (
            f"The loss applies {o.activation} itself, and the last layer has it too.",
            "drop it in one place",
            "critical",
        )
    if o.loss in CATEGORICAL and o.units < max(2, o.classes):
        yield f"{o.loss} over {o.classes} classes gets {o.units} outputs.", _wanted(o), "critical"
    if o.classes and o.loss == "binary_crossentropy" and o.units > 1 and o.activation == "softmax" and o.classes > 2:
        yield "Binary cross-entropy treats each class as a question of its own, softmax as one.", _wanted(o), "warning"
    if o.loss == "binary_crossentropy" and o.units == 1 and o.classes > 2:
        yield f"One output cannot tell {o.classes} classes apart.", _wanted(o), "critical"
    shares = o.loss == "binary_crossentropy" and o.units > 1 and not (o.low < 0 or o.high > 1)  # pixels of 0 to 1
    if "crossentropy" in o.loss and not o.classes and not shares:
        yield f"{o.loss} is for classes, but the target is a quantity.", "use mse with a linear output", "critical"
    if "crossentropy" in o.loss and not o.from_logits and o.activation not in ("softmax", "sigmoid"):
        yield f"{o.loss} wants probabilities, but a {o.activation} output gives any number.", _wanted(o), "critical"
    if o.loss in CATEGORICAL and o.activation == "sigmoid" and not o.from_logits:
        yield f"{o.loss} wants shares that add up to 1; sigmoid units do not.", "use softmax", "warning"
    if not o.classes:
        yield from _regression(o)
    elif o.loss in ("mse", "mae", "huber"):
        yield from _squared(o)
    elif o.loss == "hinge" and o.activation not in ("linear", "tanh"):
        yield f"Hinge loss wants outputs of both signs; {o.activation} gives none.", "use a linear output", "warning"


def _regression(o: Output) -> Iterator[Problem]:
    low, high = RANGES.get(o.activation, (-np.inf, np.inf))
    if o.low < low or o.high > high:
        reach = f"a {o.activation} output reaches {low:g} to {high:g}"
        yield f"The target runs from {o.low:.4g} to {o.high:.4g}, but {reach}.", "use a linear output", "critical"


def _squared(o: Output) -> Iterator[Problem]:
    if o.activation == "relu" or (o.units == 1 and o.classes > 2):
        yield f"{o.loss} on a {o.activation} output of {o.units} for {o.classes} classes.", _wanted(o), "warning"
    elif o.activation in ("sigmoid", "softmax"):
        yield f"{o.loss} on {o.activation} learns slowly where it is sure and wrong.", _wanted(o), "info"


def _wanted(o: Output) -> str:
    """The output and loss that fit the target, for a sentence."""
    if not o.classes:
        return "use a linear output with mse"
    if o.classes == 2:
        return "use 1 sigmoid unit with binary_crossentropy"
    return f"use {o.classes} softmax units with sparse_categorical_crossentropy"


CHECK = Check(id="output_loss_mismatch", severity="critical", check=check, doc=__doc__)
