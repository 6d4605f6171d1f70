"""A run whose rate grows by a factor a step is a test, whatever its loss does."""

import numpy as np
import pytest

from analyzers.diagnosis import judge
from analyzers.run import Floats, Run
from analyzers.signals.range_test import range_test
from tests.curves import run

RATES = np.geomspace(1e-6, 10.0, 70)
LOSSES = 2.3 - 1.5 / (1 + (1e-2 / RATES) ** 2) + 5 * (RATES / 0.3) ** 2


def swept(losses: Floats = LOSSES, rates: Floats = RATES) -> Run:
    return run(losses, lr=rates)


def test_the_least_loss_tells_where_to_start() -> None:
    found = range_test(swept())
    assert found is not None
    assert found.best == pytest.approx(RATES[np.argmin(LOSSES)], rel=0.6)
    assert found.suggested == pytest.approx(found.best / 10)


def test_an_overflow_at_the_end_belongs_to_it() -> None:
    assert range_test(swept(np.where(RATES > 1, np.nan, LOSSES))) is not None


def test_it_is_not_judged_and_told_for_what_it_is() -> None:
    told = judge(swept())
    assert (told.verdict, told.findings, told.suggestions) == ("unknown", (), ())
    assert told.headline.startswith("The learning rate grew from 1e-06 to 10, a range test")


@pytest.mark.parametrize(
    "rates",
    [np.full(70, 0.1), np.linspace(1e-6, 0.1, 70), np.geomspace(0.1, 1e-6, 70), np.where(RATES > 1, np.nan, RATES)],
    ids=["constant", "a linear warm-up", "a decay", "not a number"],
)
def test_other_courses_of_the_rate_are_none(rates: Floats) -> None:
    assert range_test(swept(rates=rates)) is None
