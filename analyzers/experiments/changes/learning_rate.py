"""Changes of the learning rate and of its schedule."""

from math import ceil

from analyzers.experiments.change import Json, Known, put
from analyzers.experiments.rate_range import usual_rate
from analyzers.remedies import warm_up_learning_rate as warm_up
from analyzers.remedy import Patch, to_rate
from analyzers.suggested_rates import rounded

NOTICEABLE = 1.5  # times by which a rate has to differ from the one in use to be worth a trial


def rate(value: float) -> Patch:
    """The learning rate, to two digits."""
    return to_rate(rounded(value))


def lower_learning_rate(_: Json, known: Known) -> Patch:
    used, best = known.prepared.spec.training.learning_rate, _suggested(known)
    return rate(best) if best is not None and best * NOTICEABLE < used else ()


def raise_learning_rate(_: Json, known: Known) -> Patch:
    used, best = known.prepared.spec.training.learning_rate, _suggested(known)
    return rate(best) if best is not None and best > NOTICEABLE * used else ()


def _suggested(known: Known) -> float | None:
    return known.range.suggested if known.range else None


def check_training_loop(_: Json, known: Known) -> Patch:
    """A rate of 0 trains nothing: the optimizer's usual one."""
    training = known.prepared.spec.training
    return rate(usual_rate(training.optimizer.kind)) if training.learning_rate == 0 else ()


def decay_learning_rate(document: Json, _: Known) -> Patch:
    return () if document["training"].get("schedule") else put("/training/schedule", {"name": "cosine"})


def warm_up_learning_rate(document: Json, known: Known) -> Patch:
    """Up to the rate in use, or to the suggested one where that is lower."""
    training, examples = known.prepared.training, len(known.prepared.data.x)
    epochs = warm_up.length(training.epochs, ceil(examples / training.batch_size))
    if epochs is None or document["training"].get("schedule"):
        return ()
    return warm_up.patch(epochs, next((each["value"] for each in lower_learning_rate(document, known)), None))
