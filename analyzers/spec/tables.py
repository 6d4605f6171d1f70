"""Tables that a user posts as bytes, with a target column: CSV, NPZ (never pickled), Parquet."""

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzers.errors import SpecError
from analyzers.run import Floats

if TYPE_CHECKING:
    import polars

MOST_BYTES = 200_000_000  # that an NPZ may unpack to
DAMAGED = (ValueError, OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, MemoryError)
"""What zipfile and NumPy raise for an NPZ that is none, or that claims to hold more than there is memory for."""

Parts = tuple[Floats, Any, tuple[str, ...]]


def of_csv(text: str, target: str | None, at: str) -> Parts:
    """Inputs, targets and notes of a CSV; the delimiter is the commonest of comma, semicolon and tab in line 1."""
    import polars  # slow to import, needed for tables only

    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        frame = polars.read_csv(io.BytesIO(text.encode()), separator=delimiter, infer_schema_length=10_000)
    except polars.exceptions.PolarsError as error:
        raise SpecError(
            f"{at}/csv is not a table: {_first_line(error)};", "give one header line and equal rows", at
        ) from error
    return _of_frame(frame, target, at)


def of_parquet(data: bytes, target: str | None, at: str) -> Parts:
    """Inputs, targets and notes of a Parquet file."""
    import polars

    try:
        table = polars.scan_parquet(io.BytesIO(data))
        rows = table.select(polars.len()).collect().item()
        if 8 * rows * len(table.collect_schema()) > MOST_BYTES:
            raise SpecError(f"{at}/parquet holds {rows:,} rows;", "send fewer examples", at)
        frame = table.collect()
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        raise SpecError(f"{at}/parquet cannot be read: {_first_line(error)};", "check the file", at) from error
    return _of_frame(frame, target, at)


def of_npz(data: bytes, target: str | None, at: str) -> Parts:
    """Inputs, targets and notes of an NPZ: arrays "x" and "y" (or "X", "x_train", …), or `target` and one other."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise SpecError(f"{at}/npz unpacks to more than {MOST_BYTES} bytes;", "send fewer examples", at)
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except SpecError:
        raise
    except DAMAGED as error:
        raise SpecError(f"{at}/npz cannot be read: {_first_line(error)};", "save plain numeric arrays", at) from error
    x = next((arrays[name] for name in ("x", "X", "x_train", "X_train", "data") if name in arrays), None)
    named = (target,) if target else ("y", "Y", "y_train", "target", "labels")
    y = next((arrays[name] for name in named if name in arrays), None)
    if x is None or y is None:
        raise SpecError(f"{at}/npz holds {', '.join(arrays) or 'nothing'};", "name the arrays x and y", at)
    return np.asarray(x, float), y, ()


def _of_frame(frame: "polars.DataFrame", target: str | None, at: str) -> Parts:
    target = frame.columns[-1] if target is None else target
    if target not in frame.columns:
        raise SpecError(
            f"{target!r} is not a column of the table;", f"columns are {', '.join(frame.columns[:20])}", f"{at}/target"
        )
    numeric = [name for name in frame.columns if name != target and frame.schema[name].is_numeric()]
    left_out = [name for name in frame.columns if name != target and name not in numeric]
    if not numeric:
        raise SpecError(f"{at} has no numeric column beside {target!r};", "encode the inputs as numbers", at)
    whole = frame.drop_nulls([*numeric, target])
    notes = [f"columns without numbers are left out: {', '.join(left_out[:10])}"] if left_out else []
    if len(whole) < len(frame):
        notes.append(f"{len(frame) - len(whole)} rows with missing values are left out")
    return whole.select(numeric).to_numpy().astype(float), whole[target].to_numpy(), tuple(notes)


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:120]
