"""Large uploads share a memory that is limited; small ones are answered whatever others hold."""

import gzip

import pytest
from flask.testing import FlaskClient
from flask_openapi import OpenAPI

from service.current import EXTENSION
from service.held import SMALL, Held
from tests.service.logs import DIVERGING

URL = "/v1/diagnoses"
LARGE = b"".join(b"epoch %d: loss = %.4f\n" % (epoch, 2 / epoch) for epoch in range(1, 1 + 2 * SMALL // 22))


@pytest.fixture
def held(app: OpenAPI, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Others hold all but what a body like LARGE needs."""
    found: Held = app.extensions[EXTENSION].held
    monkeypatch.setattr(found, "most", 4 * SMALL)
    monkeypatch.setattr(found, "total", 4 * SMALL - len(LARGE))
    return found


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "held"}, {"Content-Encoding": "gzip"}])
def test_a_large_body_is_refused_where_others_hold_too_much(
    client: FlaskClient, held: Held, headers: dict[str, str]
) -> None:
    body = gzip.compress(LARGE) if "Content-Encoding" in headers else LARGE
    held.total += 1
    before = held.total
    answer = client.post(URL, data=body, headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), answer.text
    assert held.total == before


def test_what_a_body_unpacks_to_is_held_too(client: FlaskClient, held: Held) -> None:
    before = held.total
    assert client.post(URL, data=gzip.compress(LARGE + b"\n")).status_code == 503
    assert held.total == before
    held.total -= len(LARGE)
    assert client.post(URL, data=gzip.compress(LARGE + b"\n")).status_code == 200
    assert held.total == before - len(LARGE)


def test_it_is_read_where_there_is_room_and_counted_no_longer_than_it_is_held(client: FlaskClient, held: Held) -> None:
    before = held.total
    for _ in range(3):
        assert client.post(URL, data=LARGE).status_code == 200
    assert held.total == before


def test_one_that_is_alone_is_read_whatever_its_size(client: FlaskClient, held: Held) -> None:
    held.most, held.total = 1, 0
    assert client.post(URL, data=LARGE).status_code == 200
    assert held.total == 0


def test_small_ones_are_answered_whatever_others_hold(client: FlaskClient, held: Held) -> None:
    held.total = 100 * held.most
    assert client.post(URL, data=DIVERGING).status_code == 200
    assert client.post(URL, data=gzip.compress(DIVERGING), headers={"Content-Encoding": "gzip"}).status_code == 200


def test_the_log_of_a_live_run_is_held_too(client: FlaskClient, held: Held) -> None:
    run = client.post("/v1/runs", json={}).json["links"]
    assert client.post(run["log"], data=LARGE).status_code == 200
    assert client.get(run["diagnosis"]).status_code == 200
    held.total += 1
    assert client.get(run["diagnosis"]).status_code == 503
