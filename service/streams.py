"""Open event streams hold a thread each: half of a process's threads are kept for what is answered at once."""

import threading

from flask import Flask, Response

from service import current
from service.problems import Problem

MEDIA_TYPE = "text/event-stream"
AGAIN_SECONDS = "10"


def register(app: Flask) -> None:
    seats = threading.BoundedSemaphore(max(1, app.extensions[current.EXTENSION].settings.threads // 2))

    def take_a_seat(response: Response) -> Response:
        if response.mimetype != MEDIA_TYPE:
            return response
        if seats.acquire(blocking=False):
            response.call_on_close(seats.release)
            return response
        response.close()
        hint = f"Ask again in {AGAIN_SECONDS} s, or ask for the state now and then with GET."
        more = {"Retry-After": AGAIN_SECONDS}
        return Problem("too-many-requests", "Too many event streams are open here.", hint, more).response()

    app.after_request(take_a_seat)
