"""`Idempotency-Key` on every POST: a request that is repeated gets the first one's answer, and does nothing again.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

A process that answers such requests keeps their reservations alive. One that stands still was left by a process that
died; whoever asks again then is answered as the first.
"""

import hashlib
import io
import threading
import time
from contextlib import suppress

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wsgi import get_input_stream

from service import current
from service.bodies import at_most, in_one
from service.jobs.heartbeats import LEASE_SECONDS
from service.problems import Problem
from service.store import answers
from service.store.database import Database

HEADER = "Idempotency-Key"
FOUND_AS = "HTTP_IDEMPOTENCY_KEY"
LONGEST = 255
KEPT_HEADERS = ("Content-Type", "Location", "Content-Location", "ETag", "Vary")
BEAT_SECONDS = 1.0
MOST_SEEN = 1000  # reservations of others that one process watches


def register(app: Flask) -> None:
    """After whoever says whose request it is: keys of tenants never meet."""
    reservations = Reservations(app.extensions[current.EXTENSION].database)
    app.before_request(reservations.before)
    app.after_request(reservations.after)


class Reservations:
    """Those that this process holds, and those of others that it saw. clock: seconds, monotonic"""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, time.monotonic
        self.held: set[answers.Held] = set()
        self.seen: dict[tuple[str, str], tuple[answers.Running, float]] = {}
        self.heart: threading.Thread | None = None

    def before(self) -> Response | None:
        key = request.environ.get(FOUND_AS)
        if key is None or request.method != "POST":
            return None
        if not 0 < len(key) <= LONGEST:
            raise Problem("malformed", f"{HEADER} has {len(key)} characters, not 1 to {LONGEST}.", "Send a UUID.")
        found = self.reserve(current.tenant(), key, _digest())
        if isinstance(found, answers.Running):
            told = f"The first request with this {HEADER} is still being answered."
            raise Problem("conflict", told, "Repeat it later.", headers={"Retry-After": "1"})
        if found == "other":
            raise Problem(
                "conflict", f"This {HEADER} was used for another request.", "Take a new key for a new request."
            )
        if isinstance(found, answers.Answer):
            return Response(found.body, found.status, found.headers | {"Idempotency-Replayed": "true"})
        self.hold(found)
        g.held = found
        return None

    def reserve(self, tenant: str, key: str, digest: str) -> answers.Reserved:
        found = answers.reserve(self.database, tenant, key, digest)
        if isinstance(found, answers.Running) and self.stands_still(tenant, key, found):
            return answers.take_over(self.database, tenant, key, found) or found
        return found

    def stands_still(self, tenant: str, key: str, running: answers.Running) -> bool:
        """Whether it is as it was when this process saw it LEASE_SECONDS ago."""
        before, since = self.seen.get((tenant, key), (None, 0.0))
        if running != before:
            if len(self.seen) >= MOST_SEEN:
                self.seen.clear()
            self.seen[tenant, key] = running, self.clock()
            return False
        return running.holder is not None and self.clock() - since >= LEASE_SECONDS

    def hold(self, held: answers.Held) -> None:
        self.held.add(held)
        if self.heart is None:
            self.heart = threading.Thread(target=self.live, name="idempotency", daemon=True)
            self.heart.start()

    def live(self) -> None:
        """To the end of the process, after the order to stop too: what it answers then is answered once as well."""
        while True:
            time.sleep(BEAT_SECONDS)
            if held := self.held.copy():
                with suppress(SQLAlchemyError):  # the store is away: the next one will be written
                    answers.beat(self.database, held)

    def after(self, response: Response) -> Response:
        held = g.pop("held", None)
        if held is None:
            return response
        try:
            self.settle(held, response)
        finally:
            self.held.discard(held)
        return response

    def settle(self, held: answers.Held, response: Response) -> None:
        if response.status_code >= 500 or response.is_streamed:
            answers.forget(self.database, held)
        else:
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            answers.keep(self.database, held, answers.Answer(response.status_code, headers, response.get_data()))


def _digest() -> str:
    """Of all that makes this request. The body is read here and laid back for whoever reads it next."""
    body = in_one(at_most(current.settings().max_upload_bytes, get_input_stream(request.environ)))
    request.environ |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))}
    told = "\n".join((request.method, request.full_path, request.content_type or "", request.headers.get("Prefer", "")))
    return hashlib.sha256(told.encode() + b"\n" + body).hexdigest()
