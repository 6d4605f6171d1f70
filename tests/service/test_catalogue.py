import pytest
from flask.testing import FlaskClient

from analyzers.checks import CHECKS
from analyzers.remedies import REMEDIES
from analyzers.rules import RULES
from service.schemas.catalogue import FindingPage, FindingsAnswer, RemediesAnswer, RemedyPage, SpecsAnswer

CODES = list(dict.fromkeys([*(rule.id for rule in RULES), *(check.id for check in CHECKS)]))


def test_every_rule_and_check_is_listed_once(client: FlaskClient) -> None:
    listed = FindingsAnswer.model_validate_json(client.get("/v1/findings").data)
    assert [entry.code for entry in listed.findings] == CODES


def test_a_check_needs_a_spec(client: FlaskClient) -> None:
    page = FindingPage.model_validate_json(client.get("/v1/findings/unscaled_inputs").data)
    assert page.needs == ["spec"]
    assert "scale_inputs" in page.remedies


@pytest.mark.parametrize("code", CODES)
def test_every_finding_is_explained_under_headings(client: FlaskClient, code: str) -> None:
    page = FindingPage.model_validate_json(client.get(f"/v1/findings/{code}").data)
    assert page.summary.endswith(".")
    assert "What it means" in page.sections
    assert all(page.sections.values())


@pytest.mark.parametrize("action", [remedy.action for remedy in REMEDIES])
def test_every_remedy_is_explained_under_headings(client: FlaskClient, action: str) -> None:
    page = RemedyPage.model_validate_json(client.get(f"/v1/remedies/{action}").data)
    assert "When it helps" in page.sections
    assert page.answers


def test_every_remedy_is_listed(client: FlaskClient) -> None:
    listed = RemediesAnswer.model_validate_json(client.get("/v1/remedies").data)
    assert [entry.action for entry in listed.remedies] == [remedy.action for remedy in REMEDIES]


@pytest.mark.parametrize("path", ["/v1/findings/diverging", "/v1/remedies/lower_learning_rate"])
def test_an_explanation_is_to_be_had_as_markdown(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/markdown"})
    assert page.mimetype == "text/markdown"
    assert page.text.startswith("# ")


def test_the_remedies_of_a_finding_are_in_the_catalogue(client: FlaskClient) -> None:
    remedies = client.get("/v1/findings/diverging").json["remedies"]
    assert "lower_learning_rate" in remedies
    assert all(client.get(f"/v1/remedies/{action}").status_code == 200 for action in remedies)


def test_what_a_spec_is_made_of_is_listed_for_machines_and_for_readers(client: FlaskClient) -> None:
    told = SpecsAnswer.model_validate_json(client.get("/v1/specs").data)
    names = {chapter.title: [entry.name for entry in chapter.entries] for chapter in told.chapters}
    assert "conv2d" in names["Layers"] and "nadam" in names["Optimizers"] and "warm_up" in names["Schedules"]
    page = client.get("/specs").text
    assert all(
        f"<code>{name}</code>" in page for name in (*names["Layers"], *names["Losses"], *names["Initial weights"])
    )
    assert "kernel_initializer" in page and "`" not in page


def test_backticks_are_no_part_of_the_documentation(client: FlaskClient) -> None:
    assert "`" not in client.get("/docs").text
