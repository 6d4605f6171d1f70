"""Requests that arrive in pieces are answered, and none of them keeps others from being answered."""

import contextlib
import io
import socket
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from service.patience import LEAST_RATE, PATIENCE_SECONDS, Patient, TooSlowError, is_too_slow
from service.web_worker import AHEAD, Arriving
from tests.service.logs import DIVERGING

HEAD = b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\n"
MORE_THAN_THREADS = 100
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(DIVERGING) + DIVERGING
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(DIVERGING), DIVERGING)


@contextlib.contextmanager
def connected(address: str, number: int = 1) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        asked = urlsplit(address)
        make = [socket.create_connection((asked.hostname, asked.port), timeout=30) for _ in range(number)]
        yield [stack.enter_context(each) for each in make]


def status(connection: socket.socket) -> bytes:
    return connection.recv(1 << 16).split(b" ", 2)[1]


def test_a_request_that_comes_byte_by_byte_is_answered(address: str) -> None:
    with connected(address) as (connection,):
        for place in range(len(WHOLE)):
            connection.sendall(WHOLE[place : place + 1])
        assert status(connection) == b"200"


def test_chunks_are_answered_as_soon_as_the_last_is_there(address: str) -> None:
    with connected(address) as (connection,):
        connection.sendall(CHUNKED[:-9])
        connection.sendall(CHUNKED[-9:])
        assert status(connection) == b"200"


def test_who_asks_first_is_told_to_go_on(address: str) -> None:
    with connected(address) as (connection,):
        head, _, body = WHOLE.partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        assert status(connection) == b"100"
        connection.sendall(body)
        assert status(connection) == b"200"


def test_requests_sent_in_one_go_are_all_answered(address: str) -> None:
    with connected(address) as (connection,):
        connection.sendall(2 * WHOLE + WHOLE.replace(b"Host: localhost", b"Host: localhost\r\nConnection: close"))
        answered = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert answered.count(b"HTTP/1.1 200") == 3


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST",
        HEAD,
        HEAD + b"Content-Length: 1000\r\n\r\nepoch",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nepo",
        HEAD + b"Content-Length: 900000\r\n\r\n" + b"epoch 1: loss = 0.5\n" * 5_000,
    ],
    ids=["nothing", "a word", "half a header", "half a body", "half a chunk", "a tenth of a large body"],
)
def test_more_of_them_than_there_are_threads_hold_up_nobody(address: str, begun: bytes) -> None:
    with connected(address, MORE_THAN_THREADS) as many:
        for each in many:
            each.sendall(begun)
        began = time.monotonic()
        with urllib.request.urlopen(f"{address}/v1/diagnoses", DIVERGING, timeout=20) as answer:
            assert answer.status == 200
        assert time.monotonic() - began < 0.8 * PATIENCE_SECONDS, "it was answered when the others had been cut"


def test_half_a_body_is_no_log(address: str) -> None:
    body = DIVERGING * (1 + AHEAD // len(DIVERGING))
    with connected(address) as (connection,):
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % (2 * len(body)) + body)
        connection.shutdown(socket.SHUT_WR)
        assert status(connection) == b"400"


@pytest.mark.parametrize(("error", "code"), [(TooSlowError("nothing came"), 408), (ConnectionResetError(), 400)])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "slow"}])
def test_who_stops_in_the_middle_is_told_so(
    client: FlaskClient, error: OSError, code: int, headers: dict[str, str]
) -> None:
    class Stream(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise error

    answer = client.post(
        "/v1/diagnoses", input_stream=Stream(), environ_base={"wsgi.input_terminated": True}, headers=headers
    )
    assert answer.status_code == code, answer.text


def test_patience_grows_with_what_came() -> None:
    assert not is_too_slow(0, PATIENCE_SECONDS)
    assert is_too_slow(0, PATIENCE_SECONDS + 0.1)
    assert not is_too_slow(10 * LEAST_RATE, PATIENCE_SECONDS + 9.9)


def test_a_thread_waits_for_no_client_that_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.patience.PATIENCE_SECONDS", 0.01)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"some")
        reading = Patient(ours)
        assert reading.chunk() == b"some"
        with pytest.raises(TooSlowError):
            reading.chunk()


@pytest.mark.parametrize(
    ("data", "whole", "large"),
    [
        (b"", False, False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", False, False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", True, False),
        (WHOLE[:-1], False, False),
        (WHOLE, True, False),
        (WHOLE.replace(b"Content-Length", b"content-length"), True, False),
        (CHUNKED, False, True),
        (HEAD + b"Content-Length: 900000\r\n\r\n", False, False),
        (HEAD + b"Content-Length: 900000\r\n\r\n" + bytes(AHEAD), False, True),
        (HEAD + b"X: " + bytes(AHEAD), False, True),
    ],
)
def test_who_reads_on_is_told_by_what_came(data: bytes, whole: bool, large: bool) -> None:
    arriving = Arriving(None, data=bytearray(data))
    assert (arriving.is_whole, arriving.is_large) == (whole, large)
