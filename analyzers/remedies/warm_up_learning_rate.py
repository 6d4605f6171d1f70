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

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import OPTIMIZERS, Setup, setup

SHARE = 0.05  # of all steps; Goyal et al. use 5 of 90 epochs


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.warms:
        return None
    epochs = max(1, round(SHARE * (known.epochs or 20)))
    to = "" if known.rate is None else f" to {known.rate:g}"
    return Suggestion(
        action="warm_up_learning_rate",
        headline=f"Raise the learning rate from 0{to} over the first {'epoch' if epochs == 1 else f'{epochs} epochs'}",
        why="The curvature is largest at the start; short first steps keep the weights where the gradients are of use.",
        weight=1.0,
        addresses=(finding.code,),
        patch=({"op": "add", "path": "/training/schedule", "value": {"name": "warm_up", "epochs": epochs}},),
        code=_code(known, epochs),
    )


def _code(known: Setup, epochs: int) -> dict[str, str]:
    optimizer = OPTIMIZERS.get(known.optimizer, OPTIMIZERS["adam"])
    rate = known.rate or optimizer.usual
    steps = f"{epochs} * len(train_batches)"
    keras = (
        "schedule = keras.optimizers.schedules.CosineDecay(\n"
        f"    0.0, decay_steps={known.epochs or 20} * len(train_batches),\n"
        f"    warmup_target={rate:g}, warmup_steps={steps},\n"
        f")\noptimizer = keras.optimizers.{optimizer.keras}(learning_rate=schedule)"
    )
    return {
        "keras": keras,
        "pytorch": "scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.01, "
        f"total_iters={steps})\n# after every batch: scheduler.step()",
        "tensorflow": keras.replace("keras.", "tf.keras."),
        "jax": f"schedule = optax.linear_schedule(0.0, {rate:g}, transition_steps={steps})\n"
        f"optimizer = optax.{optimizer.optax}(learning_rate=schedule)",
    }


REMEDY = Remedy(
    action="warm_up_learning_rate",
    title="Warm the learning rate up",
    addresses={
        "exploding_gradients": 0.4,
        "loss_spikes": 0.4,
        "diverging": 0.35,
        "initial_plateau": 0.35,
        "learning_rate_too_high": 0.3,
        "update_too_large": 0.5,
        "dead_units": 0.35,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
