"""Which cell of a window is the largest, and gets the gradient."""

import numpy as np
import pytest

from analyzers.nn.calls import run
from analyzers.nn.flow import Flow, Plain
from analyzers.nn.pooling import largest
from analyzers.nn.types import Array
from analyzers.nn.windows import Padding, windows


def pooled(image: list[list[float]], size: int, stride: int, padding: Padding = "valid") -> tuple[Array, Array]:
    """The largest values, and the gradient where each window sends 1, 2, 3, … back."""
    found = windows("max_pool2d", (len(image), len(image[0])), (size, size), (stride, stride), padding)
    x = Flow.fresh(1, 1, (len(image), len(image[0]), 1), Plain(), np.float64, backward=True)
    out = Flow.fresh(1, 1, (*found.counts, 1), Plain(), np.float64, backward=True)
    steps = largest(found, x, out)
    x.x[0, 0, :, :, 0] = image
    x.dx[...] = np.nan
    run(steps.forward)
    out.dx[0, 0, :, :, 0] = np.arange(1.0, out.x.size + 1).reshape(found.counts)
    run(steps.backward)
    return out.x[0, 0, :, :, 0], x.dx[0, 0, :, :, 0]


@pytest.mark.parametrize(
    ("image", "winner"),
    [
        ([[5.0, 5.0], [5.0, 5.0]], (0, 0)),
        ([[4.0, 5.0], [5.0, 5.0]], (0, 1)),
        ([[4.0, 4.0], [5.0, 5.0]], (1, 0)),
        ([[4.0, 4.0], [4.0, 5.0]], (1, 1)),
    ],
)
def test_of_equals_the_first_row_by_row_gets_the_gradient(image: list[list[float]], winner: tuple[int, int]) -> None:
    values, slopes = pooled(image, size=2, stride=2)
    assert values.tolist() == [[5.0]]
    assert np.argwhere(slopes).tolist() == [list(winner)]


def test_a_cell_that_wins_two_windows_gets_both_gradients() -> None:
    values, slopes = pooled([[1.0, 9.0, 2.0], [3.0, 4.0, 5.0]], size=2, stride=1)
    assert values.tolist() == [[9.0, 9.0]]
    assert slopes.tolist() == [[0.0, 3.0, 0.0], [0.0, 0.0, 0.0]]


def test_cells_beyond_the_last_window_get_nothing() -> None:
    values, slopes = pooled([[1.0, 2.0, 8.0], [3.0, 4.0, 8.0], [8.0, 8.0, 8.0]], size=2, stride=2)
    assert values.tolist() == [[4.0]]
    assert slopes.tolist() == [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


def test_padding_never_wins() -> None:
    values, slopes = pooled([[-1.0, -2.0, -3.0]] * 3, size=2, stride=2, padding="same")
    assert values.tolist() == [[-1.0, -3.0], [-1.0, -3.0]]
    assert slopes.tolist() == [[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [3.0, 0.0, 4.0]]
