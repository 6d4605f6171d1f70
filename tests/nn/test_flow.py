"""What lies between two layers."""

import numpy as np
import pytest

from analyzers.nn.flow import LONG, Flow, TrailingOne
from analyzers.nn.memory import LINE


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_long_vectors_begin_with_a_cache_line(dtype: str) -> None:
    flow = Flow.fresh(2, 3, (LONG + 5,), TrailingOne(), dtype, backward=False)
    assert flow.x.shape == (2, 3, LONG + 5)
    assert not any(vector.ctypes.data % LINE for replica in flow.x for vector in replica)
    assert flow.value.whole.sum() == 6, "a 1 behind each vector, else zeros"
    np.testing.assert_array_equal(flow.columns[:, LONG + 5], 1)
