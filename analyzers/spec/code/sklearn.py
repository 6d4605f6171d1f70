"""A spec as scikit-learn's MLPClassifier or MLPRegressor, where it is such a network."""

from analyzers.nn.layer import Layer
from analyzers.spec.code import loading
from analyzers.spec.prepared import Prepared

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic", "linear": "identity"}
SOLVERS = {"sgd": "sgd", "adam": "adam", "adamw": "adam"}


def write(prepared: Prepared) -> str | None:
    """The code; None where the network is no plain multi-layer perceptron with one activation."""
    spec, training = prepared.spec, prepared.spec.training
    layers = [layer for layer in spec.layers if layer.kind != "flatten"]
    hidden = layers[:-1]
    activation = _one_activation(hidden)
    solver = SOLVERS.get(training.optimizer.kind)
    if activation is None or solver is None or any(layer.kind != "dense" for layer in layers) or not hidden:
        return None
    classifies = prepared.examples.task == "classification" and training.loss.classifies
    if not classifies and training.loss.kind != "mse":
        return None
    sizes = ", ".join(str(getattr(layer, "units", 0)) for layer in hidden)
    alpha = 2 * max(float(getattr(layer, "l2", 0.0)) for layer in layers)
    options = [
        f"hidden_layer_sizes=({sizes},)",
        f'activation="{activation}"',
        f'solver="{solver}"',
        f"learning_rate_init={training.learning_rate:g}",
        f"batch_size={min(training.batch_size or len(prepared.x), len(prepared.x))}",
        f"max_iter={training.epochs}",
        f"alpha={alpha:g}",
        f"random_state={training.seed}",
    ]
    if solver == "sgd":
        options.append(f"momentum={getattr(training.optimizer, 'momentum', 0.0):g}")
    name = "MLPClassifier" if classifies else "MLPRegressor"
    lines = [
        f"from sklearn.neural_network import {name}",
        *loading.write(prepared),
        "x = x.reshape(len(x), -1)",
        *(["y = np.unique(y, return_inverse=True)[1]"] if classifies else []),
        "",
        f"model = {name}(",
        *(f"    {option}," for option in options),
        ")",
        "model.fit(x, np.ravel(y))",
        "losses = model.loss_curve_",
    ]
    return "\n".join(lines) + "\n"


def _one_activation(hidden: list[Layer]) -> str | None:
    kinds = {str(getattr(layer, "activation", "")) for layer in hidden}
    return ACTIVATIONS.get(kinds.pop()) if len(kinds) == 1 else None
