"""Let every parameter have its own step size.

What it does
    Replaces gradient descent by Adam, which divides each parameter's step by the size of its recent gradients.

When it helps
    One learning rate cannot suit all directions: it diverges along the steep ones before it moves along the flat ones
    (inputs of different scales, deep networks, embeddings).

What it costs
    Two numbers of memory a parameter; on some image tasks well-tuned SGD with momentum generalises a little better.

References
    D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", arXiv 1412.6980.
"""

from analyzers.optimizers import construct
from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup
from analyzers.suggested_rates import AT_THE_EDGE, measured

SMALL = 5e-4  # a rate below which an optimizer that is not stated is one of Adam's kin
RATE = 0.001  # the authors' own recommendation, and every framework's default
SECOND = 0.95  # after a lower rate: where the loss is not finite both bring as much, and a rate is changed sooner
CODE = construct("adam", RATE)


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.adaptive or known.optimizer in ("lars", "muon", "lbfgs"):
        return None
    if known.framework in ("darknet", "caffe") or finding.code == "loss_spikes":
        return None
    return Suggestion(
        action="use_adam",
        headline=f"Use Adam with learning rate {RATE:g}",
        why="It scales every parameter's step by the size of its gradients, so that no single direction sets the pace.",
        weight=_weight(known, finding),
        addresses=(finding.code,),
        patch=({"op": "replace", "path": "/training/optimizer", "value": {"name": "adam", "learning_rate": RATE}},),
        code=CODE,
    )


def _weight(known: Setup, finding: Finding) -> float:
    """Before a lower rate where it replaces gradient descent; what is not known may be Adam already."""
    if known.optimizer and finding.code == "non_finite_loss":
        return SECOND
    if known.optimizer:
        nearly = measured(finding, "critical_learning_rate") is not None or finding.code in AT_THE_EDGE
        return 0.6 if nearly else 1.05  # where it is known how far to lower the rate, that comes first
    return 0.4 if known.rate is not None and known.rate < SMALL else 0.7


REMEDY = Remedy(
    action="use_adam",
    title="Use Adam",
    addresses={
        "learning_rate_too_low": 0.75,
        "slow_convergence": 0.65,
        "learning_rate_too_high": 1.0,
        "non_finite_loss": 0.6,
        "diverging": 0.8,
        "vanishing_gradients": 0.45,
        "unscaled_inputs": 0.5,
        "initial_plateau": 0.35,
        "oscillating": 0.6,
        "unstable_validation": 0.55,
        "update_too_small": 0.5,
        "stuck_at_chance": 0.6,
        "majority_class": 0.55,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting", "reinforcement_learning", "gan"),  # the latter two use it already
)
