"""RFC 6902, as far as remedies use it."""

import pytest

from analyzers.errors import SpecError
from analyzers.spec import apply

DOCUMENT = {"a": {"b": [1, 2, 3]}, "c": 4}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "replace", "path": "/c", "value": 5}, {"a": {"b": [1, 2, 3]}, "c": 5}),
        ({"op": "add", "path": "/a/b/1", "value": 9}, {"a": {"b": [1, 9, 2, 3]}, "c": 4}),
        ({"op": "add", "path": "/a/b/-", "value": 9}, {"a": {"b": [1, 2, 3, 9]}, "c": 4}),
        ({"op": "replace", "path": "/a/b/0", "value": 9}, {"a": {"b": [9, 2, 3]}, "c": 4}),
        ({"op": "add", "path": "/a/d", "value": 9}, {"a": {"b": [1, 2, 3], "d": 9}, "c": 4}),
        ({"op": "add", "path": "/x~1y", "value": 1}, {**DOCUMENT, "x/y": 1}),
    ],
    ids=str,
)
def test_an_operation_changes_a_copy(operation: dict[str, object], expected: object) -> None:
    assert apply(DOCUMENT, [operation]) == expected
    assert DOCUMENT == {"a": {"b": [1, 2, 3]}, "c": 4}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/a/b/7", "value": 1},
        {"op": "add", "path": "/nowhere/else", "value": 1},
        {"op": "add", "path": "/a/b/7/x", "value": 1},
        {"op": "remove", "path": "/c"},
        {"op": "add", "path": "no slash", "value": 1},
        {"op": "add", "path": "/c/d", "value": 1},
    ],
    ids=str,
)
def test_a_path_that_leads_nowhere_is_refused(operation: dict[str, object]) -> None:
    with pytest.raises(SpecError):
        apply(DOCUMENT, [operation])
