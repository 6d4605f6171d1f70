"""Layers with weights follow each other without an activation between.

What it means
    Two linear maps in a row are one linear map: the network can do no more than without the first of them.

What to look at
    The layers named, and whether an activation was forgotten there.

When to ignore
    A bottleneck of few units is meant that way at times (low rank).

References
    I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 6.1.
"""

from collections.abc import Iterator

from analyzers.check import Check, Setting
from analyzers.rule import Cause, Finding, number
from analyzers.spec.model import WEIGHTED
from analyzers.spec.propagation import activation_after


def check(setting: Setting, _: object) -> Iterator[Finding]:
    layers = setting.prepared.spec.layers
    weighted = [place for place, layer in enumerate(layers) if layer.kind in WEIGHTED]
    linear = [place for place in weighted[:-1] if activation_after(layers, place) == "linear"]
    if not linear:
        return
    names = ", ".join(f"{place + 1} ({layers[place].kind})" for place in linear)
    whole = len(linear) == len(weighted) - 1
    yield Finding(
        code="missing_nonlinearity",
        severity="warning",
        confidence=0.95,
        headline=f"No activation follows layer{'s' * (len(linear) > 1)} {names}"
        f"{': the whole network is one linear map' if whole else ''}.",
        explanation="Layers without an activation between them count as one.",
        evidence={"linear_layers": number(len(linear), "layers"), "weighted_layers": number(len(weighted), "layers")},
        causes=(Cause("model_too_small", 0.7, "it can represent no more than a shallower network"),),
    )


CHECK = Check(id="missing_nonlinearity", severity="warning", check=check, doc=__doc__)
