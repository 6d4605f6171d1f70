"""Where arrays lie in memory."""

from collections.abc import Sequence
from math import prod

import numpy as np
import numpy.typing as npt

from analyzers.nn.types import Array, Shape

LINE = 64  # bytes of a cache line, and of the widest vector register


def aligned(shape: Shape, dtype: npt.DTypeLike) -> Array:
    """Zeros that begin with a cache line: passes over arrays that do not take a tenth to a fifth longer."""
    size = prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(size + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + size].view(dtype).reshape(shape)


def aligned_rows(of: Sequence[Array]) -> Array:
    """A copy of arrays of one shape, one below the other."""
    return np.stack(of, out=aligned((len(of), *of[0].shape), of[0].dtype))
