"""What holds a thread for long leaves threads for the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.current import EXTENSION
from service.jobs import queue
from service.settings import Settings
from service.store.migrate import upgrade
from tests.service.operation.served import QUICK_SPEC


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """Of a service with four threads and no workers."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}", threads=4))
    database = app.extensions[EXTENSION].database
    upgrade(database)
    yield app.test_client()
    database.close()


@pytest.fixture
def job(client: FlaskClient) -> str:
    return queue.submit(client.application.extensions[EXTENSION].database, "local", "experiment", {}, cost=1, seconds=1)


def test_streams_leave_threads_for_the_others(client: FlaskClient, job: str) -> None:
    open_streams = [client.get(f"/v1/experiments/{job}/events", buffered=False) for _ in range(3)]
    assert [stream.status_code for stream in open_streams] == [200, 200, 429]
    assert int(open_streams[2].headers["Retry-After"]) > 0
    open_streams[0].close()
    again = client.get(f"/v1/experiments/{job}/events", buffered=False)
    assert again.status_code == 200
    for stream in (*open_streams[1:], again):
        stream.close()


def test_nobody_waits_for_a_job_where_too_many_wait(
    client: FlaskClient, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("service.experiment_waiting.STOPPING.wait", lambda seconds: waited.append(seconds) or True)
    asked = {"json": QUICK_SPEC, "headers": {"Prefer": "wait=60"}}
    streams = [client.get(f"/v1/experiments/{job}/events", buffered=False) for _ in range(2)]
    assert client.post("/v1/experiments", **asked).status_code == 202
    assert not waited
    for stream in streams:
        stream.close()
    assert client.post("/v1/experiments", **asked).status_code == 202
    assert waited
