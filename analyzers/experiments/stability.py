"""The curvature of the loss and the learning rate that it allows: at the start, along the replay, and at its end.

Gradient descent trains where λ is below 2/η, and lets λ rise until it hovers there, at the edge of stability (Cohen
et al. 2021, arXiv 2103.00065); adaptive optimizers do the same with the preconditioned λ (arXiv 2207.14484).
"""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil, inf, isfinite, nan
from typing import Literal

import numpy as np

from analyzers.experiments.budget import Budget
from analyzers.frozen import frozen
from analyzers.nn import Overrides, train
from analyzers.nn.curvature import ENOUGH, divisor, sharpness, stability_limit
from analyzers.nn.session import Session
from analyzers.nn.types import Array
from analyzers.run import Series
from analyzers.spec import Prepared

PRODUCTS = 20  # Hessian products that an eigenvalue usually takes, twice the measured 10–14
PRODUCT = 1.7  # gradients' worth of work of one product
POINTS = 20  # along the replay: enough to draw
SHARE = 0.06  # of the budget that those on the way may take
FEW = 256  # examples where all of them take too long; an eigenvalue is then a few per cent off
LEAST_STEPS = 20  # of gradients at the first weights, from which the first preconditioner is made

At = Literal["start", "along", "end"]


@frozen()
class Point:
    """The curvature after an epoch, 0 for the start.

    sharpness:           largest eigenvalue λ of the Hessian
    preconditioned:      that of D^-½ H D^-½ where the optimizer divides gradients by D, else None
    learning_rate_limit: None where none is known
    """

    at: At
    epoch: int
    sharpness: float
    preconditioned: float | None
    learning_rate_limit: float | None


@frozen()
class Stability:
    """optimizer: whose limit it is · points: in the order of their epochs · examples: how many they look at."""

    optimizer: str
    points: tuple[Point, ...]
    examples: int

    @property
    def start(self) -> Point:
        return self.points[0]

    @property
    def series(self) -> Mapping[str, Series]:
        """ "sharpness" and "stability_limit" by epoch, as the curves of a run."""
        steps = np.array([point.epoch for point in self.points], np.int64)
        limits = [nan if point.learning_rate_limit is None else point.learning_rate_limit for point in self.points]
        columns = {"sharpness": [point.sharpness for point in self.points], "stability_limit": limits}
        return {key: Series(steps, np.array(values), "epoch", key) for key, values in columns.items() if steps.size}


class Along:
    """Looks at the curvature while a replay trains; `train` calls it after each epoch.

    spent: seconds that its looks took so far
    """

    def __init__(self, prepared: Prepared, budget: Budget) -> None:
        self._prepared, self._budget = prepared, budget
        self._last, self._allowed = budget.clock(), SHARE * budget.seconds
        self._epoch = inf  # seconds of the fastest so far: the first one prepares much
        self._stride, self.spent = ceil(prepared.training.epochs / POINTS), 0.0
        self._examples = min(ENOUGH, len(prepared.data.x))
        self._session: Session | None = None
        self._points: list[Point] = []

    def __call__(self, session: Session) -> None:
        self._session = session
        self._epoch = min(self._epoch, self._budget.clock() - self._last)
        between = 1 < session.epoch < session.training.epochs
        if between and session.epoch % self._stride == 0 and self._affordable(session):
            self._look("along", session)
        self._last = self._budget.clock()

    def _affordable(self, session: Session) -> bool:
        """Whether one more look has time; where not all of them would, the next one comes later."""
        if not self._points and 2 * self._cost(session) > self._allowed:
            self._examples = min(self._examples, FEW)
        cost = self._cost(session)
        self._stride = max(self._stride, ceil(cost * session.training.epochs / self._allowed))
        return self.spent + cost <= self._allowed

    def _cost(self, session: Session) -> float:
        """Seconds of a look: what the ones so far took, before the first what its products will, by the epochs."""
        if self._points:
            return self.spent / len(self._points)
        eigenvalues = 1 if _divisor(session) is None else 2
        return eigenvalues * PRODUCTS * PRODUCT * self._epoch * self._examples / len(self._prepared.data.x)

    def _look(self, at: At, session: Session) -> None:
        began = self._budget.clock()
        found = _point(self._prepared, at, session, self._examples)
        self._points += [found] if found else []
        self.spent += self._budget.clock() - began

    def stability(self, seconds: float) -> Stability | None:
        """With the start and the end, once the replay is over; with the start alone, or None, where they would take
        longer than that."""
        if self._session is None or (cost := self._cost(self._session)) > seconds:
            return None
        end, along = self._session, self._points
        self._points = []
        self._look("start", _before(self._prepared))
        self._points += along
        if 2 * cost <= seconds:
            self._look("end", end)
        return Stability(self._prepared.training.optimizer.kind, tuple(self._points), self._examples)


def _before(prepared: Prepared) -> Session:
    """The replay before its first step, its optimizer having seen the gradients there: an epoch of them, at least
    LEAST_STEPS, at a rate of 0."""
    steps = ceil(len(prepared.data.x) / prepared.training.batch_size)
    training = replace(prepared.training, epochs=ceil(LEAST_STEPS / steps), metrics=())
    sessions: list[Session] = []
    train(prepared.network, prepared.data, training, [Overrides(learning_rate=0.0)], look=sessions.append)
    return sessions[-1]


def _point(prepared: Prepared, at: At, session: Session, examples: int) -> Point | None:
    """None where the weights or what the optimizer remembers are not finite."""
    by = _divisor(session)
    plain = _sharpness(prepared, session, examples, None)
    scaled = plain if by is None else _sharpness(prepared, session, examples, by)
    if not isfinite(plain) or not isfinite(scaled):
        return None
    epoch = 0 if at == "start" else session.epoch
    limit = stability_limit(session.members[0].optimizer, scaled, session.steps)
    return Point(at, epoch, plain, None if by is None else scaled, limit)


def _sharpness(prepared: Prepared, session: Session, examples: int, by: Array | None) -> float:
    network, loss = prepared.network, prepared.training.loss
    weights = network.unpack(*session.final(0))
    return sharpness(network, weights, prepared.data, loss, divisor=by, examples=examples).value


def _divisor(session: Session) -> Array | None:
    if 0 not in session.rows or not session.steps:
        return None
    return divisor(session.members[0].optimizer, session.remembered(0), session.steps, session.network.defaults)
