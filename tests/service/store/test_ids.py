import time

from service.store.ids import LENGTH, new_id


def test_ids_sort_by_the_time_they_were_made_and_never_meet() -> None:
    first = new_id()
    time.sleep(0.002)
    later = [new_id() for _ in range(10_000)]
    assert len({*later}) == 10_000
    assert all(first < made and len(made) == LENGTH for made in later)
