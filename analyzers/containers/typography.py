"""What editors and web pages make of plain text, undone."""

import html
import re

_ENTITY = re.compile(rb"&(?:quot|lt|gt|amp|nbsp|apos|#\d{2,5}|#[xX][\da-fA-F]{2,4});")
_BLANKS = (b"\xc2\xa0", b"\xe2\x80\x87", b"\xe2\x80\xaf", b"\xe2\x80\x89")
_QUOTES = ((b"\xe2\x80\x99", b"'"), (b"\xe2\x80\x98", b"'"), (b"\xe2\x80\x9c", b'"'), (b"\xe2\x80\x9d", b'"'))


def plain(data: bytes, head: int) -> bytes:
    """The same bytes without entities of HTML, blanks that do not break and curled quotes around the names of a dict.

    head: how many bytes are searched for them; without any there, the very same object
    """
    start = data[:head]
    if start.find(b"&") >= 0 and _ENTITY.search(start):
        data = html.unescape(data.decode(errors="surrogateescape")).encode(errors="surrogateescape")
        start = data[:head]
    if start.isascii():
        return data
    for blank in _BLANKS:
        if blank in start:
            data = data.replace(blank, b" ")
    if any(curled + b":" in start for curled, _ in _QUOTES):
        for curled, straight in _QUOTES:
            data = data.replace(curled, straight)
    return data
