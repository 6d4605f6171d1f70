"""Experiments through the whole service: a real web server, a real worker, a real store."""

import base64
import io
import json
import time
import urllib.request
from typing import Any

import numpy as np
import polars as pl
import pytest
from flask.testing import FlaskClient

from service import parquet as parquet_files
from service.schemas.experiment import ExperimentAnswer

URL = "/v1/experiments"
X = [float(n) for n in range(1, 21)]
LINE = {
    "model": {"layers": [{"type": "dense", "units": 1}]},
    "data": {"x": [[x] for x in X], "y": [x / 2 for x in X]},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.01}, "loss": "mse", "batch_size": None, "epochs": 100},
    "budget": {"seconds": 10},
}


def send(url: str, body: Any = None, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} | headers, method=method)
    with urllib.request.urlopen(request, timeout=90) as response:
        return response.status, dict(response.headers), response.read()


@pytest.fixture(scope="module")
def done(address: str) -> dict[str, Any]:
    status, _, body = send(address + URL, LINE, "POST", Prefer="wait=60")
    assert status == 200
    ExperimentAnswer.model_validate_json(body)
    return dict(json.loads(body))


@pytest.mark.timeout(150)
def test_a_diverging_line_is_replayed_measured_and_repaired(done: dict[str, Any]) -> None:
    result = done["result"]
    assert done["status"] == "done"
    assert result["replay"]["run"]["verdict"] == "critical"
    assert result["stability"]["learning_rate_limit"] == pytest.approx(0.0069315, rel=1e-4)
    assert result["range"]["largest_stable"] < 0.0069315
    helped = {trial["action"] for trial in result["remedies"] if trial["helped"]}
    assert {"lower_learning_rate", "scale_inputs"} <= helped
    assert result["best"]["after"] < 1e-2
    assert "keras" in result["best"]["code"]


@pytest.mark.timeout(150)
def test_suggestions_that_were_tried_say_what_was_measured(done: dict[str, Any]) -> None:
    trials = {trial["action"]: trial for trial in done["result"]["remedies"]}
    verified = {each["action"]: each for each in done["result"]["replay"]["run"]["suggestions"] if each["verified"]}
    assert verified
    for action, suggestion in verified.items():
        assert suggestion["verified"]["experiment"] == done["links"]["self"]
        for measured in ("after", "gain", "interval"):
            assert suggestion["verified"][measured] == trials[action][measured]
        assert suggestion["patch"] == trials[action]["patch"]


@pytest.mark.timeout(150)
def test_it_is_answered_as_markdown_and_pictures_too(address: str, done: dict[str, Any]) -> None:
    for media, start in (("text/markdown", b"## "), ("image/svg+xml", b"<svg"), ("image/png", b"\x89PNG")):
        status, headers, body = send(address + done["links"]["self"], Accept=media)
        assert (status, headers["Content-Type"].split(";")[0]) == (200, media)
        assert body.startswith(start)


@pytest.mark.timeout(150)
def test_it_can_be_followed_to_its_end_as_events(address: str, done: dict[str, Any]) -> None:
    _, headers, body = send(address + done["links"]["events"])
    assert headers["Content-Type"].startswith("text/event-stream")
    assert b"event: done\ndata: {" in body


@pytest.mark.timeout(150)
def test_without_waiting_it_is_accepted_and_can_be_cancelled(address: str) -> None:
    long = LINE | {"training": LINE["training"] | {"epochs": 100_000}, "budget": {"seconds": 60}}  # type: ignore[operator]
    status, headers, body = send(address + URL, long, "POST")
    assert status == 202
    assert headers["Location"] == json.loads(body)["links"]["self"]
    own = address + headers["Location"]
    send(own, method="DELETE")
    deadline = time.monotonic() + 20
    while (answer := json.loads(send(own)[2]))["status"] != "cancelled" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert answer["status"] == "cancelled"


@pytest.mark.parametrize(
    ("spec", "at"),
    [
        ({"model": {}}, ""),
        ({"model": {"layers": [{"type": "dense", "units": -1}]}}, "/model/layers/0/units"),
        (LINE | {"data": {"dataset": "/etc/passwd"}}, "/data/dataset"),
        (
            LINE | {"training": {"optimizer": {"name": "sgd", "learning_rate": "fast"}}},
            "/training/optimizer/learning_rate",
        ),
        ({"model": {"layers": [{"type": "dense", "units": 100_000_000}]}, "data": {"dataset": "iris"}}, "/model"),
    ],
)
def test_a_spec_that_cannot_be_trained_is_told_where_and_why(client: FlaskClient, spec: Any, at: str) -> None:
    answer = client.post(URL, json=spec)
    assert answer.status_code == 422, answer.text
    assert answer.json["detail"]
    assert not at or answer.json["errors"][0]["at"] == at


CHECKED = {"model": {"layers": [{"type": "dense", "units": 1}]}, "training": {"loss": "mse"}, "ask": ["checks"]}


def npz() -> bytes:
    held = io.BytesIO()
    np.savez(held, x=np.arange(40.0).reshape(20, 2), y=np.arange(20.0) / 3)
    return held.getvalue()


def parquet() -> bytes:
    held = io.BytesIO()
    pl.DataFrame({"a": [float(n) for n in range(20)], "y": [n / 3 for n in range(20)]}).write_parquet(held)
    return held.getvalue()


TABLES = {
    "csv": b"a,y\n" + b"\n".join(b"%d,%d.5" % (n, n * n) for n in range(20)),
    "npz": npz(),
    "parquet": parquet(),
}


@pytest.mark.parametrize("form", TABLES)
def test_data_may_come_as_a_file_beside_the_spec(client: FlaskClient, form: str) -> None:
    parts = {"spec": json.dumps(CHECKED), "target": "y", "data": (io.BytesIO(TABLES[form]), f"table.{form}")}
    answer = client.post(URL, data=parts, content_type="multipart/form-data")
    assert answer.status_code == 202, answer.text
    assert answer.json["estimate"]["parameters"] == (3 if form == "npz" else 2)


@pytest.mark.parametrize("fate", ["import os; os.abort()", "import time; time.sleep(60)"])
def test_a_parquet_file_that_ends_its_reader_ends_no_service(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, fate: str
) -> None:
    monkeypatch.setattr(parquet_files, "READ", fate)
    monkeypatch.setattr(parquet_files, "SECONDS", 0.5)
    answer = client.post(URL, json=CHECKED | {"data": {"parquet": base64.b64encode(parquet()).decode()}})
    assert (answer.status_code, answer.json["errors"][0]["at"]) == (422, "/data")
    assert "damaged" in answer.json["detail"]


def test_the_spec_may_be_a_file_too(client: FlaskClient) -> None:
    parts = {"spec": (io.BytesIO(json.dumps(CHECKED).encode()), "spec.json")}
    assert client.post(URL, data=parts, content_type="multipart/form-data").status_code == 202


@pytest.mark.parametrize("parts", [{"target": "y"}, {"spec": "{"}, {"spec": "[]"}])
def test_a_form_without_a_spec_is_told_what_it_lacks(client: FlaskClient, parts: dict[str, str]) -> None:
    answer = client.post(URL, data=parts, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "spec" in answer.json["detail"]


def test_what_is_no_json_is_told_so(client: FlaskClient) -> None:
    assert client.post(URL, data=b"{").status_code == 400


def test_a_budget_of_anything_but_seconds_is_refused(client: FlaskClient) -> None:
    for budget, told in (({"second": 5}, "did you mean seconds?"), ({"seconds": True}, "budget.seconds: ")):
        answer = client.post("/v1/experiments", json={"model": {"layers": []}, "budget": budget})
        assert answer.status_code == 422
        assert told in answer.json["detail"]
