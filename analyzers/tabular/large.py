"""Tables of text of many megabytes, by polars: as fast as a disk reads. Answers exactly what `small` answers."""

from typing import Any

import numpy as np

from analyzers.errors import UnreadableError
from analyzers.run import Floats, Ints
from analyzers.tabular.cells import number
from analyzers.tabular.column import Column, Labels, Table
from analyzers.tabular.dialect import Dialect
from analyzers.tabular.roles import role

MOST_WORDS = 1000  # a column of more distinct words labels nothing


def table(data: bytes, dialect: Dialect) -> Table:
    """The columns of a whole table of UTF-8 text. Columns of bookkeeping and of free words are not parsed."""
    kept = [place for place, name in enumerate(dialect.names) if role(name) != "noise"]
    frame = _without_blanks(_frame(data, dialect, kept))
    every = np.arange(frame.height, dtype=np.int64)
    columns, labels = [], []
    for place in kept:
        series = frame[str(place)]
        if dialect.numeric[place]:
            columns.append(_column(dialect.names[place], series, every))
        elif series.n_unique() <= MOST_WORDS:
            labels.append(
                Labels.of(dialect.names[place], [(cell and cell.strip()) or None for cell in series.to_list()])
            )
    return Table(tuple(columns), frame.height, tuple(labels))


def _frame(data: bytes, dialect: Dialect, kept: list[int]) -> Any:
    """The kept columns, named by their places: numbers where all cells of all numeric columns are, else words."""
    import polars  # a quarter of a second that small uploads need not wait for

    words = {str(place): polars.String for place in range(len(dialect.names))}
    numbers = {**words, **{str(place): polars.Float64 for place, yes in enumerate(dialect.numeric) if yes}}
    why = ""
    for schema, cleaned in ((numbers, not dialect.delimiter), (numbers, True), (words, True)):
        try:
            return polars.read_csv(
                _cleaned(data, dialect) if cleaned else data.translate(None, b" ") if dialect.padded else data,
                has_header=False,
                separator=dialect.delimiter or "\t",
                skip_lines=0 if cleaned else dialect.skip,
                schema=schema,
                columns=kept,
                comment_prefix="#",
                truncate_ragged_lines=True,
                encoding="utf8-lossy",
                decimal_comma=dialect.decimal_comma,
            )
        except (polars.exceptions.PolarsError, polars.exceptions.PanicException) as error:  # a cell of one quote
            why = str(error).partition("\n")[0]
    raise UnreadableError(f"The table cannot be read: {why}.", "Give every row as many cells as the header has names.")


def _without_blanks(frame: Any) -> Any:
    """The frame without the rows that polars makes of blank lines."""
    import polars

    if min(map(int, frame.null_count().row(0)), default=0) == 0:
        return frame
    return frame.filter(~polars.all_horizontal(polars.all().is_null()))


def _cleaned(data: bytes, dialect: Dialect) -> bytes:
    """Only the records: no blank lines, no remarks, no header amid them, one tab where white space parts the cells."""
    lines = data.split(b"\n")[dialect.skip :]
    header = dialect.header.encode()
    kept = (line for line in lines if line.strip() and line[:1] not in b"#%" and line.rstrip(b"\r") != header)
    if not dialect.delimiter:
        return b"\n".join(b"\t".join(line.split()) for line in kept)
    joined = b"\n".join(kept)
    return joined.translate(None, b" ") if dialect.padded else joined


def _column(name: str, series: Any, every: Ints) -> Column:
    import polars

    numbers = series
    if series.dtype == polars.String:
        numbers = _numbers(series)
    if not numbers.null_count():
        return Column(name, every, _array(numbers))
    present = numbers.is_not_null()
    return Column(name, np.flatnonzero(present.to_numpy()), _array(numbers.drop_nulls()))


def _array(numbers: Any) -> Floats:
    array: Floats = numbers.to_numpy()
    return array


def _numbers(cells: Any) -> Any:
    """Words → numbers; the few that polars does not know are read one by one."""
    import polars

    stripped = cells.str.strip_chars()
    numbers = stripped.cast(polars.Float64, strict=False)
    odd = (numbers.is_null() & stripped.is_not_null() & (stripped != "")).arg_true()
    if not len(odd):
        return numbers
    known = {word: number(word) for word in stripped[odd].unique().to_list()}
    told = [known[word] for word in stripped[odd].to_list()]
    return numbers.scatter(odd, polars.Series(told, dtype=polars.Float64))
