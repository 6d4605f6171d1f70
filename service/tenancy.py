"""Whose request this is: the tenant of its API key, or everybody's one tenant where no keys are asked for.

Keys are sent as `Authorization: Bearer th_…`. What one tenant made is, for every other one, not there.
"""

from flask import Flask, g, request

from service import current
from service.problems import Problem
from service.store import keys

OPEN = {"/", "/docs", "/findings", "/specs", "/openapi.yaml", "/healthz", "/readyz"}
OPEN_BELOW = ("/static/", "/v1/findings", "/v1/remedies", "/v1/specs")
NEEDS = {"GET": "read", "HEAD": "read", "OPTIONS": "read"}


def register(app: Flask) -> None:
    if app.extensions[current.EXTENSION].settings.asks_for_keys:
        app.before_request(_identify)


def _identify() -> None:
    """Raises Problem: no key, an unknown one, or one that does not allow this."""
    if request.path in OPEN or request.path.startswith(OPEN_BELOW):
        return
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    key = keys.find(current.database(), sent.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise Problem(
            "unknown-key",
            "This service asks for an API key, and the request has none that it knows.",
            "Send it as `Authorization: Bearer th_…`; whoever runs the service makes one: trainhealth keys create.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    needed = NEEDS.get(request.method, "write")
    if needed not in key.scopes:
        raise Problem("forbidden", f"This key allows {' and '.join(key.scopes)}, not {needed}.", "Ask for another key.")
    g.tenant, g.key = key.tenant, key.id
