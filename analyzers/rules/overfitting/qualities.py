"""Overfitting that shows in a quality such as the AUC or the F1 where no loss of validation data is logged."""

from collections.abc import Iterator
from dataclasses import replace

from analyzers.frozen import frozen
from analyzers.rule import Finding
from analyzers.rules.overfitting import accuracies, turn
from analyzers.run import Run, Series
from analyzers.signals.kind import kind
from analyzers.signals.roles import Roles, in_shares, roles


@frozen()
class Limits(turn.Limits, accuracies.Limits):
    """Those of a validation that turns and of a gap."""


def look(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """What is missing to 1 of the quality that both sets have, looked at as a loss; else the gap between the two."""
    pairs = [] if parts.loss and parts.val_loss else list(_pairs(run, parts))
    if not pairs:
        return None
    if parts.loss:
        return next((told for pair in pairs if (told := _gap(run, parts, pair, limits))), None)
    pair = pairs[0]
    keys = dict(zip(("train/loss", "val/loss"), pair, strict=True))
    mirrored = Run({name: _missing(run[key]) for name, key in keys.items()})
    found = turn.look(mirrored, roles(mirrored), limits)
    if found is not None and found.where is not None:
        return _told(run[pair[1]], replace(found, where=replace(found.where, metric=pair[1])))
    return _gap(run, parts, pair, limits)


def _gap(run: Run, parts: Roles, pair: tuple[str, str], limits: Limits) -> Finding | None:
    return accuracies.look(run, replace(parts, accuracy=pair[0], val_accuracy=pair[1]), limits)


def _pairs(run: Run, parts: Roles) -> Iterator[tuple[str, str]]:
    """Keys of each quality that both training and validation data have."""
    for key in parts.qualities:
        twins = (f"{split}/{kind(key).metric}" for split in ("val", "test") if key.startswith("train/"))
        twin = next((twin for twin in twins if twin in run.series), None)
        if twin is not None:
            yield key, twin


def _missing(series: Series) -> Series:
    return replace(series, values=1 - in_shares(series).values)


def _told(series: Series, found: Finding) -> Finding:
    """The finding in terms of the quality."""
    best, last = (1 - (found.evidence[which].value or 0.0) for which in ("best_val_loss", "last_val_loss"))
    name, since = series.name_in_log or "Validation", found.where
    at = f" at {since.unit} {since.first}" if since else ""
    return replace(found, headline=f"{name} fell from {best:.4g}{at} to {last:.4g} while that of training rose.")
