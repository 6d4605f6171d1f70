"""Changes of the data and of what its examples count."""

from analyzers.experiments.change import Json, Known, put
from analyzers.experiments.replay import scaled
from analyzers.remedies import scale_inputs as scaling
from analyzers.remedy import Patch


def scale_inputs(_: Json, known: Known) -> Patch:
    """The inputs, and the target of a regression where it is large."""
    there = scaled(known.prepared)
    return scaling.patch("inputs" not in there, "target" not in there)


def reweight_classes(document: Json, known: Known) -> Patch:
    classifies = known.prepared.examples.task == "classification" and not document["training"].get("class_weights")
    return put("/training/class_weights", "balanced") if classifies else ()
