"""How many bytes all requests of a process may hold at once: their bodies, and what these unpack to."""

import ctypes
import sys
import threading

from service import at_hand
from service.problems import Problem

SMALL = 1 << 18  # bytes that every request may hold, whatever the others do
LARGE = 1 << 22  # bytes; where a request held as many, its end gives the allocator's free memory back: up to 15 ms
AGAIN_SECONDS = "5"

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None  # glibc has it


class Held:
    """most: bytes of all requests together; one that is alone may hold more"""

    def __init__(self, most: int) -> None:
        self.most, self.total = most, 0
        self.lock = threading.Lock()

    def more(self, size: int) -> None:
        """Counts bytes to the request at hand, until it ends. Raises Problem where there is no room for them."""
        request = at_hand.own()
        own = request.get("bytes_held", 0)
        with self.lock:
            if own + size > SMALL and self.total > own and self.total + size > self.most:
                raise Problem(
                    "unavailable",
                    "Other large uploads are being read; there is no room for this one beside them.",
                    f"Send it again in {AGAIN_SECONDS} s.",
                    headers={"Retry-After": AGAIN_SECONDS},
                )
            self.total += size
        request.bytes_held = own + size

    def release(self, _error: BaseException | None) -> None:
        """The request at hand has ended."""
        if size := at_hand.own().pop("bytes_held", 0):
            with self.lock:
                self.total -= size
        if size > LARGE and _trim:
            _trim(0)
