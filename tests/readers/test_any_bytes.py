"""Whatever is sent, a reader answers with runs or with an error that is meant for the user."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.errors import AnalyzerError
from analyzers.reader import Upload
from analyzers.readers import read
from tests.readers.printed import FORMATS, printed

WORDS = [
    "epoch",
    "step",
    "loss",
    "val_loss",
    "acc",
    ":",
    "=",
    "|",
    ",",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "'",
    "/",
    "%",
    "nan",
    "-inf",
    "1.#IND",
    "0.5",
    "3",
    "1e9",
    "1,000",
    "12:30",
    "…",
    "损失",
    "¼",
    "²",
    "٣",
]
TOKENS = st.sampled_from([*WORDS, " ", "\n", "\r", "\x08", "\t", "\x1b[1m"])


def answers(data: bytes) -> None:
    with suppress(AnalyzerError):
        for run in read(Upload(data)).runs:
            for series in run.series.values():
                assert len(series)
                assert np.all(np.diff(series.positions) >= 0)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    answers(data)


@given(st.lists(TOKENS, max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_that_looks_like_a_log(text: str) -> None:
    answers(text.encode())


@pytest.mark.parametrize("name", FORMATS)
def test_a_log_that_is_cut_off_anywhere(name: str) -> None:
    head, pattern, tail, _ = FORMATS[name]
    data = printed(head, pattern, tail).encode()
    for cut in range(0, len(data), 1 + len(data) // 23):
        answers(data[:cut])
        answers(data[cut:])
