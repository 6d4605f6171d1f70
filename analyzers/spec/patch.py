"""RFC 6902 patches on the JSON of a spec: `add`, `replace`, `remove`, `test`, `copy` and `move`."""

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
        op, path = operation.get("op"), str(operation.get("path", ""))
        if op in ("add", "replace"):
            changed = _put(changed, path, copy.deepcopy(operation.get("value")), replace=op == "replace")
        elif op == "remove":
            _take(changed, path)
        elif op in ("copy", "move"):
            source = str(operation.get("from", ""))
            value = copy.deepcopy(at(changed, source)) if op == "copy" else _take(changed, source)
            changed = _put(changed, path, value, replace=False)
        elif op == "test":
            if at(changed, path) != operation.get("value"):
                raise SpecError(f"{path} is not what the patch expects", at=path)
        else:
            raise SpecError(f"{op!r} is no patch operation;", "use add, replace, remove, copy, move or test", path)
    return changed


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) leads to."""
    for key in _keys(pointer):
        document = _step(document, key, pointer)
    return document


def _keys(pointer: str) -> list[str]:
    if pointer and not pointer.startswith("/"):
        raise SpecError(f"{pointer!r} is no JSON pointer;", "begin it with a slash", pointer)
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _step(node: Any, key: str, pointer: str) -> Any:
    if isinstance(node, dict) and key in node:
        return node[key]
    if isinstance(node, list) and key.isdigit() and int(key) < len(node):
        return node[int(key)]
    raise SpecError(f"there is nothing at {pointer}", at=pointer)


def _put(document: Any, pointer: str, value: Any, *, replace: bool) -> Any:
    keys = _keys(pointer)
    if not keys:
        return value
    parent = at(document, pointer.rpartition("/")[0])
    if isinstance(parent, list):
        place = len(parent) if keys[-1] == "-" and not replace else _place(parent, keys[-1], pointer, replace)
        parent[place : place + replace] = [value]
    elif isinstance(parent, dict):
        parent[keys[-1]] = value  # a default that the document leaves out may be replaced too
    else:
        raise SpecError(f"there is nothing at {pointer}", at=pointer)
    return document


def _place(items: list[Any], key: str, pointer: str, replace: bool) -> int:
    if not key.isdigit() or int(key) > len(items) - replace:
        raise SpecError(f"{pointer} is outside a list of {len(items)}", at=pointer)
    return int(key)


def _take(document: Any, pointer: str) -> Any:
    if not pointer:
        raise SpecError("the whole document cannot be removed", at=pointer)
    parent, key = at(document, pointer.rpartition("/")[0]), _keys(pointer)[-1]
    value = _step(parent, key, pointer)
    del parent[int(key) if isinstance(parent, list) else key]
    return value
