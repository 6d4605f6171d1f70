"""What a config, or the code in a posted text, shows before any training: the checks on it, nothing is trained."""

import json
from typing import Any

from analyzers.check import Setting
from analyzers.checks import check
from analyzers.errors import AnalyzerError
from analyzers.rule import Finding
from analyzers.spec import pasted, prepare, read
from analyzers.text import decode

MODEL = (b"Dense(", b"Linear(", b"Conv1", b"Conv2", b"MLPClassifier(", b"MLPRegressor(")
"""What a network in code is made of: a text without any of it is not parsed."""

OF_PARTS = ("output_loss_mismatch", "learning_rate_unusual")
"""What still holds of a network some of whose layers were not understood."""


def findings(text: bytes, config: str = "") -> tuple[Finding, ...]:
    """The findings on a config, or on the network that a text holds; none where neither describes one."""
    spec = _spec(config) if config.strip() else _of_code(text)
    if spec is None:
        return ()
    try:
        made = prepare(read(spec))
        found = check(Setting(made, own_data=not made.examples.stand_in))
    except AnalyzerError:
        return ()
    return tuple(each for each in found if not made.spec.not_understood or each.code in OF_PARTS)


def _of_code(text: bytes) -> dict[str, Any] | None:
    start = text[: pasted.MOST_CHARACTERS]
    return {"model": {"source": decode(start)}} if any(word in start for word in MODEL) else None


def _spec(config: str) -> dict[str, Any] | None:
    """A config as a spec: ours, the JSON of a Keras model, or source code; None for settings alone."""
    try:
        value = json.loads(config)
    except ValueError:
        return _of_code(config.encode())
    if not isinstance(value, dict):
        return None
    if "class_name" in value:
        return {"model": {"keras": value}}
    if "layers" in value:
        return {"model": value}
    return {key: value[key] for key in ("model", "data", "training") if key in value} if "model" in value else None
