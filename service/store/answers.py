"""Answers kept by Idempotency-Key: a request that is repeated gets the first one's answer and does nothing.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

As with jobs, the lease of whoever answers is a counter that it keeps moving, and never a time; only who holds the
reservation writes the answer.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from service.store.database import Database
from service.store.ids import new_id
from service.store.packing import pack, unpack
from service.store.tables import answers

ABANDONED_SECONDS = 300  # after which a reservation counts for nothing whose holder cannot be told


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Held:
    """The right to answer the first request with a key."""

    tenant: str
    key: str
    holder: str


@dataclass(frozen=True)
class Running:
    """The first request is being answered: by whom, and how far its heart has come. holder: None where nobody knows"""

    holder: str | None
    beat: int


Reserved = Held | Running | Answer | Literal["other"]


def reserve(database: Database, tenant: str, key: str, request: str) -> Reserved:
    """Held: answer it, then `keep` · "other": the key was used for another request · else what became of the first.

    request: a digest of all that makes the request
    """
    now = time.time()
    held = Held(tenant, key, new_id())
    with database.writing() as connection:
        mine = _row(tenant, key)
        connection.execute(
            sa.delete(answers).where(mine, answers.c.status.is_(None), answers.c.created < now - ABANDONED_SECONDS)
        )
        row = connection.execute(sa.select(answers).where(mine)).first()
        if row is None:
            first = sa.insert(answers).values(vars(held) | {"request": request, "created": now, "beat": 0})
            try:
                with connection.begin_nested():
                    connection.execute(first)
            except sa.exc.IntegrityError:  # PostgreSQL: another request was faster
                return Running(None, 0)
            return held
    if row.request != request:
        return "other"
    return Running(row.holder, row.beat) if row.status is None else Answer(row.status, row.headers, unpack(row.body))


def take_over(database: Database, tenant: str, key: str, seen: Running) -> Held | None:
    """The right of a holder that was seen to stand still; None where it moved."""
    held = Held(tenant, key, new_id())
    still = answers.c.status.is_(None) & (answers.c.holder == seen.holder) & (answers.c.beat == seen.beat)
    taken = sa.update(answers).where(_row(tenant, key), still).values(holder=held.holder, created=time.time())
    with database.writing() as connection:
        return held if connection.execute(taken).rowcount == 1 else None


def beat(database: Database, all_held: Iterable[Held]) -> None:
    """Says that whoever holds these lives."""
    with database.writing() as connection:
        for held in all_held:
            connection.execute(sa.update(answers).where(_own(held)).values(beat=answers.c.beat + 1))


def keep(database: Database, held: Held, answer: Answer) -> None:
    values = {"status": answer.status, "headers": answer.headers, "body": pack(answer.body)}
    with database.writing() as connection:
        connection.execute(sa.update(answers).where(_own(held)).values(values))


def forget(database: Database, held: Held) -> None:
    """Frees the key: the request failed by a fault of ours and may be tried again."""
    with database.writing() as connection:
        connection.execute(sa.delete(answers).where(_own(held)))


def _row(tenant: str, key: str) -> sa.ColumnElement[bool]:
    return (answers.c.tenant == tenant) & (answers.c.key == key)


def _own(held: Held) -> sa.ColumnElement[bool]:
    return _row(held.tenant, held.key) & (answers.c.holder == held.holder)
