"""An experiment over several workers gives the numbers that it gives in one."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from analyzers import spec
from analyzers.experiments.budget import Budget
from analyzers.experiments.part import Part
from analyzers.nn import Trained
from service.jobs import experiment_parts, queue, spreading, trained
from service.jobs.kinds import KINDS
from service.jobs.worker import Worker
from service.store.database import Database
from service.store.packing import pack_json, unpack_json
from tests.experiments.specs import half, moons, prepared
from tests.service.jobs.workers import MEMORY, until_there_are, wait


def same(one: Trained, other: Trained) -> bool:
    series = {key: (each.steps.tobytes(), each.values.tobytes()) for key, each in one.run.series.items()}
    others = {key: (each.steps.tobytes(), each.values.tobytes()) for key, each in other.run.series.items()}
    weights = all(one.weights[key].tobytes() == other.weights[key].tobytes() for key in one.weights)
    return series == others and weights and vars(one.run).keys() == vars(other.run).keys()


def part(value: Any, seconds: float = 60.0, **how: Any) -> Part:
    return Part(prepared(value), 6, Budget.of(seconds, time.monotonic), **how)


@pytest.mark.parametrize(
    ("value", "how"),
    [
        (moons(), {"seeds": (0, 1, 2)}),
        (moons(name="sgd", rate=0.1), {"rates": (0.01, 0.1, 30.0)}),
        (half(rate=0.1), {"seeds": (0, 2)}),
    ],
    ids=["seeds", "rates", "to infinity"],
)
def test_a_part_that_was_sent_gives_the_same_bits(value: Any, how: Any) -> None:
    task = part(value, **how)
    offered = experiment_parts.offer(task, 1.0)
    assert offered is not None
    sent = unpack_json(pack_json(offered.spec))
    result = unpack_json(pack_json(experiment_parts.work(sent, None)))  # type: ignore[arg-type]
    assert all(map(same, experiment_parts.read(result), task()))
    assert len(result) == len(task())


def test_numbers_that_are_none_survive_the_way() -> None:
    (one,) = part(half(rate=1e30), seeds=(0,))()
    assert not np.isfinite(one.run["train/loss"].values).all()
    assert same(trained.read(unpack_json(pack_json(trained.plain(one)))), one)


def test_what_is_large_or_late_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert experiment_parts.offer(part(moons(), seconds=-1.0), 1.0) is None
    assert experiment_parts.offer(list, 1.0) is None
    monkeypatch.setattr(experiment_parts, "MOST_NUMBERS", 100)
    assert experiment_parts.offer(part(moons()), 1.0) is None


def work(url: str) -> None:
    spreading.WORTH_SPREADING = 0.0
    Worker(Database(url), KINDS, slots=2, memory=MEMORY).run()


@contextmanager
def service(database: Database, count: int) -> Iterator[None]:
    url = str(database.engine.url.render_as_string(False))
    processes = [multiprocessing.get_context("spawn").Process(target=work, args=(url,)) for _ in range(count)]
    try:
        for process in processes:
            process.start()
        until_there_are(database, count)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(10)


@pytest.mark.timeout(300)
def test_an_experiment_of_two_workers_measures_what_one_measures(
    database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = moons(rate=3.0, epochs=100) | {"ask": ["replay", "range", "remedies"], "budget": {"seconds": 120}}
    answers = []
    for count in (1, 2):
        with service(database, count):
            job = queue.submit(database, "t", "experiment", asked, cost=60, seconds=140)
            done = wait(database, job, seconds=140)
            assert done.status == "done", done.error
            answers.append(done.result["answer"])
    assert "experiment part" in capfd.readouterr().out, "a helper did some of it"
    one, two = answers
    assert one["complete"] and len(one["remedies"]) > 2
    assert one["range"]["losses"] == two["range"]["losses"]
    assert (one["remedies"], one["best"]) == (two["remedies"], two["best"])


def test_a_part_is_offered_with_the_time_that_is_left() -> None:
    offered = experiment_parts.offer(part(moons(), seeds=(0,)), 1.0)
    assert offered is not None
    assert 50 < offered.spec["seconds"] < 60 < offered.seconds
    assert spec.read(offered.spec["spec"]).training.epochs == 15
