"""A worker: claims jobs and runs each in a child process, keeps their heartbeats, ends those that must end.

Single-threaded on purpose: it forks. One loop looks every TICK seconds at children, cancel flags, deadlines and the
queue; a job that nobody keeps alive any more is claimed again.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import structlog

from service.jobs import child, claims, heartbeats, queue
from service.jobs.attempt import Attempt, Outside
from service.jobs.work import Work
from service.store import workers
from service.store.database import Database
from service.store.ids import new_id
from service.store.retention import Ages, Housekeeper

TICK = 0.1
RENEW_SECONDS = 0.5  # so a cancel is seen well within a second
WATCH_SECONDS = 1.0
AWAY_SECONDS = 1.0  # between two looks while the store is away
BEAT_SECONDS = 2.0  # between two signs of life of a worker

log = structlog.get_logger("trainhealth.worker")


class Watch:
    """Queues jobs again whose worker is gone, takes dead workers off, cleans. Any number may look at one store."""

    def __init__(self, database: Database, ages: Ages | None = None) -> None:
        self.database = database
        self.stalled = heartbeats.Stalled()
        self.dead = heartbeats.Stalled()
        self.housekeeper = Housekeeper(database, ages or Ages())
        self.looked = 0.0

    def look(self, now: float) -> None:
        """Cheap to call often. now: seconds of the monotonic clock."""
        if now - self.looked < WATCH_SECONDS:
            return
        self.looked = now
        for job, beat in self.stalled.among(heartbeats.running(self.database), now).items():
            if claims.requeue(self.database, job, beat):
                log.warning("a job stood still and was queued again", job=job)
        for worker in self.dead.among({id: (0, beat) for id, beat in workers.beats(self.database).items()}, now):
            workers.leave(self.database, worker)
            log.warning("a worker stood still and was taken off", worker=worker)
        self.housekeeper.look(now, time.time())


@dataclass
class Child:
    """A running attempt. deadline: on the monotonic clock."""

    claim: claims.Claim
    deadline: float
    renewed: float


class Worker:
    """slots: attempts at once; one of two or more is kept for quick jobs · memory: bytes a job may use

    outside: whom it tells of what it does
    """

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Work],
        slots: int = 2,
        memory: int = 4 << 30,
        ages: Ages | None = None,
        outside: Outside = Outside(),  # noqa: B008  frozen
    ) -> None:
        self.database, self.kinds, self.slots, self.memory, self.outside = database, kinds, slots, memory, outside
        self.id = new_id()
        self.beaten = 0.0
        self.children: dict[int, Child] = {}
        self.watch = Watch(database, ages)
        self.stopping = False

    def run(self) -> None:
        """Works until `stop`; then ends the children and queues their jobs again."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopping:
            self.patiently(self.tick, self.beat, lambda: self.watch.look(time.monotonic()), self.take_queued)
            time.sleep(TICK)
        self.give_back()
        workers.leave(self.database, self.id)

    def give_back(self) -> None:
        """Ends what runs and queues it again."""
        held = [self.children[pid].claim for pid in self.children]
        for pid in list(self.children):
            self.kill(pid)
        for claim in held:
            self.patiently(partial(claims.release, self.database, claim, died=False))

    def patiently(self, *steps: Callable[[], object]) -> None:
        """The store may be away for a while: what runs goes on, nothing is forgotten."""
        try:
            for step in steps:
                step()
        except Exception:
            log.exception("the store did not answer")
            time.sleep(AWAY_SECONDS)

    def beat(self) -> None:
        if time.monotonic() - self.beaten >= BEAT_SECONDS:
            workers.beat(self.database, self.id)
            self.beaten = time.monotonic()

    def stop(self, *_: object) -> None:
        self.stopping = True

    def tick(self) -> None:
        self.reap()
        now = time.monotonic()
        for pid, running in list(self.children.items()):
            if now >= running.deadline:
                self.end(pid, "failed", "It ran longer than its time limit.")
            elif now - running.renewed >= RENEW_SECONDS:
                self.renew(pid, running, now)

    def one(self, queues: tuple[str, ...], told_to_stop: Callable[[], bool]) -> None:
        """Does one job of these queues, if there is one, and returns when it has ended or was given back."""
        self.take_queued(queues)
        while self.children and not told_to_stop():
            time.sleep(TICK)
            self.patiently(self.tick)
        self.give_back()

    def reap(self) -> None:
        """Collects children that ended; the job of one that died without a result is queued again."""
        for pid in list(self.children):
            if os.waitpid(pid, os.WNOHANG)[0]:
                claims.release(self.database, self.children.pop(pid).claim, died=True)

    def renew(self, pid: int, running: Child, now: float) -> None:
        cancel = claims.renew(self.database, running.claim)
        running.renewed = now
        if cancel:
            self.end(pid, "cancelled")
        elif cancel is None and not _exited(pid):
            self.kill(pid)  # another attempt holds the job: what this one computes would be thrown away

    def end(self, pid: int, status: str, error: str | None = None) -> None:
        claim = self.children[pid].claim
        self.kill(pid)
        claims.finish(self.database, claim, status, error=error)

    def kill(self, pid: int) -> None:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(pid, signal.SIGKILL)  # so young that it has no group yet
        os.waitpid(pid, 0)
        del self.children[pid]

    def take_queued(self, queues: tuple[str, ...] = (queue.QUICK, queue.SLOW)) -> None:
        while len(self.children) < self.slots and not self.stopping:
            last_free = self.slots > 1 and len(self.children) == self.slots - 1
            job = queue.next_queued(self.database, (queue.QUICK,) if last_free else queues)
            if job is None:
                return
            self.start(claims.claim(self.database, job))

    def start(self, claim: claims.Claim | None) -> None:
        if claim is None:
            return
        job = queue.get(self.database, None, claim.job)
        if job is None:
            return
        if job.deaths >= claims.MAX_DEATHS:
            error = f"Its process died {job.deaths} times; not tried again."
            claims.finish(self.database, claim, "failed", error=error)
            return
        now = time.monotonic()
        pid = child.fork(Attempt(self.database, claim, job, self.outside), self.kinds, self.memory)
        self.children[pid] = Child(claim, now + job.seconds, now)


def _exited(pid: int) -> bool:
    """Whether the child ended, without collecting it."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
