"""Bytes to text: a byte order mark where there is one, strict UTF-8, UTF-16 by its zeros, else line by line."""

import codecs
import re
from collections.abc import Sequence

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MARKS = tuple(mark for mark, _ in BYTE_ORDER_MARKS)

ZEROS = bytes.maketrans(b"123456789", b"000000000")
"""Table for bytes.translate that leaves no digit but zero."""

_HIGH = re.compile(rb"[\x80-\xff]+")
_GB2312 = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")


def decode(data: bytes) -> str:
    """The text of an upload; never raises: what cannot be decoded becomes U+FFFD."""
    for mark, encoding in BYTE_ORDER_MARKS if data.startswith(_MARKS) else ():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    head = data[:2000]
    if 0 in head:
        for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
            if zeros.count(0) > 0.7 * len(zeros):
                return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(map(_line, data.split(b"\n")))


def as_utf8(data: bytes) -> bytes:
    """What `decode` gives, as UTF-8; not copied where it is that already."""
    marked = 0 in data[:2000] or data.startswith(_MARKS)
    return data if not marked and _is_utf8(data) else decode(data).encode(errors="replace")


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def zeroed(lines: Sequence[str]) -> list[bytes]:
    """What lines have in common with those that differ from them by nothing but their digits.

    >>> zeroed(["Epoch 3/10", "Epoch 4/10"])
    [b'Epoch 0/00', b'Epoch 0/00']
    """
    return "\n".join(lines).encode(errors="surrogatepass").translate(ZEROS).split(b"\n") if lines else []


def _line(line: bytes) -> str:
    """One line of a text that is not all UTF-8: UTF-8 where it is, else what consoles write: GBK or Windows-1252."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        chinese = all(_GB2312.fullmatch(run) for run in _HIGH.findall(line))
        return line.decode("gbk" if chinese else "cp1252", errors="replace")
