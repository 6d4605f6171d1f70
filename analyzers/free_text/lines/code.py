"""Source code amid a log: its lines have names and numbers, too."""

import re

_CODE = re.compile(
    r"^\s*(?:import |from \S+ import|def |class |for .* in |if .*:|elif |else:|while .*:|return\b|with .*:|try:|except"
    r"|print\s*\(|@\w+|raise |assert |>>> )"
    r"|[:%]\d*\.?\d+[fdge]\b|\{\w*:|[=!]=(?!>)|[-+*/]=|^(?=(?:\D*+\d[\w.]*+){0,2}\D*+$).*;\s*$|\w\[['\"]|^\s*#|\s#\s+[^\W\d]|\bself\."
    r"|(?<!nan)(?<=\w)\(.*\)\s*[:;]?$|^\s*\w[\w.]* = \w[\w.]*\("
)


def is_code(text: str) -> bool:
    """Whether a line reads as source code."""
    return _CODE.search(text) is not None
