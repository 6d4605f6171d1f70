"""Requests that hold a thread for long, open event streams and those that wait for a job, get half of the threads.

The others are kept for what is answered at once.
"""

from flask import Flask, Response

from service import current
from service.problems import Problem

MEDIA_TYPE = "text/event-stream"
AGAIN_SECONDS = "10"


def register(app: Flask) -> None:
    app.after_request(_take_a_seat)


def _take_a_seat(response: Response) -> Response:
    if not response.is_streamed or response.mimetype != MEDIA_TYPE:
        return response
    seats = current.parts().seats
    if seats.acquire(blocking=False):
        response.call_on_close(seats.release)
        return response
    response.close()
    hint = f"Ask again in {AGAIN_SECONDS} s, or ask for the state now and then with GET."
    more = {"Retry-After": AGAIN_SECONDS}
    return Problem("too-many-requests", "Too many event streams are open here.", hint, more).response()
