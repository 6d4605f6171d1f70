from concurrent.futures import ThreadPoolExecutor

import pytest

from service.store import runs
from service.store.database import Database


def test_chunks_make_one_log_in_order(database: Database) -> None:
    run = runs.create(database, "t", "mine", {"optimizer": "sgd"})
    assert runs.append(database, "t", run.id, b"epoch 1 ", None) == 8
    assert runs.append(database, "t", run.id, b"loss 2\n", 8) == 15
    assert runs.log(database, run.id) == b"epoch 1 loss 2\n"
    found = runs.get(database, "t", run.id)
    assert found is not None and (found.size, found.name, found.context) == (15, "mine", {"optimizer": "sgd"})


def test_a_chunk_that_is_sent_again_counts_once(database: Database) -> None:
    run = runs.create(database, "t", "mine", {})
    for _ in range(3):
        assert runs.append(database, "t", run.id, b"abc", 0) == 3
    assert runs.log(database, run.id) == b"abc"


def test_a_gap_or_other_bytes_at_the_same_place_are_refused_with_the_right_offset(database: Database) -> None:
    run = runs.create(database, "t", "mine", {})
    runs.append(database, "t", run.id, b"abc", 0)
    for chunk, at in ((b"def", 4), (b"abd", 0), (b"bc", 1)):
        with pytest.raises(runs.OffsetError) as refused:
            runs.append(database, "t", run.id, chunk, at)
        assert refused.value.size == 3


def test_appends_at_the_same_time_lose_nothing(database: Database) -> None:
    run = runs.create(database, "t", "mine", {})
    lines = [f"{n:03}\n".encode() for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda line: runs.append(database, "t", run.id, line, None), lines))
    assert sorted(runs.log(database, run.id).splitlines(keepends=True)) == lines


def test_another_tenants_run_is_not_there(database: Database) -> None:
    run = runs.create(database, "t", "mine", {})
    assert runs.get(database, "u", run.id) is None
    assert runs.append(database, "u", run.id, b"x", None) is None
    assert runs.page(database, "u", None, 10) == []
    assert [found.id for found in runs.page(database, "t", None, 10)] == [run.id]
