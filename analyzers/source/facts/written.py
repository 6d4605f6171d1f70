"""Settings that are neither `name: value` nor prose: calls of other languages, cells of a table, short options."""

import re
from collections.abc import Iterator

NUMBER = r"10 ?(?:\^|\*\*) ?\(?-\d+|0,\d+(?![.,]?\d)|[-+]?(?:\d{1,3}(?:,\d{3})+|\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
"""A number as people write it: 1e-3, 1,080, .01, 0,01, 10^-4."""

END = r"(?![A-Za-z0-9_/%]|:\d|\.\d|,\d{3})"
"""What may not follow it."""

_QUOTED = re.compile(rf"[\"']([A-Za-z]\w{{1,30}})[\"']\s*,\s*({NUMBER}){END}")
_CALLED = re.compile(rf"\.(?:set|with)?_?([A-Za-z]\w{{1,30}})\(\s*({NUMBER})[fFdD]?\s*\)")
_CELLS = re.compile(rf"[\s|]*([A-Za-z][\w /-]{{1,30}}?)\s*\|\s*(?:({NUMBER}){END}|([A-Za-z][\w.]{{1,30}}))[\s|]*")
_COLUMNS = re.compile(rf"\s*([A-Za-z][\w-]{{1,30}})(?:\t| {{2}})\s*(?:({NUMBER}){END}|([A-Za-z][\w.]{{1,30}}))\s*")
_SHORT = re.compile(r"\.py\b.*? -b(?:s|sz)?[ =]?(\d+)(?=\s|$)")
_BATCH = re.compile(r"\bbatch\s?=\s?(\d+)\b")
_BESIDE_BATCH = re.compile(r"\b(?:epochs|imgsz|img_size|optimizer|subdivisions)\s?=")


def written(line: str) -> Iterator[tuple[str, str, str]]:
    """Name, number, word of each setting that could be meant; one of number and word is "".

    >>> [*written("'InitialLearnRate',0.01, ...")], [*written("net.setMomentum(0.7);")]
    ([('InitialLearnRate', '0.01', '')], [('Momentum', '0.7', '')])
    >>> [*written("| Optimizer | Adam |")], [*written("python main.py -a resnet18 -b 256 --lr 0.1")]
    ([('Optimizer', '', 'Adam')], [('batch_size', '256', '')])
    >>> [*written("LEARNING_RATE                  1e-05")]
    [('LEARNING_RATE', '1e-05', '')]
    """
    if "," in line:
        yield from ((name, number, "") for name, number in _QUOTED.findall(line))
    if "(" in line:
        yield from ((name, number, "") for name, number in _CALLED.findall(line))
    if "|" in line and (cells := _CELLS.fullmatch(line)):
        yield cells[1], cells[2] or "", cells[3] or ""
    if (columns := _COLUMNS.fullmatch(line)) is not None:
        yield columns[1], columns[2] or "", columns[3] or ""
    if ".py" in line and (short := _SHORT.search(line)):
        yield "batch_size", short[1], ""
    if "batch" in line and (batch := _BATCH.search(line)) and (batch[0] == line.strip() or _BESIDE_BATCH.search(line)):
        yield "batch_size", batch[1], ""
