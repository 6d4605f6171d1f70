"""A `Diagnosis` as the JSON value that is answered, its curves as one to draw from, and both back again."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analyzers.diagnosis import Diagnosis, Mention, RunDiagnosis, Skipped
from analyzers.reader import Reading
from analyzers.remedy import Suggestion
from analyzers.rule import Cause, Evidence, Finding, Where
from analyzers.run import ContextValue, Run, Series
from analyzers.thinning import thinned

Json = dict[str, Any]
"""A JSON object. A float in it may be NaN or infinite; it is written as null.

It is not to be changed: parts of it are the diagnosis's own."""


def answer(diagnosis: Diagnosis, id: str, links: Mapping[str, str]) -> Json:
    """The body of `POST /v1/diagnoses`."""
    return {
        "id": id,
        "verdict": diagnosis.verdict,
        "headline": diagnosis.headline,
        "primary": diagnosis.primary and {"run": diagnosis.primary[0], "code": diagnosis.primary[1]},
        "runs": [run(each) for each in diagnosis.runs],
        "mentioned": list(map(vars, diagnosis.mentioned)),
        "config": {"findings": [finding(each) for each in diagnosis.config]},
        "reading": _reading(diagnosis.reading),
        "links": dict(links),
    }


def curves(diagnosis: Diagnosis) -> list[Json]:
    """The body of `GET /v1/diagnoses/{id}/series`: one map from metric to curve a run."""
    return [run_curves(found.run) for found in diagnosis.runs]


def run_curves(run: Run) -> Json:
    """The curves of a run by metric."""
    return {key: _curve(series) for key, series in run.series.items()}


def run(found: RunDiagnosis) -> Json:
    """One of `runs`."""
    return {
        "name": found.run.name,
        "verdict": found.verdict,
        "headline": found.headline,
        "context": {key: vars(known) for key, known in found.run.context.items()},
        "metrics": {key: _metric(series) for key, series in found.run.series.items()},
        "findings": [finding(each) for each in found.findings],
        "suggestions": [suggestion(each) for each in found.suggestions],
        "checked": list(found.checked),
        "skipped": list(map(vars, found.skipped)),
    }


def finding(found: Finding) -> Json:
    where = found.where
    return {
        "code": found.code,
        "severity": found.severity,
        "confidence": found.confidence,
        "headline": found.headline,
        "explanation": found.explanation,
        "where": where and {"metric": where.metric, "from": where.first, "to": where.last, "unit": where.unit},
        "evidence": {name: _evidence(measured) for name, measured in found.evidence.items()},
        "causes": list(map(vars, found.causes)),
    }


def _evidence(measured: Evidence) -> Json:
    told: Json = {"value": measured.value}
    if measured.unit:
        told["unit"] = measured.unit
    if measured.note:
        told["note"] = measured.note
    return told


def suggestion(made: Suggestion) -> Json:
    return {
        "action": made.action,
        "headline": made.headline,
        "why": made.why,
        "addresses": list(made.addresses),
        "patch": list(made.patch),
        "code": made.code,
        "verified": None,
    }


def _metric(series: Series) -> Json:
    values = series.values
    finite = values[np.isfinite(values)]
    return {
        "name_in_log": series.name_in_log,
        "records": len(values),
        "first": _number(values[0]) if len(values) else None,
        "last": _number(values[-1]) if len(values) else None,
        "min": float(finite.min()) if len(finite) else None,
        "max": float(finite.max()) if len(finite) else None,
        "nonfinite": len(values) - len(finite),
        "unit": series.unit,
    }


def _curve(series: Series) -> Json:
    drawn = thinned(series)
    return {
        "name_in_log": series.name_in_log,
        "unit": series.unit,
        "records": len(series),
        "steps": drawn.steps.tolist(),
        "values": drawn.values.tolist(),
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _reading(reading: Reading) -> Json:
    return {
        "format": reading.format,
        "lines": reading.lines,
        "used": reading.used,
        "ignored": reading.ignored,
        "notes": list(reading.notes),
    }


def restored(answer: Json, curves: list[Json]) -> Diagnosis:
    """The diagnosis that an answer was made of, for rendering it anew; its curves are the thinned ones."""
    reading = {name: value for name, value in answer["reading"].items() if name != "ignored"}
    primary = answer["primary"]
    runs = tuple(map(_restored_run, answer["runs"], curves))
    return Diagnosis(
        verdict=answer["verdict"],
        headline=answer["headline"],
        primary=primary and (primary["run"], primary["code"]),
        runs=runs,
        reading=Reading(runs=tuple(found.run for found in runs), **reading | {"notes": tuple(reading["notes"])}),
        mentioned=tuple(Mention(**mention) for mention in answer["mentioned"]),
        config=tuple(map(_restored_finding, answer.get("config", {}).get("findings", ()))),
    )


def _restored_run(told: Json, curves: Json) -> RunDiagnosis:
    return RunDiagnosis(
        run=Run(
            {key: _restored_series(curve) for key, curve in curves.items()},
            told["name"],
            {key: ContextValue(**known) for key, known in told["context"].items()},
        ),
        verdict=told["verdict"],
        headline=told["headline"],
        findings=tuple(map(_restored_finding, told["findings"])),
        suggestions=tuple(map(_restored_suggestion, told["suggestions"])),
        checked=tuple(told["checked"]),
        skipped=tuple(Skipped(each["code"], tuple(each["needs"])) for each in told["skipped"]),
    )


def _restored_series(curve: Json) -> Series:
    values = np.array(curve["values"], np.float64)  # null becomes NaN
    return Series(np.array(curve["steps"], np.int64), values, curve["unit"], curve["name_in_log"])


def _restored_finding(told: Json) -> Finding:
    where = told["where"]
    return Finding(
        **told
        | {
            "where": where and Where(where["metric"], where["from"], where["to"], where["unit"]),
            "evidence": {name: Evidence(**measured) for name, measured in told["evidence"].items()},
            "causes": tuple(Cause(**cause) for cause in told["causes"]),
        }
    )


def _restored_suggestion(told: Json) -> Suggestion:
    rest = {name: value for name, value in told.items() if name != "verified"}
    return Suggestion(**rest | {"weight": 0.0, "addresses": tuple(told["addresses"]), "patch": tuple(told["patch"])})
