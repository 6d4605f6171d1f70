"""A training loop lacks one of its three calls, or has them in an order that undoes them.

What it means
    Each batch wants three calls: set the gradients back to 0, compute them, make a step along them. Without the first
    they add up over all batches so far; without the last no weight changes; and reset after they were computed they
    are 0.

What to look at
    The loop: `optimizer.zero_grad()`, `loss.backward()`, `optimizer.step()`, in this order.

When to ignore
    The excerpt leaves out the line, or gradients are added up over several batches on purpose.

References
    PyTorch documentation, "Zeroing out gradients in PyTorch".
"""

from collections.abc import Iterator

from analyzers.check import Check, Setting
from analyzers.rule import Cause, Finding, number
from analyzers.source.facts import loops


def of(code: str) -> Iterator[Finding]:
    """The finding on pasted code, which need not hold a network."""
    fault = loops.fault(code)
    if fault is None:
        return
    wrong = "erases the gradients before the step" if fault.misplaced else "is missing in the loop"
    yield Finding(
        code="incomplete_training_loop",
        severity="critical" if fault.sure else "warning",
        confidence=0.9 if fault.misplaced else 0.75 if fault.sure else 0.6,
        headline=f"{fault.lacks}() {wrong}.",
        explanation=f"{fault.why[0].upper()}{fault.why[1:]}.",
        evidence={"line": number(fault.line, "line", "where backward() stands")},
        causes=(Cause("no_parameter_update", 0.9 if fault.misplaced or fault.lacks == loops.STEP else 0.3, fault.why),),
    )


def check(setting: Setting, _: object) -> Iterator[Finding]:
    yield from of(setting.code)


CHECK = Check(id="incomplete_training_loop", severity="critical", check=check, doc=__doc__)
