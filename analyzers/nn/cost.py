"""What training costs before it is started, and how many replicas go into one pass."""

from math import prod

import numpy as np

from analyzers.nn.network import Network

CACHE = 1 << 20  # bytes of second-level cache that one pass should not leave
ARRAYS = 5  # parameters, gradients, two moments, scratch


def replicas_per_pass(network: Network, batch: int) -> int:
    """As many as keep parameters and activations in cache: beyond that company only costs."""
    width = np.dtype(network.precision).itemsize
    cells = sum(prod(stage.output_shape) for stage in network.stages) * batch
    images = any(len(stage.output_shape) > 2 for stage in network.stages)
    need = ARRAYS * width * network.size + (2 * width * cells if images else 0)
    return int(np.clip(CACHE // max(need, 1), 1, 64))
