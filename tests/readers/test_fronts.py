"""Loggers, launchers and tools put something before each line: what is read does not change by it."""

import json

import pytest

import analyzers
from tests.readers.printed import ACCURACY, LOSS, VAL_LOSS

FRONTS = {
    "logging": "2024-06-11 03:0{i}:12,123 - __main__ - INFO - ",
    "file and line": "2024-06-11 03:0{i}:12,123 INFO trainer.py:188 ",
    "file and line of pytest": "INFO     trainer:trainer.py:188 ",
    "file of Go": "2024/06/11 03:0{i}:12 main.go:52: ",
    "file of Rust": "[2024-06-11T03:0{i}:12Z INFO  burn_train] src/main.rs:52 ",
    "loguru": "2024-06-11 03:0{i}:12.345678 | INFO     | __main__:train:188 - ",
    "glog": "I0611 03:0{i}:12.345678 140123 train.cc:188] ",
    "tornado": "[I 240611 03:0{i}:12 train:188] ",
    "date in words": "Tue Jun 11 03:0{i}:12 2024 ",
    "date of America": "06/11/2024 03:0{i}:12 AM ",
    "seconds since 1970": "171807487{i}.123 ",
    "pods": "2024-06-11T03:0{i}:12.123456789Z stdout F ",
    "time since the start": "{i} min ",
    "rank": "[rank0] ",
    "rank as a number": "[0]: ",
    "ranks of Slurm": "0: ",
    "ranks of MPI": "[1,0]<stdout>:",
    "actor of Ray": "\x1b[36m(train_fn pid=2345)\x1b[0m ",
    "grep": "logs/train.log:1{i}:",
    "citation": "> ",
    "bullet": "* ",
    "picture": "✅ ",
}
BODIES = {
    "pairs": "step={s} loss={l} val_loss={v} acc={a}",
    "sentence": "Epoch {e}: loss: {l} val_loss: {v} acc: {a}",
    "brackets": "Epoch [{e}/5] Loss: {l:.4f} Val Loss: {v:.4f}",
    "pipes": "epoch {e} | loss {l:.4f} | val_loss {v:.4f} | acc {a:.4f}",
    "loss alone": "loss: {l}",
    "rate": "iter {s}: loss {l:.4f}, lr 0.0010, time 12.3ms",
}


def curves(front: str, body: str) -> str:
    """What is read of five such lines."""
    rows = enumerate(zip(LOSS, VAL_LOSS, ACCURACY, strict=True))
    lines = (front.format(i=i) + body.format(e=i + 1, s=100 * i, l=loss, v=val, a=acc) for i, (loss, val, acc) in rows)
    (run,) = analyzers.read("\n".join(lines).encode(), "log.txt").runs
    found = {key: (one.unit, one.steps.tolist(), one.values.tolist()) for key, one in run.series.items()}
    return json.dumps(found, sort_keys=True, indent=1)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_what_stands_before_a_line_changes_nothing(front: str, body: str) -> None:
    assert curves(front, body) == curves("", body)
