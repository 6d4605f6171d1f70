"""A disk that fills up under the running service, its log included, and one that is read-only: a real small one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.store import migrate
from service.store.database import Database
from tests.service.logs import DIVERGING
from tests.service.operation.served import QUICK_SPEC, Served, served

SMALL, LARGER = "size=3m", "size=16m"
MOST_LOGS = 400  # of 40 kB each that does not pack to less than half


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or _mount("--types", "tmpfs", "--options", SMALL, "tmpfs", str(place)):
        pytest.skip("only root of Linux mounts a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def _mount(*words: str) -> int:
    return subprocess.run(["mount", *words], capture_output=True).returncode


def _fill(service: Served) -> tuple[list[str], tuple[int, Any]]:
    """Posts logs until one is refused: the ids of those that were kept, and the refusal."""
    kept: list[str] = []
    for _ in range(MOST_LOGS):
        noise = b"\n".join(os.urandom(20_000).hex().encode() for _ in range(2))
        status, answer = service.ask("/v1/diagnoses", DIVERGING + noise)
        if status != 200:
            return kept, (status, answer)
        kept.append(answer["id"])
    raise AssertionError("the disk did not fill")


def test_a_full_disk_refuses_what_is_new_keeps_what_is_old_and_is_over_with_room(disk: Path) -> None:
    with served(disk) as service:
        service.wait()
        kept, (status, told) = _fill(service)
        assert (status, told["type"]) == (503, "/docs#unavailable")
        for path, body in (("/v1/runs", {"name": "run"}), ("/v1/experiments", QUICK_SPEC)):
            assert service.ask(path, body)[0] in (201, 202, 503), "a little may fit in"
        assert {service.ask(f"/v1/diagnoses/{id}")[0] for id in kept} == {200}
        assert service.ask("/healthz")[0] == 200

        assert _mount("--options", f"remount,{LARGER}", str(disk)) == 0
        assert service.ask("/v1/diagnoses", DIVERGING)[0] == 200
        asked = service.ask("/v1/experiments", QUICK_SPEC, {"Prefer": "wait=40"})
        assert asked[1]["status"] == "done", "the worker goes on as well"
    database = Database(f"sqlite:///{disk / 'service.db'}")
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    database.close()


def test_a_read_only_disk_is_told_at_the_start(disk: Path) -> None:
    url = f"sqlite:///{disk / 'store.db'}"
    migrate.opened(url).close()
    assert _mount("--options", "remount,ro", str(disk)) == 0
    command = [sys.executable, "-m", "service"]
    done = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == "The store that DATABASE_URL names cannot be used: unable to open database file\n"
