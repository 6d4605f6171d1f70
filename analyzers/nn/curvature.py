"""Sharpness: the largest eigenvalue of the loss Hessian, and the learning rate that it allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from analyzers.nn.feed import Examples
from analyzers.nn.losses import Loss
from analyzers.nn.network import Network
from analyzers.nn.objective import Objective
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.optimizers import Sgd
from analyzers.nn.plan import Plan
from analyzers.nn.tangents import Tangents
from analyzers.nn.training import Data
from analyzers.nn.types import Array

ENOUGH = 2048  # examples; sampling errs by a few per cent from 256 of them on


@dataclass(frozen=True)
class Sharpness:
    """value: the eigenvalue. products: Hessian-vector products taken. examples: how many the loss was the mean of."""

    value: float
    products: int
    examples: int


class Hessian:
    """The Hessian of the mean training loss at some weights, as a product with vectors.

    Dropout does not drop; batch norm takes the statistics of these very examples.
    """

    def __init__(self, network: Network, weights: Mapping[str, Array], data: Data, loss: Loss) -> None:
        parameters, statistics = (row[None] for row in network.pack(weights))
        examples = Examples(network, loss, data.x, data.y)
        plan = Plan(network, len(examples), parameters, statistics, np.zeros_like(parameters), training=True)
        self.objective, self.examples = Objective(plan, examples, loss), len(examples)
        self.loss = float(self.objective.forward(np.arange(len(examples))[None])[0])
        self.objective.backward()
        self.gradient = plan.parameters.dtype.type(1) * (plan.gradients if plan.gradients is not None else 0)[0]  # type: ignore[index]
        self._tangents = Tangents(plan)
        self._tangents.prepare()
        self.size = parameters.shape[1]

    def times(self, vector: Array) -> Array:
        """(P,) → (P,), exact to rounding."""
        tangents = self._tangents
        tangents.direction[0] = vector
        tangents.forward()
        output = tangents.flows[-1]
        output.dx[...] = self.objective.tangent(output.x)
        tangents.backward()
        result = tangents.result[0].astype(np.float64)
        self.objective.penalties.add_curvature(vector, result)
        return np.asarray(result)


def sharpness(
    network: Network, weights: Mapping[str, Array], data: Data, loss: Loss, tolerance: float = 1e-3
) -> Sharpness:
    """The largest eigenvalue of the Hessian on the first ENOUGH examples, by Lanczos on exact products.

    tolerance: of the eigenvalue, relative
    """
    if len(data.x) > ENOUGH:
        chosen = np.random.default_rng(0).permutation(len(data.x))[:ENOUGH]
        data = Data(data.x[chosen], data.y[chosen])
    with np.errstate(all="ignore"):
        hessian = Hessian(network, weights, data, loss)
        value, products = top_eigenvalue(hessian.times, hessian.size, tolerance)
    return Sharpness(value, products, hessian.examples)


def top_eigenvalue(times: Callable[[Array], Array], size: int, tolerance: float) -> tuple[float, int]:
    """Lanczos with full reorthogonalisation (Golub & Van Loan, "Matrix Computations", 10.1).

    Stops when the Ritz value's error bound, the square of its residual over the gap to the next one, falls below the
    tolerance. Returns the eigenvalue and the number of products; NaN where a product is not finite.
    """
    vector = np.random.default_rng(0).standard_normal(size)
    basis = [vector / np.linalg.norm(vector)]
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        product = times(basis[-1])
        diagonal.append(float(product @ basis[-1]))
        if not np.isfinite(diagonal[-1]):
            return float("nan"), len(diagonal)
        for _ in range(2):  # twice is enough (Parlett)
            stacked = np.array(basis)
            product = product - stacked.T @ (stacked @ product)
        beside.append(float(np.linalg.norm(product)))
        value, error = _ritz(diagonal, beside)
        if error <= tolerance * abs(value) or len(diagonal) == size:
            return value, len(diagonal)
        basis.append(product / beside[-1])


def _ritz(diagonal: list[float], beside: list[float]) -> tuple[float, float]:
    """The largest Ritz value and a bound on its error."""
    small = np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1)
    values, vectors = np.linalg.eigh(small)
    residual = beside[-1] * abs(float(vectors[-1, -1]))
    gap = float(values[-1] - values[-2]) if len(values) > 1 else 0.0
    return float(values[-1]), min(residual, residual**2 / gap) if gap > residual else residual


def stability_limit(optimizer: Optimizer, sharpness: float) -> float | None:
    """The learning rate beyond which gradient descent diverges on a quadratic of this sharpness.

    SGD 2/λ, heavy ball 2(1 + β)/λ, Nesterov 2(1 + β)/((1 + 2β) λ) (LeCun et al. 1998; Goh 2017; Cohen et al. 2021).
    None where no such limit is known: for adaptive optimizers it depends on their preconditioner, not on λ alone.
    """
    if not isinstance(optimizer, Sgd) or not sharpness > 0 or not np.isfinite(sharpness):
        return None
    beta = optimizer.momentum
    return 2 * (1 + beta) / ((1 + 2 * beta if optimizer.nesterov else 1) * sharpness)
