"""`make chaos`: kill -9 of what serves and works, in the middle of experiments and live runs that are posted meanwhile.

    python -m bench.chaos [--experiments 500] [--runs 20] [--set-ups one many]

`one`: web workers, job workers and their children on one machine's SQLite. `many`: Celery's workers, PostgreSQL and
Valkey too, started from the Python packages. In the end nothing that was acknowledged may be lost or doubled, and
everything must have finished; else the exit code is 1.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.chaos.set_ups import SET_UPS
from bench.chaos.storm import CHUNKS, Storm


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiments", type=int, default=500)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--set-ups", nargs="+", choices=SET_UPS, default=list(SET_UPS))
    options = parser.parse_args()
    wrong: list[str] = []
    for name in options.set_ups:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: {options.experiments} experiments, {options.runs} live runs of {CHUNKS} chunks")
            began = time.monotonic()
            set_up, every = SET_UPS[name]
            found = set_up(Path(folder), Storm(options.experiments, options.runs, every))
            print(
                f"{name}: {'; '.join(found) or 'nothing lost, nothing doubled, all finished'} "
                f"({time.monotonic() - began:.0f} s)"
            )
            wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
