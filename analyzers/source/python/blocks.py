"""Finds the Python in a text of prose, logs and code, and parses what can be parsed. Nothing is executed.

Excerpts are rarely whole: prompts and line numbers stand before the lines, blocks have lost their end or their
indentation, prints are those of Python 2. The text is cut into top-level statements; each is parsed by itself, and one
that does not parse is repaired or left out, so that one bad line costs one statement.
"""

import re
from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.source.python.parsing import Statement, Unparsed, parse

MOST_CODE_LINES = 3_000

_MARKS = ("import ", "def ", "@dataclass", "(", "= [", "={", "= {")
_PROMPT = re.compile(r"^[ \t]*(?:>>> ?|\.\.\. (?=\s)|\.\.\.$|In \[\d*\]: ?|[ ]{2,}\.\.\.: ?)")
_NUMBERED = re.compile(r"^\s*\d{1,4}(?:[:.|]\s|\t|\s{2,}|\|)\s?")
_CODE = re.compile(
    r"^[ \t]*(?:(?:from [\w.]+ )?import [\w.*]|(?:async )?def \w+ ?\(|class \w+.*:|@\w|with .+:\s*(?:#.*)?$"
    r"|for .+ in .+:|while .+:|if .+:|try:|print ?\(|return\b"
    r"|[A-Za-z_][\w.]*(?:\[[^\]]*\])?(?: ?, ?[A-Za-z_]\w*)* ?[-+*/]?=(?!=) ?\S"
    r"|\([\w, ()]+\) ?= ?\S|[A-Za-z_][\w.]*\()"
)
_STRONG = re.compile(
    r"^[ \t]*(?:(?:from [\w.]+ )?import [\w.]|(?:async )?def \w+ ?\(|class \w+.*:|[\w.\[\], ]+= ?[\w.]+\(|\w+\.[\w.]+\("
    r"|[\w.]+ ?= ?[\[({]|[\w.]+\(\w* ?=|\w+\(.*\)\s*(?:#.*)?$)"
)
_CONTINUES = re.compile(r"^(?:else\b|elif\b|except\b|finally\b|[)\]}])")
_TYPED = str.maketrans({"\xa0": " ", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "″": '"', "′": "'"})
"""What web pages and word processors make of spaces and quotes."""


@frozen()
class Code:
    """The Python of a text."""

    statements: tuple[Statement, ...] = ()
    unparsed: tuple[Unparsed, ...] = ()

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First and last line of each statement."""
        return tuple((statement.first, statement.last) for statement in self.statements)


def find_code(text: str) -> Code:
    """All statements of a text, in order; at most MOST_CODE_LINES lines of it."""
    if not any(map(text.__contains__, _MARKS)):
        return Code()
    statements: list[Statement] = []
    unparsed: list[Unparsed] = []
    for block in _blocks(text):
        for first, lines in _top_level(block):
            nodes, failed = parse(first, lines)
            statements += nodes
            unparsed += failed
    return Code(tuple(statements), tuple(unparsed))


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """Neighbouring lines that look like code, as (number, line); a block needs one line that is hardly prose."""
    block: list[tuple[int, str]] = []
    strong, open_brackets, taken = False, 0, 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = _bare(raw)
        is_code = bool(_CODE.match(line))
        inside = bool(block) and (open_brackets > 0 or not line.strip() or line[0] in " \t#" or _CONTINUES.match(line))
        if is_code or inside:
            block.append((number, line))
            strong = strong or bool(_STRONG.match(line))
            open_brackets = max(0, open_brackets + _depth(line)) if not _restarts(line) else _depth(line)
            taken += 1
        else:
            if strong:
                yield block
            block, strong, open_brackets = [], False, 0
        if taken > MOST_CODE_LINES:
            break
    if strong:
        yield block


def _bare(line: str) -> str:
    line = line.translate(_TYPED).rstrip("\r\n ")
    line = _PROMPT.sub("", line) if line.lstrip()[:3] in (">>>", "...", "In ") else line
    numbered = _NUMBERED.match(line)
    return line[numbered.end() :] if numbered and _CODE.match(line[numbered.end() :]) else line


def _depth(line: str) -> int:
    """Brackets opened less brackets closed, comments and simple strings left out."""
    if '"' in line or "'" in line:
        line = re.sub(r"\"[^\"]*\"|'[^']*'", "", line)
    line = line.split("#", 1)[0]
    return sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))


def _restarts(line: str) -> bool:
    """A line that can only begin a statement, whatever brackets a broken one before it left open."""
    return bool(re.match(r"(?:from [\w.]+ import |import \w|def \w+ ?\(|class \w)", line))


def _top_level(block: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Cuts a block where a line begins at its left margin outside brackets and triple quotes."""
    margin = min((len(line) - len(line.lstrip()) for _, line in block if line.strip()), default=0)
    chunk: list[tuple[int, str]] = []
    depth, quoted = 0, False
    for number, line in block:
        starts = line[margin : margin + 1].strip() and not _CONTINUES.match(line[margin:])
        if chunk and starts and not quoted and (depth <= 0 or _restarts(line[margin:])) and not _is_decorated(chunk):
            yield chunk[0][0], [text for _, text in chunk]
            chunk, depth = [], 0
        if chunk or line.strip():
            chunk.append((number, line[margin:] if line.strip() else ""))
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
        depth += 0 if quoted else _depth(line)
    if chunk:
        yield chunk[0][0], [text for _, text in chunk]


def _is_decorated(chunk: list[tuple[int, str]]) -> bool:
    return all(line.startswith("@") or not line.strip() for _, line in chunk)
