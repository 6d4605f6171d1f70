import re
from xml.etree import ElementTree

import numpy as np
import pytest

from analyzers.diagnosis import Diagnosis
from analyzers.rendering import svg
from analyzers.rendering.chart import draw
from analyzers.rendering.panel import Band, Line, Mark, Panel
from tests.rendering import diagnoses

SVG = "{http://www.w3.org/2000/svg}"
CASES = {
    "diverging": diagnoses.diverging(),
    "overfitting": diagnoses.overfitting(),
    "hostile": diagnoses.hostile(),
    "long": diagnoses.long(),
    "words": diagnoses.in_words(),
}


@pytest.mark.parametrize("diagnosis", CASES.values(), ids=CASES)
def test_a_chart_is_well_formed_and_says_what_it_shows(diagnosis: Diagnosis) -> None:
    root = ElementTree.fromstring(svg(diagnosis))
    assert root.tag == f"{SVG}svg"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_nothing_of_a_log_becomes_an_element() -> None:
    root = ElementTree.fromstring(svg(diagnoses.hostile()))
    drawn = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert drawn <= {"svg", "title", "desc", "style", "rect", "text", "g", "circle", "path", "polyline"}
    assert "\x1b" not in svg(diagnoses.hostile()) and "\u202e" not in svg(diagnoses.hostile())


def test_a_curve_has_at_most_2000_points_and_keeps_its_bad_record() -> None:
    drawing = svg(diagnoses.long())
    points = sum(line.count(",") for line in re.findall(r'points="([^"]*)"', drawing))
    assert 1000 < points <= 2000
    assert 'class="line critical"' in drawing


def test_the_findings_are_marked_where_they_are() -> None:
    drawing = svg(diagnoses.overfitting())
    assert ">overfitting</text>" in drawing
    assert re.search(r">best: epoch 1[0-9]</text>", drawing)


def test_every_number_in_a_drawing_is_finite() -> None:
    for diagnosis in CASES.values():
        assert not re.search(r'="[^"]*\b(nan|inf)\b', svg(diagnosis))


def test_a_chart_of_losses_over_rates_can_be_drawn_with_marks() -> None:
    rates = np.logspace(-5, 1, 13)
    panel = Panel(
        title="Loss over learning rate",
        lines=(Line(rates, np.where(rates < 1, 1 / (1 + rates), np.nan), "loss after 100 steps"),),
        x_name="learning rate",
        bands=(Band(1.0, 10.0, "diverges", "critical"),),
        marks=(Mark(0.1, "suggested", "good"), Mark(0.6, "chance", across=True)),
        log_x=True,
    )
    drawing = draw((panel,), "Range", "Losses fall until a rate of 1, then diverge.")
    ElementTree.fromstring(drawing)
    assert ">suggested</text>" in drawing and ">1e-5</text>" in drawing


def test_names_of_close_marks_stand_in_rows_of_their_own_and_of_distant_ones_in_the_same() -> None:
    x = np.arange(100.0)
    marks = (Mark(10, "used"), Mark(11, "suggested"), Mark(60, "far"))
    root = ElementTree.fromstring(draw([Panel("p", (Line(x, x, "loss"),), marks=marks)], "title", "words"))
    heights = {text.text: float(text.get("y") or 0) for text in root.iter(f"{SVG}text")}
    assert heights["used"] == heights["far"] != heights["suggested"]
