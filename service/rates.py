"""How often a tenant may post: so many times a minute, and a quota a day, told in the standard headers.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

import time

from flask import Flask, Response, g, request

from service import current
from service.problems import Problem
from service.store import counters

MINUTE, DAY = 60, 86_400


def register(app: Flask) -> None:
    """After whoever says whose request it is."""
    settings = app.extensions[current.EXTENSION].settings
    if settings.posts_a_minute or settings.posts_a_day:
        app.before_request(_count)
        app.after_request(_tell)


def _count() -> None:
    if request.method != "POST":
        return
    now = time.time()
    for span, limit in ((MINUTE, current.settings().posts_a_minute), (DAY, current.settings().posts_a_day)):
        if limit:
            left = limit - counters.count(current.database(), current.tenant(), span, now)
            reset = int(span - now % span) + 1
            if "rate" not in g or left < g.rate[1]:
                g.rate = (limit, max(0, left), reset, span)
            if left < 0:
                raise Problem(
                    "too-many-requests",
                    f"More than {limit} requests in {'a minute' if span == MINUTE else 'a day'}.",
                    f"Go on in {reset} s.",
                    headers={"Retry-After": str(reset)},
                )


def _tell(response: Response) -> Response:
    if "rate" in g:
        limit, left, reset, span = g.rate
        response.headers["RateLimit-Policy"] = f'"posts";q={limit};w={span}'
        response.headers["RateLimit"] = f'"posts";r={left};t={reset}'
    return response
