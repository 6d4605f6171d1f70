import re
import unicodedata

import numpy as np
import pytest

from analyzers.rendering import terminal
from analyzers.rendering.console import braille
from tests.rendering import diagnoses


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_plot_and_its_words_fit_the_terminal(width: int) -> None:
    for line in terminal(diagnoses.overfitting(), width).splitlines():
        if not line.startswith("     "):  # code is not wrapped
            assert columns(line) <= width, line


def test_it_tells_verdict_finding_and_what_to_change() -> None:
    text = terminal(diagnoses.diverging())
    assert text.startswith("Critical  The loss grows from 450")
    assert "1. Lower the learning rate from 0.01 to 0.0035." in text
    assert "(log scale)" in text
    assert "\x1b" not in text


def test_colour_marks_the_verdict_only_where_it_is_wanted() -> None:
    assert "\x1b[1;31mCritical\x1b[0m" in terminal(diagnoses.diverging(), colour=True)


def test_control_sequences_of_a_log_do_not_reach_the_terminal() -> None:
    text = terminal(diagnoses.hostile(), 100)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_words_without_a_curve_are_quoted() -> None:
    text = terminal(diagnoses.in_words(), 200)
    assert "initial plateau (88 %) as line 1 says:" in text
    assert "“The training loss does not decrease for the first 10 epochs.”" in text


def test_braille_draws_a_line_from_corner_to_corner() -> None:
    assert braille(np.array([0, 3]), np.array([0.0, 1.0]), columns=2, rows=1) == ["⡠⠊"]
    assert braille(np.array([0, 1]), np.array([np.nan, np.nan]), columns=2, rows=1) == ["⠀⠀"]
    assert braille(np.array([5]), np.array([0.5]), columns=1, rows=1) == ["⠄"]
