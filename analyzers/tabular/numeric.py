"""Which columns of a table of text hold numbers, and how these are written."""

from collections.abc import Sequence

from analyzers.tabular.cells import ABSENT, number

SURE = 0.9  # of the cells of a column that must be numbers


def numeric_columns(rows: list[list[str]], width: int) -> tuple[bool, ...]:
    """For each column of rows of one width whether it holds numbers; words between those of a lone one are headings."""
    share = SURE if width > 1 else 1.0
    return tuple(_numeric([row[place] for row in rows], share) for place in range(width))


def _numeric(cells: list[str], share: float) -> bool:
    if _plain(cells):
        return True
    told = [cell for cell in cells if cell.lower() not in ABSENT]
    return sum([number(cell) is not None for cell in told]) >= share * len(told)


def _plain(cells: list[str]) -> bool:
    """Whether all are numbers as they stand, as in most columns of numbers."""
    try:
        list(map(float, cells))
    except ValueError:
        return False
    return True


def uses_comma(rows: list[list[str]], numeric: Sequence[bool]) -> bool:
    """Whether these columns have numbers such as 0,25, and none with a point."""
    cells = [cell for row in rows for cell, yes in zip(row, numeric, strict=True) if yes and cell]
    return any("," in cell for cell in cells) and not any("." in cell for cell in cells)
