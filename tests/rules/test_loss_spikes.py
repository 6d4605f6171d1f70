import numpy as np
import pytest

from analyzers.rules import loss_spikes
from tests.curves import falling, flat, growing, noisy, run, scattered, straight, with_values

FIRES = {
    "one": run(with_values(noisy(falling(100), 0.01), {60: 5.0})),
    "three": run(with_values(scattered(falling(3000), 0.1), {900: 9.0, 1700: 8.0, 2500: 12.0})),
    "infinite for one record": run(with_values(falling(), {20: float("inf")})),
    "on a steep descent": run(with_values(falling(35, 2.2, 0.08), {9: 2.5})),
    "a few records": run([6.9e15, 0.0784, 0.0913, 3.37e15, 0.0614, 0.0839, 0.0503]),
    "the first record is out of all proportion": run(np.append(9e3, noisy(straight(20, 2.2, 1.8), 0.2))),
    "a jump of two records, on its way back": run(
        [*straight(7, 3.0, 2.05), 3.84, 6.65, 4.36, 3.92, 3.59, 3.34, 3.15, 3.0, 2.89, 2.69]
    ),
    "one of six batches": run([0.66, 0.8, 4.27, 0.77, 0.56, 0.82], unit="step"),
    "on its way back at the end": run([2.776, 2.773, 2.768, 7.344, 8.716, 7.654, 7.192, 6.849]),
}
QUIET = {
    "falls": run(falling()),
    "batches of one example, some nearly free": run(10 ** np.random.default_rng(4).normal(-1.0, 1.0, 150), unit="step"),
    "falls to nothing in a few records": run([0.97, 0.066, 0.0, 0.0, 0.0001, 0.0, 0.0]),
    "settled at once after a first record out of all proportion": run(np.append(9e3, straight(20, 2.2, 1.8))),
    "starts huge": run([6e16, 1e9, *falling(50)]),
    "batch noise": run(scattered(falling(20_000), 0.3)),
    "noise": run(noisy(flat(1.0, 10_000), 0.1)),
    "skewed noise": run(1 - np.log(1 - np.random.default_rng(0).random(100_000)), unit="step"),
    "grows": run(growing()),
    "a bump in nine records": run([7.39, 3.906, 2.186, 1.799, 1.869, 4.142, 1.409, 1.357, 0.7757]),
    "a first record of one batch": run([0.25, *(8.51 * 0.68 ** np.arange(15))]),
    "nine wild batches": run([0.3, 0.17, 0.87, 0.72, 0.22, 2.6, 0.42, 0.11, 0.99], unit="step"),
    "reaches 0": run([7.9, 71.07, 22.44, 6.38, 0, 0, 0, 0, 0, 0, 0]),
}


def test_counts_and_measures_them() -> None:
    (found,) = loss_spikes.RULE.on(FIRES["three"])
    assert found.evidence["spikes"].value == 3
    assert found.evidence["largest"].value == 12.0
    assert found.where is not None
    assert (found.where.first, found.where.last) == (901, 2501)


def test_one_small_spike_is_information() -> None:
    (found,) = loss_spikes.RULE.on(run(with_values(noisy(flat(1.0, 100), 0.01), {60: 2.0})))
    assert found.severity == "info"
    assert found.evidence["largest_over_usual"].value == pytest.approx(2.0, rel=0.01)


def test_a_dear_batch_of_a_solved_task_costs_no_more_than_guessing() -> None:
    (found,) = loss_spikes.RULE.on(run(with_values(scattered(flat(0.03, 100), 0.3), {60: 0.6}), unit="step"))
    assert found.severity == "info"


def test_one_dear_batch_that_costs_less_than_guessing_did_is_information() -> None:
    curve = with_values(scattered(falling(200, 2.3, 0.1), 0.2), {120: 1.6})
    (batches,), (epochs,) = (loss_spikes.RULE.on(run(curve, unit=unit)) for unit in ("step", "epoch"))
    assert (batches.severity, epochs.severity) == ("info", "warning")
