"""The body of a request: read to its end, at most so many bytes, gzip and zstd undone."""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import IO, Any, cast

import zstandard
from gunicorn.http.errors import ParseException
from pydantic_core import from_json
from werkzeug.wsgi import get_content_length, get_input_stream

from service import at_hand, current
from service.patience import TooSlowError
from service.problems import Problem

PIECE = 1 << 18  # bytes read, and unpacked, at a time
TOO_DEEP = "recursion limit"  # how pydantic's parser names more than 200 levels
FLATTER = "Post it with fewer lists and objects inside each other; all that is known here has less than ten levels."
ZSTD_WINDOW = 1 << 27  # bytes: the largest that `zstd --long` uses without being asked for more


def body() -> bytes:
    """The whole body, decoded by its Content-Encoding.

    Raises Problem: too large (as sent or when unpacked), too slow, cut off, an encoding that we do not know, damaged.
    """
    environ, limit = at_hand.asked().environ, current.settings().max_upload_bytes
    size, stream = get_content_length(environ), get_input_stream(environ)
    if size is not None and size > limit:
        raise too_large(limit)
    named = environ.get("HTTP_CONTENT_ENCODING", "").lower().split(",")
    encodings = [name.strip() for name in named if name.strip() not in ("", "identity")]
    first = _piece(stream)
    if len(first) == size and not encodings:
        return first  # as most are
    pieces = _to_its_end(size, _at_most(limit, chain([first], _pieces(stream))))
    for encoding in reversed(encodings):
        pieces = _at_most(limit, _decoder(encoding)(pieces))
    return in_one(pieces)


def in_one(pieces: Iterable[bytes]) -> bytes:
    """All pieces in one, which grows in place: as a list, they would stay with the allocator when the request is over.

    Raises Problem where the requests of this process hold too much together.
    """
    room, whole = current.parts().held, io.BytesIO()
    for piece in pieces:
        room.more(len(piece))
        whole.write(piece)
    return whole.getvalue()


def parsed(data: bytes | str, what: str = "The body", hint: str = "Mend it at that place.") -> Any:
    """JSON as plain values. Raises Problem with the place of the mistake."""
    try:
        return from_json(data)
    except ValueError as error:
        if TOO_DEEP in str(error):
            raise Problem("malformed", f"{what} is JSON of too many levels: {error}.", FLATTER) from error
        raise Problem("malformed", f"{what} is not valid JSON: {error}.", hint) from error


def too_large(limit: int) -> Problem:
    return Problem(
        "too-large",
        f"The body is larger than {limit:,} bytes, as sent or when unpacked.",
        "Post a part of the log, or fewer logs at once.",
        limit=limit,
    )


def at_most(limit: int, stream: IO[bytes]) -> Iterator[bytes]:
    """A stream to its end, in pieces. Raises Problem where it is larger than `limit` bytes, comes too slowly or breaks.

    Loops: one `get_data()` cuts a chunked upload at the limit without a word (Werkzeug 3.1).
    """
    return _at_most(limit, _pieces(stream))


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: _piece(stream), b"")


def _piece(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(PIECE)
    except TooSlowError as error:
        raise Problem("timeout", f"The body was waited for in vain: {error}.", "Send it again, compressed.") from error
    except OSError as error:
        raise _cut_off() from error
    except ParseException as error:
        raise Problem("malformed", f"The body is not chunked as HTTP says: {error}.", "Send it with curl.") from error


def _to_its_end(length: int | None, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Of a client that went away, gunicorn gives what it sent."""
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
    if length is not None and size < length:
        raise _cut_off()


def _cut_off() -> Problem:
    return Problem("malformed", "The body ended before its end.", "Send it again.")


def _at_most(limit: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        yield piece


def _gunzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """gzip, also of several members one after the other, and zlib."""
    unpack = zlib.decompressobj(47)
    for piece in pieces:
        while piece:
            yield unpack.decompress(piece, PIECE)
            piece = unpack.unused_data or unpack.unconsumed_tail
            if unpack.eof:
                unpack = zlib.decompressobj(47)
    yield unpack.flush()


def _unzstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpack = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    with unpack.stream_reader(cast(IO[bytes], _Source(pieces)), read_across_frames=True) as reader:
        yield from iter(lambda: reader.read(PIECE), b"")


class _Source:
    """Pieces as a file to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def read(self, _size: int = -1) -> bytes:
        return next(self._pieces, b"")


DECODERS: Mapping[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _gunzip,
    "zstd": _unzstd,
}


def _decoder(encoding: str) -> Callable[[Iterable[bytes]], Iterator[bytes]]:
    if encoding not in DECODERS:
        raise Problem(
            "unsupported-encoding",
            f"Content-Encoding: {encoding[:40]} is not known here.",
            "Send the body as it is, or with gzip or zstd.",
            headers={"Accept-Encoding": "gzip, zstd"},
        )
    return lambda pieces: _whole(encoding, DECODERS[encoding](pieces))


def _whole(encoding: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except (zlib.error, zstandard.ZstdError) as error:
        raise Problem(
            "malformed",
            f"The body is no {encoding}: {error}.",
            "Send a file that is packed already without Content-Encoding: it is recognised.",
        ) from error
