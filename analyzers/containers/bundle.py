"""Several files of one upload → one answer: files of one run are put together, the others are runs of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os.path import commonpath
from pathlib import PurePosixPath

from analyzers.errors import UnreadableError
from analyzers.metrics import divide
from analyzers.reader import Reading
from analyzers.run import Run, Series

PARTS_OF_A_RUN = frozenset({"TensorBoard event file", "MLflow metric file"})
"""Formats that spread one run over several files of a folder."""

SHOWN = 5  # file names in a note


def joined(readings: Mapping[str, Reading], failed: Mapping[str, UnreadableError]) -> Reading:
    """What several files say together.

    readings: by the file's name in its archive · failed: the same for files that are no logs

    Raises UnreadableError where none could be read.
    """
    if not readings:
        raise UnreadableError(
            f"None of the {len(failed)} files is a training log. The first: {next(iter(failed.values())).problem}",
            "Pack the logs themselves: text, CSV, JSON or event files.",
        )
    places = _places(readings)
    groups: dict[str, list[Run]] = {}
    for name, reading in readings.items():
        split, rest = places[name]
        for run in reading.runs:
            _add(groups.setdefault(rest, []), _in_split(run, split))
    runs = _named(groups)
    notes = [_said(name, note, len(readings)) for name, reading in readings.items() for note in reading.notes]
    if failed:
        names = ", ".join(f"'{name}'" for name in list(failed)[:SHOWN])
        notes.append(f"Passed over, no training log: {names}{', …' if len(failed) > SHOWN else ''}.")
    formats = ", ".join(dict.fromkeys(reading.format for reading in readings.values()))
    lines, used = (sum(getattr(one, of) for one in readings.values()) for of in ("lines", "used"))
    return Reading(f"{len(readings)} files: {formats}", tuple(runs), lines, used, tuple(dict.fromkeys(notes)))


def _places(readings: Mapping[str, Reading]) -> dict[str, tuple[str, str]]:
    """The split of each file, "" where its path states none, and the run that it belongs to.

    A split counts only where files stand side by side that differ in nothing else.
    """
    paths = {name: _path(name, reading.format) for name, reading in readings.items()}
    stated = {name: split_of(path) for name, path in paths.items()}
    splits: dict[str, set[str]] = {}
    for split, rest in stated.values():
        splits.setdefault(rest, set()).add(split)
    return {name: stated[name] if len(splits[stated[name][1]]) > 1 else ("", paths[name]) for name in paths}


def _path(name: str, format_name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/").lstrip("/"))
    return str(path.parent if format_name in PARTS_OF_A_RUN else path)


def split_of(path: str) -> tuple[str, str]:
    """The split that a path states, and the path without it.

    >>> split_of("logs/run1/train"), split_of("fit/test_error.tsv"), split_of("a/b.csv")
    (('train', 'logs/run1'), ('test', 'fit/error.tsv'), ('', 'a/b.csv'))
    """
    parts = list(PurePosixPath(path).parts)
    for place in reversed(range(len(parts))):
        part = PurePosixPath(parts[place])
        split, rest = divide(f"{part.stem} loss")
        if split:
            kept = "_".join(rest.split()[:-1])
            parts[place : place + 1] = [kept + part.suffix] if kept else []
            return split, "/".join(parts)
    return "", "/".join(parts)


def _in_split(run: Run, split: str) -> Run:
    """A run whose file states a split: what it took for training by default was measured there."""
    if split in ("", "train"):
        return run
    return replace(run, series={key.replace("train/", f"{split}/", 1): one for key, one in run.series.items()})


def _add(runs: list[Run], run: Run) -> None:
    """Adds a run to those of its group: into the last of them where they share no metric, else as another."""
    if not runs or runs[-1].series.keys() & run.series.keys() - {"lr"}:
        runs.append(run)
        return
    both = {**run.series, **runs[-1].series}
    context = {**run.context, **runs[-1].context}
    runs[-1] = replace(runs[-1], series=_aligned(both), context=context, lines=(0, 0))


def _aligned(series: dict[str, Series]) -> dict[str, Series]:
    """Positions of different files are no common axis: the counter is one, where all are counted alike."""
    if len({one.unit for one in series.values()}) > 1:
        return series
    return {key: replace(one, positions=one.steps) for key, one in series.items()}


def _named(groups: Mapping[str, Sequence[Run]]) -> list[Run]:
    """Runs named by what is different in their paths; where only validation is missing, test data stands for it."""
    shared = commonpath(groups) if len(groups) > 1 else "/".join(groups)
    titles = {rest: rest.removeprefix(shared).strip("/") for rest in groups}
    found = [(titles[rest], len(runs) > 1, run) for rest, runs in groups.items() for run in runs]
    return [
        replace(_validated(run), name=_name(title, run, place, several), lines=(0, 0))
        for place, (title, several, run) in enumerate(found, 1)
    ]


def _name(title: str, run: Run, place: int, several: bool) -> str:
    """Of its file, with its own name where the file holds several."""
    if title:
        return f"{title}, {run.name}" if several else title
    return run.name if not run.name.startswith("run ") else f"run {place}"


def _validated(run: Run) -> Run:
    if any(key.startswith("val/") for key in run.series):
        return run
    return replace(run, series={key.replace("test/", "val/", 1): one for key, one in run.series.items()})


def _said(name: str, note: str, files: int) -> str:
    return f"{PurePosixPath(name).name}: {note}" if files > 1 else note
