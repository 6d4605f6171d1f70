import gzip
import io
import json
import math
import zipfile
from typing import Any

import pytest
import zstandard
from flask.testing import FlaskClient

from service.schemas.diagnosis import DiagnosisAnswer, SeriesAnswer
from tests.service.logs import DIVERGING, HEALTHY, OVERFITTING

URL = "/v1/diagnoses"


def post(client: FlaskClient, data: Any, url: str = URL, **options: Any) -> Any:
    response = client.post(url, data=data, **options)
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize(
    ("log", "verdict", "primary"), [(DIVERGING, "critical", "diverging"), (OVERFITTING, "warning", "overfitting")]
)
def test_a_log_gets_its_verdict(client: FlaskClient, log: bytes, verdict: str, primary: str) -> None:
    answer = post(client, log)
    assert answer["verdict"] == verdict
    assert answer["primary"] == {"run": 0, "code": primary}


def test_a_healthy_log_has_no_loud_finding(client: FlaskClient) -> None:
    answer = post(client, HEALTHY)
    assert answer["verdict"] == "healthy"
    assert {finding["severity"] for finding in answer["runs"][0]["findings"]} <= {"info"}


@pytest.mark.parametrize("log", [DIVERGING, OVERFITTING, HEALTHY])
def test_an_answer_is_what_its_schema_says(client: FlaskClient, log: bytes) -> None:
    answer = client.post(URL, data=log)
    DiagnosisAnswer.model_validate_json(answer.data)
    SeriesAnswer.model_validate_json(client.get(answer.json["links"]["series"]).data)


@pytest.mark.parametrize(
    "media", ["application/x-www-form-urlencoded", "text/plain", "application/json", "image/png", "no media type", ""]
)
def test_the_content_type_of_a_raw_body_is_not_believed(client: FlaskClient, media: str) -> None:
    assert post(client, DIVERGING, content_type=media)["primary"]["code"] == "diverging"


def test_a_metric_is_summed_up_with_its_own_name(client: FlaskClient) -> None:
    answer = post(client, b"epoch 1 Train_Loss: 2.5\nepoch 2 Train_Loss: nan\nepoch 3 Train_Loss: 0.5\n")
    assert answer["runs"][0]["metrics"]["train/loss"] == {
        "name_in_log": "Train_Loss",
        "records": 3,
        "first": 2.5,
        "last": 0.5,
        "min": 0.5,
        "max": 2.5,
        "nonfinite": 1,
        "unit": "epoch",
    }


def test_what_was_read_and_passed_over_is_counted(client: FlaskClient) -> None:
    told = post(client, b"Hello, my run:\n" + DIVERGING)["reading"]
    assert (told["lines"], told["used"], told["ignored"]) == (13, 12, 1)


def test_context_of_the_query_is_used_and_its_source_told(client: FlaskClient) -> None:
    run = post(client, DIVERGING, f"{URL}?optimizer=sgd&learning_rate=0.5&steps_per_epoch=1")["runs"][0]
    assert run["context"]["learning_rate"] == {"value": 0.5, "source": "query"}
    critical = run["findings"][0]["evidence"]["critical_learning_rate"]["value"]
    assert critical == pytest.approx(
        0.5 * 2 / (1 + math.sqrt(1.9)), rel=1e-3
    )  # the loss grows by (1 − ηλ)²; the limit is 2/λ


@pytest.mark.parametrize("lost", ["NaN", '"NaN"', "null", '"Infinity"', "-Infinity"])
def test_metrics_as_json_may_hold_what_is_not_finite(client: FlaskClient, lost: str) -> None:
    answer = post(client, f'{{"metrics": {{"loss": [2.0, 1.5, 1.1, {lost}]}}}}'.encode())
    assert answer["runs"][0]["metrics"]["train/loss"]["nonfinite"] == 1
    assert answer["primary"]["code"] == "non_finite_loss"


def test_metrics_as_json_carry_their_context(client: FlaskClient) -> None:
    asked = {"metrics": {"loss": [2.0 * 1.9**n for n in range(12)]}, "context": {"learning_rate": 0.5}}
    (run,) = post(client, json.dumps(asked))["runs"]
    assert run["context"]["learning_rate"]["value"] == 0.5


def test_text_as_json_is_read_like_a_log(client: FlaskClient) -> None:
    answer = post(client, json.dumps({"text": DIVERGING.decode()}), content_type="application/json")
    assert answer["primary"]["code"] == "diverging"


def test_json_of_another_shape_is_a_log(client: FlaskClient) -> None:
    history = [{"step": step, "loss": 2.0 * 1.9**step} for step in range(1, 13)]
    answer = post(client, json.dumps({"log_history": history}), content_type="application/json")
    assert answer["runs"][0]["metrics"]["train/loss"]["records"] == 12


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(DIVERGING)),
        ("gzip", gzip.compress(DIVERGING[:50]) + gzip.compress(DIVERGING[50:])),
        ("zstd", zstandard.compress(DIVERGING)),
        ("gzip, zstd", zstandard.compress(gzip.compress(DIVERGING))),
        ("identity", DIVERGING),
    ],
)
def test_packed_bodies_are_unpacked(client: FlaskClient, encoding: str, packed: bytes) -> None:
    answer = post(client, packed, headers={"Content-Encoding": encoding})
    assert answer["runs"][0]["metrics"]["train/loss"]["records"] == 12


def test_a_form_may_hold_a_log_its_context_and_a_config(client: FlaskClient) -> None:
    config = b'{"training": {"optimizer": {"name": "sgd", "learning_rate": 0.5}, "batch_size": 32}}'
    form = {"log": (io.BytesIO(DIVERGING), "train.log"), "config": (io.BytesIO(config), "c.json"), "batch_size": "64"}
    (run,) = post(client, form)["runs"]
    assert run["context"]["learning_rate"] == {"value": 0.5, "source": "config"}
    assert run["context"]["batch_size"] == {"value": 64, "source": "form"}


def test_a_config_may_be_source_code(client: FlaskClient) -> None:
    code = b"import torch\noptimizer = torch.optim.SGD(model.parameters(), lr=0.5)\n"
    (run,) = post(client, {"log": (io.BytesIO(DIVERGING), "a.log"), "config": (io.BytesIO(code), "train.py")})["runs"]
    assert run["context"]["learning_rate"]["value"] == 0.5
    assert run["context"]["learning_rate"]["source"].startswith("config, code, line 2")


WRONG_OUTPUT = (
    b"model = Sequential([Dense(8, activation='relu', input_dim=4), Dense(1, activation='softmax')])\n"
    b"model.compile(loss='binary_crossentropy', optimizer='adam')\n"
)


def test_code_beside_a_log_or_in_it_is_checked(client: FlaskClient) -> None:
    beside = post(client, {"log": (io.BytesIO(HEALTHY), "a.log"), "config": (io.BytesIO(WRONG_OUTPUT), "train.py")})
    within = post(client, WRONG_OUTPUT + HEALTHY)
    for answer in (beside, within):
        (found,) = answer["config"]["findings"]
        assert (found["code"], found["severity"], found["where"]) == ("output_loss_mismatch", "critical", None)
        shown = client.get(answer["links"]["self"], headers={"Accept": "text/markdown"})
        assert "A softmax over one unit gives 1 for every input." in shown.text
    assert post(client, HEALTHY)["config"] == {"findings": []}


def test_a_form_may_hold_the_log_as_text(client: FlaskClient) -> None:
    assert (
        post(client, {"log": DIVERGING.decode()}, content_type="multipart/form-data")["primary"]["code"] == "diverging"
    )


def test_several_logs_of_a_form_are_several_runs(client: FlaskClient) -> None:
    form = {"log": [(io.BytesIO(HEALTHY), "good.log"), (io.BytesIO(DIVERGING), "bad.log")]}
    answer = post(client, form)
    assert [run["verdict"] for run in answer["runs"]] == ["healthy", "critical"]
    assert answer["primary"] == {"run": 1, "code": "diverging"}


def test_several_logs_are_read_as_the_zip_of_them(client: FlaskClient) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("good.log", HEALTHY)
        archive.writestr("bad.log", DIVERGING)
    assert len(post(client, held.getvalue())["runs"]) == 2


@pytest.mark.parametrize(
    ("media", "start"),
    [
        ("text/markdown", b"**Critical.**"),
        ("text/plain", b"**Critical.**"),
        ("image/svg+xml", b"<svg"),
        ("image/png", b"\x89PNG"),
        ("text/html", b"<!doctype html>"),
        ("application/json", b"{"),
    ],
)
def test_accept_chooses_the_representation_now_and_later(client: FlaskClient, media: str, start: bytes) -> None:
    first = client.post(URL, data=DIVERGING, headers={"Accept": media})
    again = client.get(first.headers["Content-Location"], headers={"Accept": media})
    for response in (first, again):
        assert response.status_code == 200
        assert response.mimetype == media
        assert "Accept" in response.headers["Vary"]
    assert first.data == again.data
    assert start in first.data[:200]


def test_a_browser_gets_the_page_and_curl_gets_json(client: FlaskClient) -> None:
    own = post(client, DIVERGING)["links"]["self"]
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    assert client.get(own, headers={"Accept": browser}).mimetype == "text/html"
    assert client.get(own, headers={"Accept": "*/*"}).mimetype == "application/json"
    assert client.get(own).mimetype == "application/json"


def test_a_diagnosis_can_be_had_again_with_its_chart_and_curves(client: FlaskClient) -> None:
    answer = post(client, OVERFITTING)
    assert client.get(answer["links"]["self"]).json == answer
    chart = client.get(answer["links"]["chart"])
    assert chart.mimetype == "image/svg+xml"
    (run,) = client.get(answer["links"]["series"]).json["runs"]
    assert run["val/loss"]["values"][14] == pytest.approx(1.2)


def test_long_curves_are_thinned_for_drawing_but_not_for_judging(client: FlaskClient) -> None:
    log = "".join(f"step {n}: loss = {3 / math.sqrt(n):.6f}\n" for n in range(1, 10_001)).encode()
    answer = post(client, log)
    assert answer["runs"][0]["metrics"]["train/loss"]["records"] == 10_000
    (run,) = client.get(answer["links"]["series"]).json["runs"]
    assert len(run["train/loss"]["values"]) <= 2000
    assert run["train/loss"]["records"] == 10_000
