"""The registry: the best fit reads, a tie is our defect, what finds nothing makes room for the next."""

import pytest

from analyzers import readers
from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload

LOG = Upload(b"epoch 1 loss 0.5\nepoch 2 loss 0.4\n")


def reader(name: str, fit: Fit, found: bool = True) -> Reader:
    def read(upload: Upload) -> Reading:
        if not found:
            raise UnreadableError(f"{name} found nothing.")
        return Reading(name, (), 0, 0)

    return Reader(name, name, lambda upload: fit, read)


def test_every_reader_is_listed_once_under_its_own_name() -> None:
    names = [reader.id for reader in readers.READERS]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() for name in names)


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
