"""Several files in one upload."""

import pytest

import analyzers
from analyzers.errors import UnreadableError
from analyzers.run import Run
from tests.containers.test_archives import zipped
from tests.readers.test_tensorboard import HEADER, content, event


def read(files: dict[str, bytes]) -> tuple[Run, ...]:
    return analyzers.read(zipped(files)).runs


def table(*losses: float) -> bytes:
    return ("iter\tLogloss\n" + "".join(f"{n}\t{loss}\n" for n, loss in enumerate(losses))).encode()


def events(*losses: float) -> bytes:
    return HEADER + b"".join(event(n, content("epoch_loss", loss)) for n, loss in enumerate(losses))


def test_files_are_runs_named_by_what_is_different() -> None:
    runs = read({"exp/a/metrics.csv": b"epoch,loss\n1,3\n2,2\n", "exp/b/metrics.csv": b"epoch,loss\n1,5\n2,4\n"})
    assert [(run.name, run["train/loss"].values.tolist()) for run in runs] == [
        ("a/metrics.csv", [3, 2]),
        ("b/metrics.csv", [5, 4]),
    ]


def test_of_a_file_with_several_runs_each_has_its_own_name() -> None:
    twice = b"epoch,loss\n1,3\n2,2\n1,5\n2,4\n"
    names = [run.name for run in read({"a.csv": b"epoch,loss\n1,3\n2,2\n", "two.csv": twice})]
    assert names == ["a.csv", "two.csv, run 1", "two.csv, run 2"]


def test_files_of_the_splits_are_one_run() -> None:
    (run,) = read({"learn_error.tsv": table(0.6, 0.5), "test_error.tsv": table(0.7, 0.65)})
    assert run["train/logloss"].values.tolist() == [0.6, 0.5]
    assert run["val/logloss"].values.tolist() == [0.7, 0.65]


def test_event_files_of_keras_are_one_run() -> None:
    files = {
        f"logs/{split}/events.out.tfevents.1": data
        for split, data in [("train", events(3, 2)), ("validation", events(4, 3))]
    }
    (run,) = read(files)
    assert (run["train/loss"].values.tolist(), run["val/loss"].values.tolist()) == ([3, 2], [4, 3])


def test_event_files_in_folders_of_their_own_are_runs() -> None:
    runs = read({"logs/first/events.tfevents": events(3, 2), "logs/second/events.tfevents": events(5, 4)})
    assert [run.name for run in runs] == ["first", "second"]


def test_metric_files_of_one_folder_are_one_run() -> None:
    lines = b"1614012345678 0.75 0\n1614012345999 0.5 1\n"
    (run,) = read({"run1/metrics/loss": lines, "run1/metrics/val_loss": lines, "run1/metrics/lr": lines})
    assert set(run.series) == {"train/loss", "val/loss", "lr"}


def test_a_folder_called_test_alone_makes_no_test_data() -> None:
    (run, _) = read({"test_run/a.csv": b"epoch,loss\n1,3\n2,2\n", "test_run/b.csv": b"epoch,loss\n1,5\n2,4\n"})
    assert set(run.series) == {"train/loss"}


def test_files_that_are_no_logs_are_named() -> None:
    files = {"log.csv": b"epoch,loss\n1,3\n2,2\n", "readme.md": b"Hello there.\n"}
    reading = analyzers.read(zipped(files))
    assert len(reading.runs) == 1
    assert any("readme.md" in note for note in reading.notes)


def test_where_no_file_is_a_log_the_first_says_why() -> None:
    with pytest.raises(UnreadableError, match="None of the 2 files"):
        read({"a.txt": b"Hello.\n", "b.txt": b"Bye.\n"})
