"""Make output, loss and labels fit each other.

What it does
    One output a class with softmax and (sparse) categorical cross-entropy; one output with a sigmoid and binary
    cross-entropy for yes or no; a linear output with squared error for numbers. Where the loss takes logits, no
    activation before it.

When it helps
    The loss is below zero or exactly zero where it cannot be, the accuracy contradicts it, a sigmoid is to predict
    values outside 0…1, or softmax stands over a single output.

What it costs
    Nothing.

References
    I. Goodfellow et al., "Deep Learning", 2016, section 6.2.2.
"""

from analyzers.remedy import Remedy, Suggestion, because
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.magnitude import classifies
from analyzers.suggested_rates import SURE, likelihood

Layer = tuple[str, str, str, str]
"""Outputs, Keras activation, Keras loss, PyTorch loss."""


SQUASHED = "Softmax of a softmax can tell no class by more than a factor of e, so the loss cannot come near 0."
SQUASHED_TWICE = "A sigmoid of a sigmoid lies between 0.5 and 0.73, so the loss cannot come near 0."
UNDEFINED = "A probability that has come out as exactly 0 has no logarithm; from logits the loss stays finite."

LOGITS = {
    "softmax": {
        "keras": "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)  # no softmax in the model",
        "pytorch": "criterion = torch.nn.CrossEntropyLoss()  # takes logits: no softmax in the model",
        "tensorflow": "loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
        "tensorflow1": "loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(\n"
        "    labels=y, logits=logits))  # what goes into the softmax",
        "jax": "loss = optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()",
    },
    "sigmoid": {
        "keras": "loss = keras.losses.BinaryCrossentropy(from_logits=True)  # no sigmoid in the model",
        "pytorch": "criterion = torch.nn.BCEWithLogitsLoss()  # takes logits: no sigmoid in the model",
        "tensorflow": "loss = tf.keras.losses.BinaryCrossentropy(from_logits=True)",
        "tensorflow1": "loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(\n"
        "    labels=y, logits=logits))  # what goes into the sigmoid",
        "jax": "loss = optax.sigmoid_binary_cross_entropy(logits, y).mean()",
    },
}
"""The loss that takes scores, for what would have made probabilities of them."""


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    if "level_before" in finding.evidence:  # the loss was what it should be until then
        return None
    if finding.code == "frozen_metrics" and not classifies(run):  # of a detector, or of what is no output layer's fault
        return None
    if "floor" in finding.evidence:
        return _from_logits(finding, "Leave out the softmax before the loss, which takes logits", SQUASHED)
    if twice := finding.evidence.get("times_applied"):
        headline = f"Leave out the {twice.note} before the loss, which applies it itself"
        return _from_logits(finding, headline, SQUASHED if twice.note == "softmax" else SQUASHED_TWICE, twice.note)
    if finding.code in ("non_finite_loss", "undefined_logarithm"):
        headline = "Compute the loss from logits, so that no logarithm of 0 is taken"
        binary = "classes" in finding.evidence
        known = finding.code == "undefined_logarithm" or classifies(run)
        return _from_logits(finding, headline, UNDEFINED, "sigmoid" if binary else "softmax") if known else None
    outputs, activation, loss, criterion = _fitting(run, finding)
    unsure = likelihood(finding, "wrong_output_or_loss") < SURE
    if finding.code == "stuck_at_chance" and (unsure or _has(run, activation, loss)):
        return None
    counted = f"one {activation} output a class" if "(" in outputs else f"{outputs} {activation} output"
    counted += "s" if outputs.isdigit() and outputs != "1" else ""
    keras = (
        f'output = keras.layers.Dense({outputs}, activation="{activation}")\n'
        f'model.compile(optimizer=model.optimizer, loss="{loss}")'
    )
    end = "End" if likelihood(finding, "wrong_output_or_loss") >= SURE else "Check that the network ends"
    return Suggestion(
        action="fix_output_layer",
        headline=f"{end} in {counted} with {loss.replace('_', ' ')}",
        why=finding.headline
        if finding.code == "output_loss_mismatch"
        else because(finding, "wrong_output_or_loss", "Output, loss and labels may contradict each other."),
        weight=1.0,
        addresses=(finding.code,),
        code={
            "keras": keras,
            "pytorch": f"output = torch.nn.LazyLinear({outputs})  # no activation after it\ncriterion = {criterion}()",
            "tensorflow": keras.replace("keras.", "tf.keras."),
        },
    )


def _has(run: Run, activation: str, loss: str) -> bool:
    """Whether that is how the network ends, as its code says."""
    same = setup(run).loss.removeprefix("sparse_") == loss.removeprefix("sparse_")
    return same and run.known("output_activation") == activation


def _from_logits(finding: Finding, headline: str, why: str, activation: str = "softmax") -> Suggestion:
    return Suggestion(
        action="fix_output_layer",
        headline=headline,
        why=why,
        weight=1.0,
        addresses=(finding.code,),
        code=LOGITS[activation],
    )


def _fitting(run: Run, finding: Finding) -> Layer:
    """What the task calls for: the known number of classes, else what the loss says it is about."""
    classes, loss = run.known("classes"), setup(run).loss
    if "classes" in finding.evidence:  # of the config: 0 for numbers
        classes, loss = (
            finding.evidence["classes"].value or None,
            "mse" if not finding.evidence["classes"].value else "",
        )
    if loss in ("mse", "mae", "huber") or run.known("task") == "regression":
        return "1", "linear", "mean_squared_error", "torch.nn.MSELoss"
    if loss == "binary_crossentropy" or classes == 2:
        return "1", "sigmoid", "binary_crossentropy", "torch.nn.BCEWithLogitsLoss"
    outputs = f"{classes:g}" if isinstance(classes, int | float) else "len(set(y_train))"
    return outputs, "softmax", "sparse_categorical_crossentropy", "torch.nn.CrossEntropyLoss"


REMEDY = Remedy(
    action="fix_output_layer",
    title="Fix the output layer",
    addresses={
        "wrong_output_or_loss": 1.0,
        "output_loss_mismatch": 1.0,
        "undefined_logarithm": 1.0,
        "implausible_loss": 0.85,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting", "gan", "reinforcement_learning"),
)
