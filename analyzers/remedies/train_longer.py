"""Go on.

What it does
    Trains for more epochs, as many as the curve itself asks for where it tells.

When it helps
    The loss (or the validation loss) was still falling at its usual speed when the run ended, or ended inside a plateau
    that such networks leave later.

What it costs
    Time. Watch the validation loss: past its minimum more training makes it worse.

References
    E. Hoffer et al., "Train longer, generalize better", arXiv 1705.08741.
"""

import math
from collections.abc import Mapping

from analyzers.remedy import Remedy, Suggestion, because
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup

TIMES = 2  # as long
FALLING = "The curve had not levelled out when the training ended."
PLATEAU = "The fall has only begun: the first part of the training went by on a plateau."


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    now, unit = _length(run, known, finding)
    if now and unit == "epoch" and known.epochs and known.epochs > now:
        return _suggestion(finding, f"Let it go on: the log ends at epoch {now} of {known.epochs}", {})
    longer = TIMES * now if now else None
    headline = f"Train for {longer} instead of {now} {unit}s" if longer else "Train at least twice as long"
    epochs = longer if unit == "epoch" else None
    return _suggestion(finding, headline, _boosting(known, epochs) if known.booster else _code(epochs), epochs)


def _length(run: Run, known: Setup, finding: Finding) -> tuple[int | None, str]:
    """How long the run was, and counted in what: the last record of the finding's series, epochs that count from 0

    made whole, and steps as epochs where that many are stated; else the stated number of epochs.
    """
    where = finding.where
    if where is None or where.metric not in run or where.unit == "record":
        return known.epochs, "epoch"
    steps, an_epoch = run[where.metric].steps, run.known("steps_per_epoch")
    last = int(steps[-1])
    if where.unit == "epoch":
        return last + (int(steps[0]) == 0), "epoch"
    done = math.ceil(last / an_epoch) if isinstance(an_epoch, int) and an_epoch > 0 else 0
    return (done, "epoch") if known.epochs and 0 < done <= known.epochs else (last, "step")


def _suggestion(finding: Finding, headline: str, code: Mapping[str, str], epochs: int | None = None) -> Suggestion:
    return Suggestion(
        action="train_longer",
        headline=headline,
        why=because(finding, "too_few_epochs", PLATEAU if finding.code == "initial_plateau" else FALLING),
        weight=1.0,
        addresses=(finding.code,),
        patch=({"op": "replace", "path": "/training/epochs", "value": epochs},) if epochs else (),
        code=code,
    )


def _code(epochs: int | None) -> dict[str, str]:
    count = str(epochs) if epochs else f"{TIMES} * epochs"
    most = str(epochs) if epochs else f"{TIMES} * model.max_iter"
    return {
        "keras": f"model.fit(x_train, y_train, epochs={count})",
        "pytorch": f"for epoch in range({count}):  # instead of the present number",
        "transformers": f"training_args.num_train_epochs = {epochs or f'{TIMES} * training_args.num_train_epochs'}",
        "tensorflow": f"model.fit(x_train, y_train, epochs={count})",
        "jax": f"for epoch in range({count}):  # instead of the present number",
        "sklearn": f"model.set_params(max_iter={most}, n_iter_no_change=20)",
    }


def _boosting(known: Setup, rounds: int | None) -> dict[str, str]:
    count = str(rounds) if rounds else f"{TIMES} * rounds"
    name = {"xgboost": "num_boost_round", "lightgbm": "num_boost_round", "catboost": "iterations"}[known.booster]
    return {known.booster: f"{name} = {count}", "sklearn": f"model.set_params(n_estimators={count})"}


REMEDY = Remedy(
    action="train_longer",
    title="Train longer",
    addresses={
        "still_improving": 0.7,
        "too_few_epochs": 0.95,
        "initial_plateau": 0.4,
        "slow_convergence": 0.4,
        "underfitting": 0.3,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("gan",),
)
