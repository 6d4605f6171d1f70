"""How pycocotools prints how well objects were detected, in the names that papers give it: "val AP50", "val AR_10"."""

import re

SIGN = "@["
"""What every such line has."""

_DETECTED = re.compile(
    r"Average (?:Precision|Recall) +\((A[PR])\) @\[ *IoU=([\d.:]+) *\| *area= *(\w+) *\| *maxDets= *(\d+) *\] *="
)
USUAL = {"all", "100"}
"""Which areas, and how many boxes of an image, where the name does not say it."""


def named(line: str) -> str:
    """The line with the short name of what was measured; unchanged where it is another one.

    >>> named(" Average Precision  (AP) @[ IoU=0.50      | area= small | maxDets=100 ] = 0.212")
    ' val AP50_small = 0.212'
    """
    return _DETECTED.sub(_name, line)


def _name(found: re.Match[str]) -> str:
    kind, overlap, *limits = found.groups()
    level = "" if ":" in overlap else overlap[-2:]
    return "_".join([f"val {kind}{level}", *(limit for limit in limits if limit not in USUAL)]) + " ="
