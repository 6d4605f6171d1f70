import time

from service.jobs import queue
from service.store import answers, diagnoses, retention, runs
from service.store.database import Database
from service.store.ids import new_id

DAY = 86400.0


def test_everything_goes_when_its_time_is_over_and_not_before(database: Database) -> None:
    made = new_id()
    diagnoses.put(database, "t", made, {"verdict": "healthy", "headline": ""}, b"log")
    run = runs.create(database, "t", "mine", {})
    runs.append(database, "t", run.id, b"loss", None)
    job = queue.submit(database, "t", "echo", {}, 1, 1)
    queue.cancel(database, "t", job)
    waiting = queue.submit(database, "t", "echo", {}, 1, 1)
    answers.reserve(database, "t", "k", "digest")

    ages, now = retention.Ages(), time.time()
    assert set(retention.clean(database, ages, now + 0.5 * DAY).values()) == {0}
    after_week = retention.clean(database, ages, now + 8 * DAY)
    assert after_week == {"uploads": 1, "diagnoses": 0, "runs": 0, "jobs": 0, "answers": 1}
    kept = diagnoses.get(database, "t", made)
    assert kept is not None and kept.upload is None
    after_quarter = retention.clean(database, ages, now + 91 * DAY)
    assert after_quarter == {"uploads": 0, "diagnoses": 1, "runs": 1, "jobs": 1, "answers": 0}
    assert runs.log(database, run.id) == b""
    assert queue.get(database, "t", waiting) is not None, "what has not ended stays"


def test_more_than_one_batch_is_cleaned(database: Database) -> None:
    for _ in range(retention.BATCH + 3):
        queue.cancel(database, "t", queue.submit(database, "t", "echo", {}, 1, 1))
    assert retention.clean(database, retention.Ages(), time.time() + 91 * DAY)["jobs"] == retention.BATCH + 3
