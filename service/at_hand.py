"""The request at hand, without Flask's proxies: these cost an exception and forty steps for each attribute."""

from flask import Flask, Request, current_app, g, request
from flask.ctx import _AppCtxGlobals as Globals


def app() -> Flask:
    found: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return found


def asked() -> Request:
    """The request itself."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]
    return found


def own() -> Globals:
    """What is remembered for as long as the request lasts."""
    found: Globals = g._get_current_object()
    return found
