"""gzip, zstd, bzip2, xz, zip and tar are undone, one within another too."""

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

from analyzers.allowance import Allowance
from analyzers.containers.transcripts import transcribed
from analyzers.errors import AnalyzerError, TooLargeError, UnreadableError
from analyzers.reader import Upload

MOST_FILES = 1000
NESTED = 4  # a zip of .tar.gz files is three deep
BLOCK = 1 << 20
ZSTD_WINDOW = 1 << 27  # bytes of memory that a frame may ask for: what `zstd --long` needs

GZIP, ZSTD, BZIP2, XZ, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04"
TAR_AT, TAR = 257, b"ustar"
NO_LOGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".pt", ".pth", ".ckpt", ".h5", ".keras", ".onnx", ".safetensors")
"""Files that lie beside logs and hold none."""

CHECKPOINT = "/data.pkl"
"""What a file of `torch.save` holds, which is a zip."""

DAMAGED = (zlib.error, zstandard.ZstdError, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)
MISREAD = (OSError, EOFError, ValueError, RuntimeError, LookupError)
"""What the libraries raise for bytes that are not what they begin as: of their own, and by accident."""


def unpack(upload: Upload) -> tuple[Upload, ...]:
    """The files in an upload, the upload itself where it is not packed.

    Raises TooLargeError over its allowance, as soon as that is spent; UnreadableError where a container is damaged or
    holds no file.
    """
    try:
        found = tuple(_opened(upload, NESTED))
    except AnalyzerError:
        raise
    except (*DAMAGED, *MISREAD) as error:
        raise UnreadableError(
            f"The archive is damaged: {error}.", "Pack it again, or post the log unpacked."
        ) from error
    if not found:
        raise UnreadableError("The archive holds no file that could be a log.", "Pack the log files themselves.")
    return found


def _opened(upload: Upload, depth: int) -> Iterator[Upload]:
    data = upload.data
    if depth == 0:
        raise UnreadableError(f"'{upload.name}' is packed more than {NESTED} times.", "Post it unpacked.")
    if data.startswith(ZIP) and not _is_array_file(data):
        yield from _members(_zipped(upload), depth)
    elif data[TAR_AT : TAR_AT + len(TAR)] == TAR:
        yield from _members(_tarred(upload), depth)
    elif data.startswith((GZIP, ZSTD, BZIP2, XZ)):
        name = upload.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".bz2").removesuffix(".xz")
        yield from _opened(upload.of(_decompressed(data, upload.allowance), name), depth - 1)
    else:
        yield transcribed(upload)


def _members(files: Iterator[Upload], depth: int) -> Iterator[Upload]:
    for count, file in enumerate(files, 1):
        if count > MOST_FILES:
            raise TooLargeError(f"The archive holds more than {MOST_FILES} files.", "Post fewer at a time.")
        yield from _opened(file, depth - 1)


def _zipped(upload: Upload) -> Iterator[Upload]:
    with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
        if any(name.endswith(CHECKPOINT) for name in archive.namelist()):
            raise UnreadableError(
                "This is a PyTorch checkpoint, whose pickle is never opened.", "Post what the training printed."
            )
        for entry in archive.infolist():
            if not entry.is_dir() and _may_be_log(entry.filename):
                with archive.open(entry) as stream:
                    yield upload.of(_drained(stream, upload.allowance), entry.filename)


def _tarred(upload: Upload) -> Iterator[Upload]:
    """Files of a tar: as large as it is itself, which is paid for already."""
    with tarfile.open(fileobj=io.BytesIO(upload.data), mode="r:") as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.isreg() and _may_be_log(entry.name) else None
            if stream is not None:
                yield upload.of(stream.read(), entry.name)


def _may_be_log(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name.lower().endswith(NO_LOGS) and not parts[-1].startswith(".") and "__MACOSX" not in parts


def _is_array_file(data: bytes) -> bool:
    """Whether a zip is one of NumPy's, which a reader knows as it is."""
    length = int.from_bytes(data[26:28], "little")
    return data[30 : 30 + length].endswith(b".npy")


class Stream(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def _drained(stream: Stream, allowance: Allowance) -> bytes:
    """All bytes of a stream, stopped as soon as the allowance is spent."""
    blocks = []
    while block := stream.read(BLOCK):
        allowance.spend(len(block))
        blocks.append(block)
    return b"".join(blocks)


def _decompressed(data: bytes, allowance: Allowance) -> bytes:
    """One compressed file; of one that is cut off, what stands before the cut."""
    if data.startswith(ZSTD):
        with zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(
            data, read_across_frames=True
        ) as zstd:
            return _drained(zstd, allowance)
    if data.startswith(GZIP):
        return _gunzipped(data, allowance)
    return _drained(bz2.open(io.BytesIO(data)) if data.startswith(BZIP2) else lzma.open(io.BytesIO(data)), allowance)


def _gunzipped(data: bytes, allowance: Allowance) -> bytes:
    blocks = []
    rest = data
    while rest.startswith(GZIP):
        member = zlib.decompressobj(wbits=31)
        while rest and not member.eof:
            blocks.append(member.decompress(rest, BLOCK))
            allowance.spend(len(blocks[-1]))
            rest = member.unconsumed_tail
        rest = member.unused_data
    return b"".join(blocks)
