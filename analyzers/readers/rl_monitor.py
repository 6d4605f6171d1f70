"""Monitor files of Gym and Stable-Baselines: JSON behind "#", then reward, length and time of each episode."""

from dataclasses import replace

from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.run import ContextValue
from analyzers.tabular import reading, small
from analyzers.tabular.dialect import dialect_of

TASK = ContextValue("reinforcement_learning", "log, a monitor file of episodes")
NAMES = {"r": "reward", "l": "episode_length", "t": "time"}
"""What the three letters of a monitor file stand for."""


def sniff(upload: Upload) -> Fit:
    head = upload.head[:2000]
    return (
        Fit.SIGNATURE
        if head.startswith("#{") and '"t_start"' in head and "\nr,l,t" in head.replace("\r", "")
        else Fit.NO
    )


def read(upload: Upload) -> Reading:
    dialect = dialect_of(upload.text)
    if dialect is None:
        raise UnreadableError("This monitor file holds no episode yet.", "Post it when the first episode has ended.")
    table = small.table(upload.text, replace(dialect, names=tuple(NAMES.get(name, name) for name in dialect.names)))
    return reading("monitor file of episodes", [replace(table, context={"task": TASK})])


READER = Reader("rl_monitor", "Monitor files of Gym and Stable-Baselines", sniff, read)
