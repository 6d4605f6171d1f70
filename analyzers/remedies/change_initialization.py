"""Start from weights whose signals neither fade nor explode.

What it does
    Draws the initial weights with a deviation that fits the layer: √(2/fan_in) before ReLU (He), √(2/(fan_in+fan_out))
    before tanh and sigmoid (Glorot).

When it helps
    Small random numbers, or zeros, make every layer shrink the signal: the loss stays flat until the weights have
    grown. Too large ones saturate the units or overflow.

What it costs
    Nothing. A network that is already trained (fine-tuning) must keep its weights.

References
    K. He et al., arXiv 1502.01852; X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", 2010.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run

CODE = {
    "keras": 'keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal")  # in every hidden layer',
    "pytorch": "for layer in model.modules():\n    if isinstance(layer, (torch.nn.Linear, torch.nn.Conv2d)):\n"
    '        torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")\n'
    "        torch.nn.init.zeros_(layer.bias)",
    "tensorflow": "W = tf.Variable(tf.keras.initializers.HeNormal()((fan_in, fan_out)))",
    "tensorflow1": 'W = tf.get_variable("W1", (fan_in, fan_out), initializer=tf.variance_scaling_initializer(2.0))',
    "jax": "W = jax.nn.initializers.he_normal()(key, (fan_in, fan_out))",
}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    return Suggestion(
        action="change_initialization",
        headline="Start from He-initialized weights (Glorot before tanh and sigmoid)",
        why="Signals and gradients then keep their size from layer to layer from the first step on.",
        weight=1.0,
        addresses=(finding.code,),
        code=CODE,
    )


REMEDY = Remedy(
    action="change_initialization",
    title="Change the initialization",
    addresses={
        "poor_initialization": 1.0,
        "initial_plateau": 0.5,
        "stuck_at_chance": 0.22,
        "vanishing_gradients": 0.5,
        "dead_units": 0.5,
        "saturated_activations": 0.5,
        "exploding_gradients": 0.4,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
