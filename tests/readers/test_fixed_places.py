"""Numbers at fixed places of lines that differ in nothing but digits: exactly what float() gives."""

import math
import random
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.free_text.long_logs.alike import FEWEST, Layouts
from analyzers.free_text.long_logs.byte_lines import ByteLines
from analyzers.free_text.long_logs.digits import BEHIND, Number
from analyzers.free_text.long_logs.layout import Layout, Room
from analyzers.free_text.long_logs.sample import sample
from analyzers.run import Floats

DRAW = random.Random(3)


def values(texts: list[str]) -> Floats:
    """What is read of numbers that are written alike."""
    number = Number.written(texts[0], 0)
    assert number is not None, texts[0]
    codes = np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), -1)
    worth = np.where((codes >= ord("0")) & (codes <= ord("9")), codes - ord("0"), 0).astype(np.uint8)
    return number.values(np.vstack([worth, np.full((BEHIND, worth.shape[1]), 255, np.uint8)]), len(texts))


def assert_exact(texts: list[str]) -> None:
    found = values(texts)
    wanted = np.asarray(list(map(float, texts)))
    different = (found != wanted) | (np.signbit(found) != np.signbit(wanted))
    assert not different.any(), (texts[int(different.argmax())], found[different.argmax()])


@given(
    *(st.sampled_from(["", "-", "+"]), st.integers(0, 15), st.integers(0, 18)),
    *(st.sampled_from(["", "e-%02d", "E+%d"]), st.randoms(use_true_random=False)),
)
def test_any_number_is_read_as_it_is_by_float(
    sign: str, before: int, behind: int, exponent: str, draw: random.Random
) -> None:
    before = max(before, not behind)
    behind = min(behind, (15 if exponent else 18) - before)

    def digits(count: int) -> str:
        return "".join(draw.choices("0123456789", k=count))

    point = "." if behind else ""
    power = exponent and exponent % draw.randint(0, 7)
    assert_exact([f"{sign}{digits(before)}{point}{digits(behind)}{power}" for _ in range(50)])


def between_two_floats() -> Iterator[str]:
    """Decimals next to the middle between two floats, at powers of two and elsewhere."""
    for _ in range(2_000):
        lower = DRAW.choice([0.5, 1.0, 2.0, 4.0, DRAW.uniform(0.5, 9)]) * (1 + DRAW.randint(-2, 2) * 2**-53)
        middle = (Fraction(lower) + Fraction(math.nextafter(lower, DRAW.choice([0, 9])))) / 2
        yield f"{int(middle * 10**16) + DRAW.randint(-1, 1):017d}"


def test_all_digits_of_a_float_are_rounded_to_the_nearest() -> None:
    written = [f"{each[:-16]}.{each[-16:]}" for each in between_two_floats()]
    for length in set(map(len, written)):
        assert_exact([each for each in written if len(each) == length])


@pytest.mark.parametrize("text", ["1234567890123456789", "1234567890123456.5", "1.234567890123456e5", "1e1000", "."])
def test_numbers_of_too_many_digits_are_left_to_others(text: str) -> None:
    assert Number.written(text, 0) is None


def test_powers_of_ten_that_no_float_holds_are_left_to_others() -> None:
    assert np.isnan(values(["1e-23", "1e-05"])).tolist() == [True, False]


def test_lines_of_one_layout_differ_in_digits_only() -> None:
    line = b"step 1, acc@5 0.25\n"
    layout = Layout.of(line, sample(line[:-1].decode()))
    others = [line, b"step 2, acc@5 9.99\n", b"step 2, acc@1 0.25\n", b"step 2, acc@5 0,25\n", b"step x, acc@5 0.25\n"]
    fits, columns = layout.read(np.frombuffer(b"".join(others), np.uint8).reshape(len(others), -1), Room())
    assert fits.tolist() == [True, True, False, False, False]
    assert [column.tolist() for column in columns.values()] == [[1.0, 2.0], [0.25, 9.99]]


def test_lines_of_several_lengths_are_told_apart() -> None:
    lines = [f"step {step} loss {step / 7:.3f}" if step % 9 else "evaluating" for step in range(10 * FEWEST)]
    found, left = Layouts().read(ByteLines("\n".join(lines).encode()))
    assert left.tolist() == [at for at, line in enumerate(lines) if line == "evaluating" or at < FEWEST]
    read = {place: value for one in found for place, value in zip(one.places.tolist(), one.columns[1], strict=True)}
    assert read == {at: float(line.split()[-1]) for at, line in enumerate(lines) if at not in left}


@pytest.mark.parametrize("line", ["step 1,204 loss 0.5", "=" * 40, "some words 12"])
def test_what_has_no_fixed_places_is_left(line: str) -> None:
    found, left = Layouts().read(ByteLines("\n".join([line] * (2 * FEWEST)).encode()))
    assert (found, len(left)) == ([], 2 * FEWEST)
