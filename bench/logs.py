"""Logs of any length to measure with, the same ones at every call."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

BLOCK = 50_000  # records made at a time
Row = tuple[int, int, float, float, float]


def rows(count: int) -> Iterator[list[Row]]:
    """Blocks of (epoch, step, loss, accuracy, val_loss): a curve that falls to a noisy floor."""
    rng = np.random.default_rng(0)
    for first in range(0, count, BLOCK):
        steps = np.arange(first, min(first + BLOCK, count))
        noise = rng.standard_normal((3, len(steps)))
        loss = 0.5 + 2 / (1 + steps / count * 50) + 0.02 * noise[0]
        accuracy = 1 - loss / 4 + 0.01 * noise[1]
        columns = (steps // 1000, steps, loss, accuracy, loss + 0.1 + 0.02 * noise[2])
        yield list(zip(*(column.tolist() for column in columns), strict=True))


def as_csv(row: Row) -> str:
    return "{},{},{!r},{!r},{!r}\n".format(*row)


def as_json_line(row: Row) -> str:
    return json.dumps(dict(zip(("epoch", "step", "loss", "accuracy", "val_loss"), row, strict=True))) + "\n"


def as_text(row: Row) -> str:
    return "Epoch {} step {}: loss = {:.6f}, accuracy = {:.4f}, val_loss = {:.6f}, eta 0:12:31, 812.5 it/s\n".format(
        *row
    )


def as_printed_csv(row: Row) -> str:
    """What `as_text` prints, as a CSV."""
    return "{},{},{:.6f},{:.4f},{:.6f}\n".format(*row)


def as_two(row: Row) -> str:
    """A line of training, and after every tenth one of validation."""
    epoch, step, loss, accuracy, val_loss = row
    train = f"[train] epoch {epoch} step {step} loss {loss:.4f} acc {accuracy:.4f}\n"
    return (
        train if step % 10 < 9 else f"{train}[val] epoch {epoch} step {step} loss {val_loss:.4f} acc {accuracy:.4f}\n"
    )


def as_two_csv(row: Row) -> str:
    epoch, step, loss, accuracy, val_loss = row
    return f"{epoch},{step},{loss:.4f},{accuracy:.4f},{f'{val_loss:.4f}' if step % 10 == 9 else ''}\n"


def as_stamped(row: Row) -> str:
    """As loggers print: the time in front."""
    _, step, loss, accuracy, _ = row
    day = step // 86400 % 28 + 1
    time = f"{step // 3600 % 24:02d}:{step // 60 % 60:02d}:{step % 60:02d},{step * 7 % 1000:03d}"
    values = f"loss {loss:.4f} lr {1 / (1000 + step):.3e} grad_norm {accuracy:.3f}"
    return f"2024-03-{day:02d} {time} INFO trainer: step {step} {values}\n"


def as_stamped_csv(row: Row) -> str:
    return f"{row[1]},{row[2]:.4f},{1 / (1000 + row[1]):.3e},{row[3]:.3f}\n"


def as_iterations(row: Row) -> str:
    """As nanoGPT prints."""
    return f"iter {row[1]}: loss {row[2]:.4f}, time {100 * row[3]:.2f}ms, mfu {50 * row[3]:.2f}%\n"


def as_iterations_csv(row: Row) -> str:
    return f"{row[1]},{row[2]:.4f},{100 * row[3]:.2f},{50 * row[3]:.2f}\n"


def as_digits(row: Row) -> str:
    """As `print` shows floats: all their digits."""
    return f"Epoch {row[1]}: train loss {row[2]}, val loss {row[4]}\n"


def as_digits_csv(row: Row) -> str:
    return f"{row[1]},{row[2]},{row[4]}\n"


def as_progress(row: Row) -> str:
    """One state of a bar that is drawn over again, as Keras does; a new line for every hundredth."""
    _, step, loss, accuracy, _ = row
    done = step % 100
    bar = "=" * (done * 30 // 100) + ">" + "." * (29 - done * 30 // 100)
    line = f"{done + 1:4d}/100 [{bar}] - ETA: {100 - done}s - loss: {loss:.4f} - accuracy: {accuracy:.4f}"
    return f"Epoch {step // 100 + 1}\n{line}" if done == 0 else f"\r{line}\n" if done == 99 else f"\r{line}"


def as_chatter(row: Row) -> str:
    """A line whose words are hardly ever the same again, and now and then one of a log."""
    epoch, step, loss, accuracy, _ = row
    if step % 10 == 0:
        return f"step {step} loss {loss:.4f} accuracy {accuracy:.4f}\n"
    words = [_WORDS[step // 12**place * (place + 5) % 12] for place in range(6)]
    return f"{' '.join(words[:4])} {step % 97} {' '.join(words[4:])} {loss:.2f} {words[epoch % 6]}\n"


def as_short_csv(row: Row) -> str:
    return f"{row[1]},{row[2]:.5f}\n"


def as_short_text(row: Row) -> str:
    return f"loss {row[2]:.3f}\n"


_WORDS = ("cache", "shard", "worker", "queue", "loads", "moves", "waits", "frees", "tensor", "batch", "device", "pool")
HEADERS: dict[Callable[[Row], str], str] = {
    as_csv: "epoch,step,loss,accuracy,val_loss\n",
    as_printed_csv: "epoch,step,loss,accuracy,val_loss\n",
    as_two_csv: "epoch,step,loss,accuracy,val_loss\n",
    as_stamped_csv: "step,loss,lr,grad_norm\n",
    as_iterations_csv: "step,loss,time,mfu\n",
    as_digits_csv: "epoch,loss,val_loss\n",
    as_short_csv: "step,loss\n",
}


def write(path: Path, form: Callable[[Row], str], size: int = 0, records: int = 0) -> int:
    """Writes a log of `size` bytes, or of `records` records; its number of records."""
    header = HEADERS.get(form, "")
    if not records:
        sample = "".join(map(form, next(rows(1000))))
        records = size * 1000 // len(sample)
    with path.open("w") as file:
        file.write(header)
        for block in rows(records):
            file.write("".join(map(form, block)))
    return records


HOSTILE: dict[str, tuple[bytes, bytes]] = {
    "one letter": (b"", b"a"),
    "digits": (b"", b"1"),
    "spaces": (b"loss", b" "),
    "name=name=": (b"", b"loss="),
    "numbers in commas": (b"", b"1,"),
    "open brackets": (b"", b"["),
    "open dicts": (b"", b'{"a":'),
    "quotes": (b"", b'"'),
    "escape codes": (b"", b"\x1b["),
    "backspaces": (b"", b"loss 1\x08"),
    "carriage returns": (b"", b"1/9 loss: 1\r"),
    "open tags": (b"</td>", b"<td"),
    "NaN in JSON": (b'{"loss": [', b"NaN,"),
    "one cell": (b"epoch,loss\n1,", b"9"),
}
"""What an upload without a line end begins with and repeats; a careless pattern would need hours for some."""


def hostile(begin: bytes, repeated: bytes, size: int = 10_000_000) -> bytes:
    return begin + repeated * (size // len(repeated))
