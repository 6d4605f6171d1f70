"""The best record, told again at the end: "Stopping. Best iteration:", and below it the line of that iteration."""

import re

from analyzers.free_text.lines.lines import PER_LINE, Lines

_ANNOUNCED = re.compile(
    r"\bbest (?:iteration|epoch|step|round|score|model|validation)\b[^\d]{0,40}:\s*$", re.IGNORECASE
)


def recalled(lines: Lines) -> set[int]:
    """The indices of lines that stand right below such an announcement."""
    announced = [at for at, text in enumerate(lines.texts) if text.rstrip().endswith(":") and _ANNOUNCED.search(text)]
    places = {at + 1 for at in announced if at + 1 < len(lines.rows)}
    return {at for at in places if lines.rows[at] // PER_LINE == lines.rows[at - 1] // PER_LINE + 1}
