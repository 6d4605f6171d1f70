"""The service as `make serve` runs it: gunicorn on a port of its own."""

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.service.logs import DIVERGING


def connection(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)


def test_curl_gets_an_answer(address: str) -> None:
    request = urllib.request.Request(f"{address}/v1/diagnoses", data=DIVERGING)  # as curl: x-www-form-urlencoded
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["primary"]["code"] == "diverging"


@pytest.mark.parametrize(("pieces", "status"), [(5, 200), (200, 413)])
def test_a_chunked_upload_is_read_whole_or_refused(address: str, pieces: int, status: int) -> None:
    """An upload without a stated length is not cut at the limit without a word."""
    piece = b"".join(b"epoch %d: loss = %.4f\n" % (n, 2 / n) for n in range(1, 500))
    with closing(connection(address)) as asked:
        asked.request("POST", "/v1/diagnoses", body=iter([piece] * pieces), encode_chunked=True)
        with asked.getresponse() as answered:
            told = json.load(answered)
    assert answered.status == status, told
    if status == 200:
        assert told["reading"]["lines"] == 499 * pieces


def test_many_at_once_are_all_answered(address: str) -> None:
    def verdict(_: int) -> str:
        with urllib.request.urlopen(f"{address}/v1/diagnoses", data=DIVERGING) as response:
            return str(json.load(response)["verdict"])

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(verdict, range(64))) == {"critical"}


def test_a_slow_client_does_not_hold_up_the_others(address: str) -> None:
    slow = connection(address)
    slow.putrequest("POST", "/v1/diagnoses")
    slow.putheader("Content-Length", "1000")
    slow.endheaders(b"epoch 1")
    started = time.monotonic()
    with urllib.request.urlopen(f"{address}/healthz") as response:
        assert response.status == 200
    assert time.monotonic() - started < 2
    slow.close()


def test_a_setting_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service"], env=os.environ | {"PORT": "eighty"}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "PORT='eighty' is not a whole number, such as 8000."
