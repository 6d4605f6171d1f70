"""Optimizers: the rate that people start from, and how frameworks spell them."""

from collections.abc import Mapping

from analyzers.frozen import frozen


@frozen()
class Optimizer:
    """How frameworks spell one optimizer, and the rate that people start from.

    usual:    a learning rate that most networks bear: the frameworks' own default
    adaptive: whether steps are scaled per parameter
    keras, torch, optax: the class or function; sklearn: the `solver` of MLPClassifier; "" where there is none
    """

    name: str
    usual: float
    adaptive: bool
    keras: str
    torch: str
    optax: str
    sklearn: str = ""


OPTIMIZERS: Mapping[str, Optimizer] = {
    each.name: each
    for each in (
        Optimizer("sgd", 0.01, False, "SGD", "SGD", "sgd", "sgd"),
        Optimizer("adam", 0.001, True, "Adam", "Adam", "adam", "adam"),
        Optimizer("adamw", 0.001, True, "AdamW", "AdamW", "adamw", "adam"),
        Optimizer("nadam", 0.001, True, "Nadam", "NAdam", "nadam", "adam"),
        Optimizer("radam", 0.001, True, "", "RAdam", "radam", "adam"),
        Optimizer("adamax", 0.001, True, "Adamax", "Adamax", "adamax", "adam"),
        Optimizer("rmsprop", 0.001, True, "RMSprop", "RMSprop", "rmsprop"),
        Optimizer("adagrad", 0.01, True, "Adagrad", "Adagrad", "adagrad"),
        Optimizer("adadelta", 1.0, True, "Adadelta", "Adadelta", "adadelta"),
        Optimizer("adafactor", 0.001, True, "Adafactor", "Adafactor", "adafactor"),
        Optimizer("lion", 0.0001, True, "Lion", "", "lion"),
        Optimizer("lamb", 0.001, True, "Lamb", "", "lamb"),
    )
}


def construct(name: str, rate: float, momentum: float = 0.0) -> dict[str, str]:
    """An optimizer with its learning rate, in each framework that has it; for an unknown name the rate alone."""
    optimizer = OPTIMIZERS.get(name)
    if optimizer is None:
        return _rate(f"{rate:g}", f"{rate:g}") | {"jax": f"learning_rate = {rate:g}"}
    heavy = f", momentum={momentum:g}" if momentum and optimizer.name in ("sgd", "rmsprop") else ""
    code = {
        "keras": f"optimizer = keras.optimizers.{optimizer.keras}(learning_rate={rate:g}{heavy})",
        "pytorch": f"optimizer = torch.optim.{optimizer.torch}(model.parameters(), lr={rate:g}{heavy})",
        "tensorflow": f"optimizer = tf.keras.optimizers.{optimizer.keras}(learning_rate={rate:g}{heavy})",
        "transformers": f"training_args.learning_rate = {rate:g}",
        "jax": f"optimizer = optax.{optimizer.optax}(learning_rate={rate:g}{heavy})",
        "sklearn": f'model.set_params(solver="{optimizer.sklearn}", learning_rate_init={rate:g}{heavy})',
    }
    without = {"keras": not optimizer.keras, "tensorflow": not optimizer.keras}
    without |= {"pytorch": not optimizer.torch, "sklearn": not optimizer.sklearn}
    have = {framework: text for framework, text in code.items() if not without.get(framework)}
    return have | of_graphs(name, f"{rate:g}", momentum)


_OF_GRAPHS = {
    "sgd": "GradientDescent",
    "adam": "Adam",
    "rmsprop": "RMSProp",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
}
"""What TensorFlow 1 calls the optimizers that it has."""


def of_graphs(name: str, rate: str, momentum: float = 0.0) -> dict[str, str]:
    """An optimizer of TensorFlow 1, where it has it. rate: a number, or an expression of the program"""
    if name not in _OF_GRAPHS:
        return {}
    heavy = bool(momentum) and name == "sgd"
    kind, more = ("Momentum", f", {momentum:g}") if heavy else (_OF_GRAPHS[name], "")
    return {"tensorflow1": f"optimizer = tf.train.{kind}Optimizer({rate}{more})"}


def scaled(factor: float) -> dict[str, str]:
    """A learning rate that is not known, multiplied by a factor, in each framework."""
    by = f"{factor:.3g}"
    code = _rate(f"{by} * float(model.optimizer.learning_rate)", f"{by} * model.learning_rate_init")
    code["pytorch"] = f'for group in optimizer.param_groups:\n    group["lr"] *= {by}'
    code["transformers"] = f"training_args.learning_rate *= {by}"
    code["tensorflow1"] = f"learning_rate = {by} * learning_rate  # what the optimizer is made with"
    return code | {"jax": f"optimizer = optax.chain(optimizer, optax.scale({by}))"}


def _rate(keras: str, sklearn: str) -> dict[str, str]:
    return {
        "keras": f"model.optimizer.learning_rate = {keras}",
        "pytorch": f'for group in optimizer.param_groups:\n    group["lr"] = {keras}',
        "tensorflow": f"optimizer.learning_rate = {keras.replace('model.', '')}",
        "transformers": f"training_args.learning_rate = {keras}",
        "sklearn": f"model.set_params(learning_rate_init={sklearn})",
    }
