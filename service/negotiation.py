"""Which representation of an answer was asked for."""

from collections.abc import Sequence

from flask import request

from service.problems import Problem


def best(offered: Sequence[str]) -> str:
    """The one of `offered` that the Accept header likes best, the first where it likes all the same.

    Raises Problem where it likes none.
    """
    found = request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else offered[0]
    if found is None:
        raise Problem(
            "not-acceptable",
            f"Accept: {request.headers['Accept'][:200]} names nothing that this address answers in.",
            f"It answers in {', '.join(offered)}.",
            offered=list(offered),
        )
    return found
