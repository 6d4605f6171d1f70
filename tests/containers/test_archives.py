"""What logs are packed in, and what pretends to be."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from contextlib import suppress

import pytest
import zstandard

import analyzers
from analyzers.allowance import Allowance
from analyzers.containers import unpack
from analyzers.errors import AnalyzerError, TooLargeError, UnreadableError
from analyzers.reader import Upload

LOG = b"epoch,loss,val_loss\n1,3.0,3.5\n2,2.0,2.5\n3,1.0,2.0\n"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


PACKED = {
    "gzip": gzip.compress(LOG),
    "two gzip members": gzip.compress(LOG[:30]) + gzip.compress(LOG[30:]),
    "zstd": zstandard.compress(LOG),
    "bzip2": bz2.compress(LOG),
    "xz": lzma.compress(LOG),
    "zip": zipped({"log.csv": LOG}),
    "tar": tarred({"log.csv": LOG}),
    "tar.gz": gzip.compress(tarred({"log.csv": LOG})),
    "gzip in zip": zipped({"log.csv.gz": gzip.compress(LOG)}),
}


@pytest.mark.parametrize("data", PACKED.values(), ids=PACKED)
def test_every_packing_is_undone(data: bytes) -> None:
    (upload,) = unpack(Upload(data, "log.csv.gz"))
    assert upload.data == LOG
    assert upload.name == "log.csv" or not upload.name.endswith("z")


@pytest.mark.parametrize("data", PACKED.values(), ids=PACKED)
def test_damaged_or_cut_off_it_is_read_or_refused_with_words(data: bytes) -> None:
    for place in range(len(data)):
        for damaged in (data[:place], data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]):
            with suppress(AnalyzerError):
                unpack(Upload(damaged))


def test_of_a_gzip_that_is_cut_off_the_beginning_is_read() -> None:
    rows = b"".join(b"%d,%d.5\n" % (epoch, 100 - epoch) for epoch in range(60))
    data = gzip.compress(b"epoch,loss\n" + rows)
    assert len(analyzers.read(data[: len(data) * 2 // 3]).runs[0]["train/loss"]) > 10


def test_what_is_not_packed_is_left_as_it_is() -> None:
    upload = Upload(LOG, "log.csv")
    assert unpack(upload) == (upload,)


@pytest.mark.parametrize(
    "pack", [gzip.compress, zstandard.compress, bz2.compress, lzma.compress, lambda d: zipped({"a": d})]
)
def test_a_bomb_is_stopped(pack: object) -> None:
    bomb = pack(bytes(3_000_000))  # type: ignore[operator]
    with pytest.raises(TooLargeError, match="more than 2,000,000 bytes"):
        unpack(Upload(bomb, allowance=Allowance(2_000_000)))


def test_the_limit_is_for_all_files_together() -> None:
    with pytest.raises(TooLargeError):
        unpack(Upload(zipped({str(n): bytes(400_000) for n in range(6)}), allowance=Allowance(2_000_000)))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(TooLargeError, match="1000 files"):
        unpack(Upload(zipped({f"{n}.csv": b"" for n in range(1001)})))


def test_boxes_in_boxes_are_opened_only_so_far() -> None:
    data = LOG
    for _ in range(8):
        data = gzip.compress(data)
    with pytest.raises(UnreadableError, match="packed more than"):
        unpack(Upload(data))


def test_an_archive_without_a_log_says_so() -> None:
    with pytest.raises(UnreadableError, match="no file that could be a log"):
        unpack(Upload(zipped({"plot.png": b"\x89PNG", "model.pt": b"\x80\x02"})))


def test_a_checkpoint_is_told_as_one_and_never_opened() -> None:
    with pytest.raises(UnreadableError, match="PyTorch checkpoint"):
        unpack(Upload(zipped({"archive/data.pkl": b"\x80\x02", "archive/data/0": b"1 2 3"})))


def test_a_notebook_is_its_code_and_its_output() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A first try"]},
        {
            "cell_type": "code",
            "source": ["model.compile(optimizer='sgd', loss='mse')\n", "model.fit(x, y, epochs=3)"],
            "outputs": [
                {
                    "output_type": "stream",
                    "text": [
                        f"Epoch {n}/3\n1/1 [====] - 0s 2ms/step - loss: {loss}\n"
                        for n, loss in [(1, 3), (2, 2), (3, 1)]
                    ],
                }
            ],
        },
    ]
    (run,) = analyzers.read(json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}).encode()).runs
    assert run["train/loss"].values.tolist() == [3, 2, 1]
    assert (run.known("optimizer"), run.known("learning_rate")) == ("sgd", 0.01)


def test_a_table_of_a_page_is_read() -> None:
    rows = "".join(f"<tr>\n  <td>{n}</td>\n  <td>{3 - n}.5</td>\n</tr>\n" for n in range(3))
    page = f"<p>Total time: 00:10</p><table border=1>\n<tr><th>epoch</th><th>train_loss</th></tr>\n{rows}</table>"
    (run,) = analyzers.read(page.encode()).runs
    assert run["train/loss"].values.tolist() == [3.5, 2.5, 1.5]


@pytest.mark.parametrize("hostile", ["<td" * 300_000, "<script>" * 100_000, "<" * 1_000_000, "</td>" + " " * 1_000_000])
@pytest.mark.timeout(20)
def test_hostile_pages_take_linear_time(hostile: str) -> None:
    unpack(Upload(f"</td>{hostile}".encode()))
