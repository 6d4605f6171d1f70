"""Long logs are read as columns; that must give what reading line by line gives."""

import random
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from analyzers import free_text
from analyzers.free_text import read_long, read_text, stamped
from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.long_logs.skeletons import OFTEN, by_skeleton
from analyzers.free_text.long_logs.stamp import apply, learn
from analyzers.free_text.long_logs.stretches import stretch
from analyzers.reader import Reading
from analyzers.text import as_utf8, decode

LINES = 3_000
DRAW = random.Random(7)


def signs() -> Iterator[str]:
    for step in range(LINES):
        reward, loss, rate = DRAW.gauss(0, 1), DRAW.gauss(0, 1), 10 ** -DRAW.uniform(1, 9)
        yield f"step {step:5d} reward {reward:+.4f} loss {loss:.6g} lr {rate:.3g}\n"


def layers() -> Iterator[str]:
    for step in range(LINES // 3):
        for layer in (1, 2, 12):
            yield f"iter {step} layer{layer} loss: {DRAW.random():.3f}, acc@5: {DRAW.random():.2f}\n"


def nan_at_the_end() -> Iterator[str]:
    for step in range(LINES):
        loss = "nan" if step > LINES - 5 else "-inf" if step > 0.9 * LINES else f"{1 / (step + 1):.4e}"
        yield f"[{step:>6}] loss={loss} time=0:00:{step % 60:02d}\n"


def progress_bars() -> Iterator[str]:
    for epoch in range(30):
        yield f"Epoch {epoch + 1}/30\n"
        for batch in range(1, 98):
            bar = "=" * (batch * 29 // 98) + ">" + "." * (28 - batch * 29 // 98)
            yield f"\r{batch:3d}/97 [{bar}] - ETA: {97 - batch}s - loss: {2 / (epoch + 1) + batch / 1e3:.4f}"
            yield "\r" + " " * 40 if batch % 50 == 0 else ""
        yield f" - val_loss: {2.2 / (epoch + 1):.4f}\n"


def validations_between() -> Iterator[str]:
    for step in range(LINES):
        yield f"2024-05-06 10:00:{step % 60:02d},123 INFO | 训练损失：{DRAW.random():.4f} | step {step}/9999\n"
        if step % 500 == 499:
            yield f"Validating...\nloss {DRAW.random():.3f}, accuracy {DRAW.randint(1, 99)}%\n\nEpoch {step // 500}\n"


def tables() -> Iterator[str]:
    yield "Training starts.\nepoch   train_loss   valid_loss   time\n"
    for step in range(LINES):
        yield f"{step:<8}{DRAW.random():<13.6f}{DRAW.random():<13.6f}00:{step % 60:02d}\n"


def thousands() -> Iterator[str]:
    for step in range(LINES):
        yield f"iteration {step:,}: loss {DRAW.random():.3f} ({step}%) `grad_norm` tensor({DRAW.random():.4f})\n"


def glued() -> Iterator[str]:
    for step in range(LINES):
        yield f"epoch{step} train_loss{DRAW.random():.3f}Epoch {step}: val_loss 1{DRAW.random():.3f}e{step % 3}\n"


def decimal_commas() -> Iterator[str]:
    for step in range(LINES):
        yield f"Epoche {step}, Schritt {step:,}: Verlust {DRAW.random():.4f}, 1,2,3\n".replace(".", ",")


def described(reading: Reading) -> list[object]:
    return [
        (reading.lines, reading.used, reading.notes),
        [
            (run.name, run.lines, run.notes, {key: value.value for key, value in run.context.items()})
            for run in reading.runs
        ],
        [
            (key, one.unit, one.name_in_log, one.steps.tolist(), one.positions.tolist(), one.values.tolist())
            for run in reading.runs
            for key, one in sorted(run.series.items())
        ],
    ]


@pytest.mark.parametrize(
    "written",
    [signs, layers, nan_at_the_end, progress_bars, validations_between, tables, thousands, glued, decimal_commas],
    ids=lambda written: written.__name__,
)
def test_a_long_log_is_read_as_it_is_line_by_line(written: object, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(written())  # type: ignore[operator]
    monkeypatch.setattr(free_text, "LONG", 10**9)
    slow = read_text(text)
    monkeypatch.setattr(free_text, "LONG", 0)
    assert repr(described(read_text(text))) == repr(described(slow))


AS_BYTES: dict[str, Callable[[str], bytes]] = {
    "Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "its consoles": lambda text: text.replace("\n", "\r\r\n").encode(),
    "old Macintosh": lambda text: text.replace("\n", "\r").encode(),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "Latin 1": lambda text: text.replace("训练损失：", "précision: ").encode("latin-1"),
    "colours": lambda text: text.replace("INFO", "\x1b[32mINFO\x1b[0m").encode(),
    "backspaces": lambda text: text.replace("| step", "\b\b| step").encode(),
    "form feeds": lambda text: text.replace("Validating", "\fValidating").encode(),
    "line separators": lambda text: text.replace("Validating", "\u2028Validating").encode(),
}


@pytest.mark.parametrize("written", AS_BYTES.values(), ids=AS_BYTES)
def test_bytes_are_read_as_the_text_they_mean(written: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data = written("".join(validations_between()))
    monkeypatch.setattr(free_text, "LONG", 10**9)
    assert repr(described(read_long(as_utf8(data)))) == repr(described(read_text(decode(data))))


def test_digits_of_a_word_tell_shapes_apart() -> None:
    stamp = learn("layer1 loss: 0.5")
    assert stamp is not None
    found = apply(stamp, b"layer1 loss: 0.5\nlayer2 loss: 0.25\nlayer1 loss: \nlayer1 loss: 4", 4)
    assert found is not None
    fits, columns = found
    assert fits.tolist() == [True, False, False, True]
    assert [column.tolist() for column in columns.values()] == [[0.5, 4.0]]


@pytest.mark.parametrize("line", ["", "no number", "loss 1,204.5", "1  0.5  0.25", "x" * 5_000 + " loss 1"])
def test_what_columns_cannot_hold_is_left_to_reading_line_by_line(line: str) -> None:
    assert learn(line) is None


def test_lines_of_one_skeleton_are_grouped() -> None:
    often, once = [b"a %d" % n for n in range(OFTEN)], b"b 1"
    groups, rare = by_skeleton(b"\n".join([*often, once]))
    assert {name: places.tolist() for name, places in groups.items()} == {b"a ": list(range(OFTEN))}
    assert rare.tolist() == [OFTEN]


def test_states_of_a_line_are_placed_in_their_order() -> None:
    found = stretch(b"one\ntwo\r  \rthree\n\rfour", 5)
    assert [divmod(int(row), PER_LINE) for row in found.rows] == [(5, 0), (6, 0), (6, 1), (6, 1), (7, 0), (7, 0)]
    assert np.all(np.diff(found.rows) >= 0)


def test_endless_names_are_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_text, "MOST_NAMES", 50)
    monkeypatch.setattr(sys.modules[stamped.__module__], "PORTION", 40)
    found = read_long("".join(f"metric_{name} loss: 0.5\n" * 3 for name in range(200)).encode())
    assert len(found.runs[0].series) < 100
    assert any("were not read" in note for note in found.notes)
