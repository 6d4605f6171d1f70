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

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import OPTIMIZERS, Setup, setup


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.decays:
        return None
    start = "the present rate" if known.rate is None else f"{known.rate:g}"
    return Suggestion(
        action="decay_learning_rate",
        headline=f"Let the learning rate fall from {start} to 0 along half a cosine",
        why="Once the large moves are made, the level at which the loss settles is set by the size of the steps.",
        weight=1.0,
        addresses=(finding.code,),
        patch=({"op": "add", "path": "/training/schedule", "value": {"name": "cosine"}},),
        code=_code(known),
    )


def _code(known: Setup) -> dict[str, str]:
    optimizer = OPTIMIZERS.get(known.optimizer, OPTIMIZERS["adam"])
    rate = known.rate or optimizer.usual
    epochs = known.epochs or 30
    keras = (
        f"schedule = keras.optimizers.schedules.CosineDecay({rate:g}, decay_steps={epochs} * len(train_batches))\n"
        f"optimizer = keras.optimizers.{optimizer.keras}(learning_rate=schedule)"
    )
    code = {
        "keras": keras,
        "pytorch": f"scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max={epochs})\n"
        "# after every epoch: scheduler.step()",
        "tensorflow": keras.replace("keras.", "tf.keras."),
        "jax": f"schedule = optax.cosine_decay_schedule({rate:g}, decay_steps={epochs} * len(train_batches))\n"
        f"optimizer = optax.{optimizer.optax}(learning_rate=schedule)",
    }
    if optimizer.name == "sgd":
        code["sklearn"] = 'model.set_params(solver="sgd", learning_rate="adaptive")'
    return code


REMEDY = Remedy(
    action="decay_learning_rate",
    title="Decay the learning rate",
    addresses={
        "late_plateau": 0.95,
        "learning_rate_too_high": 0.75,
        "unstable_validation": 0.6,
        "oscillating": 0.55,
        "noisy_loss": 0.6,
        "loss_spikes": 0.3,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
