"""Measurements that are taken once."""

import gc
import weakref

import numpy as np

from analyzers.run import Run, Series
from analyzers.signals.once import once
from analyzers.signals.progress import last_accuracy, progress
from analyzers.signals.roles import in_shares, roles
from analyzers.signals.shape import shape
from tests.curves import falling, noisy


def test_a_second_question_is_answered_from_memory() -> None:
    asked = []

    @once
    def length(series: Series) -> int | None:
        asked.append(series)
        return None

    curve = Series.of(falling(20))
    assert length(curve) is None
    assert length(curve) is None
    assert asked == [curve]
    length(Series.of(falling(20)))
    assert len(asked) == 2


def test_what_is_remembered_does_not_keep_a_series_alive() -> None:
    series = Series.of(100 - 50 * noisy(falling(60), 0.01))
    run = Run({"train/accuracy": series})
    found = shape(in_shares(series))
    assert found is not None
    assert roles(run).accuracy == "train/accuracy"
    assert last_accuracy(run) is not None
    assert np.isfinite(progress(found).tail.z)
    watched = weakref.ref(series)
    gc.disable()
    try:
        del series, run, found
        assert watched() is None
    finally:
        gc.enable()
