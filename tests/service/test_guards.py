"""Keys, rates, idempotency and request ids, over every endpoint that there is."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import SECURE as HEADERS
from service.app import create_app
from service.current import EXTENSION, Parts
from service.idempotency import Reservations
from service.jobs.heartbeats import LEASE_SECONDS
from service.settings import Settings
from service.store import answers, keys
from service.store.migrate import upgrade
from service.tenancy import OPEN, OPEN_BELOW
from tests.service.logs import DIVERGING

SPEC = {"model": {"layers": [{"type": "dense", "units": 1}]}, "data": {"x": [[1.0], [2.0]], "y": [1.0, 2.0]}}
OURS, THEIRS = "ours", "theirs"
SECURE = set(HEADERS)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store = tmp_path_factory.mktemp("guards") / "service.db"
    made = create_app(Settings(database_url=f"sqlite:///{store}", keys="on"))
    upgrade(parts(made).database)
    yield made
    parts(made).database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def parts(app: Flask) -> Parts:
    found: Parts = app.extensions[EXTENSION]
    return found


def bearer(app: Flask, tenant: str = OURS, scopes: tuple[str, ...] = keys.SCOPES) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys.create(parts(app).database, tenant, scopes)}"}


MAKE: dict[str, Callable[[FlaskClient, dict[str, str]], Any]] = {
    "/v1/diagnoses": lambda client, headers: client.post("/v1/diagnoses", data=DIVERGING, headers=headers),
    "/v1/experiments": lambda client, headers: client.post("/v1/experiments", json=SPEC, headers=headers),
    "/v1/runs": lambda client, headers: client.post("/v1/runs", json={}, headers=headers),
}
"""How a tenant gets a resource of each collection."""


def guarded(app: Flask) -> list[tuple[str, str]]:
    """(method, route) of everything that is not open to all."""
    routes = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return [(method, route) for method, route in routes if route not in OPEN and not route.startswith(OPEN_BELOW)]


def test_every_endpoint_asks_for_a_key(app: Flask, client: FlaskClient) -> None:
    for (method, route), headers in itertools.product(guarded(app), ({}, {"Authorization": "Bearer th_x_y"})):
        answer = client.open(route.replace("<id>", "x"), method=method, headers=headers)
        assert answer.status_code == 401, f"{method} {route} answers without a key"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_one_tenant_made_is_not_there_for_another_one(app: Flask, client: FlaskClient) -> None:
    mine, other = bearer(app, OURS), bearer(app, THEIRS)
    made = {collection: make(client, mine).json["id"] for collection, make in MAKE.items()}
    for method, route in guarded(app):
        if "<id>" not in route:
            continue
        collection = route.split("/<")[0]
        assert collection in made, f"say in MAKE how a resource of {collection} is made, so that {route} is covered"
        url = route.replace("<id>", made[collection])
        theirs = client.open(url, method=method, headers=other, data=b"epoch 1 loss 2\n")
        nobodys = client.open(route.replace("<id>", "0" * 26), method=method, headers=other, data=b"epoch 1 loss 2\n")
        assert theirs.status_code == nobodys.status_code == 404, (
            f"{method} {route} tells another tenant that it is there"
        )
    for collection in made:
        listed = client.get(collection, headers=other)
        assert made[collection] not in listed.text


def test_who_has_the_answer_to_a_get_already_is_told_so(app: Flask, client: FlaskClient) -> None:
    mine = bearer(app)
    made = {collection: make(client, mine).json["id"] for collection, make in MAKE.items()}
    changing = ("/metrics", "/v1/experiments/<id>/events", "/v1/runs/<id>/")  # numbers, a stream, a run without a curve
    for method, route in guarded(app):
        if method != "GET" or route.startswith(changing):
            continue
        url = route.replace("<id>", made.get(route.split("/<")[0], "")).replace("<code>", "overfitting")
        first = client.get(url.replace("<action>", "stop_earlier"), headers=mine)
        assert first.status_code == 200, url
        again = client.get(first.request.path, headers=mine | {"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), url
        other = client.get(first.request.path, headers=mine | {"If-None-Match": '"other"'})
        assert (other.status_code, other.data) == (200, first.data), url


def test_every_answer_is_guarded_in_the_browser_and_shared_with_no_other_site(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            answer = client.open(rule.rule, method=method, headers={"Origin": "https://elsewhere.example"})
            assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], rule
            assert set(answer.headers) >= SECURE, f"{method} {rule.rule}"


def test_a_key_that_may_only_read_cannot_post(app: Flask, client: FlaskClient) -> None:
    reader = bearer(app, scopes=("read",))
    assert client.post("/v1/diagnoses", data=DIVERGING, headers=reader).status_code == 403
    assert client.get("/v1/runs", headers=reader).status_code == 200


def test_keys_are_asked_for_everywhere_but_on_loopback() -> None:
    assert not Settings().asks_for_keys
    assert Settings(host="0.0.0.0").asks_for_keys
    assert not Settings(host="0.0.0.0", keys="off").asks_for_keys
    assert Settings(keys="on").asks_for_keys


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Flask]:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'limited.db'}", posts_a_minute=3, posts_a_day=1000))
    upgrade(parts(made).database)
    yield made
    parts(made).database.close()


def test_too_many_posts_are_refused_until_the_window_is_over(limited: Flask) -> None:
    client = limited.test_client()
    answers = [client.post("/v1/diagnoses", data=DIVERGING) for _ in range(5)]
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(429) >= 1 and statuses[:3] == [200] * 3
    refused = answers[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["RateLimit"].startswith('"posts";r=0;t=')
    assert answers[0].headers["RateLimit-Policy"] == '"posts";q=3;w=60'
    assert client.get("/v1/findings").status_code == 200, "reading is not counted"


def test_a_repeated_request_gets_the_first_answer_and_does_nothing(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app, "idempotent") | {"Idempotency-Key": "5f1c"}
    first = client.post("/v1/runs", json={"name": "a"}, headers=headers)
    again = client.post("/v1/runs", json={"name": "a"}, headers=headers)
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert len(client.get("/v1/runs", headers=headers).json["runs"]) == 1


def test_a_key_for_two_different_requests_is_a_conflict(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app) | {"Idempotency-Key": "77aa"}
    assert client.post("/v1/diagnoses", data=DIVERGING, headers=headers).status_code == 200
    assert client.post("/v1/diagnoses", data=DIVERGING + b"\n", headers=headers).status_code == 409
    assert (
        client.post(
            "/v1/diagnoses", data=DIVERGING, headers=bearer(app, THEIRS) | {"Idempotency-Key": "77aa"}
        ).status_code
        == 200
    )
    assert (
        client.post("/v1/diagnoses", data=DIVERGING, headers=bearer(app) | {"Idempotency-Key": "x" * 256}).status_code
        == 400
    )


def test_the_key_of_a_process_that_died_is_free_after_its_lease(app: Flask) -> None:
    now = 0.0
    dead, ours = Reservations(parts(app).database), Reservations(parts(app).database)
    ours.clock = lambda: now
    left = dead.reserve("t", "left", "digest")
    assert isinstance(left, answers.Held)
    assert isinstance(ours.reserve("t", "left", "digest"), answers.Running)
    now += LEASE_SECONDS - 1
    answers.beat(parts(app).database, [left])
    assert isinstance(ours.reserve("t", "left", "digest"), answers.Running), "its heart beats"
    now += LEASE_SECONDS - 1
    assert isinstance(ours.reserve("t", "left", "digest"), answers.Running)
    now += 1
    assert isinstance(ours.reserve("t", "left", "digest"), answers.Held)


def test_a_request_has_an_id_and_only_a_harmless_one_is_taken_over(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    for bad in ("x" * 65, "a b", "<script>"):
        assert client.get("/healthz", headers={"X-Request-ID": bad}).headers["X-Request-ID"] != bad


def test_the_numbers_tell_requests_formats_findings_and_jobs(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app)
    client.post("/v1/diagnoses", data=DIVERGING, headers=headers)
    numbers = client.get("/metrics", headers=headers).text
    assert 'trainhealth_requests_total{method="POST",route="/v1/diagnoses",status="200"}' in numbers
    assert 'trainhealth_findings_total{code="diverging",severity="critical"}' in numbers
    assert "# TYPE trainhealth_jobs gauge" in numbers
    assert 'trainhealth_jobs_waiting_seconds{queue="slow"} 0.0' in numbers
