"""Use an activation that lets gradients through.

What it does
    Replaces sigmoid and tanh in hidden layers by ReLU; where units have died, ReLU by a leaky one that keeps a small
    slope on its negative side.

When it helps
    Saturated units pass at most a quarter of the gradient on, dead ones nothing.

What it costs
    ReLU needs initial weights made for it (He). The output layer keeps its activation.

References
    X. Glorot et al., "Deep Sparse Rectifier Neural Networks", 2011; A. Maas et al., "Rectifier Nonlinearities", 2013.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.suggested_rates import likelihood

LEAKY = {
    "keras": 'keras.layers.Dense(64, activation="leaky_relu")  # in every hidden layer, with its own number of units',
    "pytorch": "activation = torch.nn.LeakyReLU(0.1)  # in every hidden layer, instead of torch.nn.ReLU()",
    "tensorflow": "h = tf.nn.leaky_relu(h, alpha=0.1)  # in every hidden layer, instead of tf.nn.relu",
    "tensorflow1": "h = tf.nn.leaky_relu(h, alpha=0.1)  # in every hidden layer, instead of tf.nn.relu",
    "jax": "h = jax.nn.leaky_relu(h, negative_slope=0.1)  # in every hidden layer, instead of jax.nn.relu",
}
RELU = {
    "keras": 'keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal")  # in every hidden layer',
    "pytorch": "activation = torch.nn.ReLU()  # in every hidden layer",
    "tensorflow": "h = tf.nn.relu(h)  # in every hidden layer",
    "tensorflow1": "h = tf.nn.relu(h)  # in every hidden layer",
    "jax": "h = jax.nn.relu(h)  # in every hidden layer",
    "sklearn": 'model.set_params(activation="relu")',
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    dead = max(likelihood(finding, "dead_units"), float(finding.code == "dead_units"))
    saturated = max(likelihood(finding, "saturated_activations"), float(finding.code == "saturated_activations"))
    leaky = dead > saturated
    return Suggestion(
        action="change_activation",
        headline="Use leaky ReLU in the hidden layers" if leaky else "Use ReLU with He initialization in hidden layers",
        why="A unit that is off keeps a slope, so it can come back."
        if leaky
        else "ReLU passes the whole gradient on wherever a unit is on; a sigmoid at most a quarter of it.",
        weight=1.0,
        addresses=(finding.code,),
        code=LEAKY if leaky else RELU,
    )


REMEDY = Remedy(
    action="change_activation",
    title="Change the activation",
    addresses={
        "missing_nonlinearity": 1.0,
        "saturated_activations": 0.8,
        "dead_units": 0.65,
        "vanishing_gradients": 0.75,
        "initial_plateau": 0.3,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
