"""Canonical names of metrics: whatever a log calls it, rules find it as "train/loss", "val/accuracy" or "lr"."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from analyzers.vocabulary import METRICS, QUALIFIERS, SPLITS

REMEMBERED = 4_096
"""Names whose meaning is kept: a log repeats its own, and so do the logs of one program."""

NamedAt = tuple[str, str | None]
"""A metric's name in the log, and the split that its place in the log states, None where it states none."""

_WORD = re.compile(r"[^\W_]+(?:[.@'’][^\W_]+)*|[@#%]")
_COMPOUND = re.compile(
    r"\b(train|val|valid|test|trainings?|validierungs?)(?=(?:loss|acc|accuracy|err|error|verlust|genauigkeit|fehler)\b)"
)
"""Words written together: "trainloss", "Validierungsverlust"."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_DOTTED = re.compile(r"(?<=\w\w)\.(?=[^\W\d])")
_TAKEN = re.compile(r"(?<=\w) (?:on|over)(?: \w+)+$")
"""What a metric was taken of: "accuracy on data", "loss over epoch"."""

_LETTERS = {"t": "train", "v": "val"}
_ABRIDGED = re.compile(r"([tv])( ?(?:loss|acc|accuracy|err|error))")

_UNSPACED = re.compile("(" + "|".join(sorted((w for w in SPLITS if w > "⺀"), key=len, reverse=True)) + ")")
"""Split words of scripts that put no space between words."""


def words(name: str) -> list[str]:
    """The words of a name, lower case: "valLoss", "val_loss" and "Val loss" are the same.

    >>> words("Train/Loss_avg"), words("valAccuracy")
    (['train', 'loss', 'avg'], ['val', 'accuracy'])
    """
    spaced = name if name.isascii() else _UNSPACED.sub(r" \1 ", name)
    lower = _DOTTED.sub(" ", _CAMEL.sub(" ", spaced)).lower().replace("_", " ")
    return _WORD.findall(_COMPOUND.sub(r"\1 ", lower))


@lru_cache(REMEMBERED)
def divide(name: str) -> tuple[str, str]:
    """The split that a name states ("" where it states none), and the rest of its words.

    >>> divide("val_loss"), divide("Training Accuracy"), divide("valid_1's auc"), divide("learning_rate")
    (('val', 'loss'), ('train', 'accuracy'), ('val_1', 'auc'), ('', 'learning rate'))
    """
    parts = words(name)
    bare = [re.sub(r"['’]s$|\.$", "", word) for word in parts]
    at = next((place for place, word in enumerate(bare) if word in SPLITS), None)
    if at is None or len(parts) == 1 or " ".join(parts) in METRICS:  # "learn rate"
        return "", " ".join(parts)
    split, after = SPLITS[bare[at]], at + 1
    if after < len(parts) - 1 and bare[after].isdigit():
        split, after = split if bare[after] == "0" else f"{split}_{bare[after]}", after + 1
    return split, " ".join(parts[:at] + parts[after:])


def metric_of(text: str) -> str:
    """The canonical metric of words without a split: "total loss", "loss loss" → "loss"; joined by "_" if unknown."""
    text = _TAKEN.sub("", text)
    core = " ".join(dict.fromkeys(word for word in text.split() if word not in QUALIFIERS))
    found = METRICS.get(text) or (METRICS.get(core) if core in METRICS else None)
    return found or _joined(text)


def canonical(name_in_log: str, split: str | None = None) -> str:
    """The key of one metric. split: what its place in the log says, used where the name itself says nothing.

    >>> canonical("val_acc"), canonical("loss"), canonical("Average loss", "test"), canonical("learning_rate")
    ('val/accuracy', 'train/loss', 'test/loss', 'lr')
    """
    stated, rest = divide(name_in_log)
    metric = metric_of(rest)
    return "lr" if metric == "lr" else f"{stated or split or 'train'}/{metric}"


def keys(names: Iterable[NamedAt]) -> dict[NamedAt, str]:
    """The keys of all metrics of one run; no two share one.

    Where several names mean the same metric the plainest one gets the canonical key ("loss" before "total_loss")
    and the others keep their own words. Where nothing is called validation, a second validation set (LightGBM's
    "valid_1" beside "training") or else test data measured during training is the validation series. Of XGBoost's
    "validation_0" and "validation_1" the first is what its documentation puts first: the training data.
    """
    return dict(_keys(tuple(dict.fromkeys(names))))


@lru_cache(REMEMBERED)
def _keys(asked: tuple[NamedAt, ...]) -> dict[NamedAt, str]:
    taken: dict[str, NamedAt] = {}
    plain = {" ".join(words(name)) for name, _ in asked}
    for pair in sorted(asked, key=lambda pair: len(words(pair[0]))):
        taken[_free((_unabridged(pair[0], plain), pair[1]), taken)] = pair
    splits = {key.partition("/")[0] for key in taken}
    if {"val", "val_1"} <= splits and "train" not in splits and all("validation_" in name for name, _ in asked):
        taken = {re.sub("^val/", "train/", key): pair for key, pair in taken.items()}
        splits = splits - {"val"}
    if "val" not in splits:
        second = "val_1" if "val_1" in splits else "test"
        taken = {re.sub(f"^{second}/", "val/", key): pair for key, pair in taken.items()}
    by_pair = {pair: key for key, pair in taken.items()}
    return {pair: by_pair[pair] for pair in asked}


def _unabridged(name: str, beside: Collection[str]) -> str:
    """The name; with its split as a word where "v loss" or "vloss" stands beside "t loss" or "tloss".

    >>> _unabridged("V_loss", {"t loss", "v loss"}), _unabridged("v_loss", {"v loss", "pi loss"})
    ('val loss', 'v_loss')
    """
    found = _ABRIDGED.fullmatch(" ".join(words(name)))
    if found is None or not {f"t{found[2]}", f"v{found[2]}"} <= set(beside):
        return name
    return f"{_LETTERS[found[1]]} {found[2].strip()}"


def _free(pair: NamedAt, taken: dict[str, NamedAt]) -> str:
    key = canonical(*pair)
    if key in taken:
        stated, rest = divide(pair[0])
        key = f"{stated or pair[1] or 'train'}/{_joined(rest)}"
    if key in taken:
        key = f"{divide(pair[0])[0] or pair[1] or 'train'}/{_joined(' '.join(words(pair[0])))}"
    unique, count = key, 2
    while unique in taken:
        unique, count = f"{key}_{count}", count + 1
    return unique


def _joined(text: str) -> str:
    return re.sub(r"[^\w.@#%]+", "_", text).strip("_") or "value"
