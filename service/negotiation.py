"""Which representation of an answer was asked for."""

from collections.abc import Sequence
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from service import at_hand
from service.problems import Problem

MARKDOWN = ("text/markdown", "text/plain")
"""Two names of one text: Markdown is made to be read as it is."""


def best(offered: Sequence[str]) -> str:
    """The one of `offered` that the Accept header likes best, the first where it likes all the same.

    Raises Problem where it likes none.
    """
    accepted = at_hand.asked().environ.get("HTTP_ACCEPT", "")
    found = _best(accepted, tuple(offered))
    if found is None:
        raise Problem(
            "not-acceptable",
            f"Accept: {accepted[:200]} names nothing that this address answers in.",
            f"It answers in {', '.join(offered)}.",
            offered=list(offered),
        )
    return found


@lru_cache
def _best(accepted: str, offered: tuple[str, ...]) -> str | None:
    """Remembered: clients send the same header with every request."""
    liked = parse_accept_header(accepted, MIMEAccept)
    return liked.best_match(offered) if liked else offered[0]
