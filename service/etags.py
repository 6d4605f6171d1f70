"""Who asks again for what it has already is told so: the ETag of an answer is a hash of what is sent."""

from flask import Flask, Response

from service import at_hand

OF_A_BODY = ("Content-Type", "Content-Length")


def register(app: Flask) -> None:
    app.after_request(_tag)


def _tag(response: Response) -> Response:
    asked = at_hand.asked()
    if asked.method not in ("GET", "HEAD") or response.status_code != 200 or response.is_streamed:
        return response
    response.add_etag()
    if not asked.if_none_match.contains_weak(response.get_etag()[0] or ""):
        return response
    return Response(status=304, headers=[each for each in response.headers if each[0] not in OF_A_BODY])
