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


SPLITTING = {
    "xgboost": "params |= {'min_child_weight': 1, 'gamma': 0}",
    "lightgbm": "params |= {'min_data_in_leaf': 5, 'min_sum_hessian_in_leaf': 1e-3, 'min_gain_to_split': 0}",
    "catboost": "params |= {'min_data_in_leaf': 1, 'l2_leaf_reg': 3}",
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    booster = setup(run).booster
    if finding.code == "stuck_at_chance":
        return _splitting(booster, finding) if booster else None
    return Suggestion(
        action="enlarge_model",
        headline="Grow deeper trees" if booster else "Double the width of the hidden layers",
        why="The training loss itself has levelled out: more training cannot fit what the model cannot express.",
        weight=1.0,
        addresses=(finding.code,),
        code={booster: BOOSTING[booster]} if booster else CODE,
    )


def _splitting(booster: str, finding: Finding) -> Suggestion:
    """Of trees that answer the same for every row."""
    return Suggestion(
        action="enlarge_model",
        headline="Let the trees split on fewer rows and for smaller gains",
        why="Trees that may not split answer every row alike, round after round.",
        weight=1.0,
        addresses=(finding.code,),
        code={booster: SPLITTING[booster]},
    )


REMEDY = Remedy(
    action="enlarge_model",
    title="Enlarge the model",
    addresses={"model_too_small": 1.0, "underfitting": 0.8, "missing_nonlinearity": 0.3, "stuck_at_chance": 0.45},
    suggest=suggest,
    doc=__doc__,
    not_for=("gan", "reinforcement_learning"),
)
