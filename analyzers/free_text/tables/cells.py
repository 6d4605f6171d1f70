"""A line of a table as its cells."""

from functools import lru_cache

from analyzers.free_text.lines.known import KINDS_KEPT
from analyzers.free_text.lines.tokens import VALUE, number
from analyzers.free_text.names.roles import role_of
from analyzers.frozen import frozen

_FIRST = "+-.0123456789nNiI"
"""What numbers begin with, NaN and infinity among them."""


@frozen()
class Row:
    """One line of a table. place: its index · cells: as written, "" for an empty one"""

    place: int
    cells: list[str]

    def numbers(self) -> int:
        """How many cells are a number."""
        return sum(map(is_number, self.cells))


def is_number(cell: str) -> bool:
    """Whether a cell is a number, with a percent sign or without."""
    return cell[:1] in _FIRST and _is_number(cell)


@lru_cache(KINDS_KEPT)  # asked several times of the same cell
def _is_number(cell: str) -> bool:
    bare = cell.rstrip("% ")
    return VALUE.fullmatch(bare) is not None and number(bare) is not None


def tells(names: list[str]) -> bool:
    """Whether the names of columns are those of a record of training."""
    roles = [role_of(name) for name in names]
    return "metric" in roles and sum(role in ("metric", "lr", "epoch", "step", "batch") for role in roles) > 1
