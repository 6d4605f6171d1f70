"""How frameworks and people print the same five epochs: the formats of printed.txt."""

import re
from pathlib import Path

LOSS = (2.3026, 1.9503, 1.2042, 0.8817, 0.6549)
ACCURACY = (0.1012, 0.3120, 0.5608, 0.7211, 0.8044)
VAL_LOSS = (2.2541, 1.8820, 1.3017, 1.1520, 1.2034)
VAL_ACCURACY = (0.1240, 0.3301, 0.5512, 0.6402, 0.6533)
RATE = (0.1, 0.1, 0.01, 0.01, 0.001)


def printed(before: str, each: str, after: str = "") -> str:
    """`each` once for each epoch: {e} counts from 1, {z} from 0, {s} steps of 100; {l} {a} {v} {w} {r} are loss,
    accuracy, validation loss, validation accuracy and rate, {A} and {W} the accuracies in percent."""
    rows = enumerate(zip(LOSS, ACCURACY, VAL_LOSS, VAL_ACCURACY, RATE, strict=True))
    epochs = [
        each.format(
            e=z + 1, z=z, s=(z + 1) * 100, l=loss, a=acc, v=val, w=val_acc, r=rate, A=100 * acc, W=100 * val_acc
        )
        for z, (loss, acc, val, val_acc, rate) in rows
    ]
    return before + "".join(epochs) + after


def _formats() -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    """Name → what stands before, what is printed for each epoch, what stands after, the canonical names in it."""
    text = (Path(__file__).parent / "printed.txt").read_text(encoding="utf-8")
    found = {}
    for block in text.split("\n@@ ")[1:]:
        title, _, body = block.partition("\n")
        name, _, keys = title.partition(":")
        parts = dict(re.findall(r"^@(before|each|after)\n((?:(?!@).*\n?)*)", body, re.MULTILINE))
        before, each, after = (_unescaped(parts.get(part, "")) for part in ("before", "each", "after"))
        found[name] = (before, each, after, tuple(keys.split()))
    return found


def _unescaped(text: str) -> str:
    text = text if text.endswith("\n") or not text else text + "\n"
    return re.sub(r"\\(x1b|x08|r|t|\\)", lambda escape: _CONTROL[escape[1]], text)


_CONTROL = {"x1b": "\x1b", "x08": "\x08", "r": "\r", "t": "\t", "\\": "\\"}

FORMATS = _formats()
