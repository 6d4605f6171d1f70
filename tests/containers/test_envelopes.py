"""The same log as containers, schedulers, mails and editors hand it on."""

import html
import json
from collections.abc import Callable

import pytest

from analyzers import read
from analyzers.containers import opened
from tests.readers.printed import ACCURACY, LOSS, VAL_LOSS

ROWS = tuple(zip(range(5), LOSS, VAL_LOSS, ACCURACY, strict=True))
LOGS = {
    "lines": "".join(f"Epoch {e}: train loss {a:.4f}, val loss {b:.4f}, acc {c}\n" for e, a, b, c in ROWS),
    "dicts": "".join(f"{{'loss': {a}, 'val_loss': {b}, 'acc': {c}, 'epoch': {e}}}\n" for e, a, b, c in ROWS),
    "table": "epoch     train_loss  valid_loss  accuracy  time    \n"
    + "".join(f"{e}         {a:.6f}    {b:.6f}    {c:.6f}  00:12     \n" for e, a, b, c in ROWS),
    "bars": "| epoch | loss | val_loss | acc |\n|-------|------|----------|-----|\n"
    + "".join(f"| {e} | {a} | {b} | {c} |\n" for e, a, b, c in ROWS),
    "csv": "epoch,loss,val_loss,acc\n" + "".join(f"{e},{a},{b},{c}\n" for e, a, b, c in ROWS),
    "json": "".join(f'{{"epoch": {e}, "loss": {a}, "val_loss": {b}, "acc": {c}}}\n' for e, a, b, c in ROWS),
}
PREFIXES = {
    "docker compose": "worker_1  | ",
    "journal": "Mar  4 05:06:0{n} box7 python[4321]: ",
    "kubectl": "2024-03-04T05:06:0{n}.123456789Z ",
    "workflow": "train\tRun the script\t2024-03-04T05:06:0{n}.1234567Z ",
    "notebook server": "1{n}.1s\t{n}\t",
    "mpirun": "[1,0]<stdout>:",
    "torchrun": "[default0]:",
    "ray": "(train_fn pid=4321) ",
    "logging": "2024-03-04 05:06:0{n},123 - trainer - INFO - ",
    "absl": "I0304 05:06:0{n}.123456 140123456789 main.py:77] ",
    "clock": "[05:06:0{n}] ",
    "rank": "[rank0]: ",
    "log4j": "05:06:0{n}.123 [main] INFO  c.e.Trainer - ",
    "mail": "> ",
    "patch": "+",
    "list": "- ",
}
EDITED: dict[str, Callable[[str], str]] = {
    "entities": html.escape,
    "blanks that do not break": lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    "curled quotes": lambda text: text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
    "quoted lines": lambda text: "".join(f'"{line}"\n' for line in text.splitlines()) if '"' not in text else text,
    "records": lambda text: "".join(json.dumps({"log": line, "stream": "stdout"}) + "\n" for line in text.splitlines()),
}


def losses(text: str) -> tuple[list[float], list[float]]:
    (run,) = read(text.encode()).runs
    return run["train/loss"].values.tolist(), run["val/loss"].values.tolist()


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_what_stands_before_each_line_does_no_harm(log: str, prefix: str) -> None:
    lines = LOGS[log].splitlines()
    assert losses("\n".join(PREFIXES[prefix].format(n=n % 10) + line for n, line in enumerate(lines))) == (
        list(LOSS),
        list(VAL_LOSS),
    )


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("editor", EDITED)
def test_what_an_editor_makes_of_a_log_does_no_harm(log: str, editor: str) -> None:
    assert losses(EDITED[editor](LOGS[log])) == (list(LOSS), list(VAL_LOSS))


def test_what_was_left_out_is_said() -> None:
    notes = read("".join(f"[job-7]: {line}\n" for line in LOGS["csv"].splitlines()).encode()).notes
    assert any("'[job-7]: '" in note for note in notes)


def test_rows_between_edges_without_their_header_are_read_whole() -> None:
    (run,) = read("".join(f"| {e} | {loss} | {val} |\n" for e, loss, val, _ in ROWS).encode()).runs
    assert run["train/column_2"].values.tolist() == list(LOSS)
    assert run["train/column_3"].steps.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("row", ["[{e}, {l}]", "({e}, {l})", "> [{e}, {l}]", "10.0.3.4: ({e}, {l})"])
def test_rows_that_were_printed_as_lists_are_a_table(row: str) -> None:
    text = "".join(row.format(e=e, l=loss) + "\n" for e, loss, _, _ in ROWS)
    (run,) = read(text.encode()).runs
    assert (run["train/loss"].values.tolist(), run["train/loss"].steps.tolist()) == (list(LOSS), [0, 1, 2, 3, 4])


@pytest.mark.parametrize("text", ["", "one line", "{}\n{}", '{"log": 3}\n{"log": 4}', "epoch 1\nepoch 2", "\n \n"])
def test_where_nothing_stands_around_the_lines_nothing_is_left_out(text: str) -> None:
    assert opened(text) is None
