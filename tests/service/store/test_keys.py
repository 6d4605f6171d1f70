import time

import sqlalchemy as sa

from service.store import keys
from service.store.database import Database
from service.store.tables import keys as table


def test_a_key_names_its_tenant_and_the_store_does_not_know_it(database: Database) -> None:
    sent = keys.create(database, "t", ("read",))
    found = keys.find(database, sent)
    assert found is not None and (found.tenant, found.scopes) == ("t", ("read",))
    with database.reading() as connection:
        assert sent.rsplit("_", 1)[1] not in str(connection.execute(sa.select(table)).all())


def test_a_wrong_unknown_or_expired_key_is_nobodys(database: Database) -> None:
    sent = keys.create(database, "t")
    expired = keys.create(database, "t", expires=time.time() - 1)
    for wrong in (
        sent[:-1] + ("0" if sent[-1] != "0" else "1"),
        "th_x_y",
        "",
        "th",
        sent.replace("th_", "xx_"),
        expired,
    ):
        assert keys.find(database, wrong) is None


def test_rotating_gives_a_new_key_and_the_old_one_runs_out(database: Database) -> None:
    old = keys.create(database, "t", ("read",))
    id_of_old = old.split("_")[1]
    new = keys.rotate(database, id_of_old, overlap=60)
    assert new is not None and keys.find(database, new) is not None and keys.find(database, old) is not None
    keys.rotate(database, id_of_old, overlap=-1)
    assert keys.find(database, old) is None
    assert keys.rotate(database, "none", overlap=0) is None


def test_a_revoked_key_is_gone(database: Database) -> None:
    sent = keys.create(database, "t")
    assert keys.revoke(database, sent.split("_")[1])
    assert keys.find(database, sent) is None
    assert keys.listing(database) == []
