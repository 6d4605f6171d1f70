"""The clean-up: what is older than its time goes, in small transactions, so that nobody waits long."""

from dataclasses import dataclass

import sqlalchemy as sa

from service.store.database import Database
from service.store.tables import answers, diagnoses, jobs, runs

BATCH = 500


@dataclass(frozen=True)
class Ages:
    """Seconds that things are kept: uploads before their diagnoses, an Idempotency-Key's answer a day."""

    upload: float = 7 * 86400
    diagnosis: float = 90 * 86400
    run: float = 90 * 86400
    job: float = 90 * 86400
    answer: float = 86400


def clean(database: Database, ages: Ages, now: float) -> dict[str, int]:
    """Removes what is over its age; returns how many rows of each kind. now: seconds since 1970."""
    uploads = (diagnoses.c.created < now - ages.upload) & diagnoses.c.upload.is_not(None)
    return {
        "uploads": _in_batches(database, diagnoses, uploads, sa.update(diagnoses).values(upload=None)),
        "diagnoses": _in_batches(database, diagnoses, diagnoses.c.created < now - ages.diagnosis),
        "runs": _in_batches(database, runs, runs.c.updated < now - ages.run),
        "jobs": _in_batches(database, jobs, jobs.c.finished < now - ages.job),
        "answers": _answers(database, now - ages.answer),
    }


def _in_batches(
    database: Database, table: sa.Table, old: sa.ColumnElement[bool], act: sa.Update | sa.Delete | None = None
) -> int:
    action = sa.delete(table) if act is None else act
    total = 0
    while True:
        with database.writing() as connection:
            batch = connection.execute(sa.select(table.c.id).where(old).limit(BATCH)).scalars().all()
            connection.execute(action.where(table.c.id.in_(batch)))
        total += len(batch)
        if len(batch) < BATCH:
            return total


def _answers(database: Database, before: float) -> int:
    with database.writing() as connection:
        return connection.execute(sa.delete(answers).where(answers.c.created < before)).rowcount
