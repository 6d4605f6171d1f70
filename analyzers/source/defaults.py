"""What a framework does where the user's code says nothing. From the documentation of each framework."""

from collections.abc import Mapping

LEARNING_RATES: Mapping[str, Mapping[str, float]] = {
    "keras": {
        **dict.fromkeys(("rmsprop", "adam", "adamw", "adadelta", "adagrad", "adamax", "nadam", "ftrl"), 0.001),
        "sgd": 0.01,
    },
    "pytorch": {
        **dict.fromkeys(("sgd", "adam", "adamw", "radam"), 0.001),
        **{"rmsprop": 0.01, "adagrad": 0.01, "adadelta": 1.0, "adamax": 0.002, "nadam": 0.002, "lbfgs": 1.0},
    },
    "tensorflow": {"adam": 0.001, "adadelta": 0.001},
    "tensorflow1": {"adam": 0.001, "adadelta": 0.001},
    "sklearn": {"adam": 0.001, "sgd": 0.001},
    "transformers": {"adamw": 5e-5},
    "xgboost": {"": 0.3},
    "lightgbm": {"": 0.1},
}
BATCH_SIZES: Mapping[str, int] = {"keras": 32, "transformers": 8, "pytorch": 1}
TITLES: Mapping[str, str] = {
    "keras": "Keras",
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "tensorflow1": "TensorFlow",
    "sklearn": "scikit-learn",
    "transformers": "Transformers",
    "xgboost": "XGBoost",
    "lightgbm": "LightGBM",
}


def source(framework: str, of: str) -> str:
    """How a default is told to the user.

    >>> source("keras", "sgd")
    'Keras default for sgd'
    """
    return f"{TITLES[framework]} default for {of}" if of else f"{TITLES[framework]} default"
