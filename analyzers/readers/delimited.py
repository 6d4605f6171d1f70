"""Tables of text with a header: CSV, TSV and their kin, any delimiter, decimal point or comma."""

from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.tabular import large, reading, small
from analyzers.tabular.dialect import Dialect, dialect_of
from analyzers.tabular.naming import titled

LARGE = 1_000_000  # bytes from which polars is worth its import


def sniff(upload: Upload) -> Fit:
    return Fit.LOOKS_LIKE if _dialect(upload) else Fit.NO


def _dialect(upload: Upload) -> Dialect | None:
    head = upload.head
    if head.lstrip()[:1] in "{[<" or "\0" in head:
        return None
    return dialect_of(head, whole=len(upload.data) <= len(head))


def read(upload: Upload) -> Reading:
    dialect = _dialect(upload)
    if dialect is None:
        raise UnreadableError(
            "This is no table with a header.", "Name the columns in the first line: epoch,loss,val_loss"
        )
    table = small.table(upload.text, dialect) if len(upload.data) < LARGE else large.table(_utf8(upload), dialect)
    return reading("table", [titled(table, upload.name)])


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
