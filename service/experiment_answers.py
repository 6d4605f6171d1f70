"""An `Experiment` as the JSON value that is answered under `result`."""

from collections.abc import Sequence
from typing import Any

from analyzers.experiments import Experiment
from analyzers.experiments.combination import Best
from analyzers.experiments.matching import Match
from analyzers.experiments.outcomes import Outcome
from analyzers.experiments.rate_range import RateRange
from analyzers.experiments.stability import Point, Stability
from analyzers.experiments.trials import Trial
from analyzers.spec import plain
from analyzers.spec.code import write
from service import answers

Json = dict[str, Any]
SEVERAL_VALUES = 1000  # numbers of a user's own data that an answer repeats at most


def result(done: Experiment) -> Json:
    spec = done.prepared.spec
    return {
        "spec": shown(plain(spec)),
        "stand_in": done.prepared.examples.stand_in,
        "understood": list(spec.understood),
        "not_understood": [vars(each) for each in spec.not_understood],
        "checks": [answers.finding(each) for each in done.checks],
        "replay": done.replay
        and {
            "run": _verified(answers.run(done.replay.diagnosis), done.trials),
            "series": answers.run_curves(done.replay.run),
            "matches_log": done.match and _match(done.match),
        },
        "stability": done.stability and _stability(done.stability),
        "range": done.range and _range(done.range),
        "remedies": [_trial(each) for each in done.trials],
        "best": done.best and _best(done.best, done.baseline),
        "notes": list(done.notes),
        "complete": done.complete,
    }


def _verified(run: Json, trials: Sequence[Trial]) -> Json:
    """The run with what trials measured at those of its suggestions that were tried as they stand."""
    tried = {trial.action: trial for trial in trials}
    return run | {"suggestions": [_measured(each, tried.get(each["action"])) for each in run["suggestions"]]}


def _measured(suggestion: Json, trial: Trial | None) -> Json:
    patch = [dict(operation) for operation in trial.patch] if trial else []
    if trial is None or suggestion["patch"] not in ([], patch):
        return suggestion
    measured = {name: getattr(trial, name) for name in ("helped", "before", "after", "metric", "gain", "seeds")}
    interval = trial.interval and list(trial.interval)
    return suggestion | {"patch": patch, "verified": measured | {"interval": interval, "experiment": None}}


def named(answer: Json | None, link: str) -> Json | None:
    """The answer with the experiment's own address wherever it says that something was measured in it."""
    if answer is None or answer["replay"] is None:
        return answer
    replay = answer["replay"]
    suggestions = [
        each | {"verified": each["verified"] and each["verified"] | {"experiment": link}}
        for each in replay["run"]["suggestions"]
    ]
    return answer | {"replay": replay | {"run": replay["run"] | {"suggestions": suggestions}}}


def shown(spec: Json) -> Json:
    """The spec without the log, and without data of many numbers: whoever asked has them."""
    data = spec["data"]
    large = [key for key in ("x", "y", "csv", "npz", "parquet") if len(str(data.get(key, ""))) > 8 * SEVERAL_VALUES]
    kept = {key: value for key, value in data.items() if key not in large}
    left_out = {"left_out": large} if large else {}
    return {key: value for key, value in spec.items() if key != "log"} | {"data": kept | left_out}


def _match(found: Match) -> Json:
    return {
        "agrees": found.agrees,
        "records": found.records,
        "ratio": found.ratio,
        "growth_per_record": {"log": found.growth[0], "replay": found.growth[1]},
        "primary": {"log": found.primary[0], "replay": found.primary[1]},
    }


def _stability(found: Stability) -> Json | None:
    if not found.points:
        return None
    return _point(found.points[0]) | {
        "optimizer": found.optimizer,
        "examples": found.examples,
        "along": [_point(each) for each in found.points],
    }


def _point(found: Point) -> Json:
    return {
        "at": found.at,
        "epoch": found.epoch,
        "sharpness": found.sharpness,
        "preconditioned_sharpness": found.preconditioned,
        "learning_rate_limit": found.learning_rate_limit,
    }


def _range(found: RateRange) -> Json:
    return {
        "rates": found.rates.tolist(),
        "losses": found.losses.tolist(),
        "start": found.start,
        "epochs": found.epochs,
        "largest_stable": found.largest_stable,
        "fastest": found.fastest,
        "suggested": found.suggested,
        "complete": found.complete,
    }


def _trial(trial: Trial) -> Json:
    told = {name: value for name, value in vars(trial).items() if name != "promising"}
    return told | {
        "patch": [dict(operation) for operation in trial.patch],
        "interval": trial.interval and list(trial.interval),
    }


def _best(best: Best, baseline: Outcome | None) -> Json:
    made = best.outcome.prepared
    before = baseline.run if baseline else None
    return {
        "actions": list(best.actions),
        "spec": shown(plain(made.spec)),
        "patch": [dict(operation) for operation in best.trial.patch],
        "metric": best.trial.metric,
        "before": best.trial.before,
        "after": best.trial.after,
        "series": {
            "before": before and answers.run_curves(before),
            "after": answers.run_curves(best.outcome.run),
        },
        "code": write(made),
    }
