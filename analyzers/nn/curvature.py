"""Sharpness: the largest eigenvalue of the loss Hessian, and the learning rate that it allows.

An optimizer that divides gradients by D (Adam: √v̂ + epsilon) descends as plain gradient descent does on the Hessian
D^-½ H D^-½, as long as D changes slowly: its largest eigenvalue is the preconditioned sharpness (Cohen et al. 2022,
"Adaptive Gradient Methods at the Edge of Stability", arXiv 2207.14484). Beyond the limit D grows with the oscillation
and the limit with it, so such optimizers hover at the edge where gradient descent diverges.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.feed import Examples
from analyzers.nn.loss import Loss
from analyzers.nn.network import Network
from analyzers.nn.objective import Objective
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.optimizers import Adadelta, Adagrad, Adam, AdamW, Nadam, RmsProp, Sgd
from analyzers.nn.plan import Plan
from analyzers.nn.tangents import Tangents
from analyzers.nn.training import Data
from analyzers.nn.types import Array, Framework

ENOUGH = 2048  # examples; sampling errs by a few per cent from 256 of them on


@frozen()
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
    network: Network,
    weights: Mapping[str, Array],
    data: Data,
    loss: Loss,
    tolerance: float = 1e-3,
    divisor: Array | None = None,
    examples: int = ENOUGH,
) -> Sharpness:
    """The largest eigenvalue of the Hessian of the mean loss, by Lanczos on exact products.

    tolerance: of the eigenvalue, relative
    divisor:   (P,) what the optimizer divides gradients by; with it, the preconditioned sharpness
    examples:  the most that are looked at
    """
    if len(data.x) > examples:
        chosen = np.random.default_rng(0).permutation(len(data.x))[:examples]
        data = Data(data.x[chosen], data.y[chosen])
    with np.errstate(all="ignore"):
        hessian = Hessian(network, weights, data, loss)
        value, products = top_eigenvalue(_preconditioned(hessian.times, divisor), hessian.size, tolerance)
    return Sharpness(value, products, hessian.examples)


def _preconditioned(times: Callable[[Array], Array], divisor: Array | None) -> Callable[[Array], Array]:
    if divisor is None:
        return times
    half = 1 / np.sqrt(divisor)
    return lambda vector: half * times(half * vector)


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


def divisor(optimizer: Optimizer, slots: Sequence[Array], steps: int, framework: Framework) -> Array | None:
    """(P,) what the optimizer divides gradients by after so many steps; None for one that does not.

    slots: what it remembers, (P,) each. None for Adadelta too: it also multiplies with the size of its own last steps,
    which grows as fast as they do, and no frozen preconditioner stands for that.
    """
    if isinstance(optimizer, Adam | Nadam):
        v = np.asarray(slots[2 if getattr(optimizer, "amsgrad", False) else 1], np.float64)
        started = 1 - optimizer.beta_2**steps
        mean = v * ((1 - optimizer.beta_2) if isinstance(optimizer, Adam) else 1.0) / started  # Adam keeps the sum
        late = isinstance(optimizer, Nadam) or framework == "pytorch"  # epsilon joins after the correction of v
        return np.asarray(np.sqrt(mean) + (optimizer.epsilon or 0.0) / (1.0 if late else np.sqrt(started)))
    if isinstance(optimizer, RmsProp | Adagrad):
        v, epsilon = np.asarray(slots[0], np.float64), optimizer.epsilon or 0.0
        return np.asarray(np.sqrt(v + epsilon) if framework == "keras" else np.sqrt(v) + epsilon)
    return None


def stability_limit(optimizer: Optimizer, sharpness: float, steps: int = 0) -> float | None:
    """The learning rate beyond which the optimizer oscillates ever wider on a quadratic of this sharpness.

    sharpness: the preconditioned one for an optimizer that has a `divisor`
    steps:     taken so far; Nadam's momentum depends on them
    At the edge the iterate changes its sign at every step, and so does the gradient; of such a gradient the momentum
    lets a share G through, so that p ← -p where 2 = η (G λ + w), w the decay of the weights apart from the gradient.
    SGD 2/λ, heavy ball 2(1 + β)/λ, Nesterov 2(1 + β)/((1 + 2β) λ) (LeCun et al. 1998; Goh 2017; Cohen et al. 2021),
    Adam 2(1 + β1)/((1 - β1) λ), which is 38/λ (Cohen et al. 2022).
    None where no such limit is known: a loss that is flat or curves down only, Adadelta (see `divisor`).
    """
    if isinstance(optimizer, Adadelta) or not sharpness > 0 or not np.isfinite(sharpness):
        return None
    decay = (optimizer.weight_decay or 0.0) if isinstance(optimizer, AdamW) else 0.0
    return float(2 / (_let_through(optimizer, steps) * sharpness + decay))


def _let_through(optimizer: Optimizer, steps: int) -> float:
    """The share of a gradient of alternating sign that gets through the momentum, once that has warmed up."""
    if isinstance(optimizer, Nadam):
        averaged = (1 - optimizer.beta_1) / (1 + optimizer.beta_1)
        momentum = optimizer.beta_1 * (1 - 0.5 * 0.96 ** ((optimizer.decay or 0.0) * (steps + 1)))
        return float(momentum * averaged + 1 - momentum)
    if isinstance(optimizer, Adam):
        return float((1 - optimizer.beta_1) / (1 + optimizer.beta_1))
    beta = float(getattr(optimizer, "momentum", 0.0))
    nesterov = isinstance(optimizer, Sgd) and optimizer.nesterov
    return (1 + 2 * beta if nesterov else 1.0) / (1 + beta)
