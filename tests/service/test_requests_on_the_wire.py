"""Requests that two servers in a row could understand differently are refused; nothing in them is answered twice."""

import json
import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.service.logs import DIVERGING

HEAD = b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(DIVERGING)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"%x\r\n" % len(DIVERGING) + DIVERGING + b"\r\n0\r\n\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
REFUSED = {
    "a length and chunks": LENGTH + CHUNKED + b"\r\n" + CHUNKS,
    "a length that ends before the chunks": b"Content-Length: 4\r\n" + CHUNKED + b"\r\n" + CHUNKS,
    "two lengths": LENGTH + b"Content-Length: 4\r\n\r\n" + DIVERGING,
    "a list of lengths": LENGTH[:-2] + b", 4\r\n\r\n" + DIVERGING,
    "a length with a sign": b"Content-Length: +4\r\n\r\nepoc",
    "a length of another base": b"Content-Length: 0x4\r\n\r\nepoc",
    "a length with a space before its colon": b"Content-Length : 4\r\n\r\nepoc",
    "a length on the next line": b"Content-Length:\r\n 4\r\n\r\nepoc",
    "a length behind a bare line feed": b"X: y\nContent-Length: 4\r\n" + LENGTH + b"\r\n" + DIVERGING,
    "a length behind a bare carriage return": b"X: y\rContent-Length: 4\r\n" + LENGTH + b"\r\n" + DIVERGING,
    "a byte that no header has": b"X: \x00\r\n" + LENGTH + b"\r\n" + DIVERGING,
    "chunks in two codings": b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKS,
    "chunks said twice": CHUNKED + b"Transfer-Encoding: identity\r\n\r\n" + CHUNKS,
    "chunks with a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKS,
    "chunks with a control character": b"Transfer-Encoding: \x0bchunked\r\n\r\n" + CHUNKS,
    "chunks on the next line": b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKS,
    "chunks between bare line feeds": CHUNKED + b"\r\n" + CHUNKS.replace(b"\r\n", b"\n"),
    "a chunk whose end is missing": CHUNKED + b"\r\n" + CHUNKS.replace(b"\r\n0\r\n", b"XX0\r\n"),
    "a chunk of another base": CHUNKED + b"\r\n0x" + CHUNKS,
    "a chunk of less than nothing": CHUNKED + b"\r\n-" + CHUNKS,
    "a length among the trailers": CHUNKED + b"\r\n" + CHUNKS[:-2] + b"Content-Length: 4\r\n\r\n",
}


def statuses(address: str, sent: bytes) -> list[bytes]:
    """Of all answers to what is sent over one connection, until it is closed."""
    return re.findall(rb"HTTP/1\.[01] (\d+) ", answer(address, sent))


def answer(address: str, sent: bytes) -> bytes:
    at = urlsplit(address)
    with socket.create_connection((at.hostname, at.port), timeout=20) as connection:
        connection.sendall(sent)
        told = b""
        try:
            while piece := connection.recv(1 << 16):
                told += piece
        except ConnectionResetError:  # it was closed before all of it was read
            pass
    return told


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"X: " + b"y" * 10_000, "too long"),
        (b"X: y\r\n" * 200 + b"X: y", "too many"),
        (b"Authorization Bearer th_secret", "as HTTP says"),
    ],
)
def test_what_is_no_http_is_told_as_every_error_is(address: str, line: bytes, why: str) -> None:
    told = answer(address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + line + b"\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 400 ")
    assert b"Content-Type: application/problem+json\r\n" in told
    assert why in json.loads(told.partition(b"\r\n\r\n")[2])["detail"]
    assert b"th_secret" not in told


@pytest.mark.parametrize("rest", REFUSED.values(), ids=REFUSED)
def test_what_can_be_understood_in_two_ways_is_refused(address: str, rest: bytes) -> None:
    assert statuses(address, HEAD + rest + HIDDEN) == [b"400"]


@pytest.mark.parametrize(
    "begun", [b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\n", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"]
)
def test_a_body_that_nobody_reads_is_no_request(address: str, begun: bytes) -> None:
    hidden = HIDDEN.replace(b"/healthz", b"/readyz")
    found = statuses(address, begun + b"Content-Length: %d\r\n\r\n" % len(hidden) + hidden + HIDDEN)
    assert len(found) == 2, found


@pytest.mark.parametrize("size", [200_000, 2_000_000])
def test_neither_is_the_rest_of_one_that_is_too_large_or_not_wanted(address: str, size: int) -> None:
    body = HIDDEN * (1 + size // len(HIDDEN))
    found = statuses(
        address, b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
    assert found == [b"404"]


def test_headers_of_a_proxy_change_neither_address_nor_scheme(address: str) -> None:
    told = b"SCRIPT_NAME: /v1\r\nPATH_INFO: /nowhere\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n"
    asked = HIDDEN.replace(b"Connection", told + b"Connection")
    assert statuses(address, asked) == [b"200"]
