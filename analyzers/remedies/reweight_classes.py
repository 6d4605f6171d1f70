"""Count the rare class as much as the common one.

What it does
    Weighs each class in the loss by the inverse of its share.

When it helps
    The network answers with the largest class and nothing else: the accuracy stays at that class's share.

What it costs
    Predicted probabilities are no longer those of the data; overall accuracy may fall while the rare class is found.
    Judge by balanced accuracy, F1 or the area under the precision-recall curve.

References
    H. He, E. Garcia, "Learning from Imbalanced Data", 2009.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup

COUNTS = "counts = np.bincount(y_train)\nweights = len(y_train) / (len(counts) * counts)\n"
CODE = {
    "keras": COUNTS + "model.fit(x_train, y_train, class_weight=dict(enumerate(weights)))",
    "pytorch": COUNTS + "criterion = torch.nn.CrossEntropyLoss(weight=torch.tensor(weights, dtype=torch.float32))",
    "tensorflow": COUNTS + "model.fit(x_train, y_train, class_weight=dict(enumerate(weights)))",
    "jax": COUNTS + "loss = (weights[y] * optax.softmax_cross_entropy_with_integer_labels(logits, y)).mean()",
    "sklearn": 'weights = sklearn.utils.class_weight.compute_sample_weight("balanced", y_train)\n'
    "model.fit(x_train, y_train, sample_weight=weights)",
}


ONCE = {
    "lightgbm": 'params.pop("is_unbalance", None)\nparams.pop("scale_pos_weight", None)',
    "xgboost": 'params.pop("scale_pos_weight", None)',
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    if finding.code == "diverging":
        return _once(finding)
    if finding.code == "stuck_at_chance" and not setup(run).booster:
        return None  # a network that guesses does so in balanced classes as well
    return Suggestion(
        action="reweight_classes",
        headline="Weigh the classes by the inverse of their share, and watch balanced accuracy",
        why="Answering with the largest class is then no longer the cheapest thing to learn.",
        weight=1.0,
        addresses=(finding.code,),
        code=CODE,
    )


def _once(finding: Finding) -> Suggestion:
    """Of trees whose printed loss rises."""
    return Suggestion(
        action="reweight_classes",
        headline="Weigh the classes once or not at all, and print the loss with the same weights",
        why="A loss that is printed without the weights it is fitted with may rise while all is well.",
        weight=1.0,
        addresses=(finding.code,),
        code=ONCE,
    )


REMEDY = Remedy(
    action="reweight_classes",
    title="Reweight the classes",
    addresses={"class_imbalance": 1.0, "majority_class": 0.6, "stuck_at_chance": 0.5},
    suggest=suggest,
    doc=__doc__,
    not_for=("gan", "reinforcement_learning"),
)
