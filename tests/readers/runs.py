"""What is read of a text, in few words."""

import analyzers
from analyzers.free_text import read_text
from analyzers.reader import Reading
from analyzers.run import Run


def reading(text: str, name: str = "") -> Reading:
    return analyzers.read(text.encode(), name)


def run(text: str, name: str = "") -> Run:
    """The only one."""
    (only,) = reading(text, name).runs
    return only


def only_run(text: str) -> Run:
    """The only one, read as free text."""
    (only,) = read_text(text).runs
    return only


def values(run: Run, key: str) -> list[float]:
    return run[key].values.tolist()
