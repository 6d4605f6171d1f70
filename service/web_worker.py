"""gunicorn's threads, of which none waits for a small request, and few for large ones.

A request is received in the worker's one loop, which waits for all connections at once; a thread takes it when it is
whole. A body that is larger than AHEAD, or says not how large it is, is read on by its thread, and at most a quarter of
the threads do that at a time. So neither slow clients nor huge uploads keep others from being answered.
"""

import re
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from errno import EAGAIN, ECONNABORTED, EINVAL
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.patience import Patient, is_too_slow
from service.refusals import refusal

NOBODY = (EAGAIN, ECONNABORTED, EINVAL)  # another process was faster, the client is gone, the service stops
AHEAD = 1 << 16  # bytes of a request that are received before a thread takes it
LOOK_SECONDS = 1.0  # between two looks for clients that are too slow
YIELD_SECONDS, LONGEST_YIELD = 5e-5, 5e-4  # for each open connection, and at most
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*+(\d{1,18})[ \t]*+\r\n", re.IGNORECASE)
MORE = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.IGNORECASE)


@dataclass(eq=False)
class Arriving:
    """A request of which not all may be here yet. since: seconds of the monotonic clock · gone: the client is"""

    conn: TConn
    since: float = field(default_factory=time.monotonic)
    data: bytearray = field(default_factory=bytearray)
    gone: bool = False

    def receive(self) -> None:
        """What can be had without waiting."""
        with suppress(BlockingIOError):
            try:
                piece = self.conn.sock.recv(AHEAD)
            except ConnectionError:
                piece = b""
            self.data += piece
            self.gone = not piece

    @property
    def size(self) -> int | None:
        """Bytes of the whole request, None where the header is not whole, or waits for a word of ours, or says none."""
        end = self.data.find(b"\r\n\r\n")
        if end < 0 or MORE.search(self.data, 0, end + 2):
            return None
        length = LENGTH.search(self.data, 0, end + 2)
        return end + 4 + (int(length[1]) if length else 0)

    @property
    def is_whole(self) -> bool:
        size = self.size
        return size is not None and len(self.data) >= size

    @property
    def is_large(self) -> bool:
        """Whether a thread has to read on."""
        return len(self.data) >= AHEAD or (self.size is None and b"\r\n\r\n" in self.data)


class Worker(ThreadWorker):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: set[Arriving] = set()
        self.large: set[TConn] = set()  # of which a thread reads the body
        self.queued: deque[TConn] = deque()  # large ones for which no thread may be taken now
        self.looked = 0.0

    def accept(self, listener: Any) -> None:
        """Takes a new connection, after processes that have fewer: the first to wake would take all of a client's."""
        if self.nr_conns and self.cfg.workers > 1:
            time.sleep(min(LONGEST_YIELD, self.nr_conns * YIELD_SECONDS))
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno not in NOBODY:
                raise
            return
        self.nr_conns += 1
        self.receive(TConn(self.cfg, sock, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """The next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.receive(conn)

    def receive(self, conn: TConn) -> None:
        """Most requests are whole at once, the others are waited for."""
        arriving = Arriving(conn)
        arriving.receive()
        self.settle(arriving)

    def on_arrival(self, arriving: Arriving, _: Any) -> None:
        self.forget(arriving)
        arriving.receive()
        self.settle(arriving)

    def settle(self, arriving: Arriving) -> None:
        if arriving.gone:
            self.close(arriving.conn)
        elif arriving.is_whole:
            self.enqueue_req(_handed_over(arriving))
        elif arriving.is_large:
            self.queued.append(_handed_over(arriving))
            self.take_queued()
        else:
            self.arriving.add(arriving)
            self.poller.register(arriving.conn.sock, EVENT_READ, partial(self.on_arrival, arriving))

    def forget(self, arriving: Arriving) -> None:
        self.arriving.remove(arriving)
        self.poller.unregister(arriving.conn.sock)

    def take_queued(self) -> None:
        while self.queued and len(self.large) < max(1, self.cfg.threads // 4):
            conn = self.queued.popleft()
            self.large.add(conn)
            self.enqueue_req(conn)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        self.large.discard(conn)
        self.take_queued()
        super().finish_request(conn, fs)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("a request that is no HTTP: %s", type(exc).__name__)
        with suppress(OSError):
            client.sendall(refusal(exc))

    def close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """In the loop, after every event: ends what comes too slowly and, when stopping, what has not begun."""
        now = time.monotonic()
        if self.alive and now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        for each in list(self.arriving):
            if is_too_slow(len(each.data), now - each.since) or not (self.alive or each.data):
                self.forget(each)
                self.close(each.conn)


def _handed_over(arriving: Arriving) -> TConn:
    """The connection, from which a thread reads first what is here already."""
    conn = arriving.conn
    if not conn.initialized:
        conn.init()
        conn.parser.unreader = Patient(conn.sock)
    conn.data_ready = True
    conn.parser.unreader.unread(bytes(arriving.data))
    return conn
