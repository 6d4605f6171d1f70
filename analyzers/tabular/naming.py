"""What columns are called: without the folders of dashboards, and what to call one that has no name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from analyzers.free_text.names.roles import is_metric
from analyzers.metrics import NamedAt, divide, metric_of, words
from analyzers.tabular.column import Column, Table
from analyzers.tabular.roles import UNNAMED, role
from analyzers.vocabulary import METRICS

FOLDERS = frozenset({"metrics", "rollout", "charts", "losses", "scalars", "perf", "metric", "log", "logs", "history"})
"""First parts of names that sort charts on a dashboard and say nothing of the metric."""
NO_SCORES = frozenset({"loss", "losses", "cost", "norm", "reward", "return", "entropy", "gnorm"})
"""Words of metrics that are no score of a model's answers."""

_UNIT = re.compile(r"(?<=\w)\s{0,9}+[(\[][^()\[\]]{0,40}+[)\]]$")
_TAG = re.compile(r".*[-_]tag[-_]")


def metric_in(file_name: str) -> str:
    """The metric that a file's name tells of; "value" where it tells of none.

    >>> metric_in("run-train-tag-epoch_loss.csv"), metric_in("metrics/val_loss"), metric_in("log.csv")
    ('epoch_loss', 'val_loss', 'value')
    """
    path = PurePosixPath(file_name.replace("\\", "/"))
    stem = _TAG.sub("", path.stem if path.suffix in (".csv", ".txt", ".json") else path.name)
    return stem if is_metric(stem) else UNNAMED


def titled(table: Table, file_name: str) -> Table:
    """The table with its only column of values, where that is called just "Value", named after the file."""
    columns = [
        replace(each, name=metric_in(file_name)) if each.name.strip().lower() == UNNAMED else each
        for each in table.columns
    ]
    return replace(table, columns=tuple(columns))


def assumed(columns: Sequence[Column]) -> tuple[str, str]:
    """What an only curve without a name is taken for, and a note that says so; empty where nothing can be assumed.

    A curve that only rises within 0 and 1 may be an accuracy as well as a diverging loss: it stays without a name.
    """
    if len(columns) != 1 or columns[0].name != UNNAMED:
        return "", ""
    values = columns[0].values
    if np.all((values >= 0) & (values <= 1)) and values[-1] > values[0]:
        return "", ""
    return "loss", "The only curve has no name: it is taken for the training loss."


def plain_names(columns: Sequence[Column]) -> list[NamedAt]:
    """Names that are all different, with their splits. The first learning rate is "lr", however it is spelt.

    Where each loss states its split ("train_loss", "valid_loss"), a score that states none was measured on validation
    data: so do fastai ("accuracy") and Ultralytics ("metrics/mAP50(B)").
    """
    short = [_short(column.name) for column in columns]
    used = Counter(short)
    stated = {divide(name)[0] for name in short if "loss" in words(name)}
    scored = "val" if stated == {"train", "val"} else None
    rate = next((column for column in columns if role(column.name) == "lr"), None)
    names: dict[NamedAt, None] = {}
    for column, name in zip(columns, short, strict=True):
        split = column.split or (scored if _is_score(column.name) else None)
        plain = "lr" if column is rate else name if used[name] == 1 else column.name
        while (plain, split) in names:
            plain += " again"
        names[plain, split] = None
    return list(names)


def _short(name: str) -> str:
    """The name without its unit, without a folder that says nothing or whose metric we know without it.

    >>> _short("rollout/ep_rew_mean"), _short("metrics/mAP50(B)"), _short("Loss/train"), _short("Train Loss (MSE)")
    ('ep_rew_mean', 'mAP50', 'Loss/train', 'Train Loss')
    """
    bare = _UNIT.sub("", name)
    name = bare if divide(bare)[0] == divide(name)[0] else name  # "accuracy (test set)" has no unit
    folder, _, rest = name.partition("/")
    if not rest or divide(f"{folder} loss")[0]:
        return name
    known = metric_of(divide(rest)[1]) in METRICS.values()
    return rest if folder.lower() in FOLDERS or (known and not is_metric(folder)) else name


def _is_score(name: str) -> bool:
    return role(name) == "metric" and not NO_SCORES & set(words(name))
