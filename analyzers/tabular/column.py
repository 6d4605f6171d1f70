"""What every structured format is turned into: named columns of numbers, each with the records that it has."""

from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Context, Floats, Ints, Unit


@frozen(eq=False)
class Column:
    """One named quantity.

    rows:   (n,) increasing: the records, counted from 0, that have a value. An empty cell is no value, a NaN is one
    values: (n,)
    split:  what its place in the file says, None where it says nothing
    steps:  (n,) what its own values are counted by, where the format counts each column apart; None where counters
            are columns themselves
    unit:   what `steps` count
    """

    name: str
    rows: Ints
    values: Floats
    split: str | None = None
    steps: Floats | None = None
    unit: Unit = "step"

    @classmethod
    def full(cls, name: str, values: Floats, split: str | None = None) -> "Column":
        """A column with a value in every record."""
        return cls(name, np.arange(len(values), dtype=np.int64), values, split)

    def take(self, chosen: Ints | np.ndarray) -> "Column":
        """The same column with some of its values only. chosen: (k,) places or (n,) mask."""
        steps = None if self.steps is None else self.steps[chosen]
        return replace(self, rows=self.rows[chosen], values=self.values[chosen], steps=steps)


@frozen(eq=False)
class Labels:
    """A column of words, such as the split or the run that a record belongs to.

    codes: (records,) index into `words`; -1 where the record has none
    """

    name: str
    codes: Ints
    words: tuple[str, ...]

    @classmethod
    def of(cls, name: str, cells: list[str | None]) -> "Labels":
        """From one word (or None) for each record."""
        index = {word: code for code, word in enumerate(dict.fromkeys(cell for cell in cells if cell))}
        codes = np.fromiter((index.get(cell or "", -1) for cell in cells), np.int64, len(cells))
        return cls(name, codes, tuple(index))


@frozen(eq=False)
class Table:
    """Columns that share their records. name: of the run, where the file gives one."""

    columns: tuple[Column, ...]
    records: int
    labels: tuple[Labels, ...] = ()
    name: str = ""
    context: Context | None = None
