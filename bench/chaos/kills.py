"""What is killed with SIGKILL, and what comes back by itself as under an orchestrator."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.service.operation.served import Served, children, command_of

Kill = Callable[[], str | None]
"""Kills something, and says what; None where there was nothing to kill."""


def killing(parent: Callable[[], int | None], having: str = "", depth: int = 1) -> Kill:
    """Kills one process below `parent` whose command has these words. depth: 1 for a child, 2 for a grandchild"""

    def kill() -> str | None:
        with contextlib.suppress(OSError):
            level = [parent() or 0]
            for _ in range(depth):
                level = [child for pid in level for child in children(pid)]
            victims = [pid for pid in level if having in command_of(pid)]
            if victims:
                victim = random.choice(victims)
                os.kill(victim, signal.SIGKILL)
                return f"a process of depth {depth}: …{having}"
        return None

    return kill


def kills_of(service: Served) -> list[Kill]:
    """Of `python -m service`: a web worker, the worker of jobs, and one job."""

    def pid() -> int | None:
        return service.process and service.process.pid

    return [killing(pid, "service web", 2), killing(pid, "service worker"), killing(pid, "service worker", 2)]


def kill_postgres(postgres: object) -> str:
    pid = postgres.get_pid()  # type: ignore[attr-defined]
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.1)
    for _ in range(20):  # what it left behind holds its memory for a moment
        with contextlib.suppress(Exception):
            postgres.ensure_postgres_running()  # type: ignore[attr-defined]
            break
        time.sleep(0.5)
    return "PostgreSQL"


class Kept:
    """A process that is started again when it was killed, as an orchestrator does."""

    def __init__(self, command: list[str], settings: dict[str, str], folder: Path) -> None:
        self.command, self.settings, self.folder = command, settings, folder
        self.start()

    def start(self) -> None:
        with (self.folder / "workers.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=os.environ | self.settings, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> str:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.start()
        return " ".join(self.command[2:5])

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Broker:
    """A Valkey server that comes back on its port when it was killed, without the messages that it held."""

    def __init__(self, make: Callable[..., object]) -> None:
        self.make = make
        self.server = make()
        self.server.start()  # type: ignore[attr-defined]
        self.port = self.server.port  # type: ignore[attr-defined]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def kill(self) -> str:
        process = self.server._process  # type: ignore[attr-defined]
        process.kill()
        process.wait()
        time.sleep(1)
        self.server = self.make(port=self.port)
        self.server.start()  # type: ignore[attr-defined]
        return "Valkey"
