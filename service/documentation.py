"""The docstring of a rule or a remedy as a page: a sentence, then sections, each a heading and indented text."""

import re
from collections.abc import Mapping

from markupsafe import Markup

CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"^(?=\S)(.+)$", re.M)


def summary(doc: str) -> str:
    """Its first sentence.

    >>> summary("The loss grows.\\n\\nWhat it means\\n    Each step overshoots.\\n")
    'The loss grows.'
    """
    return " ".join(doc.strip().split("\n\n", 1)[0].split())


def sections(doc: str) -> dict[str, str]:
    """Its texts by their headings.

    >>> sections("The loss grows.\\n\\nWhat it means\\n    Each step\\n    overshoots.\\n")
    {'What it means': 'Each step overshoots.'}
    """
    _, _, rest = doc.strip().partition("\n\n")
    parts = HEADING.split(rest)
    return {heading: _paragraphs(text) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def inline(text: str) -> Markup:
    """Text of ours whose `code` is shown as code.

    >>> inline("`a < b` holds")
    Markup('<code>a &lt; b</code> holds')
    """
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if place % 2 else part for place, part in enumerate(CODE.split(text)))


def markdown(title: str, doc: str, lists: Mapping[str, list[str]]) -> str:
    """A page of Markdown. lists: further sections, each a list of words."""
    texts = sections(doc) | {name: "\n".join(f"- `{word}`" for word in words) for name, words in lists.items() if words}
    return f"# {title}\n\n{summary(doc)}\n" + "".join(f"\n## {name}\n\n{text}\n" for name, text in texts.items())
