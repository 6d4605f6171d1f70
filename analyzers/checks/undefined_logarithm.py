"""The code takes the logarithm of a probability that nothing keeps away from 0.

What it means
    Softmax and sigmoid give exactly 0 for scores that are low enough (float32: below −104). Its logarithm is −∞, and
    0 · −∞ is NaN, which is in every weight after one step.

What to look at
    A cross-entropy written out as `y * log(p)`. The functions that take scores (logits) compute the same without it.

When to ignore
    The scores stay small, or p was kept away from 0 before.

References
    I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 4.1 (overflow and underflow).
"""

from collections.abc import Iterator

from analyzers.check import Check, Setting
from analyzers.rule import Cause, Finding, number
from analyzers.source.facts import logarithms


def of(code: str) -> Iterator[Finding]:
    """The finding on pasted code, which need not hold a network."""
    found = logarithms.bare(code)
    if found is None:
        return
    yield Finding(
        code="undefined_logarithm",
        severity="warning",
        confidence=0.8,
        headline=f"Line {found.line} takes the logarithm of a probability that may be 0.",
        explanation="A label of 0 times the logarithm of 0 is NaN, and so is every weight after the next step.",
        evidence={"line": number(found.line, "line")} | ({"classes": number(2, "classes")} if found.binary else {}),
        causes=(Cause("wrong_output_or_loss", 0.8, "the loss is not defined where a probability comes out as 0"),),
    )


def check(setting: Setting, _: object) -> Iterator[Finding]:
    yield from of(setting.code)


CHECK = Check(id="undefined_logarithm", severity="warning", check=check, doc=__doc__)
