"""Columns in binary: NumPy's .npy and .npz, and Parquet."""

import io
import zipfile

import numpy as np

from analyzers.errors import TooLargeError, UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.structured import tables
from analyzers.tabular import Column, Table, reading
from analyzers.tabular.roles import role

NPY, ZIP, PARQUET = b"\x93NUMPY", b"PK\x03\x04", b"PAR1"
MOST_BYTES = 512_000_000  # that all arrays may take in memory


def sniff(upload: Upload) -> Fit:
    return Fit.SIGNATURE if upload.data.startswith((NPY, ZIP, PARQUET)) else Fit.NO


def read(upload: Upload) -> Reading:
    try:
        if upload.data.startswith(PARQUET):
            return reading("Parquet file", [_of_parquet(upload.data)])
        return reading("NumPy file", tables(_arrays(upload.data)))
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
        if isinstance(error, UnreadableError | TooLargeError):
            raise
        raise UnreadableError(
            f"The arrays cannot be read: {error}.", "Save them with numpy.savez, without objects."
        ) from error


def _arrays(data: bytes) -> dict[str, list[float]]:
    """The one-dimensional arrays of a file, by name. Pickled objects are refused: unpickling runs code."""
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _affordable(sum(entry.file_size for entry in archive.infolist()))
    loaded = np.load(io.BytesIO(data), allow_pickle=False)
    named = {"loss": loaded} if isinstance(loaded, np.ndarray) else {name: loaded[name] for name in loaded.files}
    return {name: array.tolist() for name, array in named.items() if array.ndim == 1 and array.dtype.kind in "fiu"}


def _of_parquet(data: bytes) -> Table:
    import polars  # slow to import, needed here only

    try:
        lazy = polars.scan_parquet(io.BytesIO(data))
        kinds = {
            name: kind for name, kind in lazy.collect_schema().items() if kind.is_numeric() and role(name) != "noise"
        }
        _affordable(lazy.select(polars.len()).collect().item() * 8 * max(1, len(kinds)))
        frame = lazy.select([polars.col(name).cast(polars.Float64) for name in kinds]).collect()
    except polars.exceptions.PolarsError as error:
        raise UnreadableError(f"The Parquet file cannot be read: {error}.", "Post it as CSV.") from error
    columns = []
    for name in kinds:
        present = frame[name].is_not_null().to_numpy()
        columns.append(Column(name, np.flatnonzero(present), frame[name].drop_nulls().to_numpy()))
    return Table(tuple(columns), frame.height)


def _affordable(size: int) -> None:
    if size > MOST_BYTES:
        raise TooLargeError(
            f"The arrays take {size // 1_000_000} MB, more than {MOST_BYTES // 1_000_000} MB.", "Post fewer."
        )


READER = Reader("arrays", "NumPy's .npz and Parquet", sniff, read)
