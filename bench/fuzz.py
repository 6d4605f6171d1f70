"""`make fuzz`: libFuzzer (through atheris) looks for bytes that a reader does not stand.

    python -m bench.fuzz [--inputs 100000] [--longest 700] [--reader json_lines] [--keep]

It is led by what code an input reaches, and begins with bench/fuzz.tar.xz, the inputs that together reached all that
was reached before, with the tests' smallest sample of each format, and with a network as code of each framework. What
it finds anew stays in .fuzz/corpus; --keep writes the smallest set that reaches as much back into bench/fuzz.tar.xz,
which the tests give to every reader. --reader searches one of them alone, ten times as fast where that is not the one
of free text, which claims all there is. What a reader did not stand is in .fuzz/faults.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from analyzers.readers import READERS
from analyzers.spec import prepare, read
from analyzers.spec.code import write
from bench.fuzz_corpus import keep, kept
from tests.readers.test_readers import SAMPLES

CORPUS, FAULTS = Path(".fuzz/corpus"), Path(".fuzz/faults")
INPUT_SECONDS = 600  # so long even libFuzzer waits for an input; of the clock, and the process may be paused
MOST_MB = 8000  # the memory of a long search, which is mostly that of its corpus


def fuzzed(*words: str) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "bench.fuzz_target", f"-timeout={INPUT_SECONDS}", "-artifact_prefix=.fuzz/", *words]
    )
    return done.returncode


def networks() -> list[bytes]:
    """A small network as each framework's code."""
    dense = {"type": "dense", "units": 3, "activation": "relu"}
    asked = {"model": {"layers": [dense, dense]}, "data": {"stand_in": {"examples": 8, "features": 2, "classes": 3}}}
    return [text.encode() for text in write(prepare(read(asked))).values()]


def smallest() -> list[bytes]:
    """Of all inputs in CORPUS those that reach as much as all of them."""
    with tempfile.TemporaryDirectory() as folder:
        fuzzed("-merge=1", folder, str(CORPUS))
        return [path.read_bytes() for path in Path(folder).iterdir()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--longest", type=int, default=700, help="bytes of an input; most of the kept ones are shorter")
    parser.add_argument("--reader", choices=[reader.id for reader in READERS])
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if options.reader:
        os.environ["FUZZ_READER"] = options.reader
    CORPUS.mkdir(parents=True, exist_ok=True)
    for data in (*kept(), *SAMPLES.values(), *networks()):
        (CORPUS / sha256(data).hexdigest()).write_bytes(data)
    code = fuzzed(str(CORPUS), f"-runs={options.inputs}", f"-max_len={options.longest}", f"-rss_limit_mb={MOST_MB}")
    if options.keep:
        keep(smallest())
    faults = sorted(FAULTS.glob("*"))
    print(f"{len(faults)} faults in {FAULTS}")
    return 1 if code or faults else 0


if __name__ == "__main__":
    sys.exit(main())
