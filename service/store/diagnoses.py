"""Diagnoses: the answer as it was given, and for a set time what was posted."""

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.store.database import Database
from service.store.packing import pack, pack_json, unpack, unpack_json
from service.store.tables import diagnoses


@dataclass(frozen=True)
class Kept:
    """answer: the JSON value that was answered · upload: the posted bytes, None once their time is over."""

    id: str
    answer: Any
    upload: bytes | None


def put(database: Database, tenant: str, id: str, answer: Any, upload: bytes) -> None:
    """Keeps a diagnosis under an id that `ids.new_id` made."""
    row = {
        "id": id,
        "tenant": tenant,
        "created": time.time(),
        "verdict": answer["verdict"],
        "headline": answer["headline"],
        "answer": pack_json(answer),
        "upload": pack(upload),
    }
    database.insert(diagnoses, row)


def get(database: Database, tenant: str, id: str) -> Kept | None:
    wanted = sa.select(diagnoses.c.answer, diagnoses.c.upload).where(diagnoses.c.id == id, diagnoses.c.tenant == tenant)
    with database.reading() as connection:
        row = connection.execute(wanted).first()
    return None if row is None else Kept(id, unpack_json(row.answer), row.upload and unpack(row.upload))


def page(database: Database, tenant: str, before: str | None, size: int) -> list[dict[str, Any]]:
    """The newest first: id, created, verdict, headline of at most `size` diagnoses older than the id `before`."""
    wanted = sa.select(diagnoses.c.id, diagnoses.c.created, diagnoses.c.verdict, diagnoses.c.headline)
    wanted = wanted.where(diagnoses.c.tenant == tenant).order_by(diagnoses.c.id.desc()).limit(size)
    if before is not None:
        wanted = wanted.where(diagnoses.c.id < before)
    with database.reading() as connection:
        return [{str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()]
