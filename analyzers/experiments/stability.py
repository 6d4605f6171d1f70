"""The curvature of the loss and the learning rate that it allows, at the start of the training and at its end."""

from dataclasses import dataclass

from analyzers.experiments.replay import Replay
from analyzers.nn.curvature import sharpness, stability_limit
from analyzers.nn.replicas import WEIGHTS, stream
from analyzers.spec import Prepared

PRODUCTS = 20  # gradients' worth of work that an eigenvalue usually takes, twice the measured 10–14


@dataclass(frozen=True)
class Point:
    """at: "start" or "end" · sharpness: largest eigenvalue of the Hessian · limit: None where none is known."""

    at: str
    sharpness: float
    learning_rate_limit: float | None


@dataclass(frozen=True)
class Stability:
    """optimizer: whose limit it is; adaptive ones have none that follows from the sharpness alone."""

    optimizer: str
    points: tuple[Point, ...]

    @property
    def start(self) -> Point:
        return self.points[0]


def stability(prepared: Prepared, replayed: Replay) -> Stability:
    """At the start, and at the end where the replay stayed finite."""
    network, optimizer = prepared.network, prepared.training.optimizer
    first = network.unpack(*network.initial(stream(prepared.training.seed, WEIGHTS)))
    points = []
    for at, weights in (("start", first), ("end", replayed.trained.weights)):
        found = sharpness(network, weights, prepared.data, prepared.training.loss).value
        if found == found:  # not NaN: the weights are finite
            points.append(Point(at, found, stability_limit(optimizer, found)))
    return Stability(optimizer.kind, tuple(points))


def seconds(replayed: Replay) -> float:
    """What it will take, as far as the replay tells."""
    return 2 * PRODUCTS * replayed.seconds
