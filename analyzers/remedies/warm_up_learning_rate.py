"""Begin with short steps.

What it does
    Raises the learning rate in a straight line from nothing to its full value over the first few per cent of the steps.

When it helps
    The loss explodes or jumps at the start and the curvature is largest there: deep networks, transformers, large
    batches, Adam before its averages are worth something.

What it costs
    The first steps, and one more number to choose.

References
    P. Goyal et al., "Accurate, Large Minibatch SGD", arXiv 1706.02677.
"""

from analyzers.remedy import Patch, Remedy, Suggestion, to_rate
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.progress import begins
from analyzers.suggested_rates import lowered

EPOCHS = 5  # as Goyal et al., and not more than a tenth of the training
LEAST_STEPS = 10  # fewer are no warm-up

LATE = 0.3  # share of the log after which steps are no first ones any more

REACHED = frozenset({"initial_plateau", "loss_spikes", "exploding_gradients"})
"""Findings of a rate that is right once the first steps are over; else it is lowered as well."""


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    epochs = length(known.epochs or 50, run.known("steps_per_epoch"))
    if known.warms or epochs is None or _comes_late(run, finding):
        return None
    rate = known.rate if finding.code in REACHED else lowered(known, finding)
    to = "" if rate is None else f" to {rate:.3g}"
    return Suggestion(
        action="warm_up_learning_rate",
        headline=f"Raise the learning rate from 0{to} over the first {epochs} epochs",
        why="The curvature is largest at the start; short first steps keep the weights where the gradients are of use.",
        weight=1.0,
        addresses=(finding.code,),
        patch=patch(epochs, rate if rate != known.rate else None),
        code=_code(known.rate, rate, epochs),
    )


def _comes_late(run: Run, finding: Finding) -> bool:
    """Whether what was found began when a warm-up is over, or in a log that begins in the middle of the training."""
    where = finding.where
    if where is None or where.metric not in run:
        return False
    series = run[where.metric]
    return not begins(series) or where.first - series.steps[0] > LATE * (series.steps[-1] - series.steps[0])


def length(epochs: int, steps_per_epoch: object = None) -> int | None:
    """Epochs of a warm-up in a training of so many; None where these are too few steps."""
    warm = max(2, min(EPOCHS, epochs // 10))
    steps = steps_per_epoch if isinstance(steps_per_epoch, int | float) else LEAST_STEPS
    return warm if warm * steps >= LEAST_STEPS else None


def patch(epochs: int, rate: float | None) -> Patch:
    """The schedule of a spec, and the rate that it rises to where that is another one than before."""
    schedule = {"name": "warm_up", "length": epochs}
    return (*to_rate(rate), {"op": "add", "path": "/training/schedule", "value": schedule})


def _code(now: float | None, rate: float | None, epochs: int) -> dict[str, str]:
    top = f"{rate:g}" if rate else "float(model.optimizer.learning_rate)"
    keras = (
        f"top = {top}\n"
        f"warm_up = keras.callbacks.LearningRateScheduler(lambda epoch: top * min(1, (epoch + 1) / {epochs}))\n"
        "model.fit(x_train, y_train, epochs=epochs, callbacks=[warm_up])"
    )
    lower = "" if rate is None or rate == now else f'for group in optimizer.param_groups:\n    group["lr"] = {rate:g}\n'
    share = rate / now if rate and now else 1.0
    return {
        "keras": keras,
        "pytorch": f"{lower}scheduler = torch.optim.lr_scheduler.LinearLR(\n"
        f"    optimizer, start_factor=0.01, total_iters={epochs} * len(loader))\n# after every batch: scheduler.step()",
        "transformers": f"training_args.warmup_steps = {epochs} * len(trainer.get_train_dataloader())",
        "tensorflow": keras.replace("keras.", "tf.keras."),
        "tensorflow1": "step = tf.cast(tf.train.get_or_create_global_step(), tf.float32)\n"
        f"rate = {rate or 'learning_rate'} * tf.minimum(1.0, (step + 1) / ({epochs} * steps_per_epoch))",
        "jax": f"warm_up = optax.linear_schedule(0.0, {share:g}, transition_steps={epochs} * steps_per_epoch)"
        f"{f'  # {share:g} of the rate' if share != 1 else ''}\n"
        "optimizer = optax.chain(optimizer, optax.scale_by_schedule(warm_up))",
    }


REMEDY = Remedy(
    action="warm_up_learning_rate",
    title="Warm the learning rate up",
    addresses={
        "exploding_gradients": 0.4,
        "loss_spikes": 0.4,
        "diverging": 0.35,
        "initial_plateau": 0.35,
        "update_too_large": 0.5,
        "dead_units": 0.35,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
