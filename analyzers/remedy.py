"""The contract of a remedy: which change answers a finding, with its value, as a patch to a spec and as code."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from analyzers.frozen import frozen
from analyzers.rule import Finding
from analyzers.run import Run

Patch = tuple[Mapping[str, Any], ...]
"""RFC 6902 operations on a spec, e.g.
{"op": "replace", "path": "/training/optimizer/learning_rate", "value": 0.0035}."""


def to_rate(rate: float | None) -> Patch:
    """Sets the learning rate of a spec; nothing for None."""
    return () if rate is None else ({"op": "replace", "path": "/training/optimizer/learning_rate", "value": rate},)


def because(finding: Finding, cause: str, otherwise: str) -> str:
    """What a finding says of a cause, as a sentence; `otherwise` where it says nothing of it."""
    said = {each.code: each.why for each in finding.causes}.get(cause)
    return f"{said[0].upper()}{said[1:]}." if said else otherwise


@frozen()
class Suggestion:
    """One change to make.

    weight:    0…1, how much it is worth trying first
    addresses: codes of the findings that it answers
    patch:     the change to a spec; empty where it cannot be expressed as one
    code:      how frameworks spell it: "keras", "pytorch", "tensorflow", "tensorflow1" (of sessions), "jax", "sklearn",
                "transformers" (its TrainingArguments)
    """

    action: str
    headline: str
    why: str
    weight: float
    addresses: tuple[str, ...]
    patch: Patch = ()
    code: Mapping[str, str] = field(default_factory=dict)


@frozen()
class Remedy:
    """One action.

    addresses: cause and finding codes it can answer, each with how directly it does, 0…1
    suggest:   pure; None where it does not apply to this run and finding. The weight of what it returns, 1 in most
               cases, is multiplied by how directly the remedy answers the finding
    doc:       the module's docstring, served as documentation
    not_for:   tasks in which it makes no sense ("boosting", "gan", "reinforcement_learning")
    """

    action: str
    title: str
    addresses: Mapping[str, float]
    suggest: Callable[[Run, Finding], Suggestion | None]
    doc: str
    not_for: tuple[str, ...] = ()
