"""CatBoost's catboost_training.json: metrics are named once, and each iteration lists their values."""

from collections.abc import Mapping

from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.structured import Records, parse
from analyzers.tabular import reading

KINDS = ("learn", "test")


def sniff(upload: Upload) -> Fit:
    head = upload.head
    return Fit.SIGNATURE if '"learn_metrics"' in head and '"iterations"' in head else Fit.NO


def read(upload: Upload) -> Reading:
    value, notes = parse(upload.data)
    document = value if isinstance(value, dict) else {}
    meta, iterations = document.get("meta"), document.get("iterations")
    if not isinstance(meta, dict) or not isinstance(iterations, list):
        raise UnreadableError("This CatBoost log holds no iterations.", "Post it when the first iteration is done.")
    named = {kind: _names(meta.get(f"{kind}_metrics")) for kind in KINDS}
    records = [_record(each, named) for each in iterations if isinstance(each, dict)]
    return reading("CatBoost training log", [Records().extend(records).table()], notes)


def _names(metrics: object) -> list[str]:
    listed = metrics if isinstance(metrics, list) else []
    return [str(each.get("name", "metric")) for each in listed if isinstance(each, dict)]


def _record(iteration: Mapping[str, object], named: Mapping[str, list[str]]) -> dict[str, object]:
    record: dict[str, object] = {"iteration": iteration.get("iteration")}
    for kind, names in named.items():
        values = iteration.get(kind)
        if isinstance(values, list):
            record |= {f"{kind}/{name}": value for name, value in zip(names, values, strict=False)}
    return record


READER = Reader("catboost_json", "CatBoost's catboost_training.json", sniff, read)
