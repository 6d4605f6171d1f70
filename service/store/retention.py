"""The clean-up: what is older than its time goes, in small transactions, so that nobody waits long."""

from dataclasses import dataclass
from typing import Self

import sqlalchemy as sa

from service.settings import Settings
from service.store.database import Database
from service.store.tables import answers, diagnoses, jobs, runs

BATCH = 500
HOUR = 3600.0
DAY = 86400.0


@dataclass(frozen=True)
class Ages:
    """Seconds that things are kept: uploads before their diagnoses, an Idempotency-Key's answer a day."""

    upload: float = 7 * DAY
    diagnosis: float = 90 * DAY
    run: float = 90 * DAY
    job: float = 90 * DAY
    answer: float = DAY

    @classmethod
    def of(cls, settings: Settings) -> Self:
        days = (settings.upload_days, settings.diagnosis_days, settings.run_days, settings.job_days)
        return cls(*(DAY * each for each in days))


class Housekeeper:
    """Cleans every hour, a batch at a time, so that whoever calls it often is never held up."""

    def __init__(self, database: Database, ages: Ages) -> None:
        self.database, self.ages = database, ages
        self.due = 0.0

    def look(self, clock: float, now: float) -> None:
        """clock: seconds of a monotonic clock · now: seconds since 1970."""
        if clock >= self.due:
            more = max(sweep(self.database, self.ages, now).values()) >= BATCH
            self.due = clock if more else clock + HOUR


def clean(database: Database, ages: Ages, now: float) -> dict[str, int]:
    """Removes all that is over its age; returns how many rows of each kind. now: seconds since 1970."""
    total = swept = sweep(database, ages, now)
    while max(swept.values()) >= BATCH:
        swept = sweep(database, ages, now)
        total = {kind: count + swept[kind] for kind, count in total.items()}
    return total


def sweep(database: Database, ages: Ages, now: float) -> dict[str, int]:
    """Removes at most BATCH rows of each kind."""
    uploads = (diagnoses.c.created < now - ages.upload) & diagnoses.c.upload.is_not(None)
    return {
        "uploads": _batch(database, diagnoses, uploads, sa.update(diagnoses).values(upload=None)),
        "diagnoses": _batch(database, diagnoses, diagnoses.c.created < now - ages.diagnosis),
        "runs": _batch(database, runs, runs.c.updated < now - ages.run),
        "jobs": _batch(database, jobs, jobs.c.finished < now - ages.job),
        "answers": _answers(database, now - ages.answer),
    }


def _batch(
    database: Database, table: sa.Table, old: sa.ColumnElement[bool], act: sa.Update | sa.Delete | None = None
) -> int:
    action = sa.delete(table) if act is None else act
    with database.reading() as connection:
        batch = connection.execute(sa.select(table.c.id).where(old).limit(BATCH)).scalars().all()
    if batch:
        with database.writing() as connection:
            connection.execute(action.where(table.c.id.in_(batch)))
    return len(batch)


def _answers(database: Database, before: float) -> int:
    """They have no id of their own, and are small: all at once."""
    with database.writing() as connection:
        return connection.execute(sa.delete(answers).where(answers.c.created < before)).rowcount
