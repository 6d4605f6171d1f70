"""Published faults, put into specs that learn: how many are seen, explained, repaired: `make faults`.

    detected     one of the findings that name the fault is there, before or after the replay
    cause right  the most likely cause of the first finding, of the checks or of the replay, is the fault's
    repaired     the best spec, trained from seeds that no trial had, is at most MARGIN below the known-good one
    within 10 s  the same with a budget of 10 s instead of the usual 20 s

Quality is accuracy on held-out examples, or the share of the target's variance that is explained. Faults that do no
harm in an instance (on most seeds the faulty spec is as good as the good one) are drawn again; how often is printed.
"""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, replace

import numpy as np

from analyzers import spec
from analyzers.errors import SpecError
from analyzers.experiments import Experiment, experiment
from analyzers.nn import Overrides, train
from analyzers.nn.evaluate import predict
from bench.fault_cases import BY_NAME, FAULTS, Fault
from bench.fault_specs import Json

MARGIN = 0.05
FRESH_SEEDS = (101, 102, 103)
MOST_DRAWS = 20  # until a fault does harm


@dataclass(frozen=True)
class Verdict:
    """What became of one instance, or of several added up."""

    instances: int
    detected: int
    cause_right: int
    repaired: int
    within_10_s: int
    seconds: float

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


def quality(prepared: spec.Prepared, over_seeds: Callable[[list[float]], np.floating] = np.mean) -> float:
    """Mean over fresh seeds of accuracy or explained variance; on all examples where none is held out."""
    training, data = prepared.training, prepared.data
    x, y = data.validation or data.pair
    members = [Overrides(seed=seed) for seed in FRESH_SEEDS]
    trained = train(prepared.network, data, training, members)
    return float(over_seeds([_quality(predict(prepared.network, each.weights, x), y) for each in trained]))


def _quality(predicted: np.ndarray, y: np.ndarray) -> float:
    if not np.isfinite(predicted).all():
        return 0.0
    is_number = y.ndim == 2 and not np.isin(y, (0, 1)).all()
    if is_number:
        return max(0.0, float(1 - np.mean((predicted - y) ** 2) / y.var()))
    truth = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
    guessed = predicted.argmax(axis=1) if predicted.shape[1] > 1 else predicted[:, 0] > 0.5
    return float(np.mean(guessed == truth))


def draw(fault: Fault, seed: int) -> tuple[Json, float, int]:
    """A faulty spec that does worse than its good one, the good one's quality, and the seed to draw from next."""
    for tries in range(MOST_DRAWS):
        good, faulty = fault.draw(seed + tries)
        reached = quality(spec.prepare(spec.read(good)))
        if _harmed(faulty, reached):
            return faulty, reached, seed + tries + 1
    raise SystemExit(f"{fault.name} did no harm in {MOST_DRAWS} draws")


def _harmed(faulty: Json, reached: float) -> bool:
    try:
        return quality(spec.prepare(spec.read(faulty)), np.median) < reached - MARGIN
    except SpecError:
        return True


def judge(fault: Fault, faulty: Json, reached: float) -> tuple[Verdict, str]:
    """The verdict, and a line on what was found and done."""
    began = time.monotonic()
    first = experiment(spec.read(faulty | {"budget": {"seconds": 10}}), time.monotonic)
    taken = time.monotonic() - began
    ended, again = _ended(first), first
    soon = ended >= reached - MARGIN
    if not soon:
        again = experiment(spec.read(faulty), time.monotonic)
        ended = max(ended, _ended(again))
    codes, causes = _found(again)
    verdict = Verdict(
        1,
        bool(fault.findings & set(codes)),
        bool(fault.causes & set(causes)),
        ended >= reached - MARGIN,
        soon,
        taken,
    )
    actions = again.best.actions if again.best else ()
    return verdict, f"{taken:5.1f} s  {reached:.3f} → {ended:.3f}  {' + '.join(actions)}  {codes}  {causes}"


def _ended(done: Experiment) -> float:
    return quality(done.best.outcome.prepared) if done.best else 0.0


def _found(done: Experiment) -> tuple[list[str], list[str]]:
    """The codes of all findings, and the most likely cause of the first of the checks and of the replay."""
    replayed = done.replay.diagnosis.findings if done.replay else ()
    firsts = [found[0] for found in (done.checks, replayed) if found]
    causes = [max(each.causes, key=lambda cause: cause.likelihood).code for each in firsts if each.causes]
    return [each.code for each in (*done.checks, *replayed)], causes


def table(verdicts: Iterable[tuple[str, Verdict]]) -> str:
    rows = ["| fault | instances | detected | cause right | repaired | repaired within 10 s | mean s |"]
    rows.append("| --- | --- | --- | --- | --- | --- | --- |")
    for name, v in verdicts:
        counts = f"{v.instances} | {v.detected} | {v.cause_right} | {v.repaired} | {v.within_10_s}"
        rows.append(f"| {name} | {counts} | {v.seconds / max(1, v.instances):.1f} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=f"of {', '.join(BY_NAME)}; all by default")
    parser.add_argument("--instances", type=int, default=4, help="of each fault")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    verdicts, harmless = [], 0
    for fault in [BY_NAME[name] for name in asked.faults] or FAULTS:
        total, seed = Verdict(0, 0, 0, 0, 0, 0.0), 1000 * asked.seed
        for number in range(asked.instances):
            begin = seed
            faulty, reached, seed = draw(fault, seed)
            harmless += seed - begin - 1
            verdict, line = judge(fault, faulty, reached)
            marks = "".join("✓" if got else "✗" for got in astuple(replace(verdict, seconds=1.0))[1:5])
            print(f"{fault.name} {number} {marks} {line}", flush=True)
            total += verdict
        verdicts.append((fault.name.replace("_", " "), total))
    everything = sum((verdict for _, verdict in verdicts), Verdict(0, 0, 0, 0, 0, 0.0))
    print(f"\n{table([*verdicts, ('**all**', everything)])}\n\n{harmless} draws did no harm and were drawn again.")


if __name__ == "__main__":
    main()
