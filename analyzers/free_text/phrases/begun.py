"""An excerpt that begins in the middle of a line: "- loss: 0.5 - acc: 0.8" is the end of a line as others below."""

from collections.abc import Sequence

from analyzers.free_text.lines.cutting import cut
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.phrases.phrases import parse

SHORTEST = 12
"""Characters around the numbers of a rest that cannot be like the end of another line by chance."""

FEWEST = 2
"""Numbers in it."""


def completed(lines: Lines) -> Lines:
    """The lines, what the first that tells a metric lacks taken from another one that ends like it.

    That may tell the epoch, which was the one before; it may not tell a step, or how training goes.
    """
    telling = (at for at, values in enumerate(lines.values) if values and parse(lines.shapes[at], values).metrics)
    at = next(telling, -1)
    rest = lines.shapes[at].lstrip() if at >= 0 else ""
    if len(rest) < SHORTEST or rest.count("\0") < FEWEST:
        return lines
    longer = {shape for shape in set(lines.shapes) if len(shape) > len(rest) and shape.endswith(rest)}
    whole = (place for place, shape in enumerate(lines.shapes) if shape in longer) if longer else ()
    front = next((front for place in whole if (front := _front(cut(lines.texts[place]), rest))), "")
    if not front:
        return lines
    texts = [*lines.texts[:at], front + lines.texts[at].lstrip(), *lines.texts[at + 1 :]]
    return Lines(texts, lines.rows, lines.total)


def _front(parts: Sequence[str], rest: str) -> str:
    """What a line has before a rest; "" where that holds a metric or counts. parts: text, value, text, value, …"""
    begin = len(parts) - 1 - 2 * rest.count("\0")
    last = parts[begin].removesuffix(rest.partition("\0")[0])
    front = [*parts[:begin], last]
    if begin:
        told = parse("\0".join(front[::2]), front[1::2])
        if told.slots or "step" in told.counters:
            return ""
        if "epoch" in told.counters:
            at = 2 * told.counters["epoch"] + 1
            if not front[at].isdigit() or front[at] == "0":
                return ""
            front[at] = str(int(front[at]) - 1)
    return "".join(front)
