"""Cells of a table → numbers."""

import math
import re

ABSENT = frozenset({"", "-", "--", "—", "na", "n/a", "null", "none", "nil", "?", "undefined", "<na>"})
"""What writers put where there is no value, lower case. "nan" is not among them: it is a value."""

_NUMBER = r"([-+]?+(?:\d[\d.eE+-]{0,40}+|\.\d[\deE+-]{0,40}+|nan|inf))"
_WRAPPED = re.compile(
    rf"[A-Za-z_.]{{1,20}}+\(\[?\s*+{_NUMBER}\s*+\]?(?:,[^()]{{0,60}}+)?\)|\[\s*+{_NUMBER}\s*+\]", re.ASCII
)
_COMMA = re.compile(r"[-+]?+\d++,\d++(?:[eE][-+]?+\d++)?+")
_MICROSOFT = re.compile(r"([-+]?)1[.,]#(QNAN|SNAN|IND|INF)\w*+")
LONGEST = 80  # characters of a cell that can be one number
_WORD = re.compile(r"(?!nan|inf)[^\W\d][^(]*+", re.IGNORECASE | re.DOTALL)
"""What begins with a letter is no number, but for the words of those that are not finite and for tensor(…)."""


def number(cell: str) -> float | None:
    """The value of a cell; None where it is empty or no number.

    >>> number(" 0.5 "), number("97.5%"), number("0,52"), number("tensor(0.3, device='cpu')"), number("-1.#IND")
    (0.5, 97.5, 0.52, 0.3, nan)
    >>> number(""), number("NA"), number("00:12"), number("nan"), number("-Infinity")
    (None, None, None, nan, -inf)
    """
    try:
        return float(cell)
    except ValueError:
        if _WORD.fullmatch(cell) or len(cell) > LONGEST or cell.lower() in ABSENT:
            return None
        return _unusual(cell.strip().strip("\"'").strip())


def _unusual(cell: str) -> float | None:
    special = _MICROSOFT.fullmatch(cell)
    if special:
        return math.nan if special[2] != "INF" else -math.inf if special[1] == "-" else math.inf
    if cell.startswith(("-nan", "+nan", "nan(")):
        return math.nan
    if _COMMA.fullmatch(cell):
        return float(cell.replace(",", "."))
    bare = cell.removesuffix("%").rstrip()
    wrapped = _WRAPPED.fullmatch(bare)
    try:
        return float((wrapped[1] or wrapped[2]) if wrapped else bare)
    except ValueError:
        return None
