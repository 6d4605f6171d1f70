from pathlib import Path

from service.app import create_app
from service.current import EXTENSION
from service.jobs import queue
from service.settings import Settings
from service.store.migrate import upgrade


def test_streams_leave_threads_for_the_others(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}", threads=4))
    database = app.extensions[EXTENSION].database
    upgrade(database)
    job = queue.submit(database, "local", "experiment", {}, cost=1, seconds=1)
    client = app.test_client()
    open_streams = [client.get(f"/v1/experiments/{job}/events", buffered=False) for _ in range(3)]
    assert [stream.status_code for stream in open_streams] == [200, 200, 429]
    assert int(open_streams[2].headers["Retry-After"]) > 0
    open_streams[0].close()
    again = client.get(f"/v1/experiments/{job}/events", buffered=False)
    assert again.status_code == 200
    for stream in (*open_streams[1:], again):
        stream.close()
    database.close()
