"""Numbers at fixed places of equally long lines, computed for all lines at once; each is exactly what float() gives."""

import re
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from analyzers.free_text.long_logs.parting import Span
from analyzers.frozen import frozen
from analyzers.run import Floats

Kind = TypeVar("Kind", np.float64, np.uint64)
Bytes = npt.NDArray[np.uint8]

EXACT = 15
"""So many digits make a whole number that float64 holds exactly."""

MOST = 18
"""So many, and ten to their number, fit into 64 bits with a sign."""

BEHIND = 8
"""Bytes that are read from the first digit of a run on, whatever stands behind it."""

_POWERS = np.asarray([float(f"1e{power}") for power in range(23)])
"""The powers of ten that float64 holds exactly: a whole number times or over one of them is rounded once, as it should
be (Clinger, "How to read floating point numbers accurately", 1990)."""

_FRACTION = (1 << 52) - 1
"""The bits of a float64 that tell its fraction; adding to them goes from one float64 to the next."""

_WRITTEN = re.compile(r"([-+]?)(\d*+)\.?(\d*+)(?:[eE]([-+]?)(\d++))?", re.ASCII)
_PUT_TOGETHER = ((2561, 8, 0x00FF00FF00FF00FF), (6553601, 16, 0x0000FFFF0000FFFF), (42949672960001, 32, 0xFFFFFFFF))
"""Digits into pairs, pairs into fours, fours into eight: factor, shift, what is left (Lemire, "Quickly parsing eight
digits", 2018)."""


@frozen()
class Number:
    """How a number is written at one place of all lines.

    runs:     where its digits stand, those before the point and those behind it
    decimals: how many stand behind the point
    exponent: where the digits of its exponent stand, None where it has none
    """

    runs: tuple[Span, ...]
    decimals: int
    negative: bool
    exponent: Span | None = None
    shrinking: bool = False

    @classmethod
    def written(cls, text: str, begin: int) -> Self | None:
        """The number `text` that begins at the byte `begin`; None where it has more digits than are read here."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        runs = tuple((begin + found.start(at), begin + found.end(at)) for at in (2, 3) if found[at])
        most = EXACT if found[5] or (found[3] and len(found[2]) > EXACT) else MOST
        if not runs or len(found[2] + found[3]) > most or len(found[5] or "") > 3:
            return None
        exponent = (begin + found.start(5), begin + found.end(5)) if found[5] else None
        return cls(runs, len(found[3]), found[1] == "-", exponent, found[4] == "-")

    def values(self, digits: Bytes, lines: int) -> Floats:
        """(lines,) the values; NaN where a power of ten is beyond the exact ones.

        digits: (more than lines, width) what the digits are worth, with BEHIND bytes behind the last line
        """
        if self.exponent:
            power = _whole((self.exponent,), digits, lines, np.float64)
            power = (-power if self.shrinking else power) - self.decimals
            found = _scaled(_whole(self.runs, digits, lines, np.float64), power)
        elif sum(end - begin for begin, end in self.runs) > EXACT:
            found = _quotient(_whole(self.runs, digits, lines, np.uint64), self.decimals)
        else:
            found = _whole(self.runs, digits, lines, np.float64) / _POWERS[self.decimals]
        return np.negative(found, out=found) if self.negative else found


def _whole(runs: tuple[Span, ...], digits: Bytes, lines: int, kind: type[Kind]) -> npt.NDArray[Kind]:
    """(lines,) the whole numbers whose digits stand in some runs."""
    pieces = [(at, min(at + BEHIND, end)) for begin, end in runs for at in range(begin, end, BEHIND)]
    whole = _eight(*pieces[0], digits, lines).astype(kind)
    for begin, end in pieces[1:]:
        whole *= kind(10 ** (end - begin))
        whole += _eight(begin, end, digits, lines)
    return whole


def _eight(begin: int, end: int, digits: Bytes, lines: int) -> npt.NDArray[Any]:
    """(lines,) the numbers of up to eight digits from `begin` to `end`, put together in one register."""
    steps = (end - begin > 4) + (end - begin > 2) + 1
    size = 1 << steps
    read: npt.NDArray[Any] = np.ndarray(lines, f"<u{size}", digits, begin, digits.strides[:1])
    found = read << 8 * (size - (end - begin))  # what stands behind them falls off
    for factor, shift, kept in _PUT_TOGETHER[:steps]:
        found *= factor
        found >>= shift
        found &= kept & ((1 << 8 * size) - 1)
    return found


def _scaled(whole: Floats, powers: Floats) -> Floats:
    """Whole numbers times powers of ten."""
    if len(powers) and (powers == powers[0]).all():
        powers = powers[:1]
    places = np.minimum(np.abs(powers), len(_POWERS) - 1).astype(np.intp)
    found: Floats = np.where(powers < 0, whole / _POWERS[places], whole * _POWERS[places])
    return found if (np.abs(powers) < len(_POWERS)).all() else np.where(np.abs(powers) < len(_POWERS), found, np.nan)


def _quotient(whole: npt.NDArray[np.uint64], decimals: int) -> Floats:
    """Whole numbers of up to MOST digits over a power of ten, rounded to the nearest float64.

    A quotient of float64 is nearly right; how far it is off is a remainder of whole numbers, which is small, and so is
    right even where what it is the difference of wraps around. None is in the middle between two: that takes 54 bits,
    and more digits.
    """
    found: Floats = whole / _POWERS[decimals]
    large = np.flatnonzero(whole >> 53)
    if not decimals or not len(large):
        return found
    bits, power = found[large].view(np.int64), 10**decimals
    units, shift = bits & _FRACTION | _FRACTION + 1, 1075 - (bits >> 52)  # the quotient is units / 2 ** shift
    rest = (whole[large].view(np.int64) << shift) - units * power
    rest <<= (units == _FRACTION + 1) & (rest < 0)  # below a power of two the next float64 is half as far
    step = np.rint(rest / power).astype(np.int64)
    rest = 2 * (rest - step * power)
    step += (rest > power).astype(np.int64) - (rest < -power)
    found[large] = (bits + step).view(np.float64)
    return found
