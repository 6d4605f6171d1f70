"""Give the network more room.

What it does
    Doubles the width of the hidden layers, or adds one (boosting: deeper trees).

When it helps
    The training loss has levelled out high and validation is no worse than it: the network cannot express the rest.

What it costs
    Time and memory grow with the square of the width. Watch the validation loss.

References
    P. Nakkiran et al., "Deep Double Descent", arXiv 1912.02292.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup

TIMES = 2  # as wide

CODE = {
    "keras": f'keras.layers.Dense({TIMES} * units, activation="relu")  # for each hidden layer',
    "pytorch": f"torch.nn.Linear({TIMES} * fan_in, {TIMES} * fan_out)  # each hidden layer; the first keeps its inputs",
    "tensorflow": f'tf.keras.layers.Dense({TIMES} * units, activation="relu")  # for each hidden layer',
    "jax": f"h = flax.linen.Dense({TIMES} * units)(h)  # for each hidden layer",
    "sklearn": "model.set_params(hidden_layer_sizes=(128, 128))",
}
BOOSTING = {
    "xgboost": "params['max_depth'] = 8",
    "lightgbm": "params['num_leaves'] = 127",
    "catboost": "params['depth'] = 8",
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    booster = setup(run).booster
    return Suggestion(
        action="enlarge_model",
        headline="Grow deeper trees" if booster else "Double the width of the hidden layers",
        why="The training loss itself has levelled out: more training cannot fit what the model cannot express.",
        weight=1.0,
        addresses=(finding.code,),
        code={booster: BOOSTING[booster]} if booster else CODE,
    )


REMEDY = Remedy(
    action="enlarge_model",
    title="Enlarge the model",
    addresses={"model_too_small": 1.0, "underfitting": 0.8, "missing_nonlinearity": 0.3},
    suggest=suggest,
    doc=__doc__,
    not_for=("gan", "reinforcement_learning"),
)
