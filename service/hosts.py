"""Without keys, on loopback, the service is asked by the names of this machine only.

A page of any site can let its own name point to 127.0.0.1 (DNS rebinding), and then read through the browser of whoever
runs the service what no key protects. Its requests still name that site as their Host.
"""

from collections.abc import Collection
from functools import lru_cache, partial
from urllib.parse import urlsplit

from flask import Flask

from service import at_hand, current
from service.problems import Problem
from service.settings import LOOPBACK


def register(app: Flask) -> None:
    settings = app.extensions[current.EXTENSION].settings
    if settings.host in LOOPBACK and not settings.asks_for_keys:
        app.before_request(partial(_check, {*LOOPBACK, urlsplit(settings.public_url).hostname}))


def _check(names: Collection[str | None]) -> None:
    """Raises Problem. Who names no host is no browser."""
    sent = at_hand.asked().environ.get("HTTP_HOST", "")
    if sent and _name(sent) not in names:
        raise Problem(
            "misdirected",
            f"This service asks for no keys, and answers by the names of its machine only, not as {sent[:100]}.",
            "Ask http://localhost; whoever runs the service sets PUBLIC_URL to its address, or KEYS=on.",
        )


@lru_cache(64)
def _name(host: str) -> str:
    """Without the port; "" for what is no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
