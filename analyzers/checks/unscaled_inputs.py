"""The inputs, or the numbers to be predicted, are far from mean 0 and deviation 1.

What it means
    The gradient of a first layer's weights is proportional to the inputs. Large or unequal inputs give the loss steep
    and flat directions at once, so that no learning rate fits all of them, and they drive saturating units flat.
    A large target is a long way to go for weights that begin small: the first gradients are as large as it is.

What to look at
    The largest mean square of a feature, the ratio between the largest and the smallest, the mean square of the target.

When to ignore
    Where the first layer is a normalisation or an embedding. Images between 0 and 1 are fine.

References
    Y. LeCun et al., "Efficient BackProp", 1998, section 4.3.
"""

from collections.abc import Iterator

import numpy as np

from analyzers.check import Check, Setting
from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, number
from analyzers.source.facts import pixels
from analyzers.spec import Prepared
from analyzers.spec.model import NORMALISING


@frozen()
class Limits:
    size: float = 10.0  # root mean square of a feature from which the usual rates are too high: λ grows with its square
    huge: float = 30.0
    spread: float = 100.0  # ratio of the features' sizes from which the smallest is as good as not there


def of(code: str) -> Iterator[Finding]:
    """The finding on pasted code, which need not hold a network."""
    line = pixels.raw(code)
    if line is None:
        return
    yield Finding(
        code="unscaled_inputs",
        severity="warning",
        confidence=0.8,
        headline=f"Line {line} loads images whose pixels go from 0 to 255, and nothing scales them.",
        explanation="The loss is steeper by the square of that size, so it wants a rate that much lower.",
        evidence={"line": number(line), "highest": number(255)},
        causes=(Cause("unscaled_inputs", 0.85, "the pixels are used as they are"),),
    )


def check(setting: Setting, limits: Limits) -> Iterator[Finding]:
    yield from _inputs(setting.prepared, limits) if setting.own_data else of(setting.code)
    size = target_size(setting.prepared)
    if size > limits.size:
        yield _target(size)


def target_size(prepared: Prepared) -> float:
    """The root mean square of the largest output of a regression, as it is trained on; 0 for classes."""
    if prepared.examples.task == "classification":
        return 0.0
    return float(np.sqrt(np.mean(prepared.examples.y**2, axis=0)).max())


def _target(size: float) -> Finding:
    return Finding(
        code="unscaled_inputs",
        severity="warning",
        confidence=0.8,
        headline=f"The target reaches a size of {size:.3g} where about 1 is expected.",
        explanation="The weights begin small, and their first gradients are as large as the target.",
        evidence={"target_size": number(size, "", "root mean square")},
        causes=(Cause("unscaled_inputs", 0.8, "the target is used as it is"),),
    )


def _inputs(prepared: Prepared, limits: Limits) -> Iterator[Finding]:
    if prepared.spec.layers[0].kind in (*NORMALISING, "embedding"):
        return
    x = prepared.x.reshape(len(prepared.x), -1)
    sizes = np.sqrt(np.mean(x**2, axis=0))
    present = sizes[sizes > 0]
    if not len(present):
        return
    largest, spread = float(present.max()), float(present.max() / present.min())
    unequal = spread > limits.spread and x.shape[1] <= 1000 and prepared.x.ndim == 2
    if largest <= limits.size and not (unequal and largest > 1):
        return
    yield Finding(
        code="unscaled_inputs",
        severity="critical" if largest > limits.huge else "warning",
        confidence=0.9,
        headline=f"Inputs reach a size of {largest:.3g} where about 1 is expected"
        f"{f', and features differ in size by a factor of {spread:.3g}' if unequal else ''}.",
        explanation="The loss is steeper by the square of that size, so it wants a rate that much lower.",
        evidence={
            "largest_size": number(largest, "", "root mean square of a feature"),
            "spread": number(spread, "ratio"),
            "mean": number(float(x.mean())),
            "deviation": number(float(x.std())),
        },
        causes=(Cause("unscaled_inputs", 0.9, "the inputs are used as they are"),),
    )


CHECK = Check(id="unscaled_inputs", severity="warning", check=check, doc=__doc__, limits=Limits())
