"""Long logs as bytes: lines cut out of one piece, and the characters that part their numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.free_text.long_logs.byte_lines import ByteLines
from analyzers.free_text.long_logs.parting import Numbers, flat

LINES = st.lists(
    st.sampled_from([b"", b" ", b"\t ", b"a", b" 1", b"loss 0.5", "损失 1".encode()]), min_size=1, max_size=9
)


@given(LINES, st.data())
def test_some_lines_are_those_of_a_list(lines: list[bytes], data: st.DataObject) -> None:
    whole = ByteLines(b"\n".join(lines))
    places = data.draw(st.lists(st.integers(0, len(lines) - 1), unique=True).map(sorted))
    assert whole.only(np.asarray(places, np.int64)) == b"\n".join(lines[place] for place in places)
    assert whole.lengths().tolist() == list(map(len, lines))
    assert whole.blank().tolist() == [not line.strip() for line in lines]


@pytest.mark.parametrize(
    ("line", "alone"),
    {
        "epoch 3 loss 0.5 acc 0.9": ["3", "0.5", "0.9"],
        "12/100 [==>.....] - ETA: 3s - loss: 0.25": ["12", "100", "0.25"],
        "step=4,loss=-0.5,lr=1e-3": ["4", "-0.5", "1e-3"],
        "训练损失：0.25，步 7": ["0.25", "7"],
    }.items(),
)
def test_numbers_stand_alone_in_their_columns(line: str, alone: list[str]) -> None:
    numbers = Numbers(line.encode(), exponents="1e-3" in alone)
    spans = {(at, at + len(each)) for each in alone for at in [line.encode().index(each.encode())]}
    assert spans <= set(numbers.runs)
    parting = numbers.parting(spans)
    columns = flat(line.encode(), parting, numbers.others(parting)).decode().split(" ")
    assert set(alone) <= set(columns)


def test_bars_of_other_lengths_have_as_many_columns() -> None:
    line = b"12/100 [==>.....] - ETA: 3s - loss: 0.25"
    numbers = Numbers(line, exponents=False)
    parting = numbers.parting({(0, 2), (3, 6), (len(line) - 4, len(line))})
    longer = line.replace(b"==>..", b"===>.")
    assert len({flat(each, parting, numbers.others(parting)).count(b" ") for each in (line, longer)}) == 1


def test_numbers_that_nothing_parts_are_told() -> None:
    assert Numbers(b"12", exponents=False).parting({(0, 2)}) == b""
