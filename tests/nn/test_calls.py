"""Calls whose results must not depend on who else is in the arrays."""

import numpy as np
import pytest

from analyzers.nn.calls import inner, sums


@pytest.mark.parametrize("rows", [2, 17])
@pytest.mark.parametrize("classes", [2, 3, 10, 300])
def test_a_replica_gets_its_sums_to_the_last_bit_whatever_its_neighbours(classes: int, rows: int) -> None:
    values = np.random.default_rng(3).standard_normal((classes, 7, 29)).astype(np.float32)
    together = _sums(values, rows)
    np.testing.assert_allclose(together, np.broadcast_to(values.sum(axis=0), together.shape), rtol=1e-5, atol=1e-5)
    for k in range(7):
        np.testing.assert_array_equal(_sums(values[:, k : k + 1].copy(), rows)[:, 0], together[:, k])


@pytest.mark.parametrize("count", [1, 29, 32, 1000])
def test_a_replica_gets_its_mean_to_the_last_bit_whatever_its_neighbours(count: int) -> None:
    rng = np.random.default_rng(3)
    values, shares = rng.random((7, count), np.float32), rng.random((1, count), np.float32)
    together, alone = np.empty(7, np.float32), np.empty(1, np.float32)
    inner(values, shares, together)()
    np.testing.assert_allclose(together, values @ shares[0], rtol=1e-5)
    for k in range(7):
        inner(values[k : k + 1], shares, alone)()
        assert alone[0] == together[k]


def _sums(of: np.ndarray, rows: int) -> np.ndarray:
    out = np.empty((rows, *of.shape[1:]), of.dtype)
    sums(of, out)()
    return out
