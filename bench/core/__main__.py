"""Races the core against its peers: `make race`. All on the same work, in one process, interleaved, medians.

A round runs every contestant once, every other round in reverse; a ratio is the peer's time over the core's in the
same round, and the median over rounds is printed with the target that it is held against. One thread for the core and
for PyTorch unless the name says otherwise; JAX uses what it takes by default.
"""

import os

# Kernels of another CPU would slow down NumPy and scikit-learn, but not PyTorch and JAX, which bring their own.
os.environ.update(NOT_OBEYED=os.environ.pop("OPENBLAS_CORETYPE", ""))
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import resource

from bench.core import growth, looking, replicas, sizes
from bench.core.race import CLOCKS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=["T1", "T2", "T3", "T4", "T5", "T6", "T7", "growth"])
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: fair to one-thread peers on a busy machine"
    )
    chosen = parser.parse_args()
    rounds, only = chosen.rounds, set(chosen.only)
    os.environ["CLOCK"] = chosen.clock
    peak = sizes.sgemm_peak()
    print(f"sgemm 512, one thread: {peak / 1e9:.0f} GF/s; load {os.getloadavg()[0]:.1f}; {chosen.clock} time")
    pinned = os.environ["NOT_OBEYED"]
    print(f"OPENBLAS_CORETYPE={pinned} was set and is not obeyed\n" if pinned else "")
    print("| target | work | peer | times the core's time | wanted | |\n| --- | --- | --- | --- | --- | --- |")
    if "T2" in only:
        replicas.processes(rounds)
        replicas.cold(1)
    if "T1" in only:
        replicas.single(rounds)
    if "T2" in only:
        for target, rates, width, goals in replicas.GOALS:
            replicas.sweep(target, rates, width, goals, rounds)
    if "T3" in only:
        sizes.large(max(2, rounds // 2))
    if "T4" in only:
        sizes.convolutions(rounds, peak)
    if "T5" in only:
        sizes.shares_of_peak(rounds, peak)
    if "T6" in only:
        looking.probes_and_curvature(rounds)
    if "T7" in only:
        looking.long_run()
    if "growth" in only:
        growth.table()
    print(f"\nmemory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, peers included")


if __name__ == "__main__":
    main()
