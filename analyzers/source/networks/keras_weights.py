"""Activations, initial weights and penalties as Keras names them, to their names in a spec."""

from collections.abc import Mapping
from typing import Any

from analyzers.source.networks.layer import Config, Layer, UnknownLayerError
from analyzers.source.python.values import Call, Symbol, is_number

INITIALIZERS: Mapping[str, str] = {
    **{name: name for name in ("zeros", "ones", "constant", "orthogonal")},
    **{f"{kind}_{shape}": f"{kind}_{shape}" for kind in ("glorot", "he", "lecun") for shape in ("uniform", "normal")},
    **{"random_normal": "normal", "normal": "normal", "truncated_normal": "normal", "zero": "zeros"},
    **{"random_uniform": "uniform", "uniform": "uniform", "xavier_uniform": "glorot_uniform"},
}
ACTIVATIONS = frozenset(
    "linear sigmoid tanh relu leaky_relu elu selu gelu swish softplus softmax".split()  # noqa: SIM905 - reads as a list
)
_ALIASES = {"silu": "swish", "none": "linear", "logistic": "sigmoid", "identity": "linear", "leakyrelu": "leaky_relu"}
_INITIALIZER_ARGUMENTS = {
    "RandomNormal": ("mean", "stddev"),
    "TruncatedNormal": ("mean", "stddev"),
    "Constant": ("value",),
}
"""Of a constructor without names."""

_SCALES: Mapping[str, Mapping[str, str]] = {
    "normal": {"stddev": "stddev"},
    "uniform": {"scale": "maxval"},
    "constant": {"value": "value"},
}
"""How wide it spreads → what Keras calls it."""

_USUAL = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}
"""What layers take where nothing is said, in Keras and in a spec."""


def activation(value: Any) -> str:
    """The name of an activation, given as text, function, layer or Keras object; raises UnknownLayerError."""
    if value is None:
        return "linear"
    if isinstance(value, Mapping):
        value = value.get("class_name") or value.get("name", "")
    name = value if isinstance(value, str) else getattr(value, "name", "")
    word = name.rsplit(".", 1)[-1].lower()
    word = _ALIASES.get(word, word)
    if word not in ACTIVATIONS:
        raise UnknownLayerError(
            f"the activation {word or value!r} is not known; known are {', '.join(sorted(ACTIVATIONS))}"
        )
    return word


def initializer(value: Any) -> str | dict[str, Any] | None:
    """A weight initialiser as the spec writes it: a name, or an object with its scale; None for the default."""
    name, options = _called(value)
    word = INITIALIZERS.get(_snake(name))
    if word is None:
        return None
    scales = _SCALES.get(word, {})
    given = {own: options[theirs] for own, theirs in scales.items() if is_number(options.get(theirs))}
    return {"name": word, **given} if given else word


def _called(value: Any) -> tuple[str, dict[str, Any]]:
    """An initialiser's name with its options, as Keras' JSON or code has them."""
    if isinstance(value, str):
        return value, {}
    if isinstance(value, Mapping):
        return str(value.get("class_name", "")), dict(value.get("config") or {})
    if isinstance(value, Call):
        placed = dict(zip(_INITIALIZER_ARGUMENTS.get(value.last, ()), value.args, strict=False))
        return value.last, {**value.kwargs, **placed}
    return (value.last if isinstance(value, Symbol) else ""), {}


def _snake(name: str) -> str:
    """GlorotUniform → glorot_uniform.

    >>> _snake("HeNormal"), _snake("glorot_uniform")
    ('he_normal', 'glorot_uniform')
    """
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def weights(config: Config) -> Layer:
    """What dense and convolution layers share."""
    made: Layer = {}
    if (function := activation(config.get("activation"))) != "linear":
        made["activation"] = function
    if config.get("use_bias") is False:
        made["use_bias"] = False
    for key in ("kernel_initializer", "bias_initializer"):
        if (chosen := initializer(config.get(key) or _older(config, key))) not in (None, _USUAL[key]):
            made[key] = chosen
    return made | _penalty(config.get("kernel_regularizer"))


def _older(config: Config, key: str) -> Any:
    return config.get("init") if key == "kernel_initializer" else None


def _penalty(regularizer: Any) -> Layer:
    """l1 and l2 of a kernel_regularizer: an object of Keras' JSON, or `regularizers.l2(0.01)`."""
    if isinstance(regularizer, Mapping):
        config = regularizer.get("config") or {}
        found = {key: config.get(key) for key in ("l1", "l2")}
    elif isinstance(regularizer, Call):
        kind = regularizer.last.lower()
        first = regularizer.args[0] if regularizer.args else 0.01
        found = {"l1": None, "l2": None} | {kind: first} if kind in ("l1", "l2") else {}
        found |= {key: regularizer.kwargs[key] for key in ("l1", "l2") if key in regularizer.kwargs}
    else:
        found = {}
    return {key: float(value) for key, value in found.items() if is_number(value) and value}
