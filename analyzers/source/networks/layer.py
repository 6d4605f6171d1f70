"""A layer as a spec has it, and what becomes none."""

from collections.abc import Mapping
from typing import Any

Config = Mapping[str, Any]
"""What Keras writes of a layer."""

Layer = dict[str, Any]


class UnknownLayerError(ValueError):
    """A layer that a spec has no counterpart for. The message says which and what is accepted."""
