"""Diagnoses to render: an ordinary one, a hostile one, one of many runs, one of words alone."""

import numpy as np

from analyzers.diagnosis import Diagnosis, diagnose
from analyzers.reader import Reading
from analyzers.run import ContextValue, Run, Series
from analyzers.symptoms import described
from tests.curves import falling, run

HOSTILE = (
    "</text><script>alert(1)</script>[x](javascript:alert(1)) ![i](http://evil.example/i.png) | `rm -rf` \x1b[31m\u202e"
)


def of(*runs: Run, notes: tuple[str, ...] = ()) -> Diagnosis:
    return diagnose(Reading("free text", runs, 100, 60, notes))


def diverging() -> Diagnosis:
    context = {"optimizer": "sgd", "learning_rate": 0.01, "steps_per_epoch": 1, "framework": "keras"}
    return of(run(450.0 * 3.5547 ** np.arange(20), context=context))


def overfitting() -> Diagnosis:
    epochs = np.arange(40)
    return of(run(falling(40), val_loss=0.5 + (epochs - 12) ** 2 / 1500, accuracy=1 - falling(40) / 3))


def hostile() -> Diagnosis:
    series = Series.of(10.0 ** np.arange(12), unit="epoch", name_in_log=HOSTILE)
    named = Run(
        {"train/loss": series},
        name=HOSTILE,
        context={"optimizer": ContextValue(HOSTILE, HOSTILE)},
    )
    return of(named, Run({"train/loss": series}, name="other"), notes=(HOSTILE,))


def long() -> Diagnosis:
    values = falling(200_000) + 0.01 * np.sin(np.arange(200_000))
    values[123_456] = np.nan
    return of(run(values, unit="step"))


def in_words() -> Diagnosis:
    found = described("The training loss does not decrease for the first 10 epochs. Then it suddenly drops.")
    assert found is not None
    return found
