"""Makers of curves and runs, so that a test reads as what it is about. Everything random takes a seed."""

import numpy as np
import numpy.typing as npt

from analyzers.run import ContextValue, Floats, Run, Series, Unit


def run(
    loss: npt.ArrayLike | None = None,
    *,
    val_loss: npt.ArrayLike | None = None,
    accuracy: npt.ArrayLike | None = None,
    val_accuracy: npt.ArrayLike | None = None,
    unit: Unit = "epoch",
    context: dict[str, float | int | str] | None = None,
    **others: npt.ArrayLike,
) -> Run:
    """A run of the given curves; `others` by key with "__" for "/": layer__dense_1__dead_share."""
    named = {"train/loss": loss, "val/loss": val_loss, "train/accuracy": accuracy, "val/accuracy": val_accuracy}
    named |= {key.replace("__", "/"): values for key, values in others.items()}
    return Run(
        {key: Series.of(values, unit=unit) for key, values in named.items() if values is not None},
        context={key: ContextValue(value, "test") for key, value in (context or {}).items()},
    )


def falling(count: int = 40, start: float = 2.3, end: float = 0.2, bend: float = 6.0) -> Floats:
    """An exponential from `start` towards `end`, of which exp(−bend) is left at the last record."""
    curve: Floats = end + (start - end) * np.exp(-bend * np.arange(count) / max(1, count - 1))
    return curve


def straight(count: int = 40, start: float = 2.3, end: float = 2.0) -> Floats:
    return np.linspace(start, end, count)


def flat(level: float, count: int = 40) -> Floats:
    return np.full(count, level)


def growing(count: int = 20, start: float = 1.0, ratio: float = 1.5) -> Floats:
    curve: Floats = start * ratio ** np.arange(count)
    return curve


def u_shape(count: int = 40, start: float = 1.0, bottom: float = 0.5, end: float = 0.8, at: int = 15) -> Floats:
    """Falls to `bottom` at record `at`, then rises to `end`."""
    down = bottom + (start - bottom) * (1 - np.arange(at) / at) ** 2
    up = bottom + (end - bottom) * np.arange(count - at) / max(1, count - at - 1)
    return np.concatenate((down, up))


def delayed(count: int = 40, wait: int = 12, start: float = 2.303, end: float = 0.3) -> Floats:
    """Flat for `wait` records, then an exponential fall."""
    return np.concatenate((flat(start, wait), falling(count - wait, start, end)))


def noisy(curve: Floats, deviation: float, seed: int = 0) -> Floats:
    """The curve with normal noise; `deviation` in the units of the curve."""
    return curve + deviation * np.random.default_rng(seed).standard_normal(len(curve))


def scattered(curve: Floats, share: float, seed: int = 0) -> Floats:
    """The curve with noise in proportion to it, as batches give."""
    return curve * np.exp(share * np.random.default_rng(seed).standard_normal(len(curve)))


def with_values(curve: Floats, values: dict[int, float]) -> Floats:
    changed = curve.copy()
    for at, value in values.items():
        changed[at] = value
    return changed


HEALTHY = {
    "a fall that flattens": run(falling()),
    "with its validation": run(falling(), val_loss=falling(end=0.25)),
    "with accuracies": run(
        falling(),
        val_loss=falling(end=0.28),
        accuracy=1 - falling(start=0.9, end=0.05),
        val_accuracy=1 - falling(start=0.9, end=0.09),
    ),
    "with accuracies in percent": run(falling(), accuracy=100 - falling(start=90, end=4), context={"classes": 10}),
    "noisy batches": run(scattered(falling(2000), 0.2), unit="step"),
    "many noisy batches": run(scattered(falling(30_000), 0.3), unit="step"),
    "already converged": run(noisy(flat(0.11), 0.003), accuracy=noisy(flat(0.97), 0.002)),
    "starts at 6e16 and recovers": run(np.concatenate(([6e16, 4e9, 300.0], falling(30)))),
    "one mild bump": run(with_values(falling(), {20: 0.33})),
    "five records": run([0.2577, 0.1042, 0.0687, 0.0508, 0.0382]),
    "two records": run([2.04, 2.0]),
    "a language model": run(noisy(falling(500, 10.8, 3.3), 0.05), unit="step", context={"task": "language_model"}),
    "boosting": run(
        falling(200, 0.69, 0.1, bend=3), val_loss=falling(200, 0.69, 0.16, bend=3.5), context={"task": "boosting"}
    ),
    "a rate that drops": run(
        noisy(np.concatenate((falling(60, 2.3, 0.4), falling(60, 0.25, 0.2))), 0.01),
        lr=np.concatenate((flat(0.1, 60), flat(0.01, 60))),
    ),
    "negative losses": run(falling(40, 3.0, -5.0)),
    "a likelihood that goes below 0": run(noisy(falling(60, 1.5, -2.0), 0.02)),
    "errors fall": run(rmse=falling(30, 4.0, 1.2), val__rmse=falling(30, 4.1, 1.4)),
    "a GAN in balance": run(
        train__generator_loss=noisy(flat(0.9, 200), 0.2), train__discriminator_loss=noisy(flat(1.2, 200), 0.1)
    ),
    "a GAN whose generator loses ground": run(
        train__generator_loss=noisy(straight(200, 0.8, 2.5), 0.2), train__discriminator_loss=noisy(flat(0.6, 200), 0.1)
    ),
    "reinforcement learning, critic loss grows": run(
        train__value_loss=scattered(straight(100, 500.0, 5000.0), 0.3), train__reward=noisy(straight(100, -200, 50), 9)
    ),
    "a reward that is not a number": run(train__value_loss=falling(), train__ep_rew_mean=[np.nan] * 40),
    "validation loss noisy but flat": run(falling(), val_loss=noisy(falling(end=0.3), 0.008)),
    "warm-up": run(straight(12, 14.3, 12.2), lr=straight(12, 1e-6, 1e-4)),
    "fine-tuning": run(straight(10, 0.30, 0.27), accuracy=straight(10, 0.92, 0.93)),
    "inside all well": run(
        falling(),
        layer__dense_1__dead_share=flat(0.1),
        layer__dense_1__saturated_share=flat(0.2),
        layer__dense_1__gradient_norm=flat(0.3),
        layer__dense_2__gradient_norm=flat(0.8),
        layer__dense_1__update_ratio=flat(1e-3),
        layer__dense_1__activation_std=flat(0.9),
        layer__dense_2__activation_std=flat(0.8),
        layer__dense_3__activation_std=flat(0.7),
        layer__dense_4__activation_std=flat(1.7),
        train__gradient_norm=scattered(flat(1.0), 0.5),
    ),
}
"""Runs about which no rule may say more than `info`."""
