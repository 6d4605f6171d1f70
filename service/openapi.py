"""The API's document, written from the endpoints; `make openapi` renews the committed file."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask_openapi import OpenAPI
from flask_openapi.types import ResponseDict
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.problems import KINDS, MEDIA_TYPE
from service.schemas.problem import ProblemAnswer

VERSION = "3.1.1"  # what tools understand today
REF = "#/components/schemas/{model}"
ALWAYS = ("internal", "unavailable")

_referred: dict[str, type[BaseModel]] = {}

Json = dict[str, Any]

ANY_BYTES: Json = {}  # the schema of a body that may hold anything


def ref(model: type[BaseModel]) -> Json:
    """A reference to the schema of `model`, which then is part of the document."""
    if _referred.setdefault(model.__name__, model) is not model:
        raise ValueError(f"two models are called {model.__name__}")
    return {"$ref": REF.format(model=model.__name__)}


def takes(content: Mapping[str, Json], description: str, required: bool = True) -> Json:
    """A request body: schema by media type."""
    return {
        "description": description,
        "required": required,
        "content": {media: {"schema": schema} for media, schema in content.items()},
    }


def gives(
    model: type[BaseModel] | None, also: Sequence[str] = (), problems: Sequence[str] = (), status: int = 200
) -> ResponseDict:
    """The responses of an operation.

    model: of its JSON · also: media types of its other representations · problems: kinds that it may end with
    """
    content: dict[str, Json] = {"application/json": {"schema": ref(model)}} if model else {}
    content |= {media: {"schema": {}} for media in also}
    answers: ResponseDict = {str(status): {"description": HTTPStatus(status).phrase, "content": content}}
    by_status: dict[int, list[str]] = {}
    for kind in (*problems, *ALWAYS):
        by_status.setdefault(KINDS[kind][0], []).append(KINDS[kind][1])
    problem = {"content": {MEDIA_TYPE: {"schema": ref(ProblemAnswer)}}}
    answers |= {str(code): {"description": " · ".join(titles)} | problem for code, titles in sorted(by_status.items())}
    return answers


def document(app: OpenAPI) -> Json:
    """The whole document, as plain JSON."""
    app.openapi_version = VERSION
    found: Json = dict(app.api_doc)
    _, named = models_json_schema([(model, "validation") for model in _referred.values()], ref_template=REF)
    found["components"] = {"schemas": dict(sorted(named["$defs"].items()))}
    for path in found["paths"].values():
        for operation in path.values():
            _tidy(operation)
    return found


def _tidy(operation: Json) -> None:
    """What flask-openapi adds of its own: a 422 of its own shape where an operation has none, `<br/>` in texts."""
    if "description" in operation:
        operation["description"] = operation["description"].replace("<br/>", "\n").strip()
    own = operation["responses"].get("422", {}).get("content", {})
    if "application/json" in own:
        del operation["responses"]["422"]


def written(found: Json) -> str:
    import yaml  # a hundredth of a second and a megabyte that only this document needs

    text: str = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120)
    return text


def write(app: OpenAPI, path: Path) -> None:
    path.write_text(written(document(app)), encoding="utf-8")
