"""What an experiment will take, before it begins: arithmetic, memory, time."""

from math import ceil, prod

import numpy as np

from analyzers.errors import SpecError
from analyzers.experiments.rate_range import COUNT
from analyzers.frozen import frozen
from analyzers.nn.network import Stage
from analyzers.spec import Prepared

PASSES = 3  # forward, and backward by inputs and by weights
SPEED = 15e9  # FLOP/s that small networks reach on one core, a fifth of its sgemm peak
STEP_SECONDS = 120e-6  # calls of one step, whatever its size
UPDATE_SECONDS = 3.1e-9  # of one parameter in one step
OPTIMIZER_ARRAYS = 5  # parameters, gradients, two moments, scratch
WINDOWS = 2.5  # times the memory of the activations and their gradients, where convolutions copy windows of them


@frozen()
class Estimate:
    """One training of the spec: parameters, floating-point operations, bytes in memory, seconds on one core."""

    parameters: int
    flops: float
    bytes: float
    seconds: float


@frozen()
class Limits:
    """The most that an experiment may be."""

    parameters: int = 5_000_000
    examples: int = 200_000
    seconds: float = 3600.0
    bytes: float = 1e9


def estimate(prepared: Prepared) -> Estimate:
    """From the shapes alone."""
    network, training, examples = prepared.network, prepared.training, len(prepared.data.x)
    forward = sum(_flops(stage) for stage in network.stages)
    steps = ceil(examples / training.batch_size)
    width = np.dtype(network.precision).itemsize
    cells = sum(prod(stage.output_shape) for stage in network.stages) * training.batch_size
    copies = WINDOWS if any(stage.layer.kind.startswith("conv") for stage in network.stages) else 1
    flops = float(PASSES * forward * examples * training.epochs)
    updates = steps * training.epochs * (STEP_SECONDS + UPDATE_SECONDS * network.size)
    held = width * (OPTIMIZER_ARRAYS * network.size + 2 * copies * cells + prepared.data.x.size)
    return Estimate(network.size, flops, float(held), flops / SPEED + updates)


def check(prepared: Prepared, limits: Limits) -> Estimate:
    """The estimate; raises SpecError where the spec is more than the limits allow, saying what to shrink."""
    found = estimate(prepared)
    if found.parameters > limits.parameters:
        raise SpecError(
            f"the model has {found.parameters:,} parameters, more than {limits.parameters:,};",
            "give its layers fewer units, or pool before the first dense layer",
            "/model",
        )
    if len(prepared.x) > limits.examples:
        raise SpecError(
            f"the data has {len(prepared.x):,} examples, more than {limits.examples:,};",
            "give a sample of them",
            "/data",
        )
    if found.bytes > limits.bytes:
        raise SpecError(
            f"one training would hold about {found.bytes / 1e6:,.0f} MB, more than {limits.bytes / 1e6:,.0f} MB;",
            f"take batches smaller than {prepared.training.batch_size}",
            "/training/batch_size",
        )
    if found.seconds > limits.seconds:
        raise SpecError(
            f"one training would take about {found.seconds:,.0f} s ({found.flops:.2g} operations), "
            f"more than {limits.seconds:,.0f} s;",
            f"shrink epochs, examples or layers: a range trains {COUNT} copies",
            "/training/epochs",
        )
    return found


def _flops(stage: Stage) -> float:
    """Of one example, forward: two operations for each weight at each place of the output."""
    kernel = max((place.weight.shape for place in stage.trained), key=prod, default=())
    outputs = prod(stage.output_shape)
    return 2.0 * prod(kernel[:-1]) * outputs if len(kernel) > 1 else float(outputs)
