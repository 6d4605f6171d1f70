"""From a request to the JSON of a spec: posted as JSON, or as a form with a file of data beside it."""

import base64
from collections.abc import Mapping
from typing import Any

from flask import request

from service import parquet
from service.bodies import body, parsed
from service.intake import parts
from service.problems import Problem
from service.schemas.experiment import ExperimentBody

HOW_TO_POST = "Send it with curl -F spec=@spec.json -F data=@table.csv -F target=COLUMN."
SOURCE = 'Post JSON; a script, or a question with code in it, goes in as {"model": {"source": "…"}}.'
SIGNATURES = {b"PAR1": "parquet", b"PK\x03\x04": "npz"}  # what files begin with; anything else is CSV

Json = dict[str, Any]


def asked() -> Json:
    """The spec that this request posts. Raises Problem where that cannot be told."""
    data = body()
    value = _form(data) if request.mimetype == "multipart/form-data" else parsed(data, hint=_hint(data))
    spec = ExperimentBody.model_validate(value).model_dump(exclude_none=True)
    if isinstance(stored := spec.get("data", {}).get("parquet"), str):
        parquet.check(stored)
    return spec


def _hint(data: bytes) -> str:
    return "Mend it at that place." if data.lstrip().startswith(b"{") else SOURCE


def _form(data: bytes) -> Json:
    """Parts: `spec`, as a file or a field; `data`, a table; `target`, its column; `log`, to hold the replay against."""
    fields, files = parts(data)
    told = {name: file.read() for name, file in files.items()} | {name: text.encode() for name, text in fields.items()}
    if "spec" not in told:
        raise Problem("malformed", "The form has no part `spec`.", HOW_TO_POST)
    spec = parsed(told["spec"], "The part `spec`")
    if not isinstance(spec, Mapping):
        raise Problem("malformed", "The part `spec` is no JSON object.", HOW_TO_POST)
    made = dict(spec)
    if "log" in told:
        made["log"] = told["log"].decode(errors="replace")
    if "data" in told:
        made["data"] = dict(made.get("data") or {}) | _table(told["data"])
    if "target" in told:
        made["data"] = dict(made.get("data") or {}) | {"target": told["target"].decode(errors="replace")}
    return made


def _table(content: bytes) -> Json:
    form = next((form for start, form in SIGNATURES.items() if content.startswith(start)), "csv")
    return {form: content.decode("utf-8-sig", "replace") if form == "csv" else base64.b64encode(content).decode()}
