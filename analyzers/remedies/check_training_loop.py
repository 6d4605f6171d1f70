"""See whether the weights are updated at all.

What it does
    Compares the weights before and after one step, and gives the loop in which nothing is forgotten.

When it helps
    A metric is the same to all digits, record after record: the optimizer is never stepped, holds other parameters,
    the layers are frozen, the graph was cut (detach, argmax, .item()), or the metric is not reset or not computed anew.

What it costs
    Two minutes.

References
    A. Karpathy, "A Recipe for Training Neural Networks", 2019.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.progress import begins
from analyzers.signals.roles import roles
from analyzers.suggested_rates import SURE, likelihood, measured

BROKEN = 0.5  # what it is worth where the curve shows that steps were taken, and too long ones
CODE = {
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
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    if finding.code == "non_finite_loss":
        return _look_for_nan(run, finding)
    if finding.code == "incomplete_training_loop":
        return _complete(finding)
    if "level_before" in finding.evidence:
        return _look_for_labels(finding)
    if finding.code == "overfitting":
        return _look_at_labels(finding) if likelihood(finding, "wrong_output_or_loss") > 0 else None
    return Suggestion(
        action="check_training_loop",
        headline="Check that one step changes the weights, and that the metric is computed anew",
        why="Values that do not change in any digit mean that nothing is being trained, or that nothing is measured.",
        weight=BROKEN if likelihood(finding, "learning_rate_too_high") > SURE else 1.0,
        addresses=(finding.code,),
        code={} if setup(run).booster else CODE,
    )


def _complete(finding: Finding) -> Suggestion:
    return Suggestion(
        action="check_training_loop",
        headline="Reset the gradients, compute them, make the step: in this order, once a batch",
        why="Gradients that are not reset add up over all batches; without a step along them no weight changes.",
        weight=1.0,
        addresses=(finding.code,),
        code={"pytorch": "optimizer.zero_grad()\nloss = criterion(model(x), y)\nloss.backward()\noptimizer.step()"},
    )


CALM = 6  # finite records without growth, after which steps that are too long are not the likeliest reason for a NaN
NO_STEP = 2.2  # how much more to look into it is worth then: more than a lower rate


def _look_for_nan(run: Run, finding: Finding) -> Suggestion:
    return Suggestion(
        action="check_training_loop",
        headline="Check the inputs and labels for NaN and infinite values, and find the step that makes the first one",
        why="A single NaN in the data is in every weight after one step, at any learning rate.",
        weight=NO_STEP if _is_calm(run, finding) or _is_unseen(run, finding) else 1.0,
        addresses=(finding.code,),
        code={
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


def _is_calm(run: Run, finding: Finding) -> bool:
    """Whether the loss was calm from the first record on: what is long trained has met a NaN in its data before."""
    from_the_start = finding.where is None or begins(run[finding.where.metric])
    calm = (measured(finding, "records_before") or 0.0) >= CALM
    return calm and from_the_start and likelihood(finding, "learning_rate_too_high") < 0.5


def _is_unseen(run: Run, finding: Finding) -> bool:
    """Whether only validation is NaN, beside a training loss that is finite: then the weights are, too."""
    loss = roles(run).loss
    metric = finding.where.metric if finding.where else ""
    return loss is not None and metric != loss and metric.startswith(("val/", "test/")) and run[loss].is_finite


def _look_for_labels(finding: Finding) -> Suggestion:
    return Suggestion(
        action="check_training_loop",
        headline="Count the labels of one batch that are not masked, and compute its loss in float32",
        why="A loss over no label is 0 or NaN, one in float16 overflows where float32 does not, and both print as 0.",
        weight=1.0,
        addresses=(finding.code,),
        code={
            "keras": "print(np.unique(y_train, return_counts=True), model.evaluate(x_train[:32], y_train[:32]))",
            "pytorch": 'print((batch["labels"] != -100).sum(), model.float()(**batch).loss)  # -100 masks a label',
            "tensorflow": "print(np.unique(y_train, return_counts=True), model.evaluate(x_train[:32], y_train[:32]))",
            "jax": "print(loss_mask.sum(), loss_function(params, x.astype(jnp.float32), y))",
        },
    )


def _look_at_labels(finding: Finding) -> Suggestion:
    return Suggestion(
        action="check_training_loop",
        headline="Check that every label still belongs to its input, in both sets, after shuffling and preprocessing",
        why="What is true of the training data alone from the first record on is often not true of the data at all.",
        weight=1.0,
        addresses=(finding.code,),
        code={
            "keras": "print(x_train[:5], y_train[:5])  # as they enter fit; and shuffle both with one permutation",
            "pytorch": "x, y = next(iter(loader)); print(x[:5], y[:5])  # as they enter the network",
            "tensorflow": "for x, y in train_batches.take(1): print(x[:5], y[:5])",
            "jax": "print(x_train[order][:5], y_train[order][:5])  # one permutation for both",
            "sklearn": "x, y = sklearn.utils.shuffle(x, y)  # never one without the other",
        },
    )


REMEDY = Remedy(
    action="check_training_loop",
    title="Check the training loop",
    addresses={
        "no_parameter_update": 1.0,
        "incomplete_training_loop": 1.0,
        "frozen_metrics": 0.9,
        "implausible_loss": 0.5,
        "non_finite_loss": 0.3,
        "overfitting": 1.0,  # where validation never gained anything
    },
    suggest=suggest,
    doc=__doc__,
)
