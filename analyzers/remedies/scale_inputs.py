"""Bring the inputs to one scale.

What it does
    Shifts and scales every input to mean 0 and deviation 1 over the training set (images: divides by 255); for
    regression the target as well.

When it helps
    Raw pixels, prices, years, counts. The curvature of the loss grows with the square of the inputs' size, and the
    largest stable learning rate falls with it.

What it costs
    The same numbers have to be applied to whatever is predicted later.

References
    Y. LeCun et al., "Efficient BackProp", 1998, section 4.3.
"""

from analyzers.rates import likelihood
from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.magnitude import classifies

SKLEARN = (
    "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
    "model = make_pipeline(StandardScaler(), model)"
)
ARRAYS = "mean, deviation = x_train.mean(axis=0), x_train.std(axis=0) + 1e-8\nx_train = (x_train - mean) / deviation"
CODE = {
    "keras": "normalize = keras.layers.Normalization()\nnormalize.adapt(x_train)\n"
    "model = keras.Sequential([normalize, *model.layers])",
    "pytorch": ARRAYS.replace("(axis=0)", "(dim=0)"),
    "tensorflow": "normalize = tf.keras.layers.Normalization()\nnormalize.adapt(x_train)\n"
    "model = tf.keras.Sequential([normalize, *model.layers])",
    "jax": ARRAYS,
    "sklearn": SKLEARN,
}


LIKELY = 0.8  # from which a loss that is no cross-entropy is so large that the target is to be scaled as well


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    stated = setup(run).loss in ("mse", "mae", "huber") or run.known("task") == "regression"
    target = stated or (likelihood(finding, "unscaled_inputs") >= LIKELY and not classifies(run))
    return Suggestion(
        action="scale_inputs",
        headline="Scale the inputs" + (" and the target" if target else "") + " to mean 0 and deviation 1",
        why="The largest stable learning rate falls with the square of the inputs' size.",
        weight=1.0,
        addresses=(finding.code,),
        patch=({"op": "add", "path": "/data/scale", "value": "standard"},),
        code=CODE,
    )


REMEDY = Remedy(
    action="scale_inputs",
    title="Scale the inputs",
    addresses={"unscaled_inputs": 1.0, "stuck_at_chance": 0.2, "diverging": 0.25},
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
