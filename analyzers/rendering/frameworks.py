"""What frameworks are called, and whose code to show to somebody: their own, or the two most common."""

from collections.abc import Mapping

from analyzers.run import Run
from analyzers.signals.roles import roles

FAMILIES: Mapping[str, str] = {
    spelling: family
    for family, spellings in {
        "keras": "keras keras2 keras3 tf.keras",
        "tensorflow": "tensorflow tf tf2",
        "tensorflow1": "tensorflow1 tf1 slim",
        "transformers": "transformers huggingface",
        "pytorch": "pytorch torch lightning pytorch-lightning fastai fairseq ultralytics yolo "
        "detectron2 mmengine mmdetection megatron nanogpt espnet stable-baselines3 accelerate deepspeed torchvision",
        "jax": "jax optax flax haiku equinox",
        "sklearn": "sklearn scikit-learn",
        "xgboost": "xgboost",
        "lightgbm": "lightgbm",
        "catboost": "catboost",
    }.items()
    for spelling in spellings.split()
}
NAMES = {
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "tensorflow1": "TensorFlow 1",
    "pytorch": "PyTorch",
    "transformers": "Transformers",
    "jax": "JAX with Optax",
    "sklearn": "scikit-learn",
    "xgboost": "XGBoost",
    "lightgbm": "LightGBM",
    "catboost": "CatBoost",
}


MADE_OF = {"transformers": "pytorch"}
"""What a library is made of, whose code its users can use where it has none of its own."""


def family(run: Run) -> str:
    """The framework whose code a run's author can use; "" where it is not known."""
    return FAMILIES.get(str(run.known("framework") or "").lower(), "") or roles(run).booster


def shown(run: Run, code: Mapping[str, str]) -> dict[str, str]:
    """The snippets to show, by framework: the author's own; those of PyTorch and Keras where that is not known.

    Nobody else's is of use to who is known to build with another one.
    """
    own = family(run)
    own = MADE_OF.get(own, own) if own not in code else own
    if own or "framework" in run.context:
        return {own: code[own]} if own in code else {}
    common = {name: code[name] for name in ("pytorch", "keras") if name in code}
    return common or dict(list(code.items())[:1])
