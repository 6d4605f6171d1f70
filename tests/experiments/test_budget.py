from analyzers.experiments.budget import Budget, one_by_one
from tests.experiments.specs import Ticking


class Fixed:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_some_of_the_budget_is_kept_for_the_answer() -> None:
    assert 9.0 < Budget.of(10.0, Fixed()).left < 10.0


def test_a_share_ends_before_the_whole() -> None:
    clock = Fixed()
    whole = Budget.of(10.0, clock)
    part = whole.share(0.5)
    clock.now += 5.0
    assert part.over
    assert not whole.over


def test_of_nothing_left_a_share_is_nothing() -> None:
    clock = Fixed()
    whole = Budget.of(1.0, clock)
    clock.now += 2.0
    assert whole.over
    assert whole.share(0.5).over


def test_time_goes_by() -> None:
    budget = Budget.of(1.0, Ticking(0.3))
    assert [budget.over for _ in range(4)] == [False, False, False, True]


def test_without_company_work_is_done_in_its_order() -> None:
    assert one_by_one([lambda: 1, lambda: 2]) == [1, 2]
