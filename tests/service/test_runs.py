import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.schemas.diagnosis import DiagnosisAnswer
from service.schemas.runs import LiveRunAnswer, RunsAnswer, SizeAnswer
from tests.service.logs import DIVERGING, HEALTHY

URL = "/v1/runs"


@pytest.fixture
def run(client: FlaskClient) -> dict[str, Any]:
    response = client.post(URL, json={"name": "night run", "context": {"optimizer": "sgd", "learning_rate": 0.01}})
    assert response.status_code == 201
    LiveRunAnswer.model_validate_json(response.data)
    assert response.headers["Location"] == response.json["links"]["self"]
    return dict(response.json)


def append(client: FlaskClient, run: dict[str, Any], chunk: bytes, offset: int | None = None) -> Any:
    return client.post(run["links"]["log"], data=chunk, query_string={} if offset is None else {"offset": offset})


def diagnosis(client: FlaskClient, run: dict[str, Any]) -> Any:
    response = client.get(run["links"]["diagnosis"])
    assert response.status_code == 200, response.text
    DiagnosisAnswer.model_validate_json(response.data)
    return response.json


def test_a_run_is_unknown_then_healthy_then_diverging_as_its_log_grows(
    client: FlaskClient, run: dict[str, Any]
) -> None:
    assert diagnosis(client, run)["verdict"] == "unknown"
    append(client, run, HEALTHY)
    assert diagnosis(client, run)["verdict"] == "healthy"

    other = client.post(URL, json={}).json
    append(client, other, DIVERGING)
    assert diagnosis(client, other)["primary"]["code"] == "diverging"


def test_a_run_is_opened_with_nothing_and_whatever_the_content_type_says(client: FlaskClient) -> None:
    assert client.post(URL).status_code == 201
    opened = client.post(URL, data='{"name": "tonight"}', content_type="application/x-www-form-urlencoded")
    assert opened.json["name"] == "tonight"
    assert client.post(URL, data="tonight").status_code == 400


def test_chunks_may_be_cut_anywhere(client: FlaskClient, run: dict[str, Any]) -> None:
    for at in range(0, len(DIVERGING), 37):
        size = SizeAnswer.model_validate_json(append(client, run, DIVERGING[at : at + 37], at).data).size
        assert size == min(at + 37, len(DIVERGING))
    assert diagnosis(client, run)["primary"]["code"] == "diverging"


def test_what_was_given_with_the_run_is_known_in_its_diagnosis(client: FlaskClient, run: dict[str, Any]) -> None:
    append(client, run, DIVERGING)
    known = diagnosis(client, run)["runs"][0]["context"]
    assert known["learning_rate"] == {"value": 0.01, "source": "given with the run"}


def test_a_chunk_that_is_repeated_counts_once_and_a_gap_is_a_conflict(client: FlaskClient, run: dict[str, Any]) -> None:
    for _ in range(2):
        assert append(client, run, b"epoch 1 loss 2\n", 0).json == {"size": 15}
    refused = append(client, run, b"epoch 3 loss 1\n", 30)
    assert refused.status_code == 409
    assert refused.json["size"] == 15
    assert "offset=15" in refused.json["hint"]


def test_an_offset_that_no_store_can_hold_is_refused(client: FlaskClient, run: dict[str, Any]) -> None:
    assert append(client, run, b"epoch 1 loss 2\n", 2**63).status_code == 422


def test_records_are_lines_of_the_log_and_nan_is_kept(client: FlaskClient, run: dict[str, Any]) -> None:
    values = [1.0, 0.5, 0.25, float("nan")]
    records = {"records": [{"step": step, "loss": value} for step, value in enumerate(values, 1)]}
    assert append(client, run, json.dumps(records).encode()).status_code == 200
    found = diagnosis(client, run)
    assert found["primary"]["code"] == "non_finite_loss"
    assert found["runs"][0]["metrics"]["train/loss"]["records"] == 4


def test_an_unchanged_run_is_not_judged_again(client: FlaskClient, run: dict[str, Any]) -> None:
    append(client, run, HEALTHY)
    first = client.get(run["links"]["diagnosis"])
    again = client.get(run["links"]["diagnosis"], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    append(client, run, b"\n")
    assert client.get(run["links"]["diagnosis"], headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_run_that_is_not_there_says_how_to_open_one(client: FlaskClient) -> None:
    for response in (
        client.get(f"{URL}/none"),
        client.post(f"{URL}/none/log", data=b"x"),
        client.get(f"{URL}/none/diagnosis"),
    ):
        assert response.status_code == 404
        assert response.json["hint"] == "Open one with POST /v1/runs."


def test_a_log_that_grows_over_the_limit_is_refused(client: FlaskClient, run: dict[str, Any]) -> None:
    assert append(client, run, b"x" * 999_990).status_code == 200
    refused = append(client, run, b"x" * 11)
    assert (refused.status_code, refused.json["limit"]) == (413, 1_000_000)


def test_runs_are_listed_page_by_page(client: FlaskClient) -> None:
    made = [client.post(URL, json={}).json["id"] for _ in range(3)]
    first = RunsAnswer.model_validate_json(client.get(URL, query_string={"limit": 2}).data)
    second = RunsAnswer.model_validate_json(client.get(URL, query_string={"limit": 2, "before": first.next}).data)
    assert [run.id for run in (*first.runs, *second.runs)][:3] == made[::-1]


def test_the_chart_and_the_curves_so_far_can_be_had(client: FlaskClient, run: dict[str, Any]) -> None:
    append(client, run, DIVERGING)
    links = diagnosis(client, run)["links"]
    assert client.get(links["chart"]).data.startswith(b"<svg")
    assert client.get(links["series"]).json["runs"][0]["train/loss"]["records"] > 0
