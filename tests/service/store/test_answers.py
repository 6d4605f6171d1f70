from concurrent.futures import ThreadPoolExecutor

from service.store import answers
from service.store.answers import Answer, Held, Running
from service.store.database import Database

KEPT = Answer(201, {"Location": "/x"}, b"{}")


def first(database: Database, tenant: str = "t") -> Held:
    found = answers.reserve(database, tenant, "k", "digest")
    assert isinstance(found, Held)
    return found


def running(database: Database) -> Running:
    found = answers.reserve(database, "t", "k", "digest")
    assert isinstance(found, Running)
    return found


def test_the_first_request_is_answered_and_the_others_get_its_answer(database: Database) -> None:
    held = first(database)
    assert running(database).holder == held.holder
    answers.keep(database, held, KEPT)
    assert answers.reserve(database, "t", "k", "digest") == KEPT
    assert answers.reserve(database, "t", "k", "another digest") == "other"
    first(database, "u")  # keys of tenants do not meet


def test_a_request_that_failed_by_our_fault_may_be_tried_again(database: Database) -> None:
    answers.forget(database, first(database))
    first(database)


def test_of_many_at_once_only_one_is_the_first(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda _: answers.reserve(database, "t", "k", "digest"), range(16)))
    assert sorted(type(each).__name__ for each in got) == ["Held"] + ["Running"] * 15


def test_only_what_stands_still_is_taken_over_and_its_holder_writes_no_more(database: Database) -> None:
    dead = first(database)
    seen = running(database)
    answers.beat(database, [dead])
    assert answers.take_over(database, "t", "k", seen) is None, "it moved"
    heir = answers.take_over(database, "t", "k", running(database))
    assert heir is not None
    answers.keep(database, dead, Answer(500, {}, b"late"))
    answers.forget(database, dead)
    answers.keep(database, heir, KEPT)
    assert answers.reserve(database, "t", "k", "digest") == KEPT
