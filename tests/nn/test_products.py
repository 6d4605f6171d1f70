"""Long narrow products are what they are whole, and the same for each replica."""

import os
import subprocess
import sys

import numpy as np
import pytest

from analyzers.nn import products
from analyzers.nn.calls import run
from analyzers.nn.types import Array

SIDES = {"many rows": (5003, 20, 25), "many columns": (20, 5003, 25), "long sums": (20, 25, 5003)}
STEPS = {"many rows": 3, "many columns": 3, "long sums": 5}  # a sum of three pieces takes two additions


def factors(rows: int, columns: int, depth: int, replicas: int) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(1)
    return (
        rng.random((replicas, rows, depth)),
        rng.random((replicas, depth, columns)),
        np.ones((replicas, rows, columns)),
    )


@pytest.fixture
def special(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "small_are_special", lambda dtype: True)


@pytest.mark.usefixtures("special")
@pytest.mark.parametrize("which", SIDES)
def test_pieces_are_the_product(which: str) -> None:
    a, b, out = factors(*SIDES[which], replicas=3)
    steps = products.products(a, b, out)
    assert len(steps) == STEPS[which]
    run(steps)
    np.testing.assert_allclose(out, a @ b, rtol=1e-12)
    for of in (slice(k, k + 1) for k in range(3)):
        run(products.products(a[of], b[of], alone := np.empty_like(out[of])))
        np.testing.assert_array_equal(alone, out[of])


@pytest.mark.usefixtures("special")
@pytest.mark.parametrize("sides", [(20, 25, 2000), (41, 41, 5003), (20, 513, 5003)])
def test_small_and_wide_products_stay_whole(sides: tuple[int, int, int]) -> None:
    assert len(products.products(*factors(*sides, replicas=1))) == 1


@pytest.mark.usefixtures("special")
def test_pieces_begin_with_a_cache_line_and_none_is_copied() -> None:
    a, b, out = (array.astype(np.float32) for array in factors(12_289, 25, 32, replicas=1))
    pieces = [step.args[-1] for step in products.products(a, b, out)]  # type: ignore[attr-defined]
    assert [piece.shape[-2] for piece in pieces] == [1248] * 9 + [1057]  # whole lines of 16 numbers
    assert products.UNCOPIED >= 1248 * 25 * 32


@pytest.mark.skipif(
    np.show_config("dicts")["Build Dependencies"]["blas"]["name"] != "scipy-openblas", reason="no OpenBLAS"
)
def test_blas_is_asked_how_it_multiplies() -> None:
    code = "import numpy; from analyzers.nn.products import small_are_special; print(small_are_special(numpy.float32))"
    older = os.environ | {"OPENBLAS_CORETYPE": "Prescott"}
    assert subprocess.check_output([sys.executable, "-c", code], env=older, text=True) == "False\n"
