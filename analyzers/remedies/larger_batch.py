"""Average over more examples a step.

What it does
    Multiplies the batch size by four, which halves the noise of the gradient; or accumulates gradients over batches
    where memory does not allow it.

When it helps
    Records scatter more than they fall, and the level does not come down.

What it costs
    Fewer steps an epoch; on the usual batch sizes the learning rate may be raised along with it.

References
    S. McCandlish et al., "An Empirical Model of Large-Batch Training", arXiv 1812.06162.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup

FACTOR = 4  # halves the deviation of the gradient


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    now = setup(run).batch_size
    examples = run.known("examples")
    if now is not None and isinstance(examples, int | float) and now >= examples:
        return None  # the whole set is in the batch already
    batch = FACTOR * now if now else None
    return Suggestion(
        action="larger_batch",
        headline=f"Raise the batch size from {now} to {batch}" if batch else f"Use batches {FACTOR} times as large",
        why=f"The mean over {FACTOR} times as many examples scatters half as much.",
        weight=1.0,
        addresses=(finding.code,),
        patch=({"op": "replace", "path": "/training/batch_size", "value": batch},) if batch else (),
        code=_code(str(batch) if batch else f"{FACTOR} * batch_size"),
    )


def _code(batch: str) -> dict[str, str]:
    return {
        "keras": f"model.fit(x_train, y_train, batch_size={batch})",
        "pytorch": f"loader = torch.utils.data.DataLoader(train_set, batch_size={batch}, shuffle=True)",
        "transformers": f"training_args.gradient_accumulation_steps *= {FACTOR}",
        "tensorflow": f"train_batches = train_set.shuffle(10_000).batch({batch})",
        "jax": f"batch_size = {batch}",
        "sklearn": f"model.set_params(batch_size={batch})",
    }


REMEDY = Remedy(
    action="larger_batch",
    title="Use larger batches",
    addresses={"batch_too_small": 1.0, "noisy_loss": 0.45, "unstable_validation": 0.3, "oscillating": 0.3},
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
