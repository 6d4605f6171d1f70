"""RFC 6902 patches on the JSON of a spec, as far as remedies write them: `add` and `replace`."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from analyzers.errors import SpecError


def apply(document: Any, patch: Iterable[Mapping[str, Any]]) -> Any:
    """A copy of the document with the patch applied; raises SpecError where a path leads nowhere.

    >>> apply({"training": {"epochs": 5}}, [{"op": "replace", "path": "/training/epochs", "value": 9}])
    {'training': {'epochs': 9}}
    """
    changed = copy.deepcopy(document)
    for operation in patch:
        op, path = operation["op"], str(operation["path"])
        if op not in ("add", "replace"):
            raise SpecError(f"{op!r} is no operation of a remedy;", "use add or replace", path)
        _put(changed, path, copy.deepcopy(operation["value"]), replace=op == "replace")
    return changed


def _put(document: Any, pointer: str, value: Any, *, replace: bool) -> None:
    """Puts a value where a JSON pointer (RFC 6901) leads; what the document leaves out may be replaced as well."""
    if not pointer.startswith("/"):
        raise SpecError(f"{pointer!r} is no JSON pointer;", "begin it with a slash", pointer)
    *way, key = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    parent = document
    for step in way:
        parent = _step(parent, step, pointer)
    if isinstance(parent, list):
        place = len(parent) if key == "-" and not replace else _place(key, len(parent) - replace, pointer)
        parent[place : place + replace] = [value]
    elif isinstance(parent, dict):
        parent[key] = value
    else:
        raise SpecError(f"there is nothing at {pointer}", at=pointer)


def _step(node: Any, key: str, pointer: str) -> Any:
    if isinstance(node, dict) and key in node:
        return node[key]
    if isinstance(node, list):
        return node[_place(key, len(node) - 1, pointer)]
    raise SpecError(f"there is nothing at {pointer}", at=pointer)


def _place(key: str, last: int, pointer: str) -> int:
    if not key.isdecimal() or int(key) > last:
        raise SpecError(f"{pointer} is outside its list", at=pointer)
    return int(key)
