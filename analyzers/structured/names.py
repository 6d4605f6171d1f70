"""Names of things that are nested: {"train": {"metrics": {"loss": …}}} is "train/loss"."""

from collections import Counter
from collections.abc import Sequence

from analyzers.metrics import divide

Path = tuple[str, ...]


def names(paths: Sequence[Path]) -> dict[Path, str]:
    """The shortest names that tell paths apart: the last part, the parts that state a split, else all parts.

    >>> names([("train", "metrics", "loss"), ("val", "metrics", "loss"), ("epoch",)])
    {('train', 'metrics', 'loss'): 'train/loss', ('val', 'metrics', 'loss'): 'val/loss', ('epoch',): 'epoch'}
    """
    short = {path: _short(path) for path in dict.fromkeys(paths)}
    used = Counter(short.values())
    return {path: name if used[name] == 1 else "/".join(path) for path, name in short.items()}


def _short(path: Path) -> str:
    """Numbers and splits at the end belong to the part before them: {"loss": {"train": …}}, {"top": [0.9, 0.99]}."""
    end = len(path)
    while end > 1 and (path[end - 1].isdigit() or states_split(path[end - 1], alone=True)):
        end -= 1
    kept = [part for part in path[: end - 1] if states_split(part)]
    return "/".join((*kept, "_".join(path[end - 1 :])))


def states_split(part: str, alone: bool = False) -> bool:
    """Whether a part says on which data something was measured. alone: and nothing else.

    >>> states_split("validation_0"), states_split("history"), states_split("train")
    (True, False, True)
    """
    split, rest = divide(f"{part} loss")
    return split != "" and (rest == "loss" or not alone)
