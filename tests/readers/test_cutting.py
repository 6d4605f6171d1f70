"""Lines are cut where lines that differ by digits only were cut before: that must give what the pattern gives."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.free_text.lines.cutting import cut
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.lines.tokens import VALUE
from analyzers.free_text.phrases.phrases import parse
from analyzers.text import zeroed

PIECES = (
    *("epoch", "Epoch ", "iter_", "step #", "loss: ", "layer", ".cpp:", "nan", "-inf", "e-", "D+", "%", " ", "\t", "x"),
    *(
        "/",
        "-",
        ":",
        ",",
        ".",
        "#",
        "#QNAN",
        "#IND",
        "h",
        "m ",
        "s",
        "第",
        "轮",
        "２",
        "[",
        "=",
        "1",
        "0",
        "12",
        "2021",
        "000",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.randoms(use_true_random=False))
def test_other_digits_are_cut_as_the_pattern_cuts_them(line: str, draw: random.Random) -> None:
    other = "".join(draw.choice("0123456789") if "0" <= letter <= "9" else letter for letter in line)
    assert zeroed([line]) == zeroed([other])
    assert [tuple(cut(each)) for each in (line, other)] == [tuple(VALUE.split(each)) for each in (line, other)]


@pytest.mark.parametrize("line", ["1,204 0,204", "\ud800 1", "loss", "", "9" * 1_000 + " 1"])
def test_lines_in_which_the_digits_matter_are_cut_as_the_pattern_cuts_them(line: str) -> None:
    assert tuple(cut(line)) == tuple(VALUE.split(line))


def test_what_numbers_mean_does_not_hang_on_their_digits() -> None:
    lines = Lines(["epoch 3/10 top1: 0.25", "epoch 12/50 top1: 1.5", "epoch 3/10 top5: 0.25"], [1, 2, 3], 3)
    one, same, other = map(parse, lines.shapes, lines.values)
    assert one is same
    assert [slot.name for slot in (*one.slots, *other.slots)] == ["top1", "top5"]
