"""gunicorn's threads, with an end to headers that never end (slowloris): each would hold a thread for itself."""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HEADER_SECONDS = 5.0  # from the first byte of a request to the end of its header


class Worker(ThreadWorker):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """In a thread: reads a header, answers the request."""
        self.reading[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self.reading.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """The header is whole."""
        self.reading.pop(conn, None)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """In the main thread, every second or so: who reads from a connection that is shut wakes up."""
        super().murder_pending()
        for conn, since in list(self.reading.items()):
            if time.monotonic() - since > HEADER_SECONDS:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)
