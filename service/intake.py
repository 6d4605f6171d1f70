"""From a request to a diagnosis, whichever way the log was posted. Its Content-Type is not believed, save multipart."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import request
from pydantic_core import from_json
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

import analyzers
from analyzers import configs
from analyzers.diagnosis import Diagnosis
from analyzers.errors import UnreadableError
from analyzers.run import Context, ContextValue, Floats
from analyzers.source import context_of as context_of_code
from service.at_hand import asked
from service.bodies import body, parsed
from service.judging import judged
from service.problems import Problem, nothing_readable
from service.schemas.upload import ContextQuestion, DiagnosisQuery, MetricsBody, TextBody
from service.slips import slip

OUR_JSON = re.compile(rb'\s*+\{\s*+"(?:metrics|text|context|filename)"\s*+:')
OUR_KEYS = {"metrics", "text", "context", "filename"}
NON_FINITE = {"NaN": np.nan, "nan": np.nan, "Infinity": np.inf, "inf": np.inf, "-Infinity": -np.inf, "-inf": -np.inf}
HOW_TO_POST = "Post the log as it is: curl --data-binary @train.log …/v1/diagnoses"


@dataclass(frozen=True)
class Posted:
    """What is judged: a log, or curves that came as numbers. data: what was posted, to be kept.

    config: how the network was trained, where that came beside the log
    """

    data: bytes
    name: str
    context: Context
    metrics: Mapping[str, Floats] | None = None
    config: str = ""

    def diagnosis(self) -> Diagnosis:
        """Raises Problem where there is nothing to read, AnalyzerError where it is too much."""
        found = configs.findings(self.data, self.config)
        return configs.beside(self._judged(), found) if found else self._judged()

    def _judged(self) -> Diagnosis:
        if self.metrics is not None:
            return analyzers.diagnose_metrics(self.metrics, self.context)
        try:
            return judged(self.data, self.name, self.context)
        except UnreadableError as error:
            if network := configs.described(self.data):
                return network
            form = request.mimetype == "multipart/form-data"
            raise nothing_readable(error.problem, slip(self.data, form) or error.hint) from error


def posted(query: DiagnosisQuery) -> Posted:
    """What this request posts. Raises Problem where that cannot be told."""
    data = body()
    if asked().mimetype == "multipart/form-data":
        return _from_form(data, query)
    if not data.strip():
        raise nothing_readable("The body is empty.", HOW_TO_POST)
    told = _our_json(data)
    if told is None:
        return Posted(data, query.filename, context_of(query, "query"))
    context = context_of(told.context, "context of the request") | context_of(query, "query")
    name = query.filename or told.filename
    if isinstance(told, TextBody):
        return Posted(told.text.encode(errors="replace"), name, context)
    return Posted(data, name, context, {key: _numbers(key, values) for key, values in told.metrics.items()})


def context_of(question: ContextQuestion, source: str) -> dict[str, ContextValue]:
    if not question.model_fields_set:
        return {}
    known = question.model_dump(exclude_none=True, include=set(ContextQuestion.model_fields))
    return {key: ContextValue(value, source) for key, value in known.items()}


def _our_json(data: bytes) -> MetricsBody | TextBody | None:
    """The body as one of our two JSON shapes; None where it is anything else, which is then a log."""
    if not OUR_JSON.match(data):
        return None
    try:
        value = parsed(data)
    except Problem:
        if request.is_json:
            raise
        return None
    if not value.keys() <= OUR_KEYS or not value.keys() & {"metrics", "text"}:
        return None
    return TextBody.model_validate(value) if "text" in value else MetricsBody.model_validate(value)


def _numbers(name: str, values: list[Any]) -> Floats:
    """(n,) with NaN for null and for "NaN"."""
    if {type(value) for value in values} <= {float, int}:
        with suppress(OverflowError):  # of a whole number that no float can hold, whose place is told
            return np.array(values, np.float64)
    return np.array([_number(f"metrics.{name}[{at}]", value) for at, value in enumerate(values)], np.float64)


def _number(at: str, value: Any) -> float:
    if value is None:
        return np.nan
    if isinstance(value, str) and value in NON_FINITE:
        return NON_FINITE[value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    raise Problem(
        "invalid",
        f"{at} is {json.dumps(value)[:80]}, which is not a number.",
        'Give a number, null, or one of "NaN", "Infinity", "-Infinity".',
        errors=[{"at": at, "problem": "not a number"}],
    )


def _from_form(data: bytes, query: DiagnosisQuery) -> Posted:
    """Parts named `log` and every other file are logs; `config` and the fields of a context are what they say."""
    fields, files = parts(data)
    logs = [(file.filename or "", file.read()) for name, file in files.items(multi=True) if name != "config"]
    logs += [("", text.encode()) for text in fields.poplist("log")]
    config = [file.read().decode(errors="replace") for file in files.getlist("config")] + fields.poplist("config")
    name = fields.pop("filename", query.filename)
    context = context_of(ContextQuestion.model_validate(fields.to_dict()), "form") | context_of(query, "query")
    if not any(content.strip() for _, content in logs):
        raise nothing_readable("The form has no part `log` with a log in it.", "Send it with curl -F log=@FILE.")
    for text in config:
        context = context_in_config(text) | context
    if len(logs) == 1:
        return Posted(logs[0][1], name or logs[0][0], context, config="\n".join(config))
    return Posted(_archive(logs), name, context, config="\n".join(config))


def parts(data: bytes) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    parser = FormDataParser(_in_memory, max_form_memory_size=None, silent=False)
    try:
        _, fields, files = parser.parse(io.BytesIO(data), request.mimetype, len(data), request.mimetype_params)
    except (ValueError, HTTPException) as error:
        raise Problem(
            "malformed", f"The multipart body is damaged: {error}.", "Send it with curl -F log=@FILE."
        ) from error
    return MultiDict(fields), MultiDict(files)


def _in_memory(*_: Any, **__: Any) -> io.BytesIO:
    """The parts are copies of what is in memory already: no temporary files."""
    return io.BytesIO()


def _archive(logs: list[tuple[str, bytes]]) -> bytes:
    """Several logs are read as the zip file of them would be."""
    held = io.BytesIO()
    named = len({name for name, _ in logs if name}) == len(logs)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for number, (name, content) in enumerate(logs, 1):
            archive.writestr(name if named else f"{number}/{name or 'log'}", content)
    return held.getvalue()


def context_in_config(text: str) -> dict[str, ContextValue]:
    """What a config says: JSON at its top, under `training` and under `optimizer`; anything else as source code."""
    try:
        config = from_json(text)
    except ValueError:
        found = context_of_code(text)
        return {key: ContextValue(known.value, f"config, {known.source}") for key, known in found.items()}
    told: dict[str, Any] = {}
    for part in (config, config.get("training")) if isinstance(config, dict) else ():
        if isinstance(part, dict):
            optimizer = part.get("optimizer")
            nested = optimizer if isinstance(optimizer, dict) else {}
            told |= part | nested | {"optimizer": nested.get("name", optimizer)}
    known = {key: told[key] for key in ContextQuestion.model_fields if isinstance(told.get(key), (int, float, str))}
    return context_of(ContextQuestion.model_validate(known), "config")
