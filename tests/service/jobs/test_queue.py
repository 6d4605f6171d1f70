from concurrent.futures import ThreadPoolExecutor

from service.jobs import claims, heartbeats, queue
from service.store.database import Database


def submit(database: Database, tenant: str = "t", cost: float = 1.0) -> str:
    return queue.submit(database, tenant, "echo", {"n": 1}, cost, seconds=10)


def status(database: Database, job: str) -> str:
    found = queue.get(database, None, job)
    assert found is not None
    return found.status


def test_a_job_is_claimed_once_however_many_try(database: Database) -> None:
    job = submit(database)
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: claims.claim(database, job), range(8)))
    assert [claim for claim in taken if claim] == [claims.Claim(job, 1)]


def test_a_result_is_written_once_and_only_by_the_newest_attempt(database: Database) -> None:
    job = submit(database)
    old = claims.claim(database, job)
    assert old is not None
    assert claims.requeue(database, job, stalled=(1, 1))
    assert not claims.report(database, old, {"done": 1})
    new = claims.claim(database, job)
    assert new == claims.Claim(job, 2)
    assert not claims.finish(database, old, "done", {"from": "old"})
    assert claims.renew(database, old) is None
    assert claims.finish(database, new, "done", {"from": "new"})
    assert not claims.finish(database, new, "done", {"from": "again"})
    found = queue.get(database, "t", job)
    assert found is not None and (found.status, found.result) == ("done", {"from": "new"})


def test_a_job_whose_heartbeat_moved_is_not_queued_again(database: Database) -> None:
    job = submit(database)
    held = claims.claim(database, job)
    assert held is not None
    seen = heartbeats.running(database)[job]
    assert claims.renew(database, held) is False
    assert not claims.requeue(database, job, stalled=seen)


def test_a_standing_heartbeat_is_noticed_after_the_lease_and_a_moving_one_never() -> None:
    watch = heartbeats.Stalled(patience=6.0)
    assert watch.among({"a": (1, 1), "b": (1, 1)}, clock=100.0) == {}
    assert watch.among({"a": (1, 1), "b": (1, 2)}, clock=105.9) == {}
    assert watch.among({"a": (1, 1), "b": (1, 3)}, clock=106.0) == {"a": (1, 1)}


def test_cancelling_ends_a_queued_job_and_asks_a_running_one(database: Database) -> None:
    queued, running, other = submit(database), submit(database), submit(database, tenant="u")
    held = claims.claim(database, running)
    assert held is not None
    assert queue.cancel(database, "t", queued) and status(database, queued) == "cancelled"
    assert queue.cancel(database, "t", running) and claims.renew(database, held) is True
    assert not queue.cancel(database, "t", other), "another tenant's job is not there"
    assert not queue.cancel(database, "t", queued), "what ended cannot be cancelled"


def test_a_tenant_with_much_running_waits_for_one_with_less(database: Database) -> None:
    first, second = submit(database, "busy"), submit(database, "busy")
    other = submit(database, "idle")
    assert queue.next_queued(database, (queue.QUICK,)) == first
    claims.claim(database, first)
    assert queue.next_queued(database, (queue.QUICK,)) == other
    claims.claim(database, other)
    assert queue.next_queued(database, (queue.QUICK,)) == second


def test_long_jobs_have_a_queue_of_their_own(database: Database) -> None:
    slow = submit(database, cost=600)
    quick = submit(database, cost=5)
    assert queue.next_queued(database, (queue.QUICK,)) == quick
    assert queue.next_queued(database, (queue.QUICK, queue.SLOW)) == slow


def test_what_waits_is_counted_with_its_cost(database: Database) -> None:
    for cost in (600, 5, 7):
        submit(database, cost=cost)
    assert queue.waiting(database) == {queue.SLOW: 1, queue.QUICK: 2}
    assert queue.seconds_waiting(database) == {queue.SLOW: 600.0, queue.QUICK: 12.0}


def test_another_tenants_job_is_not_there(database: Database) -> None:
    job = submit(database, "t")
    assert queue.get(database, "u", job) is None
    assert queue.get(database, "t", job) is not None
