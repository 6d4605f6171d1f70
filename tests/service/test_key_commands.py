from pathlib import Path

import pytest

from service.cli import main
from service.store import keys
from service.store.database import Database


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return Database(url)


def test_a_key_is_made_shown_once_rotated_and_revoked(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "team-a", "--scope", "read"]) == 0
    made = capsys.readouterr().out.strip()
    found = keys.find(database, made)
    assert found is not None and (found.tenant, found.scopes) == ("team-a", ("read",))

    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert found.id in listed and "team-a  read" in listed and made.split("_")[2] not in listed

    assert main(["keys", "rotate", found.id, "--overlap", "0"]) == 0
    rotated = capsys.readouterr().out.strip()
    assert keys.find(database, made) is None
    assert main(["keys", "revoke", rotated.split("_")[1]]) == 0
    assert keys.find(database, rotated) is None
    database.close()


def test_a_key_that_is_not_there_is_told(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "revoke", "x"]) == 2
    assert "There is no key x" in capsys.readouterr().err
    database.close()
