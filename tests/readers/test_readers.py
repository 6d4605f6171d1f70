"""The registry: the best fit reads, a tie is our defect, what finds nothing makes room for the next."""

import io
from contextlib import suppress

import numpy as np
import pytest

from analyzers import readers
from analyzers.errors import AnalyzerError, UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from tests.readers.test_tensorboard import HEADER, event, simple

LOG = Upload(b"epoch 1 loss 0.5\nepoch 2 loss 0.4\n")


def saved(values: list[float]) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array(values))
    return file.getvalue()


SAMPLES = {
    "arrays": saved([0.9, 0.5, 0.4]),
    "catboost_json": b'{"meta": {"learn_metrics": [{"name": "RMSE"}]}, "iterations": '
    b'[{"iteration": 0, "learn": [0.9]}, {"iteration": 1, "learn": [0.5]}]}',
    "delimited": b"epoch,loss,val_loss\n0,0.9,1.0\n1,0.5,0.6\n",
    "free_text": LOG.data,
    "json_document": b'{"loss": [0.9, 0.5, 0.4], "val_loss": [1.0, 0.6, 0.5]}',
    "json_lines": b'{"step": 1, "loss": 0.9}\n{"step": 2, "loss": 0.5}\n',
    "mlflow_metric": b"1700000000000 0.9 0\n1700000000500 0.5 1\n",
    "rl_monitor": b'#{"t_start": 1.5, "env_id": "CartPole-v1"}\nr,l,t\n9.0,9,0.1\n12.0,12,0.2\n',
    "tensorboard": HEADER + event(0, simple("loss", 0.9)) + event(1, simple("loss", 0.5)),
}
"""For each reader the smallest upload that only it should read."""


def reader(name: str, fit: Fit, found: bool = True) -> Reader:
    def read(upload: Upload) -> Reading:
        if not found:
            raise UnreadableError(f"{name} found nothing.")
        return Reading(name, (), 0, 0)

    return Reader(name, name, lambda upload: fit, read)


def test_every_reader_has_a_sample() -> None:
    missing = {reader.id for reader in readers.READERS} ^ set(SAMPLES)
    assert not missing, f"{missing}: put the smallest upload that only this reader should read into SAMPLES"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_by_its_own_reader(name: str) -> None:
    assert readers.pick(Upload(SAMPLES[name])).id == name
    assert readers.read(Upload(SAMPLES[name])).runs


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_cut_off_anywhere_is_read_or_refused_with_words(name: str) -> None:
    for end in range(len(SAMPLES[name])):
        with suppress(AnalyzerError):
            readers.read(Upload(SAMPLES[name][:end]))


def test_the_best_fit_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "READERS", (reader("weak", Fit.FALLBACK), reader("strong", Fit.SIGNATURE)))
    assert readers.pick(LOG).id == "strong"
    assert readers.read(LOG).format == "strong"


def test_two_signatures_are_an_error_that_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "READERS", (reader("one", Fit.SIGNATURE), reader("other", Fit.SIGNATURE)))
    with pytest.raises(UnreadableError, match="one and of other"):
        readers.pick(LOG)


def test_a_reader_that_finds_nothing_makes_room_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        readers, "READERS", (reader("weak", Fit.FALLBACK), reader("strong", Fit.SIGNATURE, found=False))
    )
    assert readers.read(LOG).format == "weak"


def test_where_none_finds_anything_the_best_reader_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (reader("weak", Fit.FALLBACK, found=False), reader("strong", Fit.SIGNATURE, found=False))
    monkeypatch.setattr(readers, "READERS", both)
    with pytest.raises(UnreadableError, match="strong found nothing"):
        readers.read(LOG)


def test_what_nobody_claims_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "READERS", (reader("never", Fit.NO),))
    with pytest.raises(UnreadableError, match="epoch 1: loss"):
        readers.read(LOG)


def test_free_text_is_read_by_the_free_text_reader() -> None:
    assert readers.pick(LOG).id == "free_text"
    assert readers.read(LOG).runs[0]["train/loss"].values.tolist() == [0.5, 0.4]
