"""Requests that are no HTTP: answered as all errors are. Nothing of them goes to the log, which may be a key."""

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine

from service.problems import Problem

WHY = {
    LimitRequestLine: "The address of the request is too long.",
    LimitRequestHeaders: "The headers of the request are too many, or too long.",
}
HINT = "Send it with curl, or with any library for HTTP."


def refusal(error: Exception) -> bytes:
    """The whole answer, after which the connection is closed."""
    why = next((why for kind, why in WHY.items() if isinstance(error, kind)), "")
    response = Problem("malformed", why or "Its first line, or a header, is not as HTTP says.", HINT).response()
    response.headers["Connection"] = "close"
    head = "".join(f"{name}: {value}\r\n" for name, value in response.headers)
    return f"HTTP/1.1 {response.status}\r\n{head}\r\n".encode() + response.get_data()
