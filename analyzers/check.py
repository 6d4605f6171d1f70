"""The contract of a check: a pure function from a spec, made ready to train, to findings before any training."""

from collections.abc import Callable, Iterator
from typing import Any

from analyzers.frozen import frozen
from analyzers.rule import Finding, Severity
from analyzers.spec import Prepared


@frozen(eq=False)
class Setting:
    """What is about to be trained.

    sharpness:     largest eigenvalue of the loss's Hessian at the start, None where it was not measured
    largest_rate:  the learning rate up to which the optimizer is stable there, None where it has no such limit
    code:          the text that the spec was read from, "" where it was no code
    own_data:      False where a stand-in was made up for data that nobody described: its values tell nothing
    """

    prepared: Prepared
    sharpness: float | None = None
    largest_rate: float | None = None
    own_data: bool = True
    code: str = ""


@frozen()
class Check:
    """One finding and the test for it on a spec; the fields mean what a Rule's do."""

    id: str
    severity: Severity
    check: Callable[[Setting, Any], Iterator[Finding]]
    doc: str
    limits: Any = None

    def on(self, setting: Setting) -> tuple[Finding, ...]:
        """What the check finds."""
        return tuple(self.check(setting, self.limits))
