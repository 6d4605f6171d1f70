"""Answers kept by Idempotency-Key: a request that is repeated gets the first one's answer and does nothing.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import time
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from service.store.database import Database
from service.store.packing import pack, unpack
from service.store.tables import answers

ABANDONED_SECONDS = 300  # a first request that has had no answer for so long died on the way


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Reserved = Answer | Literal["first", "running", "other"]


def reserve(database: Database, tenant: str, key: str, request: str) -> Reserved:
    """ "first": answer it, then `keep` · "running": the first is being answered · "other": the key was used for another
    request · else the kept answer. request: a digest of all that makes the request."""
    now = time.time()
    with database.writing() as connection:
        mine = (answers.c.tenant == tenant) & (answers.c.key == key)
        connection.execute(
            sa.delete(answers).where(mine, answers.c.status.is_(None), answers.c.created < now - ABANDONED_SECONDS)
        )
        row = connection.execute(sa.select(answers).where(mine)).first()
        if row is None:
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(answers).values(tenant=tenant, key=key, request=request, created=now))
            except sa.exc.IntegrityError:  # PostgreSQL: another request was faster
                return "running"
            return "first"
    if row.request != request:
        return "other"
    return "running" if row.status is None else Answer(row.status, row.headers, unpack(row.body))


def keep(database: Database, tenant: str, key: str, answer: Answer) -> None:
    mine = (answers.c.tenant == tenant) & (answers.c.key == key)
    values = {"status": answer.status, "headers": answer.headers, "body": pack(answer.body)}
    with database.writing() as connection:
        connection.execute(sa.update(answers).where(mine).values(values))


def forget(database: Database, tenant: str, key: str) -> None:
    """Frees the key: the request failed by a fault of ours and may be tried again."""
    with database.writing() as connection:
        connection.execute(sa.delete(answers).where(answers.c.tenant == tenant, answers.c.key == key))
