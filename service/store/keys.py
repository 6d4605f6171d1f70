"""API keys: "th_<id>_<secret>". The store holds a SHA-256 of the secret; the key is shown once, when it is made.

SHA-256 without stretching is right here: the secret is 256 random bits, which nobody guesses at any speed.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa

from service.store.database import Database
from service.store.ids import new_id
from service.store.tables import keys

PREFIX = "th"
SCOPES = ("read", "write")


@dataclass(frozen=True)
class Key:
    id: str
    tenant: str
    scopes: tuple[str, ...]
    created: float
    expires: float | None


def create(database: Database, tenant: str, scopes: tuple[str, ...] = SCOPES, expires: float | None = None) -> str:
    """A new key of a tenant, as its holder sends it. expires: seconds since 1970, None for never."""
    id, secret = new_id(), secrets.token_hex(32)
    row = {
        "id": id,
        "tenant": tenant,
        "hash": _hash(secret),
        "scopes": " ".join(scopes),
        "created": time.time(),
        "expires": expires,
    }
    with database.writing() as connection:
        connection.execute(sa.insert(keys).values(row))
    return f"{PREFIX}_{id}_{secret}"


def find(database: Database, sent: str) -> Key | None:
    """Whose key that is; None for one that is unknown, wrong or expired."""
    prefix, _, rest = sent.partition("_")
    id, _, secret = rest.partition("_")
    with database.reading() as connection:
        row = connection.execute(sa.select(keys).where(keys.c.id == id)).first()
    if prefix != PREFIX or row is None or not hmac.compare_digest(row.hash, _hash(secret)):
        return None
    if row.expires is not None and row.expires <= time.time():
        return None
    return Key(row.id, row.tenant, tuple(row.scopes.split()), row.created, row.expires)


def listing(database: Database) -> list[Key]:
    with database.reading() as connection:
        rows = connection.execute(sa.select(keys).order_by(keys.c.id))
        return [Key(row.id, row.tenant, tuple(row.scopes.split()), row.created, row.expires) for row in rows]


def rotate(database: Database, id: str, overlap: float) -> str | None:
    """A new key with the old one's rights; the old one works for `overlap` seconds more. None: no such key."""
    with database.writing() as connection:
        row = connection.execute(sa.select(keys).where(keys.c.id == id)).first()
        if row is None:
            return None
        connection.execute(sa.update(keys).where(keys.c.id == id).values(expires=time.time() + overlap))
    return create(database, row.tenant, tuple(row.scopes.split()))


def revoke(database: Database, id: str) -> bool:
    with database.writing() as connection:
        return connection.execute(sa.delete(keys).where(keys.c.id == id)).rowcount == 1


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
