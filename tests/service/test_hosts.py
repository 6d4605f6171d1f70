"""A page of another site cannot read, through the browser of this machine, what no key protects."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.current import EXTENSION
from service.settings import Settings


def status(client: FlaskClient, host: str) -> int:
    return client.get("/healthz", headers={"Host": host}).status_code


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(client: FlaskClient, host: str) -> None:
    assert status(client, host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.nip.io", "[x", ":8000"]
)
def test_names_that_others_let_point_here_are_not(client: FlaskClient, host: str) -> None:
    answer = client.get("/v1/diagnoses", headers={"Host": host})
    assert answer.status_code == 421
    assert "PUBLIC_URL" in answer.json["hint"]


@pytest.mark.parametrize(
    "settings", [{"public_url": "https://evil.example"}, {"host": "0.0.0.0"}, {"host": "0.0.0.0", "keys": "off"}]
)
def test_who_gives_the_service_a_name_or_opens_it_is_asked_by_any(tmp_path: Path, settings: dict[str, str]) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}", **settings))  # type: ignore[arg-type]
    assert status(app.test_client(), "evil.example") == 200
    app.extensions[EXTENSION].database.close()
