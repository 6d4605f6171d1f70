"""The shape of one example that a chain of PyTorch layers takes, which its code hardly ever states.

A convolution states the channels that go in, and the first dense layer behind it how many values come out: few sizes
give that number.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from analyzers.source.networks.layer import Layer

USUAL = (28, 32, 64, 224, 16, 8, 96, 128, 256, 299, 227)
"""Heights of the images of well-known sets and networks: taken before others where several sizes fit."""
USUAL_LENGTHS = (32, 64, 128, 100, 256, 512)
LARGEST_SIDE = 1024
_SPATIAL = {"conv2d": 2, "conv1d": 1}
_WEIGHTED = frozenset({"dense", "embedding", *_SPATIAL})


def before_dense(layers: Sequence[Layer], channels: int | None, values: int) -> list[int] | None:
    """Of one example, channels first, from the layers before the first dense one, which takes so many values.

    None where no square image (no length) gives that number.

    >>> conv, pool = {"type": "conv2d", "filters": 6, "kernel_size": 5}, {"type": "max_pool2d", "pool_size": 2}
    >>> before_dense([conv, pool, {**conv, "filters": 16}, pool, {"type": "flatten"}], 3, 400)
    [3, 32, 32]
    """
    first = next((layer["type"] for layer in layers if layer["type"] in _WEIGHTED), None)
    if first is None:
        return [values]
    if first not in _SPATIAL or channels is None:
        return None
    axes = _SPATIAL[first]
    fits = (
        size for size in (*_usual(axes, channels), *range(1, LARGEST_SIDE)) if _values(layers, size, axes) == values
    )
    size = next(fits, None)
    return None if size is None else [channels, *[size] * axes]


def usual(layer: Mapping[str, Any], channels: int | None) -> list[int]:
    """Of one example, channels last, for a first layer that tells nothing of its size."""
    axes = _SPATIAL.get(layer["type"])
    return [*[_usual(axes, channels or 1)[0]] * axes, channels or 1] if axes else [8]


def _usual(axes: int, channels: int) -> tuple[int, ...]:
    """Sizes, the likeliest first; images in colour are hardly ever as small as grey ones."""
    return USUAL_LENGTHS if axes == 1 else USUAL if channels == 1 else USUAL[1:]


def _values(layers: Sequence[Layer], size: int, axes: int) -> int:
    """How many values come out of the layers for an example of that size; 0 where it is too small for them."""
    filters = 0
    for layer in layers:
        kind = str(layer["type"])
        if kind.startswith("global_"):
            return filters
        if kind in _SPATIAL:
            filters, size = int(layer["filters"]), _after(size, layer["kernel_size"], layer)
        elif "_pool" in kind:
            size = _after(size, layer["pool_size"], {"strides": layer["pool_size"], **layer})
        if size < 1:
            return 0
    return int(filters * size**axes)


def _after(size: int, window: int, layer: Layer) -> int:
    padding, stride = layer.get("padding", 0), int(layer.get("strides", 1))
    around = window - 1 if padding == "same" else 0 if padding == "valid" else 2 * int(padding)
    return (size + around - window) // stride + 1
