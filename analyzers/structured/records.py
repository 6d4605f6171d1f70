"""Records (one dict for each row) → the columns of a table, many thousands at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

import numpy as np

from analyzers.run import Context, Floats, Ints
from analyzers.structured.names import Path, names
from analyzers.tabular import Column, Labels, Table
from analyzers.tabular.cells import number

Record = Mapping[str, object]
DEEPEST = 8  # dicts in dicts
LONGEST_LIST = 8  # numbers that one cell may hold, each a column of its own
MOST_WORDS = 1000  # a column of more distinct words labels nothing
MOST_COLUMNS = 5000


class Records:
    """Collects records, a chunk at a time, and gives the table of all of them.

    crowded: whether some were left out, for together they have too many columns
    """

    def __init__(self) -> None:
        self.count = 0
        self.crowded = False
        self._numbers: dict[Path, list[tuple[Ints, Floats]]] = {}
        self._words: dict[Path, dict[int, str]] = {}

    def extend(self, records: Sequence[Record]) -> "Records":
        """Appends records; what in them is neither a number nor a word is passed over."""
        rows = np.arange(self.count, self.count + len(records), dtype=np.int64)
        self.count += len(records)
        self._add(records, rows, ())
        return self

    def table(self, name: str = "", context: Context | None = None) -> Table:
        """The columns of all records so far."""
        called = names([*self._numbers, *self._words])
        every = np.arange(self.count, dtype=np.int64)
        columns = [self._column(called[path], parts, every) for path, parts in self._numbers.items()]
        labels = [self._labels(called[path], words) for path, words in self._words.items()]
        return Table(tuple(columns), self.count, tuple(labels), name, context)

    def _column(self, name: str, parts: list[tuple[Ints, Floats]], every: Ints) -> Column:
        rows = np.concatenate([rows for rows, _ in parts]) if len(parts) > 1 else parts[0][0]
        values = np.concatenate([values for _, values in parts]) if len(parts) > 1 else parts[0][1]
        if np.any(np.diff(rows) < 0):  # numbers and words took turns in one chunk
            order = np.argsort(rows, kind="stable")
            rows, values = rows[order], values[order]
        return Column(name, every if len(rows) == len(every) else rows, values)

    def _labels(self, name: str, words: dict[int, str]) -> Labels:
        return Labels.of(name, [words.get(row) for row in range(self.count)])

    def _add(self, records: Sequence[Record], rows: Ints, path: Path) -> None:
        held: Counter[str] = Counter()
        for keys, count in Counter(map(tuple, records)).items():
            held.update(dict.fromkeys(keys, count))
        if len(held) + len(self._numbers) > MOST_COLUMNS:
            self.crowded |= not path
            return
        if len(path) > DEEPEST:
            return
        full = [key for key, count in held.items() if count == len(records)]
        for key in full:
            self._full(key, records, rows, path)
        if len(full) < len(held):
            self._sparse(held.keys() - set(full), records, rows, path)

    def _full(self, key: str, records: Sequence[Record], rows: Ints, path: Path) -> None:
        """A key that every record has: nearly always numbers throughout."""
        first = records[0][key]
        if isinstance(first, int | float) and not isinstance(first, bool):
            try:
                values = np.fromiter(map(itemgetter(key), records), np.float64, len(records))
            except (TypeError, ValueError, OverflowError):
                pass
            else:
                self._numbers.setdefault((*path, str(key)), []).append((rows, values))
                return
        self._mixed([record[key] for record in records], rows, (*path, str(key)))

    def _sparse(self, keys: set[str], records: Sequence[Record], rows: Ints, path: Path) -> None:
        cells: dict[str, tuple[list[int], list[object]]] = {key: ([], []) for key in sorted(keys, key=str)}
        for place, record in enumerate(records):
            for key in record.keys() & keys:
                places, values = cells[key]
                places.append(place)
                values.append(record[key])
        for key, (places, values) in cells.items():
            self._mixed(values, rows[places], (*path, str(key)))

    def _mixed(self, values: Sequence[object], rows: Ints, path: Path) -> None:
        """Values of any kind."""
        places, found = numbers(values)
        if len(places):
            self._numbers.setdefault(path, []).append((rows[places], found))
        dicts = [place for place, value in enumerate(values) if isinstance(value, dict)]
        if dicts:
            self._add([values[place] for place in dicts], rows[dicts], path)  # type: ignore[misc]
        lists = {
            p: _spread(cell) for p, cell in enumerate(values) if isinstance(cell, list) and len(cell) <= LONGEST_LIST
        }
        if lists:
            self._add(list(lists.values()), rows[list(lists)], path)
        self._tell(values, rows, path)

    def _tell(self, values: Sequence[object], rows: Ints, path: Path) -> None:
        """Words that label their records, as long as they are few."""
        told = [
            (place, value) for place, value in enumerate(values) if isinstance(value, str) and number(value) is None
        ]
        if told and len({value for _, value in told}) <= MOST_WORDS:
            known = self._words.setdefault(path, {})
            known.update((int(rows[place]), value) for place, value in told)


def numbers(values: Sequence[object]) -> tuple[Ints, Floats]:
    """Places and values of the numbers among some values.

    A null is no value, but nulls that end a curve of numbers stand for the NaN that JSON cannot write.
    """
    if values and set(map(type, values)) <= {float, int, str}:
        try:
            return np.arange(len(values), dtype=np.int64), np.fromiter(values, np.float64, len(values))
        except (ValueError, OverflowError):
            pass
    cells = [_number(value) for value in values]
    places = [place for place, cell in enumerate(cells) if cell is not None]
    if places and len(places) == places[-1] + 1 and all(value is None for value in values[len(places) :]):
        places = list(range(len(cells)))
    found = np.array([cells[place] for place in places], np.float64)
    return np.asarray(places, np.int64), found


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:  # an integer of more than 308 digits
            return float("inf") if value > 0 else float("-inf")
    if isinstance(value, str):
        return number(value)
    if isinstance(value, list | tuple) and len(value) == 1:
        return None if isinstance(value[0], list | tuple) else _number(value[0])
    return None


def _spread(values: list[object]) -> Record:
    """A short list as a record of its own; one of a single number has been read as that number."""
    return {} if len(values) == 1 else {str(place): value for place, value in enumerate(values)}


def are_records(values: Iterable[object]) -> bool:
    """Whether a list is one of records: dicts, but for a few."""
    kinds = [isinstance(value, dict) for value in values]
    return bool(kinds) and sum(kinds) >= 0.8 * len(kinds)
