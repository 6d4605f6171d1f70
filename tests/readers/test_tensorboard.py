"""Event files, written here byte by byte as TensorFlow and PyTorch write them."""

import struct
from contextlib import suppress

import numpy as np
import pytest

import analyzers
from analyzers.errors import AnalyzerError, UnreadableError
from analyzers.readers.tensorboard.event_file import scalars


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def delimited(field: int, payload: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(payload)) + payload


def event(step: int, payload: bytes = b"") -> bytes:
    """A framed Event: wall_time = 1, step = 2, then `payload`. The checksums are not looked at."""
    record = b"\x09" + struct.pack("<d", 1.6e9 + step) + b"\x10" + varint(step % (1 << 64)) + payload
    return struct.pack("<QI", len(record), 0) + record + bytes(4)


def simple(tag: str, value: float) -> bytes:
    """As PyTorch's SummaryWriter: simple_value."""
    return delimited(5, delimited(1, delimited(1, tag.encode()) + b"\x15" + struct.pack("<f", value)))


def content(tag: str, value: float) -> bytes:
    """As TensorFlow 2: a tensor with its bytes in tensor_content."""
    tensor = b"\x08\x01" + delimited(2, b"") + delimited(4, struct.pack("<f", value))
    return delimited(5, delimited(1, delimited(1, tag.encode()) + delimited(8, tensor)))


def packed(tag: str, value: float) -> bytes:
    """As other writers: a tensor with its number in float_val."""
    tensor = b"\x08\x01" + delimited(5, struct.pack("<f", value))
    return delimited(5, delimited(1, delimited(1, tag.encode()) + delimited(8, tensor)))


HEADER = event(0, delimited(3, b"brain.Event:2"))
FORMS = {"simple_value": simple, "tensor_content": content, "float_val": packed}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_of_a_scalar(form: object) -> None:
    data = HEADER + b"".join(event(step, form("loss", 2.0 / step)) for step in (10, 20, 40))  # type: ignore[operator]
    series = analyzers.read(data).runs[0]["train/loss"]
    assert series.steps.tolist() == [10, 20, 40]
    assert np.allclose(series.values, [0.2, 0.1, 0.05])
    assert series.unit == "step"


def test_each_tag_is_a_series_with_its_own_steps() -> None:
    data = HEADER
    for epoch in range(3):
        data += b"".join(event(10 * epoch + batch, simple("loss/train", 4.0 - epoch)) for batch in range(10))
        data += event(epoch, simple("loss/val", 4.5 - epoch)) + event(epoch, simple("accuracy/val", epoch / 4))
    (run,) = analyzers.read(data).runs
    assert {key: len(series) for key, series in run.series.items()} == {
        "train/loss": 30,
        "val/loss": 3,
        "val/accuracy": 3,
    }


def test_what_keras_writes_once_an_epoch_is_counted_in_epochs() -> None:
    data = HEADER + b"".join(event(step, content("epoch_loss", 3.0 - step)) for step in range(3))
    assert analyzers.read(data).runs[0]["train/loss"].unit == "epoch"


def test_a_file_that_is_still_written_is_read_up_to_its_last_whole_record() -> None:
    data = HEADER + b"".join(event(step, simple("loss", 1.0)) for step in range(1, 6))
    assert len(list(scalars(data[:-7]))) == 4


def test_a_loss_that_is_no_number_is_kept() -> None:
    data = HEADER + event(1, simple("loss", 1.0)) + event(2, simple("loss", float("nan")))
    assert np.isnan(analyzers.read(data).runs[0]["train/loss"].values).tolist() == [False, True]


def test_a_file_without_scalars_says_so() -> None:
    with pytest.raises(UnreadableError, match="no scalars"):
        analyzers.read(HEADER + event(1, delimited(5, delimited(1, delimited(1, b"weights") + delimited(5, b"\0\0")))))


def test_damage_anywhere_is_survived() -> None:
    data = HEADER + b"".join(event(step, simple("loss", 1.0)) for step in range(1, 6))
    for place in range(len(data)):
        with suppress(AnalyzerError):
            analyzers.read(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
