"""A spec written as code that runs when pasted: Keras, PyTorch, scikit-learn."""

from collections.abc import Callable, Mapping

from analyzers.spec.code.keras import write as keras
from analyzers.spec.code.pytorch import write as pytorch
from analyzers.spec.code.sklearn import write as sklearn
from analyzers.spec.prepared import Prepared

__all__ = ["write"]

WRITERS: Mapping[str, Callable[[Prepared], str | None]] = {"keras": keras, "pytorch": pytorch, "sklearn": sklearn}


def write(prepared: Prepared) -> dict[str, str]:
    """The spec in every framework that can express it, by its name; the one that it came from is the first."""
    own_first = sorted(WRITERS, key=lambda framework: framework != prepared.spec.training.defaults)
    written = {framework: WRITERS[framework](prepared) for framework in own_first}
    return {framework: code for framework, code in written.items() if code is not None}
