"""Products of long narrow matrices, in pieces of a size that BLAS multiplies as they lie.

OpenBLAS' kernels for AVX-512 copy larger matrices into another order before they multiply them. Where a side is short
that takes as long as multiplying. Kernels that always copy (Haswell, Zen) take 3 to 9 % longer for the pieces, so BLAS
is asked first.
"""

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from analyzers.nn.calls import product
from analyzers.nn.memory import LINE, aligned
from analyzers.nn.types import Array, Step

UNCOPIED = 1_000_000  # multiplications of the largest product that such a kernel takes as it lies
# Sides up to which pieces are faster: 3 times at 10, 1.2 at 32, as often slower at 48; with 768 beside as often slower.
NARROW, LOW = 40, 512


def products(a: Array, b: Array, out: Array) -> Sequence[Step]:
    """out ← a b as `product` takes them, at once or in pieces."""
    rows, columns, depth = *out.shape[1:], a.shape[2]
    narrow, low, long = sorted((rows, columns, depth))
    if narrow * low * long <= UNCOPIED or narrow > NARROW or low > LOW or not small_are_special(out.dtype):
        return (product(a, b, out),)
    line = LINE // out.itemsize
    most = UNCOPIED // (narrow * low) // line * line  # so that pieces begin with a cache line as their matrix does
    pieces = [slice(start, start + most) for start in range(0, long, most)]
    if rows == long:
        return [product(a[:, piece], b, out[:, piece]) for piece in pieces]
    if columns == long:
        return [product(a, b[:, :, piece], out[:, :, piece]) for piece in pieces]
    return _summed([(a[:, :, piece], b[:, piece]) for piece in pieces], out)


def _summed(factors: Sequence[tuple[Array, Array]], out: Array) -> Sequence[Step]:
    """out ← the sum of the products."""
    (a, b), *others = factors
    part = aligned(out.shape, out.dtype)
    steps = [product(a, b, out)]
    for a, b in others:
        steps += [product(a, b, part), partial(np.add, out, part, out)]
    return steps


@cache
def small_are_special(dtype: npt.DTypeLike) -> bool:
    """Whether BLAS has another way for small products: it sums the same numbers in another order than for large ones.

    Both have sides that every kernel takes whole, so that where a number stands makes no difference.
    """
    rng = np.random.default_rng(0)
    depth = UNCOPIED // 16**2
    a, b = rng.random((16, depth)).astype(dtype), rng.random((depth, 32)).astype(dtype)
    return not np.array_equal(a @ b[:, :16], (a @ b)[:, :16])
