"""Clients that post experiments and live runs while things are killed, and what has to be true in the end."""

import contextlib
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bench.chaos.kills import Kill
from service.jobs import queue
from service.store import runs
from service.store.database import Database
from tests.service.operation.served import QUICK_SPEC, Served

TENANT = "local"
CHUNKS = 25  # of each live run
AGAIN_SECONDS = 0.2  # between two tries of a client that got no answer
FINISH_SECONDS = 900


@dataclass
class Acknowledged:
    """What clients were told to be kept, and what was killed meanwhile. runs: the bytes of each live run"""

    experiments: list[str] = field(default_factory=list)
    runs: dict[str, bytes] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Storm:
    """What is posted, and how often something is killed meanwhile: until all is over, at most for `longest` seconds.

    live_runs: of CHUNKS appends each · every: seconds between two kills
    """

    experiments: int
    live_runs: int
    every: float
    longest: float = 120.0


def storm(service: Served, asked: Storm, kills: Sequence[Kill]) -> Acknowledged:
    """Posts from several threads, and kills."""
    told = Acknowledged()
    stop = threading.Event()
    killer = threading.Thread(target=_kill, args=(kills, asked.every, stop, told))
    killer.start()
    end = time.monotonic() + asked.longest
    try:
        with contextlib.closing(Database(service.settings["DATABASE_URL"])) as database:
            _post(service, asked, told)
            while time.monotonic() < end and not (told.killed and _idle(database)):
                time.sleep(0.2)
    finally:
        stop.set()
        killer.join()
    return told


def _post(service: Served, asked: Storm, told: Acknowledged) -> None:
    with ThreadPoolExecutor(8) as clients:
        posts = [clients.submit(_ask, service, told) for _ in range(asked.experiments)]
        posts += [clients.submit(_grow, service, told, number) for number in range(asked.live_runs)]
        for post in posts:
            post.result()


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
    assert status in (200, 202), answer  # it may be done already
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
