from concurrent.futures import ThreadPoolExecutor

from service.store import counters
from service.store.database import Database


def test_a_window_counts_up_and_the_next_one_starts_anew(database: Database) -> None:
    assert [counters.count(database, "t", 60, now) for now in (0.0, 30.0, 59.9, 60.0, 61.0)] == [1, 2, 3, 1, 2]
    assert counters.count(database, "u", 60, 61.0) == 1
    assert counters.count(database, "t", 86_400, 61.0) == 1


def test_counts_at_the_same_time_are_all_counted(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        got = sorted(threads.map(lambda _: counters.count(database, "t", 60, 1.0), range(40)))
    assert got == list(range(1, 41))
