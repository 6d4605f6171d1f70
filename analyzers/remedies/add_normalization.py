"""Keep every layer's signal at one scale.

What it does
    Puts batch normalization (layer normalization for sequences and small batches) after each hidden layer.

When it helps
    Deep networks that start late, saturate, or bear only tiny learning rates.

What it costs
    A few per cent of time. Batch normalization needs batches of 16 and more, and `model.eval()` when predicting.

References
    S. Ioffe, C. Szegedy, arXiv 1502.03167; J. Ba et al., "Layer Normalization", arXiv 1607.06450.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup

SMALL_BATCH = 16  # below which the statistics of a batch are too noisy
BATCH = {
    "keras": "keras.layers.BatchNormalization()  # after every hidden layer",
    "pytorch": "torch.nn.LazyBatchNorm1d()  # after every hidden Linear; LazyBatchNorm2d after Conv2d",
    "tensorflow": "tf.keras.layers.BatchNormalization()  # after every hidden layer",
    "tensorflow1": "h = tf.layers.batch_normalization(h, training=is_training)  # and run its UPDATE_OPS",
    "jax": "h = flax.linen.BatchNorm(use_running_average=not training)(h)  # after every hidden layer",
}
LAYER = {
    "keras": "keras.layers.LayerNormalization()  # after every hidden layer",
    "pytorch": "h = torch.nn.functional.layer_norm(h, h.shape[-1:])  # after every hidden layer",
    "tensorflow": "tf.keras.layers.LayerNormalization()  # after every hidden layer",
    "tensorflow1": "h = tf.contrib.layers.layer_norm(h)  # after every hidden layer",
    "jax": "h = flax.linen.LayerNorm()(h)  # after every hidden layer",
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    batch = setup(run).batch_size
    by_layer = (batch is not None and batch < SMALL_BATCH) or run.known("task") == "language_model"
    kind = "layer" if by_layer else "batch"
    return Suggestion(
        action="add_normalization",
        headline=f"Put {kind} normalization after the hidden layers",
        why="The signal then has one scale in every layer, whatever the weights before it are.",
        weight=1.0,
        addresses=(finding.code,),
        code=LAYER if by_layer else BATCH,
    )


REMEDY = Remedy(
    action="add_normalization",
    title="Add normalization",
    addresses={
        "vanishing_gradients": 0.65,
        "initial_plateau": 0.65,
        "saturated_activations": 0.55,
        "poor_initialization": 0.7,
        "exploding_gradients": 0.4,
        "unscaled_inputs": 0.4,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
