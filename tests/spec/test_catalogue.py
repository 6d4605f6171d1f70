"""What is said a spec may be made of is what a spec is read from."""

import pytest

from analyzers import spec
from analyzers.spec.catalogue import Chapter, Entry, chapters

BY_TITLE = {chapter.title: chapter for chapter in chapters()}
MODEL = {"layers": [{"type": "dense", "units": 1}]}


def entry(title: str, name: str) -> Entry:
    return next(each for each in BY_TITLE[title].entries if each.name == name)


@pytest.mark.parametrize(("title", "key"), [("Optimizers", "optimizer"), ("Losses", "loss"), ("Schedules", "schedule")])
def test_every_name_that_is_told_can_be_written(title: str, key: str) -> None:
    for each in BY_TITLE[title].entries:
        spec.read({"model": MODEL, "training": {key: each.name}})


def test_every_field_of_a_layer_is_told_with_what_it_takes_and_its_default() -> None:
    told = {field.name: (field.takes, field.default) for field in entry("Layers", "dense").fields}
    assert told["units"] == ("a whole number", "required")
    assert told["activation"] == ("text", '"linear"')
    assert told["use_bias"] == ("true or false", "true")
    assert told["l2"] == ("a number", "0.0")
    assert told["kernel_initializer"] == ("initial weights or null", "null")


def test_all_forms_of_data_are_told() -> None:
    names = {each.name for each in BY_TITLE["Data"].entries}
    assert {"x, y", "dataset", '"dataset": "digits"', "csv, npz, parquet", "stand_in"} <= names
    assert "scale_target" in {field.name for field in entry("Data", "with any of them").fields}


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.title)
def test_no_class_of_the_program_shows_through(chapter: Chapter) -> None:
    for each in chapter.entries:
        assert "(" not in "".join(field.takes + field.default for field in each.fields)
        assert not any("an object" in field.takes for field in each.fields if field.name != "class_weights"), each
