"""Web processes keep to a processor each, where there is one for each of them."""

import os
from types import SimpleNamespace

import pytest

from service import processors


def started(monkeypatch: pytest.MonkeyPatch, allowed: int, workers: int) -> list[int | None]:
    """The processors of so many workers, one started after the other."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(allowed)), raising=False)
    server = SimpleNamespace(WORKERS={}, num_workers=workers)
    for pid in range(workers):
        worker = SimpleNamespace()
        processors.choose(server, worker)
        server.WORKERS[pid] = worker
    return [worker.processor for worker in server.WORKERS.values()]


@pytest.mark.parametrize(
    ("allowed", "workers", "chosen"), [(2, 2, [0, 1]), (2, 4, [0, 1, 0, 1]), (1, 1, [0]), (4, 2, [None, None])]
)
def test_each_worker_has_one_where_none_stays_without(
    monkeypatch: pytest.MonkeyPatch, allowed: int, workers: int, chosen: list[int | None]
) -> None:
    assert started(monkeypatch, allowed, workers) == chosen


def test_who_replaces_a_dead_worker_takes_its_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    server = SimpleNamespace(WORKERS={1: SimpleNamespace(processor=1)}, num_workers=2)
    worker = SimpleNamespace()
    processors.choose(server, worker)
    assert worker.processor == 0
