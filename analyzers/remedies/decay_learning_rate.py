"""Start fast, finish slowly.

What it does
    Lowers the learning rate along the way, here by half a cosine from the present rate to nothing.

When it helps
    The loss has stopped at a level that the noise of the steps sets: that level falls with the rate. Also where a rate
    that is right for the start is too high for the end.

What it costs
    The length of the training has to be chosen beforehand. Decay that ends too early freezes a run that still improves.

References
    I. Loshchilov, F. Hutter, "SGDR", arXiv 1608.03983; S. Smith et al., "Don't Decay the Learning Rate, Increase the
    Batch Size", arXiv 1711.00489.
"""

from analyzers.optimizers import of_graphs
from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup
from analyzers.suggested_rates import lowered

HOPELESS = frozenset({"diverging", "non_finite_loss", "frozen_metrics"})
"""Findings of a rate that is too high from the first step on: a later fall comes too late."""

BROKEN = frozenset({"stuck_at_chance", "dead_units", "majority_class"})
"""Findings of a start that broke the network: the fall has to begin at a lower rate, and comes second to it."""


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    learns = known.task == "reinforcement_learning"  # rewards are at chance where only some of the moves are bad
    rate = known.rate if learns or finding.code not in BROKEN else lowered(known, finding)
    if known.decays or (not learns and (finding.code in HOPELESS or (finding.code in BROKEN and rate is None))):
        return None
    start = "its present value" if rate is None else f"{rate:.3g}"
    return Suggestion(
        action="decay_learning_rate",
        headline=f"Let the learning rate fall from {start} to 0 along half a cosine",
        why="Once the large moves are made, the level at which the loss settles is set by the size of the steps.",
        weight=1.0 if learns or finding.code not in BROKEN else 0.7,
        addresses=(finding.code,),
        patch=({"op": "add", "path": "/training/schedule", "value": {"name": "cosine"}},),
        code=_code(known, rate),
    )


def _code(known: Setup, start: float | None) -> dict[str, str]:
    epochs = known.epochs or 30
    top = f"{start:g}" if start else "float(model.optimizer.learning_rate)"
    keras = (
        f"import math\n\ntop = {top}\n"
        "decay = keras.callbacks.LearningRateScheduler(\n"
        f"    lambda epoch: top * 0.5 * (1 + math.cos(math.pi * epoch / {epochs})))\n"
        f"model.fit(x_train, y_train, epochs={epochs}, callbacks=[decay])"
    )
    code = {
        "keras": keras,
        "pytorch": f"scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max={epochs})\n"
        "# after every epoch: scheduler.step()",
        "transformers": 'training_args.lr_scheduler_type = "cosine"',
        "tensorflow": keras.replace("keras.", "tf.keras."),
        "jax": f"decay = optax.cosine_decay_schedule(1.0, decay_steps={epochs} * steps_per_epoch)\n"
        "optimizer = optax.chain(optimizer, optax.scale_by_schedule(decay))",
    }
    if start and (graph := of_graphs(known.optimizer, "rate", known.momentum)):
        code["tensorflow1"] = (
            "step = tf.train.get_or_create_global_step()\n"
            f"rate = tf.train.cosine_decay({start:g}, step, {epochs} * steps_per_epoch)\n"
            f"{graph['tensorflow1']}  # .minimize(cost, global_step=step)"
        )
    if known.optimizer == "sgd":
        code["sklearn"] = 'model.set_params(solver="sgd", learning_rate="adaptive")'
    return code


REMEDY = Remedy(
    action="decay_learning_rate",
    title="Decay the learning rate",
    addresses={
        "late_plateau": 0.45,
        "learning_rate_too_high": 0.8,
        "unstable_validation": 0.45,
        "oscillating": 0.55,
        "noisy_loss": 0.4,
        "loss_spikes": 0.3,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
