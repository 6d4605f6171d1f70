"""kill -9, a store that is away, a disk that is full or read-only: told plainly, survived, nothing lost."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask
from flask.testing import FlaskClient

from bench.chaos.set_ups import on_one_machine
from bench.chaos.storm import Storm
from service.app import create_app
from service.current import EXTENSION
from service.jobs import claims, heartbeats, queue
from service.readiness import PATIENCE_SECONDS, Workers
from service.settings import Settings
from service.store import diagnoses, migrate, retention, runs, workers
from service.store.database import Database
from service.store.ids import new_id
from service.store.packing import pack_json
from service.store.tables import metadata
from tests.service.logs import DIVERGING, HEALTHY


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc")
def test_kill_9_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """The short form of `make chaos`."""
    assert on_one_machine(tmp_path, Storm(experiments=40, live_runs=3, every=2.0, longest=15.0)) == []


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}"))
    database = store_of(made)
    migrate.upgrade(database)
    yield made
    database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def store_of(app: Flask) -> Database:
    found: Database = app.extensions[EXTENSION].database
    return found


def test_a_full_disk_is_told_and_what_was_kept_stays(app: Flask, client: FlaskClient) -> None:
    before = client.post("/v1/diagnoses", data=DIVERGING).json["id"]
    database = store_of(app)

    def fill(connection: Any, _: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(database.engine, "connect", fill)
    database.close()
    big = b"".join(b"epoch %d loss %s\n" % (n, os.urandom(8).hex().encode()) for n in range(2_000)) + HEALTHY
    answer = client.post("/v1/diagnoses", data=big)
    assert (answer.status_code, answer.json["type"]) == (503, "/docs#unavailable"), answer.json
    assert int(answer.headers["Retry-After"]) > 0

    sa.event.remove(database.engine, "connect", fill)
    database.close()
    assert client.get(f"/v1/diagnoses/{before}").status_code == 200
    assert client.post("/v1/diagnoses", data=big).status_code == 200, "with room again, all is as before"
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_read_only_store_reads_and_refuses_to_write(app: Flask, client: FlaskClient) -> None:
    before = client.post("/v1/diagnoses", data=DIVERGING).json["id"]
    database = store_of(app)
    sa.event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    database.close()
    assert client.post("/v1/diagnoses", data=HEALTHY).status_code == 503
    assert client.post("/v1/runs", json={}, headers={"Idempotency-Key": "k"}).status_code == 503
    assert client.get(f"/v1/diagnoses/{before}").status_code == 200


def test_a_store_that_is_away_is_told_by_readiness_and_numbers_but_the_process_lives(tmp_path: Path) -> None:
    made = create_app(Settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"))
    client = made.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.post("/v1/diagnoses", data=DIVERGING).status_code == 503
    assert "trainhealth_store_up 0.0" in client.get("/metrics").text
    store_of(made).close()


def test_a_dead_queue_is_told_after_its_patience_and_a_quiet_one_never(database: Database) -> None:
    now = 0.0
    watched = Workers(database, lambda: now)
    assert not watched.are_gone(), "nobody was started and nothing waits"
    queue.submit(database, "t", "echo", {}, cost=1, seconds=1)
    assert not watched.are_gone(), "a worker may be starting"
    now += PATIENCE_SECONDS
    assert watched.are_gone()
    workers.beat(database, "w")
    assert not watched.are_gone()
    now += PATIENCE_SECONDS - 1
    workers.beat(database, "w")
    assert not watched.are_gone()
    now += PATIENCE_SECONDS
    assert watched.are_gone()


def test_a_clock_that_jumps_ends_no_job(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    job = queue.submit(database, "t", "echo", {}, cost=1, seconds=1)
    held = claims.claim(database, job)
    assert held is not None
    stalled = heartbeats.Stalled()
    assert stalled.among(heartbeats.running(database), 100.0) == {}
    for jump in (-1e9, 1e9):
        monkeypatch.setattr("time.time", lambda jump=jump: 1.8e9 + jump)
        claims.renew(database, held)
        assert stalled.among(heartbeats.running(database), 107.0) == {}
    assert claims.finish(database, held, "done", {})


def test_the_version_before_works_while_the_store_is_upgraded_and_after(database: Database) -> None:
    """Migrations only add: what the last version writes and reads is still there (one step, every table it knew)."""
    metadata.drop_all(database.engine)
    with database.writing() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
    old = sa.MetaData()
    old.reflect(database.engine)
    migrate.upgrade(database)
    row = {"id": new_id(), "tenant": "t", "kind": "echo", "queue": "quick", "status": "queued", "created": 0.0}
    row |= {"cost": 1.0, "seconds": 1.0, "attempt": 0, "heartbeat": 0, "cancel": False, "request_id": ""}
    row |= {"spec": pack_json({})}
    with database.writing() as connection:
        connection.execute(sa.insert(old.tables["jobs"]).values(row))
        for table in old.tables.values():
            connection.execute(sa.select(table))
    held = claims.claim(database, str(row["id"]))
    assert held and claims.finish(database, held, "done", {}), "the new version does the job that the old one queued"
    found = queue.get(database, "t", str(row["id"]))
    assert found is not None and found.deaths == 0
    with database.writing() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))


def test_the_clean_up_takes_a_batch_at_a_time_and_then_rests(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(3):
        diagnoses.put(database, "t", new_id(), {"verdict": "healthy", "headline": ""}, b"log")
    runs.create(database, "t", "young", {})
    keeper = retention.Housekeeper(database, retention.Ages())
    later = 200 * retention.DAY + time.time()
    left = []
    for clock in (0.0, 0.1, 0.2, 0.3, 1.0, retention.HOUR + 1):
        keeper.look(clock, later)
        left.append(len(diagnoses.page(database, "t", None, 10)))
    assert left[0] == 1 and left[-1] == 0
    assert keeper.due > retention.HOUR
