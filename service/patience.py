"""How slowly a client may send: it may keep us waiting for a while, and a second more for each LEAST_RATE bytes."""

import time
from typing import Any

from gunicorn.http.unreader import SocketUnreader

PATIENCE_SECONDS = 5.0  # much more than a network's hiccup; the end of slowloris' headers
LEAST_RATE = 1000  # bytes a second: less than any modem of this century sends


class TooSlowError(OSError):
    """The client was waited for longer than it may keep us waiting."""


def is_too_slow(received: int, waited: float) -> bool:
    """received: bytes so far · waited: seconds that were spent waiting for them"""
    return waited > PATIENCE_SECONDS + received / LEAST_RATE


class Patient(SocketUnreader):  # type: ignore[misc]
    """Reads from a blocking socket for a thread; the time that the thread spends elsewhere is not the client's.

    Raises TooSlowError.
    """

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self.received, self.waited = 0, 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        began = time.monotonic()
        self.sock.settimeout(PATIENCE_SECONDS)
        try:
            piece: bytes = super().chunk(size_hint)
        except TimeoutError as error:
            raise TooSlowError("nothing came") from error
        finally:
            self.sock.settimeout(None)
        self.received += len(piece)
        self.waited += time.monotonic() - began
        if is_too_slow(self.received, self.waited):
            raise TooSlowError("it came too slowly")
        return piece
