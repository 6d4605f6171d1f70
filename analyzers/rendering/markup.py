"""Text of others made safe to stand in markup: nothing of a log, a name or a question is read as a tag or a link."""

import re
from html import escape

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPECIAL = re.compile(r"([\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|:(?=//))")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_BARE_LINK = re.compile(r"\bwww\.")


def visible(text: str) -> str:
    """The text without control characters, direction marks and lone surrogates, white space as single blanks."""
    return " ".join(_INVISIBLE.sub("", text).split())


def xml(text: str) -> str:
    """Text for SVG and HTML, content or attribute."""
    return escape(visible(text), quote=True)


def shortened(text: str, length: int) -> str:
    """At most `length` characters, the last one an ellipsis where something was cut off."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"


def plain(text: str) -> str:
    r"""Text for Markdown in which nothing is formatting, a link or a mention, and which reads well unrendered too.

    >>> plain("[click](http://x) <b> *a* val_loss @all")
    '\\[click\\](http\\://x) \\<b\\> \\*a\\* val_loss @\u200ball'
    """
    safe = _SPECIAL.sub(r"\\\1", visible(text))
    return _BARE_LINK.sub(r"www\\.", _MENTION.sub("@\u200b", safe))


def code(text: str) -> str:
    """Text as inline code, with a fence longer than any in it."""
    shown = visible(text) or " "
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{space}{shown}{space}{fence}"
