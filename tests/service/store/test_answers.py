from concurrent.futures import ThreadPoolExecutor

from service.store import answers
from service.store.answers import Answer
from service.store.database import Database


def test_the_first_request_is_answered_and_the_others_get_its_answer(database: Database) -> None:
    assert answers.reserve(database, "t", "k", "digest") == "first"
    assert answers.reserve(database, "t", "k", "digest") == "running"
    kept = Answer(201, {"Location": "/x"}, b"{}")
    answers.keep(database, "t", "k", kept)
    assert answers.reserve(database, "t", "k", "digest") == kept
    assert answers.reserve(database, "t", "k", "another digest") == "other"
    assert answers.reserve(database, "u", "k", "digest") == "first", "keys of tenants do not meet"


def test_a_request_that_failed_by_our_fault_may_be_tried_again(database: Database) -> None:
    assert answers.reserve(database, "t", "k", "digest") == "first"
    answers.forget(database, "t", "k")
    assert answers.reserve(database, "t", "k", "digest") == "first"


def test_of_many_at_once_only_one_is_the_first(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda _: answers.reserve(database, "t", "k", "digest"), range(16)))
    assert sorted(map(str, got)) == ["first"] + ["running"] * 15
