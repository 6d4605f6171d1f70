"""How many cores a rate of diagnoses needs, by simulation from measured costs: python bench/capacity.py

Requests come at random (Poisson) and wait in one line for the next free core; the time of one on a core is log-normal
around what `make load` measured. The answer is the fewest cores at which p99 stays below 10 times the median.
"""

import argparse
import heapq
import sys

import numpy as np

REQUESTS = 40_000
SPREAD = 0.6  # of the logarithm of the time on a core: logs of one kind, some of them ten times as long
TAIL = 10.0


def answer_times(rate: float, cores: int, milliseconds: float, rng: np.random.Generator) -> np.ndarray:
    """(REQUESTS,) milliseconds from arrival to answer."""
    arrivals = np.cumsum(rng.exponential(1e3 / rate, REQUESTS))
    work = rng.lognormal(np.log(milliseconds) - SPREAD**2 / 2, SPREAD, REQUESTS)
    free = [0.0] * cores
    heapq.heapify(free)
    done = np.empty(REQUESTS)
    for number, (arrival, own) in enumerate(zip(arrivals, work, strict=True)):
        done[number] = max(arrival, free[0]) + own
        heapq.heapreplace(free, done[number])
    return done - arrivals


def cores_for(rate: float, milliseconds: float, rng: np.random.Generator) -> tuple[int, float, float]:
    """(cores, median, p99): the fewest that keep the tail."""
    cores = max(1, int(rate * milliseconds / 1e3))
    while True:
        if rate * milliseconds / 1e3 < cores:
            median, p99 = np.percentile(answer_times(rate, cores, milliseconds, rng), (50, 99))
            if p99 < TAIL * median and median < 2 * milliseconds:
                return cores, float(median), float(p99)
        cores += max(1, cores // 50)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--milliseconds", type=float, default=1.7, help="of a core, for one diagnosis")
    parser.add_argument("--bytes", type=float, default=1057, help="in the store, for one diagnosis")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    for rate in (10, 1_000, 100_000):
        cores, median, p99 = cores_for(rate, options.milliseconds, rng)
        stored = rate * 86_400 * options.bytes / 1e9
        told = f"{rate:7,}/s  {cores:5} cores  median {median:5.1f} ms  p99 {p99:5.1f} ms  {stored:10,.1f} GB a day"
        print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
