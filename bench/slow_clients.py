"""Clients with bad manners: bodies that drip byte by byte, headers that never end, uploads that are huge."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

PIECE = b"epoch 1: loss = 0.5\n" * 50_000  # 1 MB
HEAD = b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\n"


@contextlib.contextmanager
def slow_clients(port: int, number: int) -> Iterator[None]:
    """`number` connections of each bad kind, save one of huge uploads, as long as the block runs."""
    stop = threading.Event()
    kinds: list[Callable[[int, threading.Event], None]] = [_drips] * number + [_never_says] * number + [_is_huge]
    threads = [threading.Thread(target=_again, args=(kind, port, stop), daemon=True) for kind in kinds]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)


def _again(kind: Callable[[int, threading.Event], None], port: int, stop: threading.Event) -> None:
    while not stop.is_set():
        with contextlib.suppress(OSError):
            kind(port, stop)
        stop.wait(0.1)


def _drips(port: int, stop: threading.Event) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        while not stop.wait(0.5):
            connection.sendall(b"e")


def _never_says(port: int, stop: threading.Event) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HEAD)
        while not stop.wait(0.5):
            connection.sendall(b"X-A: b\r\n")


def _is_huge(port: int, stop: threading.Event) -> None:
    """Says that it sends 10 GB, and sends until it is refused."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(5)
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while not stop.wait(0.01):
            connection.sendall(b"%x\r\n" % len(PIECE) + PIECE + b"\r\n")
