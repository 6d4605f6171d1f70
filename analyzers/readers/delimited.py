"""Tables of text with a header: CSV, TSV and their kin, any delimiter, decimal point or comma."""

from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.tabular import large, reading, small
from analyzers.tabular.dialect import Dialect, dialect_of
from analyzers.tabular.excerpt import LARGEST, excerpt
from analyzers.tabular.naming import titled

LARGE = 1_000_000  # bytes from which polars is worth its import


AMID = "Read from the table that stands amid other text."


def sniff(upload: Upload) -> Fit:
    return Fit.LOOKS_LIKE if _dialect(_alone(upload)) else Fit.NO


def _alone(upload: Upload) -> Upload:
    """The table that is one part of a text, without the others; the upload itself where it is none."""
    table = excerpt(upload.text) if len(upload.data) <= LARGEST else None
    return upload if table is None else upload.of(table.encode(errors="replace"))


def _dialect(upload: Upload) -> Dialect | None:
    head = upload.head
    if head.lstrip()[:1] in "{[<" or "\0" in head:
        return None
    return dialect_of(head, whole=len(upload.data) <= len(head))


def read(posted: Upload) -> Reading:
    upload = _alone(posted)
    dialect = _dialect(upload)
    if dialect is None:
        raise UnreadableError(
            "This is no table with a header.", "Name the columns in the first line: epoch,loss,val_loss"
        )
    table = small.table(upload.text, dialect) if len(upload.data) < LARGE else large.table(_utf8(upload), dialect)
    return reading("table", [titled(table, upload.name)], [AMID] if upload is not posted else [])


def _utf8(upload: Upload) -> bytes:
    """The bytes as UTF-8 without a mark; copied only where they are not."""
    if upload.data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or not _is_utf8(upload.data):
        return upload.text.encode()
    return upload.data


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


READER = Reader("delimited", "CSV, TSV and other tables of text", sniff, read)
