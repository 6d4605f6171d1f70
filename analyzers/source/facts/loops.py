"""What is missing in a training loop of the user's own, or stands in the wrong order: PyTorch's three calls."""

import re
from collections.abc import Sequence

from analyzers.frozen import frozen
from analyzers.source.python.blocks import find_code
from analyzers.source.python.interpreter import Interpreter
from analyzers.source.python.values import Call, Value

RESET, BACKWARD, STEP = "zero_grad", "backward", "step"
_OPTIMIZERS = ("torch.optim.", "optim.")
_BY_HAND = re.compile(r"\.grad\b|autograd\.grad|GradScaler|accelerat|manual_backward|deepspeed|model_engine")
"""Marks of code that resets or applies gradients in another way: nothing is said of it."""


@frozen()
class Fault:
    """line: of `backward()` · lacks: the call that is missing, or misplaced: it is there, but undoes another

    sure: False where reset and step are missing both, as in an excerpt that leaves out both.
    """

    line: int
    lacks: str
    why: str
    misplaced: bool = False
    sure: bool = True


def fault(text: str) -> Fault | None:
    """The fault of the loop in pasted code, where it can be seen."""
    if BACKWARD not in text or _BY_HAND.search(text):
        return None
    program = Interpreter()
    program.run(statement.node for statement in find_code(text).statements)
    calls = [call for call in program.calls if call.last in (RESET, BACKWARD, STEP) and not _is_schedule(call.owner)]
    lines = {name: sorted({call.line for call in calls if call.last == name}) for name in (RESET, BACKWARD, STEP)}
    if not lines[BACKWARD]:
        return None
    first = lines[BACKWARD][0]
    if lines[STEP] and not lines[RESET]:
        return Fault(first, RESET, "the gradients of all batches add up, so the steps grow and point back in time")
    made = any(call.name.startswith(_OPTIMIZERS) for call in program.calls)
    if not lines[STEP] and (lines[RESET] or made):
        why = "gradients are computed, but no weight is ever changed"
        return Fault(first, STEP, why, sure=bool(lines[RESET]))
    if all(len(found) == 1 for found in lines.values()) and _erases([lines[name][0] for name in lines]):
        why = "it stands between backward() and step(), which then steps along gradients of 0"
        return Fault(first, RESET, why, misplaced=True)
    return None


def _is_schedule(owner: Value) -> bool:
    return isinstance(owner, Call) and bool(re.search(r"LR$|schedul|Warmup|Cosine", owner.last, re.IGNORECASE))


def _erases(lines: Sequence[int]) -> bool:
    """Whether reset comes after backward and before step, going round: lines of the three in this order."""
    reset, backward, step = lines
    return backward < reset < step or reset < step < backward or step < backward < reset
