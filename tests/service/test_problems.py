import gzip
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import zstandard
from flask.testing import FlaskClient

from service.app import create_app
from service.current import EXTENSION
from service.problems import KINDS
from service.schemas.problem import ProblemAnswer
from service.settings import Settings
from tests.experiments.specs import half
from tests.service.logs import DIVERGING

URL = "/v1/diagnoses"


def problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = response.json
    ProblemAnswer.model_validate(body)
    assert body["type"] == f"/docs#{kind}"
    assert body["status"] == status
    return body


@pytest.mark.parametrize("body", [b"", b" \n", b"hello\n", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"\0" * 1000])
def test_a_body_with_nothing_readable_names_what_was_looked_for(client: FlaskClient, body: bytes) -> None:
    told = problem(client.post(URL, data=body), 422, "nothing-readable")
    assert "TensorBoard" in " ".join(told["looked_for"])
    assert client.post(URL, data=told["example"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"train.log", "curl --data-binary @FILE"),
        (b"@runs/3/train.log", "curl --data-binary @FILE"),
        (
            b"epoch,loss" + b"".join(b"%d,%.4f" % (epoch, 2 / epoch) for epoch in range(1, 40)),
            "curl -d takes the line ends out",
        ),
        (b"hello", "Post lines such as"),
        (b"\n".join([b",".join(b"layer_%d" % n for n in range(9_000)), *[b"0.5," * 8_999 + b"1"] * 3]), "65,536 bytes"),
    ],
)
def test_a_slip_with_curl_is_recognised(client: FlaskClient, body: bytes, hint: str) -> None:
    assert hint in problem(client.post(URL, data=body), 422, "nothing-readable")["hint"]


def test_a_form_with_the_name_of_a_log_says_so(client: FlaskClient) -> None:
    answered = client.post(URL, data={"log": "train.log"}, content_type="multipart/form-data")
    assert "curl -F log=@FILE" in problem(answered, 422, "nothing-readable")["hint"]


def test_a_body_over_the_limit_is_told_the_limit(client: FlaskClient) -> None:
    told = problem(client.post(URL, data=b"x" * 1_000_001), 413, "too-large")
    assert told["limit"] == 1_000_000


@pytest.mark.parametrize(
    ("encoding", "bomb"), [("gzip", gzip.compress(bytes(50_000_000))), ("zstd", zstandard.compress(bytes(50_000_000)))]
)
def test_a_bomb_is_refused_at_the_limit(client: FlaskClient, encoding: str, bomb: bytes) -> None:
    problem(client.post(URL, data=bomb, headers={"Content-Encoding": encoding}), 413, "too-large")


def test_an_unknown_encoding_is_told_the_known_ones(client: FlaskClient) -> None:
    response = client.post(URL, data=DIVERGING, headers={"Content-Encoding": "br"})
    assert "zstd" in problem(response, 415, "unsupported-encoding")["hint"]
    assert response.headers["Accept-Encoding"] == "gzip, zstd"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_body_that_is_not_what_its_encoding_says_is_malformed(client: FlaskClient, encoding: str) -> None:
    response = client.post(URL, data=DIVERGING, headers={"Content-Encoding": encoding})
    assert encoding in problem(response, 400, "malformed")["detail"]


def test_a_mistake_in_json_is_told_with_its_place(client: FlaskClient) -> None:
    response = client.post(URL, data='{"metrics": {"loss": [1, ]}}', content_type="application/json")
    assert "line 1 column 26" in problem(response, 400, "malformed")["detail"]


@pytest.mark.parametrize("value", ["false", '"high"', "[1]", "{}", "1" + "0" * 400])
def test_a_metric_that_is_not_a_number_is_told_with_its_place(client: FlaskClient, value: str) -> None:
    told = problem(client.post(URL, data=f'{{"metrics": {{"loss": [1, {value}]}}}}'), 422, "invalid")
    assert told["errors"][0]["at"] == "metrics.loss[1]"


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ('{"metrics": {"loss": 3}}', "metrics.loss"),
        ('{"metrics": {}}', "metrics"),
        ('{"metrics": {"loss": [1, 2]}, "context": {"learning_rate": "fast"}}', "context.learning_rate"),
        ('{"text": 3}', "text"),
    ],
)
def test_json_that_does_not_fit_is_told_where(client: FlaskClient, body: str, at: str) -> None:
    assert problem(client.post(URL, data=body), 422, "invalid")["errors"][0]["at"] == at


@pytest.mark.parametrize(
    ("query", "at"),
    [("learning_rate=fast", "learning_rate"), ("learning_rat=0.1", "learning_rat"), ("classes=1", "classes")],
)
def test_a_parameter_that_does_not_fit_is_named(client: FlaskClient, query: str, at: str) -> None:
    told = problem(client.post(f"{URL}?{query}", data=DIVERGING), 422, "invalid")
    assert told["errors"][0]["at"] == at


@pytest.mark.parametrize(
    ("query", "body"), [("?lr=0.1", DIVERGING), ("", '{"metrics": {"loss": [1, 2]}, "context": {"lr": 0.1}}')]
)
def test_a_name_that_is_not_known_is_answered_with_those_that_are(client: FlaskClient, query: str, body: bytes) -> None:
    told = problem(client.post(URL + query, data=body), 422, "invalid")
    assert "where there are optimizer, learning_rate, " in told["detail"]


def test_a_misspelt_address_gets_a_guess(client: FlaskClient) -> None:
    told = problem(client.post("/v1/diagnose", data=DIVERGING), 404, "not-found")
    assert told["detail"] == "POST /v1/diagnose: there is no such address, but there is /v1/diagnoses."


def test_a_question_posted_as_an_experiment_is_told_where_it_goes(client: FlaskClient) -> None:
    told = problem(client.post("/v1/experiments", data="model = Sequential()\n"), 400, "malformed")
    assert '{"model": {"source": "…"}}' in told["hint"]


def test_a_form_without_a_log_says_so(client: FlaskClient) -> None:
    problem(client.post(URL, data={"optimizer": "sgd"}, content_type="multipart/form-data"), 422, "nothing-readable")


def test_a_damaged_form_is_malformed(client: FlaskClient) -> None:
    problem(client.post(URL, data=b"abc", content_type="multipart/form-data; boundary=x"), 400, "malformed")
    problem(client.post(URL, data=b"abc", content_type="multipart/form-data"), 400, "malformed")


def test_accept_that_fits_nothing_is_told_what_there_is(client: FlaskClient) -> None:
    response = client.post(URL, data=DIVERGING, headers={"Accept": "application/pdf"})
    assert "text/markdown" in problem(response, 406, "not-acceptable")["offered"]


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.delete(f"{URL}/abc")
    assert "takes GET" in problem(response, 405, "method-not-allowed")["detail"]
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/nothing", f"{URL}/abc", f"{URL}/abc/chart.svg", f"{URL}/abc/series", "/v1/findings/x"]
)
def test_what_is_not_there_is_a_problem_too(client: FlaskClient, path: str) -> None:
    problem(client.get(path), 404, "not-found")


def test_a_misspelt_finding_gets_a_guess(client: FlaskClient) -> None:
    assert "overfitting" in problem(client.get("/v1/findings/overfiting"), 404, "not-found")["hint"]


def test_a_defect_of_ours_tells_nothing_of_the_inside(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("analyzers.diagnose", broken)
    response = client.post(URL, data=DIVERGING + b"never seen before")
    assert "secret" not in str(problem(response, 500, "internal"))
    assert "secret" in capsys.readouterr().out


@pytest.mark.parametrize(("path", "status"), [(URL, 400), ("/v1/experiments", 400)])
def test_json_that_is_nested_too_deep_is_told_so(client: FlaskClient, path: str, status: int) -> None:
    told = client.post(path, data='{"metrics": ' * 10_000, content_type="application/json")
    assert "too many levels" in problem(told, status, "malformed")["detail"]
    assert "inside each other" in told.json["hint"]


def test_a_log_that_is_nested_too_deep_is_told_so(client: FlaskClient) -> None:
    told = problem(client.post(URL, data="[" * 10_000 + "]" * 10_000), 422, "nothing-readable")
    assert "too many levels" in told["detail"]


def test_too_many_curves_are_counted(client: FlaskClient) -> None:
    told = problem(client.post(URL, json={"metrics": {f"loss_{n}": [1, 2] for n in range(5_001)}}), 413, "too-large")
    assert told["detail"] == "There are 5,001 curves, more than 5,000."


def test_an_archive_may_unpack_to_as_much_as_the_operator_says(tmp_path: Path) -> None:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}", max_unpacked_bytes=100_000))
    told = problem(made.test_client().post(URL, data=gzip.compress(bytes(200_000))), 413, "too-large")
    assert told["detail"] == "The upload unpacks to more than 100,000 bytes."
    made.extensions[EXTENSION].database.close()


def test_a_log_may_take_as_much_computing_as_the_operator_says(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.judging.time.thread_time", map(float, count(0, 100)).__next__)
    log = b"".join(b"epoch %d loss %.4f\n" % (n % 10, 2 / (1 + n % 10)) for n in range(40))
    told = problem(client.post(URL, data=log), 413, "too-large")
    assert told["detail"] == "To read and judge the upload takes more than 120 s of computing."
    assert told["hint"] == "Post fewer lines, or fewer files at once."


EIGHT = {"layers": [{"type": "dense", "units": "eight"}]}


@pytest.mark.parametrize(
    ("part", "value", "detail"),
    [
        ("budget", {"seconds": 1e9}, "/budget/seconds is 1e+09, but must be above 0 and at most 3600."),
        ("model", {"layers": []}, "/model/layers is [], but must be a list with at least one layer."),
        ("model", EIGHT, "/model/layers/0/units is 'eight', but must be a whole number."),
        (
            "model",
            {"layers": [{"type": "dense", "units": -8}]},
            "/model/layers/0: units is -8, but must be at least 1.",
        ),
    ],
)
def test_what_a_spec_must_be_is_one_sentence(client: FlaskClient, part: str, value: Any, detail: str) -> None:
    told = problem(client.post("/v1/experiments", json=half() | {part: value}), 422, "invalid")
    assert told["detail"] == detail
    assert "hint" not in told


def test_other_spellings_are_told_the_right_one(client: FlaskClient) -> None:
    told = problem(client.post("/v1/diagnoses?lr=0.1", data="epoch 1 loss 1"), 422, "invalid")
    assert told["detail"].endswith("did you mean learning_rate?, got '0.1'")
    wrong = half() | {"training": {"optimizer": {"name": "sgd", "lr": 0.1}}}
    assert (
        problem(client.post("/v1/experiments", json=wrong), 422, "invalid")["hint"] == "Did you mean 'learning_rate'?"
    )


def test_what_is_wrong_with_several_layers_is_told_at_once(client: FlaskClient) -> None:
    wrong = {"layers": [{"type": "dense", "units": "eight"}, {"type": "dense", "units": 2, "activation": "rleu"}]}
    told = problem(client.post("/v1/experiments", json={"model": wrong}), 422, "invalid")
    assert [each["at"] for each in told["errors"]] == ["/model/layers/0/units", "/model/layers/1/activation"]
    assert "'eight'" in told["detail"] and "'rleu'" in told["detail"]


def test_a_loss_that_cannot_take_the_outputs_is_refused_before_any_work(client: FlaskClient) -> None:
    one = {"model": {"layers": [{"type": "dense", "units": 1}]}, "data": {"dataset": "digits"}}
    told = problem(
        client.post("/v1/experiments", json=one | {"training": {"loss": "categorical_crossentropy"}}), 422, "invalid"
    )
    assert told["errors"][0]["at"] == "/training/loss"
    assert told["detail"] == "categorical_crossentropy needs an output for each class, but the last layer has 1."


@pytest.mark.parametrize(
    ("limit", "at", "named"),
    [
        ({"max_parameters": 1}, "/model", "parameters, more than 1."),
        ({"max_examples": 3}, "/data", "examples, more than 3."),
        ({"max_training_seconds": 0}, "/training/epochs", "operations), more than 0 s."),
    ],
)
def test_an_experiment_over_a_limit_is_told_which(tmp_path: Path, limit: dict[str, Any], at: str, named: str) -> None:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}", **limit))
    told = problem(made.test_client().post("/v1/experiments", json=half()), 422, "invalid")
    assert told["errors"][0]["at"] == at
    assert named in told["detail"] and told["hint"]
    made.extensions[EXTENSION].database.close()


def test_every_kind_of_problem_is_explained_in_the_documentation(client: FlaskClient) -> None:
    page = client.get("/docs").text
    assert all(f'id="{kind}"' in page for kind in KINDS)
