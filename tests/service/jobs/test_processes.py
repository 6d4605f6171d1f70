import os
from functools import partial

import pytest

from service.jobs.processes import SideBySide


def test_results_stand_in_the_order_of_their_tasks() -> None:
    assert SideBySide(2)([partial(pow, 2, n) for n in range(5)]) == [1, 2, 4, 8, 16]


def test_work_goes_to_several_processes_and_to_none_of_its_own() -> None:
    ran_in = {*SideBySide(2)([os.getpid] * 6)}
    assert os.getpid() not in ran_in
    assert len(ran_in) <= 2


def test_short_work_is_not_worth_a_process() -> None:
    together = SideBySide(2)
    together([os.getpid])  # takes no time at all
    assert together([os.getpid] * 3) == [os.getpid()] * 3


def test_one_process_is_this_one() -> None:
    assert SideBySide(1)([os.getpid] * 3) == [os.getpid()] * 3


def test_an_error_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        SideBySide(2)([lambda: 1 // 0, os.getpid])


def test_what_is_done_is_counted_here_wherever_it_was_done() -> None:
    together, ended = SideBySide(2), list[int]()
    together([os.getpid] * 3, lambda: ended.append(os.getpid()))  # in processes of their own
    together([os.getpid] * 3, lambda: ended.append(os.getpid()))  # here
    assert ended == [os.getpid()] * 6
