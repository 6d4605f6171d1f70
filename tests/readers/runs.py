"""What is read of a text, in few words."""

import analyzers
from analyzers.reader import Reading
from analyzers.run import Run


def reading(text: str, name: str = "") -> Reading:
    return analyzers.read(text.encode(), name)


def run(text: str, name: str = "") -> Run:
    """The only one."""
    (only,) = reading(text, name).runs
    return only


def values(run: Run, key: str) -> list[float]:
    return run[key].values.tolist()
