"""What the name of a series tells about it: whether it is a loss, an accuracy, a reward, and on which data."""

import re
from functools import lru_cache

from analyzers.frozen import frozen

_LOSS = re.compile(
    r"loss|cost|objective|nll|entropy|perplexity|(?<![a-z])(?:kl|ppl|[rm]*ms(?:e|le|pe)|mae|s?mape|rms|l[12](?!_)|deviance|elbo)(?![a-z])"
)
_NO_LOSS = re.compile(r"loss_?scale|scale|entropy_(?:coef|bonus)|best|reward|return|f1|auc|_time|weight|coef|count")
_PART = re.compile(r"score|total|box|obj|cls|conf|loc|[lc]|dfl|giou|ciou")  # losses by other names: DL4J's, detectors'
_ACCURACY = re.compile(r"(?:^|_)(?:accuracy|acc)(?:$|_)")
_QUALITY = re.compile(
    r"accuracy|(?:^|_)acc(?:$|_)|f1|auc|precision|recall|(?:^|[^a-z])m?ap(?:$|[^a-z])|iou|dice|bleu|rouge|kappa|mcc|ents_[fpr]"
)
_REWARD = re.compile(r"reward|(?:^|_)(?:ep_)?(?:return|rew)(?:s|$|_)|eprew|ep_len|explained_variance")
NAMES = 1024  # names that are remembered: they come again in log after log


@frozen()
class Kind:
    """split: the data that a series was measured on, "train", "val", "test"; metric: what was measured

    loss:     a loss (a loss scale, a reward or a best-so-far is none) · part: may be one under another name
    accuracy: an accuracy · quality: anything that is better when higher and lies between 0 and 1 (or 100)
    reward:   of reinforcement learning · no_loss: a name that speaks against a loss
    """

    split: str
    metric: str
    loss: bool
    part: bool
    accuracy: bool
    quality: bool
    reward: bool
    no_loss: bool


@lru_cache(NAMES)
def kind(key: str) -> Kind:
    """Reads a key such as "val/accuracy".

    >>> found = kind("val/accuracy")
    >>> found.split, found.accuracy, found.loss
    ('val', True, False)
    """
    split, _, metric = key.partition("/")
    metric = metric or key
    no_loss = bool(_NO_LOSS.search(metric))
    loss = bool(_LOSS.search(metric)) and not no_loss
    return Kind(
        split=split.partition("_")[0],
        metric=metric,
        loss=loss,
        part=bool(_PART.fullmatch(metric)),
        accuracy=bool(_ACCURACY.search(metric)),
        quality=bool(_QUALITY.search(metric)) and not loss,
        reward=bool(_REWARD.search(metric)),
        no_loss=no_loss,
    )
