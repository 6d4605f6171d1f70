import orjson
import pytest

import analyzers
from service import answers
from service.schemas.diagnosis import DiagnosisAnswer
from tests.service.logs import DIVERGING, HEALTHY, OVERFITTING

LINKS = {"self": "/v1/diagnoses/x", "chart": "/v1/diagnoses/x/chart.svg", "series": "/v1/diagnoses/x/series"}


@pytest.mark.parametrize("log", [DIVERGING, OVERFITTING, HEALTHY])
def test_an_answer_can_be_turned_back_into_the_diagnosis_that_it_tells(log: bytes) -> None:
    diagnosis = analyzers.diagnose(log, context={})
    told = orjson.dumps(answers.answer(diagnosis, "x", LINKS), option=orjson.OPT_SERIALIZE_NUMPY)
    curves = orjson.loads(orjson.dumps(answers.curves(diagnosis)))
    again = answers.answer(answers.restored(orjson.loads(told), curves), "x", LINKS)
    assert orjson.dumps(again) == told


def test_numbers_that_are_not_finite_are_null_and_counted() -> None:
    diagnosis = analyzers.diagnose_metrics({"loss": [float("nan"), 3.0, 2.0, float("inf")]})
    answer = orjson.dumps(answers.answer(diagnosis, "x", LINKS), option=orjson.OPT_SERIALIZE_NUMPY)
    told = DiagnosisAnswer.model_validate_json(answer).runs[0].metrics["train/loss"]
    assert (told.first, told.last, told.min, told.max, told.nonfinite) == (None, None, 2.0, 3.0, 2)


def test_a_text_without_a_curve_points_to_what_its_words_say() -> None:
    diagnosis = analyzers.diagnose(b"My loss is nan after the first epoch. What can I do?")
    answer = answers.answer(diagnosis, "x", LINKS)
    assert (answer["verdict"], answer["runs"]) == ("unknown", [])
    assert "non_finite_loss" in [mention["code"] for mention in answer["mentioned"]]
    DiagnosisAnswer.model_validate_json(orjson.dumps(answer))
    assert answers.restored(answer, []).mentioned == diagnosis.mentioned
