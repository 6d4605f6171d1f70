"""The weights start where training can hardly begin: all equal, far too small or far too large.

What it means
    Equal weights give every unit of a layer the same gradient, so that they stay one unit for ever. Signals that fade
    from layer to layer make all inputs look alike at the output; signals that grow make the first loss huge and
    saturate units. A classifier that knows nothing should start at the loss of chance, ln C.

What to look at
    The signal's deviation at the first and the last layer, and the loss that it gives before any training.

When to ignore
    With normalisation after each layer. Zero weights of the last layer alone are fine.

References
    K. He et al., arXiv 1502.01852; X. Glorot, Y. Bengio, 2010; B. Poole et al., arXiv 1606.05340.
"""

from collections.abc import Iterator, Sequence
from math import log, sqrt

from analyzers.check import Check, Setting
from analyzers.frozen import frozen
from analyzers.rule import Cause, Evidence, Finding, number
from analyzers.spec import Prepared
from analyzers.spec.model import NORMALISING
from analyzers.spec.propagation import Passage, loss_at_start, passages


@frozen()
class Limits:
    layers: int = 3  # with weights, below which a fading signal costs little
    fades: float = 0.01  # deviation at the output as a part of that behind the first layer
    large: float = 10.0  # deviation of what goes into an activation, from which it saturates or dies
    start: float = 3.0  # loss at the start in units of chance from which it is no longer a fair start


def check(setting: Setting, limits: Limits) -> Iterator[Finding]:
    prepared = setting.prepared
    passed = passages(prepared)
    equal = [layer for layer in passed[:-1] if layer.equal]
    if equal:
        yield _equal(equal, len(passed))
        return
    if not passed or any(layer.kind in NORMALISING for layer in prepared.spec.layers):
        return
    first, last = sqrt(passed[0].signal), sqrt(passed[-1].signal)
    evidence = {"first_deviation": number(first), "last_deviation": number(last)} | _start(prepared, passed)
    grown = [layer for layer in passed if sqrt(layer.signal) > limits.large]
    scaled = prepared.x.std() <= limits.large  # else unscaled_inputs says it
    if len(passed) > limits.layers and first > 0 and last / first < limits.fades:
        yield _finding(f"The signal fades by a factor of {first / max(last, 1e-300):.3g} over the layers.", evidence)
    elif grown and scaled:
        size = sqrt(max(layer.signal for layer in grown))
        yield _finding(f"Before any training, {grown[0].name} already gets inputs of size {size:.3g}.", evidence)
    elif "loss_at_start" in evidence and _times(evidence) > limits.start and scaled:
        yield _finding(f"The loss will start at {_times(evidence):.3g} times that of chance.", evidence)


def _times(evidence: dict[str, Evidence]) -> float:
    return float(evidence["loss_at_start"].value or 0) / float(evidence["chance"].value or 1)


def _start(prepared: Prepared, passed: Sequence[Passage]) -> dict[str, Evidence]:
    """The loss before training, of a classifier, beside that of chance."""
    loss, classes = prepared.spec.training.loss, prepared.outputs
    if not loss.classifies or classes < 2 or prepared.examples.task != "classification":
        return {}
    start = loss_at_start(passed[-1].signal, classes)
    return {"loss_at_start": number(start, "", "expected before any training"), "chance": number(log(classes))}


def _finding(headline: str, evidence: dict[str, Evidence]) -> Finding:
    return Finding(
        code="poor_initialization",
        severity="warning",
        confidence=0.8,
        headline=headline,
        explanation="The deviation of the initial weights does not fit the layers' widths and activations.",
        evidence=evidence,
        causes=(Cause("poor_initialization", 0.9, "computed from the initialisers, widths and activations"),),
    )


def _equal(layers: Sequence[Passage], weighted: int) -> Finding:
    return Finding(
        code="poor_initialization",
        severity="critical",
        confidence=0.98,
        headline=f"All weights of {', '.join(layer.name for layer in layers)} start equal.",
        explanation="Its units get the same gradient in every step and stay copies of one unit.",
        evidence={"equal_layers": number(len(layers), "layers"), "weighted_layers": number(weighted, "layers")},
        causes=(Cause("poor_initialization", 0.98, "nothing tells the units of a layer apart"),),
    )


CHECK = Check(id="poor_initialization", severity="warning", check=check, doc=__doc__, limits=Limits())
