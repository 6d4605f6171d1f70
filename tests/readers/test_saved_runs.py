"""Tables and JSON: however a program saves a run, the same run is read, and what holds none is refused."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analyzers
from analyzers.errors import AnalyzerError, UnreadableError
from tests.readers.runs import reading, run, values
from tests.readers.written import ACCURACY, DOCUMENTS, LOSS, RATE, TABLES, VAL_LOSS

WRITTEN = {**TABLES, **DOCUMENTS}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_the_same_run_however_it_is_saved(written: str) -> None:
    found = run(written)
    assert values(found, "train/loss") == list(LOSS)
    assert values(found, "val/loss") == list(VAL_LOSS)
    assert values(found, "lr") == list(RATE)
    assert list(ACCURACY) in (values(found, key) for key in found.series if key.endswith("/accuracy"))
    assert len(found.series) == 4
    assert np.all(np.diff(found["train/loss"].positions) > 0)


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_cut_off_anywhere_it_is_read_or_refused_with_words(written: str) -> None:
    data = written.encode()
    for cut in range(0, len(data), 1 + len(data) // 40):
        with suppress(AnalyzerError):
            analyzers.read(data[:cut])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_any_encoding(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    found = analyzers.read(mark + "époque,loss,précision\n1,2.0,0.5\n2,1.0,0.75\n".encode(encoding)).runs[0]
    assert values(found, "train/loss") == [2.0, 1.0]
    assert found["train/loss"].unit == "epoch"


def test_what_is_left_out_is_said() -> None:
    assert any("'eta'" in note for note in reading("epoch,loss,eta\n1,3,100\n2,2,50\n").notes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sepal_length,sepal_width,species\n5.1,3.5,setosa\n4.9,3.0,setosa\n", "'sepal_length', 'sepal_width'"),
        (
            '{"class_name": "Sequential", "config": {"layers": [{"units": 10}, {"units": 2}]}}',
            "no column that is a metric",
        ),
        ('{"name": "net", "notes": ["a", "b"]}', "no column of numbers"),
        ("[" * 10_000 + "]" * 10_000, "too many levels"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "too many levels"),
        ("(" * 10_000, "in no format|No line"),
        ("", "in no format that we read"),
    ],
)
def test_what_holds_no_curve_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        reading(text)


MARKS = [
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"\x28\xb5\x2f\xfd",
    b"\x93NUMPY",
    b"PAR1",
    b"BZh9",
    b"#{",
    b"{",
    b"[[",
    b"-inf,1\n",
]


@given(st.sampled_from(MARKS), st.binary(max_size=200), st.text('{}[]",:;|\t\n.-+eE0123456789 nanifloss', max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_behind_the_mark_of_a_format(mark: bytes, junk: bytes, text: str) -> None:
    for data in (mark + junk, mark + text.encode()):
        with suppress(AnalyzerError):
            analyzers.read(data)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("begin", "repeated"),
    [("[" * 900, "[],"), ('{"loss": [', "NaN,"), ('{"loss": [', '{"a":1},'), ("epoch,loss\n1,", "9"), ("", '{"a":')],
)
def test_hostile_documents_take_linear_time(begin: str, repeated: str) -> None:
    with suppress(AnalyzerError):
        reading(begin + repeated * (1_000_000 // len(repeated)))


def test_an_image_is_called_an_image() -> None:
    with pytest.raises(UnreadableError, match="PNG image"):
        analyzers.read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
