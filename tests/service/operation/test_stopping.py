"""SIGTERM in the middle of work: nothing acknowledged is lost, and nobody waits for a stream."""

import json
import socket
import sys
import threading
import time
import urllib.request
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.service.logs import DIVERGING
from tests.service.operation.served import QUICK_SPEC, Served, served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at through /proc")
LONG_SPEC = QUICK_SPEC | {"training": QUICK_SPEC["training"] | {"epochs": 100_000}, "ask": ["replay"]}  # type: ignore[operator]


def test_a_stopped_service_has_kept_what_it_acknowledged_and_ends_its_streams(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        service.wait()
        _, job = service.ask("/v1/experiments", LONG_SPEC)
        stream = urllib.request.urlopen(f"{service.address}{job['links']['events']}", timeout=60)
        assert b"retry" in stream.readline()
        kept = Posting(service)
        kept.start()
        time.sleep(1.5)
        began = time.monotonic()
        code = service.stop()
        took = time.monotonic() - began
        stream.read()
        stream.close()
        kept.join()
        assert code == 0
        assert took < 10, f"a stream held up the stop for {took:.1f} s"
        assert kept.acknowledged and not kept.cut, "an answer was begun and not ended"

        service.start()
        service.wait()
        for id in kept.acknowledged:
            assert service.ask(f"/v1/diagnoses/{id}")[0] == 200
        assert service.ask(f"/v1/experiments/{job['id']}")[1]["status"] in ("queued", "running", "done")


def test_a_restart_breaks_no_kept_connection_and_loses_nothing(tmp_path: Path) -> None:
    with served(tmp_path, WORKERS="2") as service:
        service.wait()
        clients = [Keeping(service.port) for _ in range(6)]
        for client in clients:
            client.start()
        time.sleep(1.5)
        assert service.stop() == 0
        service.start()
        service.wait("/healthz")
        for client in clients:
            client.over.set()
            client.join()
        assert [error for client in clients for error in client.broken] == []
        acknowledged = [id for client in clients for id in client.acknowledged]
        assert len(acknowledged) > 20
        assert {service.ask(f"/v1/diagnoses/{id}")[0] for id in acknowledged} == {200}


class Keeping(threading.Thread):
    """Posts logs over a connection that it keeps, and over a new one where it was told that the old one ends."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port, self.over = port, threading.Event()
        self.acknowledged: list[str] = []
        self.broken: list[Exception] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self.over.is_set():
            try:
                connection.request("POST", "/v1/diagnoses", DIVERGING)
                answer = connection.getresponse()
                self.acknowledged.append(json.load(answer)["id"])
            except ConnectionRefusedError:  # nobody is there while the service starts
                connection.close()
                time.sleep(0.1)
            except (OSError, HTTPException, ValueError) as error:
                self.broken.append(error)
                connection.close()
        connection.close()


class Posting(threading.Thread):
    """Posts logs until nobody takes a connection any more."""

    def __init__(self, service: Served) -> None:
        super().__init__()
        self.service = service
        self.acknowledged: list[str] = []
        self.cut: list[Exception] = []

    def run(self) -> None:
        while True:
            try:
                with urllib.request.urlopen(f"{self.service.address}/v1/diagnoses", DIVERGING, timeout=20) as answer:
                    self.acknowledged.append(json.load(answer)["id"])
            except urllib.error.URLError:
                return  # refused: the service is gone
            except (OSError, ValueError) as error:
                if not isinstance(error, ConnectionResetError):
                    self.cut.append(error)
                return


WARNED_OF = b"{'epoch': 1, 'loss': 0.5}\n{'epoch': 2, 'loss': 0x1for x in y}\n{'epoch': 3, 'loss': 0.25}\n"
"""Python has something to say about how this is written."""


def test_every_line_of_the_log_is_json_and_a_job_carries_the_id_of_its_request(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        service.wait()
        asked = service.ask("/v1/experiments", QUICK_SPEC, {"X-Request-ID": "asked-7", "Prefer": "wait=30"})
        assert asked[1]["status"] == "done", asked
        assert service.ask("/v1/diagnoses", WARNED_OF)[0] == 200
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nAuthorization Bearer th_secret\r\n\r\n")  # a colon is missing
            assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
        service.stop()
        lines: list[dict[str, Any]] = [json.loads(line) for line in service.log.read_text().splitlines()]
    assert not [line for line in lines if "th_secret" in str(line)]
    (job,) = [line for line in lines if line["event"] == "job"]
    assert (job["request_id"], job["job"], job["status"]) == ("asked-7", asked[1]["id"], "done")


def test_numbers_of_two_processes_are_added_up(tmp_path: Path) -> None:
    with served(tmp_path, WORKERS="2") as service:
        service.wait()
        for _ in range(40):
            assert service.ask("/v1/diagnoses", DIVERGING)[0] == 200
        while "trainhealth_workers 1.0" not in (numbers := _numbers(service)):  # a worker starts on its own
            time.sleep(0.1)
    assert 'trainhealth_requests_total{method="POST",route="/v1/diagnoses",status="200"} 40.0' in numbers


def _numbers(service: Served) -> str:
    with urllib.request.urlopen(f"{service.address}/metrics") as answer:
        return str(answer.read().decode())
