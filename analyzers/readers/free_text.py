"""Free text: whatever people and programs print while they train."""

from analyzers.free_text import read_long, read_text
from analyzers.free_text.long_logs.stamped import LONG
from analyzers.reader import Fit, Reader, Reading, Upload


def sniff(upload: Upload) -> Fit:
    return Fit.FALLBACK if any(character.isalnum() for character in upload.head) else Fit.NO


def read(upload: Upload) -> Reading:
    short = len(upload.data) <= LONG
    return read_text(upload.text) if short else read_long(upload.utf8, upload.allowance)


READER = Reader("free_text", "Any printed log", sniff, read)
