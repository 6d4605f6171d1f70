"""Columns in binary: NumPy's .npy and .npz."""

import io
import tokenize
import warnings
import zipfile
import zlib

import numpy as np

from analyzers.errors import AnalyzerError, TooLargeError, UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.structured import tables
from analyzers.tabular import reading

NPY, ZIP = b"\x93NUMPY", b"PK\x03\x04"
DAMAGE = (
    *(ValueError, TypeError, KeyError, OSError, EOFError, RuntimeError, MemoryError, SyntaxError),
    *(tokenize.TokenError, zlib.error, zipfile.BadZipFile),
)
"""What NumPy and zipfile raise on files that are not whole; NumPy reads its header as Python source."""
MOST_BYTES = 64_000_000  # of all arrays: their numbers take five times that as Python's


def sniff(upload: Upload) -> Fit:
    return Fit.SIGNATURE if upload.data.startswith((NPY, ZIP)) else Fit.NO


def read(upload: Upload) -> Reading:
    try:
        return reading("NumPy file", tables(_arrays(upload.data)))
    except AnalyzerError:
        raise
    except DAMAGE as error:
        raise UnreadableError(
            f"The arrays cannot be read: {error}.", "Save them with numpy.savez, without objects."
        ) from error


def _arrays(data: bytes) -> dict[str, list[float]]:
    """The one-dimensional arrays of a file, by name. Pickled objects are refused: unpickling runs code."""
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _affordable(sum(entry.file_size for entry in archive.infolist()))
    else:
        _affordable(len(data))
    with warnings.catch_warnings(action="ignore"):  # of headers by Python 2
        loaded = np.load(io.BytesIO(data), allow_pickle=False)
        named = {"loss": loaded} if isinstance(loaded, np.ndarray) else {name: loaded[name] for name in loaded.files}
    return {name: array.tolist() for name, array in named.items() if _is_curve(array)}


def _is_curve(array: object) -> bool:
    return isinstance(array, np.ndarray) and array.ndim == 1 and array.dtype.kind in "fiu"


def _affordable(size: int) -> None:
    if size > MOST_BYTES:
        raise TooLargeError(
            f"The arrays take {size // 1_000_000} MB, more than {MOST_BYTES // 1_000_000} MB.", "Post fewer."
        )


READER = Reader("arrays", "NumPy's .npy and .npz", sniff, read)
