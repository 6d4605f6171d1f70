"""The best record, told again at the end: "Stopping. Best iteration:", and below it the line of that iteration."""

import re
from itertools import compress

from analyzers.free_text.lines.known import Known
from analyzers.free_text.lines.lines import PER_LINE, Lines

_ANNOUNCED = re.compile(
    r"\bbest (?:iteration|epoch|step|round|score|model|validation)\b[^\d]{0,40}:\s*$", re.IGNORECASE
)


def recalled(lines: Lines) -> set[int]:
    """The indices of lines that stand right below such an announcement."""
    announced = compress(range(len(lines.texts)), map(_announces.__getitem__, lines.zeros))
    places = {at + 1 for at in announced if at + 1 < len(lines.rows)}
    return {at for at in places if lines.rows[at] // PER_LINE == lines.rows[at - 1] // PER_LINE + 1}


@Known
def _announces(zeros: bytes) -> bool:
    text = zeros.decode(errors="surrogatepass").rstrip()
    return text.endswith(":") and bool(_ANNOUNCED.search(text))
