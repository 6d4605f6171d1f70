"""Where arrays lie in memory."""

from collections.abc import Sequence
from ctypes import addressof, c_char
from math import prod

import numpy as np
import numpy.typing as npt

from analyzers.nn.types import Array, Shape

LINE = 64  # bytes of a cache line, and of the widest vector register


def aligned(shape: Shape, dtype: npt.DTypeLike) -> Array:
    """Zeros that begin with a cache line: passes over arrays that do not take a tenth to a fifth longer."""
    memory = np.zeros(prod(shape) * np.dtype(dtype).itemsize + LINE, np.uint8)
    address = addressof(c_char.from_buffer(memory.data))  # memory.ctypes tells it later
    return np.ndarray(shape, dtype, memory, -address % LINE)


def aligned_rows(of: Sequence[Array]) -> Array:
    """A copy of arrays of one shape, one below the other."""
    return np.stack(of, out=aligned((len(of), *of[0].shape), of[0].dtype))
