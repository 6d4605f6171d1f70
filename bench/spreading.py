"""What a second worker brings to one experiment: python -m bench.spreading [--rounds 2]

Workers are processes of `python -m service worker`, each held to a processor of its own (Linux), beside one SQLite
file. The same experiment, whose trainings are the same in either case, is done by one worker and by two, taking turns.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.jobs import queue
from service.store import migrate, workers
from service.store.database import Database

SPEC: dict[str, Any] = {
    "model": {"layers": [{"type": "dense", "units": 64, "activation": "relu"}] * 2 + [{"type": "dense", "units": 10}]},
    "data": {"dataset": "digits", "scale": "standard"},
    "training": {"optimizer": {"name": "adam", "learning_rate": 0.1}, "batch_size": 32, "epochs": 10},
    "ask": ["replay", "range", "remedies"],
    "budget": {"seconds": 300},
}
SPEC["training"]["loss"] = {"name": "sparse_categorical_crossentropy", "from_logits": True}


@contextlib.contextmanager
def working(url: str, count: int) -> Iterator[None]:
    """So many workers, each on its own processor, that say that they live."""
    command = [sys.executable, "-m", "service", "worker"]
    settings = os.environ | {"DATABASE_URL": url, "JOB_SLOTS": "2"}
    started = []
    for number in range(count):
        held = lambda number=number: os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[number]})  # noqa: E731
        started.append(subprocess.Popen(command, env=settings, stderr=subprocess.DEVNULL, preexec_fn=held))
    database = Database(url)
    while len(workers.beats(database)) < count:
        time.sleep(0.1)
    database.close()
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def measured(url: str, count: int) -> float:
    """Seconds from the question to the answer."""
    database = Database(url)
    with working(url, count):
        began = time.monotonic()
        id = queue.submit(database, "local", "experiment", SPEC, cost=10, seconds=400)
        while (job := queue.get(database, None, id)) is not None and job.status not in queue.FINISHED:
            time.sleep(0.05)
        took = time.monotonic() - began
    database.close()
    if job is None or job.status != "done" or not job.result["answer"]["complete"]:
        raise SystemExit(f"not done: {job and job.error}")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'store.db'}"
        migrate.opened(url).close()
        times: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(options.rounds):
            for count, found in times.items():
                found.append(measured(url, count))
                print(f"{count} worker{'s' * (count > 1)}: {found[-1]:.1f} s", flush=True)
    one, two = (statistics.median(found) for found in times.values())
    print(f"median {one:.1f} s and {two:.1f} s: {one / two:.2f} times as fast")


if __name__ == "__main__":
    main()
