"""Pages and notebooks → the text that their reader sees, with tables as lines of cells between bars."""

import html
import re
from collections.abc import Iterator

import orjson

from analyzers.containers.typography import plain
from analyzers.reader import HEAD_BYTES, Upload

PAGE = re.compile(r"\s{0,200}+<(?:!doctype html|html)\b", re.IGNORECASE)
TABLE = re.compile(r"</t[hd]\s{0,9}>", re.IGNORECASE)

_ROW = re.compile(r"<tr\b[^<>]{0,2000}+>[ \t\r\n]{0,40}+", re.IGNORECASE)
_CELL = re.compile(r"[ \t\r\n]{0,40}+<t[hd]\b[^<>]{0,2000}+>[ \t\r\n]{0,40}+", re.IGNORECASE)
_CELL_END = re.compile(r"[ \t\r\n]{0,40}+</t[hd]>", re.IGNORECASE)
_LINE_END = re.compile(r"<(?:br|/p|/div|/li|/h\d|/pre|/table|/blockquote|/section)\b[^<>]{0,2000}+>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!][^<>]{0,2000}+>")
_UNSEEN = ("script", "style")


def transcribed(upload: Upload) -> Upload:
    """The upload as plain text; itself where it is that already, or no text at all."""
    data = upload.data
    if _is_notebook(data):
        text = of_notebook(data)
        return upload if text is None else upload.of(text.encode("utf-8", "replace"))
    if data.find(b"<", 0, HEAD_BYTES) >= 0 and (PAGE.match(upload.head) or TABLE.search(upload.head)):
        return upload.of(of_page(upload.text).encode("utf-8", "replace"))
    typed = plain(data, HEAD_BYTES)
    return upload if typed is data else upload.of(typed)


def of_page(text: str) -> str:
    """The text of a page.

    >>> of_page("<table><tr><th>epoch</th><th>loss</th></tr><tr><td>1</td><td>0.5</td></tr></table>").split("\\n")[1:3]
    ['| epoch | loss |', '| 1 | 0.5 |']
    """
    for tag in _UNSEEN:
        text = "".join(_without(text, tag))
    text = _CELL_END.sub(" |", _CELL.sub(" ", _ROW.sub("\n|", text)))
    return html.unescape(_TAG.sub("", _LINE_END.sub("\n", text)))


def _without(text: str, tag: str) -> Iterator[str]:
    at = 0
    while True:
        begin = text.find(f"<{tag}", at)
        if begin < 0:
            yield text[at:]
            return
        yield text[at:begin]
        at = text.find(f"</{tag}>", begin)
        if at < 0:
            return


def _is_notebook(data: bytes) -> bool:
    return data[:HEAD_BYTES].lstrip()[:1] == b"{" and b'"cells"' in data and b'"nbformat"' in data


def of_notebook(data: bytes) -> str | None:
    """Code and output of a Jupyter notebook in their order; None where it is none after all."""
    try:
        cells = orjson.loads(data)["cells"]
        return "\n".join(part for cell in cells for part in _parts(cell))
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return None


def _parts(cell: dict[str, object]) -> Iterator[str]:
    source = _joined(cell.get("source"))
    yield f"```python\n{source}\n```" if cell.get("cell_type") == "code" else source
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        yield _joined(output.get("text"))
        shown = output.get("data") or {}
        page = _joined(shown.get("text/html"))
        yield of_page(page) if page else _joined(shown.get("text/plain"))


def _joined(text: object) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else text if isinstance(text, str) else ""
