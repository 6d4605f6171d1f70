"""Columns in binary."""

import io
from contextlib import suppress

import numpy as np
import pytest

import analyzers
from analyzers.errors import AnalyzerError, TooLargeError, UnreadableError
from analyzers.readers import arrays

LOSS, VAL_LOSS = [3.0, 2.0, 1.0], [3.5, 2.5, 2.0]


def npz(**columns: object) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(out, **columns)
    return out.getvalue()


FILES = {
    "npz": npz(epoch=[1, 2, 3], loss=LOSS, val_loss=VAL_LOSS),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_columns_are_curves(data: bytes) -> None:
    (run,) = analyzers.read(data).runs
    assert (run["train/loss"].values.tolist(), run["val/loss"].values.tolist()) == (LOSS, VAL_LOSS)
    assert run["train/loss"].steps.tolist() == [1, 2, 3]


def test_a_single_array_is_taken_for_the_loss() -> None:
    out = io.BytesIO()
    np.save(out, np.array(LOSS))
    assert analyzers.read(out.getvalue()).runs[0]["train/loss"].values.tolist() == LOSS


def test_objects_are_never_unpickled() -> None:
    with pytest.raises(UnreadableError):
        analyzers.read(npz(history=np.array({"loss": LOSS}, dtype=object)))


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_BYTES", 1000)
    with pytest.raises(TooLargeError):
        analyzers.read(npz(loss=np.zeros(1000)))


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_damaged_anywhere_they_are_read_or_refused_with_words(data: bytes) -> None:
    for place in range(0, len(data), 1 + len(data) // 150):
        for damaged in (data[:place], data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]):
            with suppress(AnalyzerError):
                analyzers.read(damaged)
