"""A softmax or sigmoid in code whose result goes into a loss that applies it itself."""

from collections.abc import Mapping

from analyzers.frozen import frozen
from analyzers.source.python.blocks import find_code
from analyzers.source.python.interpreter import Interpreter
from analyzers.source.python.values import Call, Value

_APPLY: Mapping[str, str] = {
    loss: activation
    for activation, losses in {
        "softmax": "CrossEntropyLoss cross_entropy softmax_cross_entropy_with_logits "
        "softmax_cross_entropy_with_logits_v2 sparse_softmax_cross_entropy_with_logits",
        "sigmoid": "BCEWithLogitsLoss binary_cross_entropy_with_logits sigmoid_cross_entropy_with_logits",
    }.items()
    for loss in losses.split()
}
"""What each loss applies to its scores."""

MARKS = ("softmax", "Softmax", "sigmoid", "Sigmoid")
"""Code without any of it squashes nothing."""


@frozen()
class Twice:
    """line: of the loss"""

    activation: str
    loss: str
    line: int


def twice(text: str) -> Twice | None:
    """The first loss in pasted code that is given what it would have made itself."""
    if not any(map(text.__contains__, MARKS)):
        return None
    program = Interpreter()
    program.run(statement.node for statement in find_code(text).statements)
    for call in program.calls:
        loss = _called(call)
        scores = call.kwargs.get("logits", call.argument(0, "input"))
        if loss in _APPLY and isinstance(scores, Call) and _called(scores).lower() == _APPLY[loss]:
            return Twice(_APPLY[loss], loss, call.line)
    return None


def _called(call: Call) -> str:
    """The name of what is called: of an object, such as a layer or a loss, its class."""
    owner: Value = call.owner
    return owner.last if call.name == "call" and isinstance(owner, Call) else call.last
