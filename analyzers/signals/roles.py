"""Which series of a run plays which part: the loss, its validation twin, the accuracies; and what is being trained."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats, Run, Series
from analyzers.signals.kind import kind
from analyzers.signals.once import once
from analyzers.signals.summary import mean

LOSSES = ("loss", "total_loss", "loss_total", "cross_entropy", "logloss", "nll", "mse", "rmse", "mae", "perplexity")
"""Metrics that may stand for the loss, the first one present is taken."""

_BOOSTERS = {  # how boosting libraries name a metric of a data set
    "xgboost": re.compile(r"\w+-(?:m?logloss|rmsle|rmspe|rmse|mae|mape|m?error|auc|aucpr|ndcg|map)(?:@\d+)?"),
    "lightgbm": re.compile(r"(?:training|valid_\d+|\w+)'s [a-z]\w+"),
}
_VALIDATION = ("val", "test")
LAYER = "layer/"


@frozen()
class Roles:
    """Keys of the series in their parts; None where the run has none.

    booster:   the boosting library, "" for anything that is trained by gradient steps
    task:      "gan", "reinforcement_learning", "boosting", or what the context states, else ""
    losses:    every series that is a loss, the main one first
    qualities: every series that is better when higher and lies between 0 and 1 (or 100): accuracies, F1, AUC, …
    met:       "train/loss", "val/accuracy" and the like as far as a series plays that part, whatever its name
    """

    loss: str | None
    val_loss: str | None
    accuracy: str | None
    val_accuracy: str | None
    task: str
    booster: str
    losses: tuple[str, ...]
    qualities: tuple[str, ...]
    met: tuple[str, ...]

    @property
    def adversarial(self) -> bool:
        """Whether the loss need not fall when all is well: a game (GAN), or a policy that changes its own data."""
        return self.task in ("gan", "reinforcement_learning")


def shares(series: Series) -> Floats:
    """The values of an accuracy as shares of 1, whether it was logged so or in percent."""
    return in_shares(series).values


def in_shares(series: Series) -> Series:
    """An accuracy as shares of 1: the series itself where it was logged so, and not in percent."""
    rescaled = _from_percent(series)
    return series if rescaled is None else rescaled


@once
def _from_percent(series: Series) -> Series | None:
    percent = np.fmax.reduce(series.values, initial=0.0) > 1.5
    return replace(series, values=series.values / 100) if percent else None


def of_layers(run: Run, quantity: str) -> Iterator[tuple[str, Series]]:
    """Name of the layer and series, for each layer in which `quantity` was recorded."""
    for key, series in run.series.items():
        parts = key.split("/")
        if parts[0] == "layer" and parts[-1] == quantity and len(series):
            yield "/".join(parts[1:-1]), series


def lacks(needs: Iterable[str], series: Collection[str], met: Collection[str]) -> tuple[str, ...]:
    """Those of a rule's needs that none of some series meets. met: see `Roles`"""
    present = {*series, *met}
    return tuple([need for need in needs if not any(_meets(present, name) for name in need.split("|"))])


def _meets(present: Collection[str], need: str) -> bool:
    return any(fnmatchcase(key, need) for key in present) if "*" in need else need in present


@once
def roles(run: Run) -> Roles:
    """The parts of a run's series."""
    keys = [key for key, series in run.series.items() if len(series) and not key.startswith(LAYER)]
    losses = [key for key in keys if kind(key).loss]
    losses = losses or [key for key in keys if kind(key).part] or _nameless(run, keys)
    loss = (
        _evaluated(run, losses)
        or _main(run, losses, ("train",))
        or _main(run, losses, _VALIDATION)
        or next(iter(losses), None)
    )
    val_loss = _twin(run, loss, losses) if loss else None
    accuracy = _accuracy(keys, "train")
    val_accuracy = _accuracy(keys, "val") or _accuracy(keys, "test")
    booster = _booster(run, keys)
    parts = {"train/loss": loss, "val/loss": val_loss, "train/accuracy": accuracy, "val/accuracy": val_accuracy}
    return Roles(
        loss=loss,
        val_loss=val_loss,
        accuracy=accuracy,
        val_accuracy=val_accuracy,
        task="boosting" if booster else _task(run, keys),
        booster=booster,
        losses=tuple(sorted(losses, key=lambda key: key != loss)),
        qualities=tuple(key for key in keys if kind(key).quality),
        met=tuple([part for part, key in parts.items() if key]),
    )


def _nameless(run: Run, keys: list[str]) -> list[str]:
    """Series of unknown name that may be a loss, where the run holds hardly anything else: they fall, or break."""
    others = [key for key in keys if key != "lr"]
    if len(others) > 2 or any(kind(key).quality or kind(key).reward or kind(key).no_loss for key in others):
        return []
    falls = [key for key in others if len(run[key]) > 1 and not run[key].values[-1] > run[key].values[0]]
    return falls or [key for key in others if kind(key).metric == "value"]


def _evaluated(run: Run, losses: Iterable[str]) -> str | None:
    """A training loss that is measured whenever validation is, beside one of single batches: it scatters less."""
    both = "train/train_loss" in losses and "train/loss" in losses and "val/loss" in losses
    same = both and np.array_equal(run["train/train_loss"].steps, run["val/loss"].steps)
    return "train/train_loss" if same else None


def _main(run: Run, losses: Iterable[str], splits: tuple[str, ...]) -> str | None:
    inside = [key for key in losses if kind(key).split in splits]
    named = (key for metric in LOSSES for key in inside if kind(key).metric == metric)
    return next(named, None) or max(inside, key=lambda key: _size(run[key]), default=None)


def _size(series: Series) -> float:
    """The usual size of a loss: of several parts the largest rules their sum."""
    return mean(np.abs(series.finite)) if len(series.finite) else 0.0


def _twin(run: Run, loss: str, losses: Iterable[str]) -> str | None:
    """The loss of the same metric on validation data, else any validation loss; None where `loss` itself is one."""
    if kind(loss).split in _VALIDATION:
        return None
    others = [key for key in losses if kind(key).split in _VALIDATION]
    others.sort(key=lambda key: len(run[key]), reverse=True)
    same = [key for key in others if kind(key).metric == kind(loss).metric]
    plain = (key for key in others if kind(key).metric in LOSSES[:3])
    return (
        next(iter(same), None)
        or next(plain, None)
        or (_main(run, others, _VALIDATION) if kind(loss).metric == "loss" else None)
    )


def _accuracy(keys: Iterable[str], split: str) -> str | None:
    inside = [key for key in keys if kind(key).accuracy and kind(key).split == split]
    return min(inside, key=len, default=None)


def _task(run: Run, keys: Iterable[str]) -> str:
    stated = run.known("task")
    if isinstance(stated, str):
        return stated
    metrics = [kind(key).metric for key in keys]
    plays = any("discriminator" in metric or metric == "generator_loss" for metric in metrics)
    if plays or ("loss_g" in metrics and "loss_d" in metrics):
        return "gan"
    return "reinforcement_learning" if any(kind(key).reward for key in keys) else ""


def _booster(run: Run, keys: Iterable[str]) -> str:
    """The boosting library that the context states, or that names metrics as this log does."""
    framework = str(run.known("framework") or "").lower()
    if framework in (*_BOOSTERS, "catboost"):
        return framework
    named = [run[key].name_in_log for key in keys if key != "lr"]
    spelled = (name for name, pattern in _BOOSTERS.items() if named and all(map(pattern.fullmatch, named)))
    return next(spelled, "xgboost" if run.known("task") == "boosting" else "")
