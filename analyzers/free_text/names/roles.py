"""What a name beside a number means: a counter, a metric, the learning rate, or nothing to plot."""

from functools import lru_cache
from typing import Literal

from analyzers.free_text.names import wordlists as known
from analyzers.free_text.names.wordlists import Kind
from analyzers.metrics import divide, metric_of, words
from analyzers.vocabulary import METRICS, SPLITS

REMEMBERED = 4_096
"""Names whose meaning is kept: a log repeats its own."""

Role = Literal["metric", "unknown", "lr", "noise", "epoch", "step", "batch"]


@lru_cache(REMEMBERED)
def counter_of(name: str) -> Kind | None:
    """The kind of counter that a name ends in; None where it names no counter.

    >>> counter_of("Train Epoch"), counter_of("global step"), counter_of("steps per epoch"), counter_of("loss_epoch")
    ('epoch', 'step', None, None)
    """
    parts = words(name)
    parts = parts[:-1] if parts and parts[-1] in known.NUMBER else parts
    kind = known.COUNTERS.get(parts[-1]) if parts else None
    if kind is None or parts in known.COUNTERS_OF_MANY:
        return kind
    others = set(parts[2:-1] if parts[:2] == ["end", "of"] else parts[:-1])
    if parts[-2:-1] == ["of"] and not parts[-1].endswith("s"):  # "average of epoch 3", but "number of epochs"
        others -= {"of"}
    if "over" in others and others & known.METRIC_WORDS:  # "loss over epoch: 0.5"
        return None
    if (len(parts[-1]) == 1 and others) or others & (known.NOISE | known.BEST | {"total", "to", "of", "in"}):
        return None
    return kind if not others & known.METRIC_WORDS or others & known.STOP else None


def is_metric(name: str) -> bool:
    """Whether a name speaks of loss, accuracy or another measure of the model."""
    parts = words(name)
    about = next((place for place, word in enumerate(parts) if place and word in known.ABOUT), len(parts))
    parts = parts[:about]  # "loss per sample", "accuracy on test data"
    if not parts or set(parts) & (known.BEST if not set(parts) & set(SPLITS) else known.BEST - {"target"}):
        return False
    if parts[-1] in ("loss", "acc", "accuracy", "error") or " ".join(parts) in METRICS or divide(name)[1] in METRICS:
        return True
    if set(parts) & known.NOISE:
        return False
    if any(word.split("@")[0] in known.METRIC_WORDS or word.endswith(known.METRIC_ENDINGS) for word in parts):
        return True
    if parts[0] == "l" and len(parts) > 1 and not parts[1].isdigit():  # "l_pix", as BasicSR calls a loss
        return True
    return not name.isascii() and any(part in name for part in known.METRIC_PARTS)


@lru_cache(REMEMBERED)
def role_of(name: str) -> Role:
    """What the number beside this name is.

    >>> [role_of(name) for name in ("Train Epoch", "val_loss", "ETA", "learning_rate", "loss scale", "bpp_y")]
    ['epoch', 'metric', 'noise', 'lr', 'noise', 'unknown']
    """
    counter = counter_of(name)
    if counter:
        return counter
    parts = words(name)
    if metric_of(divide(name)[1]) == "lr":
        return "lr"
    if set(parts) <= known.STOP or name.endswith(known.FILES):
        return "noise"
    if is_metric(name):
        return "metric"
    return "noise" if set(parts) & (known.NOISE | known.BEST) else "unknown"
