"""The service in processes of its own, to be stopped, killed and starved."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUICK_SPEC = {
    "model": {"layers": [{"type": "dense", "units": 1}]},
    "data": {"x": [[0.0], [1.0], [2.0], [3.0]], "y": [[0.1], [1.1], [2.1], [2.9]]},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}, "loss": "mse", "epochs": 3},
    "ask": ["checks"],
    "budget": {"seconds": 5},
}
"""An experiment that is over as soon as it starts."""


@dataclass
class Served:
    """A running service. words: those after `python -m service`."""

    port: int
    settings: dict[str, str]
    words: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    log: Path = Path(os.devnull)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "service", *self.words]
            self.process = subprocess.Popen(command, env=os.environ | self.settings, stderr=log, stdout=log)

    def wait(self, path: str = "/readyz", seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.address + path, timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError(f"not ready in {seconds} s: {self.log.read_text()[-3000:]}")

    def stop(self, seconds: float = 45) -> int:
        """Its exit code after SIGTERM."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def ask(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """(status, answer): a POST of bytes or JSON, a GET without a body."""
        written = body is not None and not isinstance(body, bytes)
        data = json.dumps(body).encode() if written else body
        kind = {"Content-Type": "application/json"} if written else {}
        request = urllib.request.Request(self.address + path, data, kind | (headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(folder: Path, *words: str, **settings: str) -> Iterator[Served]:
    """The service on a free port with a store of its own in `folder`, stopped at the end."""
    port = free_port()
    chosen = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'service.db'}", "WORKERS": "1"} | settings
    made = Served(port, chosen, words, log=folder / "service.log")
    made.start()
    try:
        made.wait("/healthz")
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.process.terminate()
            made.process.wait(45)


def children(pid: int) -> list[int]:
    """The processes that a process started, from Linux's /proc."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
