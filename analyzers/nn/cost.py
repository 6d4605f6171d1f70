"""What training costs before it is started, and how many replicas go into one pass."""

from math import ceil, prod

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.network import Network
from analyzers.nn.training import Training

CACHE = 6 << 20  # bytes that one pass should not leave, a share of the third level; 3 to 8 MB were best for all widths
ARRAYS = 5  # parameters, gradients, two moments, scratch

# One thread of a 2020s server core, measured with bench/core; a step of Adam on float32.
SPEED = 6e10  # operations a second in the products of small networks
PER_STAGE, PER_STEP = 4e-6, 2e-5  # seconds of calls
PER_PARAMETER = 1e-9  # seconds of an optimizer's passes


@frozen()
class Estimate:
    """operations: floating-point, of all replicas and epochs. bytes: of all buffers of one pass, and the data.

    seconds: on one thread; right within a factor of two where it was measured, to be used as a limit, not a promise
    """

    operations: int
    bytes: int
    seconds: float


def estimate(network: Network, training: Training, examples: int, replicas: int = 1) -> Estimate:
    """What `train` will take for that many examples and replicas."""
    together = min(replicas, replicas_per_pass(network, training.batch_size))
    forward = sum(stage.layer.operations(stage.input_shape) for stage in network.stages)
    operations = 3 * forward * examples * training.epochs * replicas
    steps = ceil(examples / training.batch_size) * training.epochs
    calls = steps * ceil(replicas / together) * (PER_STEP + PER_STAGE * len(network.stages))
    width = np.dtype(network.precision).itemsize
    buffers = 2 * _cells(network) * training.batch_size + ARRAYS * network.size
    double = 2 if network.precision == "float64" else 1
    return Estimate(
        operations,
        width * (together * buffers + examples * (prod(network.input_shape) + 1)),
        calls + double * (operations / SPEED + steps * replicas * network.size * PER_PARAMETER),
    )


def replicas_per_pass(network: Network, batch: int) -> int:
    """As many as keep their parameters in cache, and activations other than vectors: beyond that company only costs."""
    width = np.dtype(network.precision).itemsize
    spread = any(len(stage.output_shape) > 1 for stage in network.stages)
    need = width * (ARRAYS * network.size + (2 * _cells(network) * batch if spread else 0))
    return int(np.clip(CACHE // max(need, 1), 1, 64))


def _cells(network: Network) -> int:
    """Of all activations of one example."""
    return sum(prod(stage.output_shape) for stage in network.stages)
