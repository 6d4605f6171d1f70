"""See what is really trained and measured.

What it does
    Looks at the one thing that a finding leaves open: whether a step changes the weights, whether labels belong to
    their inputs, where the first NaN comes from, what a number is counted from, what differs in evaluation.

When it helps
    A metric is the same to all digits, record after record: the optimizer is never stepped, holds other parameters,
    the layers are frozen, the graph was cut (detach, argmax, .item()), or the metric is not reset or not computed anew.
    Or a network guesses, its loss is NaN out of a calm curve, or its validation was never within reach.

What it costs
    Two minutes.

References
    A. Karpathy, "A Recipe for Training Neural Networks", 2019.
"""

from collections.abc import Mapping
from typing import NamedTuple

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.progress import begins
from analyzers.signals.roles import roles
from analyzers.signals.summary import is_constant
from analyzers.suggested_rates import SURE, likelihood, measured


class Look(NamedTuple):
    """What to look at, why, and the lines that show it, by framework."""

    headline: str
    why: str
    code: Mapping[str, str]


STEP = Look(
    "Check that one step changes the weights",
    "What is not passed to the optimizer, is frozen, or is cut off from the loss stays as it was initialized.",
    {
        "keras": "before = [w.copy() for w in model.get_weights()]\nmodel.train_on_batch(x_train[:32], y_train[:32])\n"
        "print(len(model.trainable_weights), [abs(a - b).max() for a, b in zip(before, model.get_weights())])",
        "pytorch": "before = [p.detach().clone() for p in model.parameters()]\nmodel.train()\noptimizer.zero_grad()\n"
        "loss = criterion(model(x), y)\nloss.backward()\noptimizer.step()\n"
        "print([(p - b).abs().max().item() for p, b in zip(model.parameters(), before)])  # all of them above 0?",
        "tensorflow": "with tf.GradientTape() as tape:\n    loss = loss_function(y, model(x, training=True))\n"
        "gradients = tape.gradient(loss, model.trainable_variables)\n"
        "print([None if g is None else float(tf.norm(g)) for g in gradients])  # none of them None or 0?",
        "tensorflow1": "weights = tf.trainable_variables()\nbefore = session.run(weights)\n"
        "session.run(train_step, feed_dict=batch)\n"
        "print([abs(a - b).max() for a, b in zip(before, session.run(weights))])  # all of them above 0?",
        "jax": "loss, gradients = jax.value_and_grad(loss_function)(params, x, y)\n"
        "print(jax.tree.map(jnp.linalg.norm, gradients))  # none of them 0?",
        "sklearn": "before = [w.copy() for w in model.coefs_]\nmodel.partial_fit(x_train, y_train)\n"
        "print([abs(a - b).max() for a, b in zip(before, model.coefs_)])",
    },
)
NUMBER = Look(
    "Compute this number by hand for a few examples, from the outputs and the labels as they are compared",
    "Either it is counted wrongly, or outputs and labels are not what it was made for.",
    {
        "keras": "print(model.predict(x_val[:8]), y_val[:8])  # same shape, classes and scale?",
        "pytorch": "with torch.no_grad():\n    print(model.eval()(x)[:8], y[:8])  # same shape, classes and scale?",
        "tensorflow": "print(model(x_val[:8], training=False), y_val[:8])  # same shape, classes and scale?",
        "tensorflow1": "print(session.run([prediction, labels], feed_dict=batch))  # same shape, classes and scale?",
        "jax": "print(model.apply(params, x_val[:8]), y_val[:8])  # same shape, classes and scale?",
        "sklearn": "print(model.predict(x_val[:8]), y_val[:8])  # the same classes?",
    },
)
LOOP = Look(
    "Reset the gradients, compute them, make the step: in this order, once a batch",
    "Gradients that are not reset add up over all batches; without a step along them no weight changes.",
    {"pytorch": "optimizer.zero_grad()\nloss = criterion(model(x), y)\nloss.backward()\noptimizer.step()"},
)
FINITE = Look(
    "Check the inputs and labels for NaN and infinite values, and find the step that makes the first one",
    "A single NaN in the data is in every weight after one step, at any rate; float16 overflows beyond 65504.",
    {
        "keras": "assert np.isfinite(x_train).all() and np.isfinite(y_train).all()\n"
        "model.fit(x_train, y_train, callbacks=[keras.callbacks.TerminateOnNaN()])",
        "pytorch": "torch.autograd.set_detect_anomaly(True)  # names the operation; slow, so only for the search\n"
        "assert torch.isfinite(x).all() and torch.isfinite(y).all()  # for every batch",
        "tensorflow": "tf.debugging.enable_check_numerics()\nassert np.isfinite(x_train).all()",
        "tensorflow1": "check = tf.add_check_numerics_ops()\nsession.run([train_step, check], feed_dict=batch)",
        "jax": 'jax.config.update("jax_debug_nans", True)\nassert jnp.isfinite(x).all()',
        "sklearn": "assert np.isfinite(x_train).all() and np.isfinite(y_train).all()",
    },
)
LABELS = Look(
    "Count the labels of one batch that are not masked, and compute its loss in float32",
    "A loss over no label is 0 or NaN, one in float16 overflows where float32 does not, and both print as 0.",
    {
        "keras": "print(np.unique(y_train, return_counts=True), model.evaluate(x_train[:32], y_train[:32]))",
        "pytorch": 'print((batch["labels"] != -100).sum(), model.float()(**batch).loss)  # -100 masks a label',
        "tensorflow": "print(np.unique(y_train, return_counts=True), model.evaluate(x_train[:32], y_train[:32]))",
        "jax": "print(loss_mask.sum(), loss_function(params, x.astype(jnp.float32), y))",
    },
)
PAIRS = Look(
    "Check that every label still belongs to its input, in both sets, after shuffling and preprocessing",
    "What is true of the training data alone from the first record on is often not true of the data at all.",
    {
        "keras": "print(x_train[:5], y_train[:5])  # as they enter fit; and shuffle both with one permutation",
        "pytorch": "x, y = next(iter(loader)); print(x[:5], y[:5])  # as they enter the network",
        "tensorflow": "for x, y in train_batches.take(1): print(x[:5], y[:5])",
        "jax": "print(x_train[order][:5], y_train[order][:5])  # one permutation for both",
        "sklearn": "x, y = sklearn.utils.shuffle(x, y)  # never one without the other",
    },
)

UNRELATED = PAIRS._replace(
    why="Where nothing relates inputs and labels a network learns how frequent the labels are, and no more."
)
MODES = Look(
    "Compare one batch in training and in evaluation mode, and how both sets are prepared",
    "A best validation loss many times the first training loss is one of other inputs, or of batch normalization "
    "whose running averages lag behind.",
    {
        "keras": "print(model.evaluate(x_train[:32], y_train[:32]), model.train_on_batch(x_train[:32], y_train[:32]))",
        "pytorch": "with torch.no_grad():\n    print(criterion(model.train()(x), y), criterion(model.eval()(x), y))",
        "tensorflow": "print(loss_function(y, model(x, training=True)), loss_function(y, model(x, training=False)))",
    },
)

MEASURED = frozenset({"frozen_metrics", "implausible_loss"})
"""Findings on one number, which may be at fault itself."""

BROKEN = 0.5  # what it is worth where the curve shows that steps were taken, and too long ones
CALM = 6  # finite records without growth, after which steps that are too long are not the likeliest reason for a NaN
OTHER = 4.0  # times the first training loss that a best validation loss is too high for a network that learns at all
GROWN = 1.5  # times its start, from which a training loss beside a NaN in validation is about to follow it
NO_STEP = 2.2  # how much more to look into it is worth then: more than a lower rate


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    look = _look(run, finding)
    if look is None:
        return None
    return Suggestion(
        action="check_training_loop",
        headline=look.headline,
        why=look.why,
        weight=_weight(run, finding, look),
        addresses=(finding.code,),
        code={} if setup(run).booster else look.code,
    )


def _look(run: Run, finding: Finding) -> Look | None:
    """What this finding asks to look at."""
    if "level_before" in finding.evidence:
        return LABELS
    if finding.code == "non_finite_loss":
        return FINITE
    if finding.code == "incomplete_training_loop":
        return LOOP
    if finding.code == "overfitting":
        return PAIRS if likelihood(finding, "wrong_output_or_loss") > 0 else MODES if _differs(run, finding) else None
    counted = likelihood(finding, "wrong_output_or_loss") > likelihood(finding, "no_parameter_update")
    if finding.code == "stuck_at_chance" and counted:
        return UNRELATED
    return NUMBER if finding.code in MEASURED and (counted or _gets_on(run, finding)) else STEP


def _gets_on(run: Run, finding: Finding) -> bool:
    """Whether the loss moves, where nothing else is known: then it is another number that stands still."""
    loss = roles(run).loss
    return loss is not None and not finding.causes and not is_constant(run[loss].values)


def _differs(run: Run, finding: Finding) -> bool:
    """Whether validation was never within reach of where training began: what is evaluated is not what is trained."""
    best, loss = measured(finding, "best_val_loss"), roles(run).loss
    if best is None or loss is None or setup(run).booster or not begins(run[loss]):
        return False
    return best > OTHER * float(run[loss].values[0]) > 0


def _weight(run: Run, finding: Finding, look: Look) -> float:
    if look is FINITE:
        return NO_STEP if _is_calm(run, finding) or _is_unseen(run, finding) else 1.0
    return BROKEN if look is STEP and likelihood(finding, "learning_rate_too_high") > SURE else 1.0


def _is_calm(run: Run, finding: Finding) -> bool:
    """Whether the loss was calm from the first record on: what is long trained has met a NaN in its data before."""
    from_the_start = finding.where is None or begins(run[finding.where.metric])
    calm = (measured(finding, "records_before") or 0.0) >= CALM
    return calm and from_the_start and likelihood(finding, "learning_rate_too_high") < 0.5


def _is_unseen(run: Run, finding: Finding) -> bool:
    """Whether only validation is NaN, beside a training loss that is finite and has not grown: so are the weights."""
    loss = roles(run).loss
    metric = finding.where.metric if finding.where else ""
    if loss is None or metric == loss or not metric.startswith(("val/", "test/")):
        return False
    values = run[loss].values
    return run[loss].is_finite and bool(values[-1] <= GROWN * abs(values[0]))


REMEDY = Remedy(
    action="check_training_loop",
    title="Check the training loop",
    addresses={
        "no_parameter_update": 1.0,
        "incomplete_training_loop": 1.0,
        "frozen_metrics": 0.9,
        "stuck_at_chance": 0.25,
        "implausible_loss": 0.5,
        "non_finite_loss": 0.3,
        "overfitting": 1.0,  # where validation never gained anything
    },
    suggest=suggest,
    doc=__doc__,
)
