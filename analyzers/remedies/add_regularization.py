"""Make memorising harder.

What it does
    Adds weight decay and dropout (boosting: shallower trees with more rows in a leaf). More or augmented data does the
    same, and better.

When it helps
    The training loss is far below the validation loss and the gap grows.

What it costs
    The training loss ends higher, and training takes longer. Too much of it underfits.

References
    N. Srivastava et al., "Dropout", 2014; I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization",
    arXiv 1711.05101.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup
from analyzers.suggested_rates import rounded

DECAY = 0.01  # the default of AdamW in its paper's implementations
DECAY_OF_SGD = (
    5e-4  # of gradient descent, whose decay is the gradient of a penalty: what image networks are trained with
)
DROPOUT = 0.3


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    decay = run.known("weight_decay")
    now = decay if isinstance(decay, float) and decay > 0 else None
    more = rounded(3 * now) if now else DECAY_OF_SGD if known.optimizer == "sgd" else DECAY
    raised = f"Raise weight decay from {now:g} to {more:g}" if now else f"Add weight decay {more:g}"
    return Suggestion(
        action="add_regularization",
        headline="Grow shallower trees with more rows in each leaf"
        if known.booster
        else f"{raised}, dropout {DROPOUT:g}, and more or augmented data",
        why="Trees that follow single rows fit what the training set has by chance."
        if known.booster
        else "The network fits what the training set has by chance: small weights, dropout and more data prevent it.",
        weight=1.0,
        addresses=(finding.code,),
        patch=() if known.booster else ({"op": "add", "path": "/training/optimizer/weight_decay", "value": more},),
        code=_boosting(known) if known.booster else _code(known, more),
    )


def _code(known: Setup, decay: float) -> dict[str, str]:
    optimizer = "SGD" if known.optimizer == "sgd" else "AdamW"
    rate = known.rate or known.usual_rate
    heavy = f", momentum={known.momentum:g}" if known.momentum and optimizer == "SGD" else ""
    keras = (
        f"optimizer = keras.optimizers.{optimizer}(learning_rate={rate:g}{heavy}, weight_decay={decay:g})\n"
        f"keras.layers.Dropout({DROPOUT:g})  # after every hidden layer"
    )
    return {
        "keras": keras,
        "pytorch": f"optimizer = torch.optim.{optimizer}("
        f"model.parameters(), lr={rate:g}{heavy}, weight_decay={decay:g})\n"
        f"torch.nn.Dropout({DROPOUT:g})  # after every hidden layer",
        "transformers": f"training_args.weight_decay = {decay:g}",
        "tensorflow": keras.replace("keras.", "tf.keras."),
        "jax": f"optimizer = optax.adamw(learning_rate={rate:g}, weight_decay={decay:g})",
        "sklearn": f"model.set_params(alpha={decay:g})",
    }


def _boosting(known: Setup) -> dict[str, str]:
    code = {
        "xgboost": "params |= {'max_depth': 4, 'min_child_weight': 10, 'subsample': 0.8, 'colsample_bytree': 0.8}",
        "lightgbm": "params |= {'num_leaves': 15, 'min_data_in_leaf': 50, 'bagging_fraction': 0.8, 'bagging_freq': 1}",
        "catboost": "params |= {'depth': 4, 'l2_leaf_reg': 10}",
    }
    return {
        known.booster: code[known.booster],
        "sklearn": "model.set_params(max_depth=3, min_samples_leaf=20, subsample=0.8)",
    }


REMEDY = Remedy(
    action="add_regularization",
    title="Add regularization",
    addresses={"too_little_regularization": 0.9, "overfitting": 0.8, "unstable_validation": 0.3},
    suggest=suggest,
    doc=__doc__,
    not_for=("gan", "reinforcement_learning"),
)
