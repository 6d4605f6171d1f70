"""Reading and diagnosing, as ratios to reading the bare bytes and to what pandas or orjson alone need.

    python -m bench.reading [--peers PYTHON] [--megabytes 100] [--records 10000000]

Each figure is CPU time of a process of its own, so that memory is its own too. PYTHON has pandas and orjson.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench import logs

ROUNDS = 3
BYTES = "pass"
PANDAS = "import io, pandas\nstart()\npandas.read_csv(path)"
ORJSON = "import orjson\nstart()\nrows = [orjson.loads(line) for line in data.splitlines()]"
READ = "import analyzers, polars\nread = analyzers.read  # imports the rest\nstart()\nread(data)"
DIAGNOSE = "import analyzers, polars\ndiagnose = analyzers.diagnose\nstart()\ndiagnose(data)"
OFTEN = "import analyzers\nanalyzers.diagnose(data)\nstart()\nfor n in range(200):\n    data += b'\\n'\n    analyzers."
SMALL = ("read", "diagnose")
REFUSED = """import analyzers
diagnose = analyzers.diagnose
start()
try:
    diagnose(data)
except analyzers.errors.AnalyzerError:
    pass"""

FRAME = """import json, pathlib, re, sys, time
path = sys.argv[1]
data = pathlib.Path(path).read_bytes()
begun = 0.0
def start():
    global begun
    begun = time.process_time()
{body}
used = time.process_time() - begun
peak = re.search("VmHWM:[^0-9]*([0-9]+)", pathlib.Path("/proc/self/status").read_text())[1]  # Linux
print(json.dumps([used, int(peak) * 1024]))
"""


class Cost(NamedTuple):
    """cpu: seconds · memory: bytes at the peak of the process, the upload and the interpreter with it."""

    cpu: float
    memory: int


def measure(python: str, body: str, path: Path) -> Cost:
    """What a piece of Python costs that gets the file's bytes as `data`."""
    done = subprocess.run([python, "-c", FRAME.format(body=body), str(path)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return Cost(*json.loads(done.stdout))


def medians(*tasks: tuple[str, str, Path]) -> list[Cost]:
    """What each task costs in the middle one of some rounds, in which they take turns."""
    rounds = [[measure(*task) for task in tasks] for _ in range(ROUNDS)]
    return [sorted(costs)[ROUNDS // 2] for costs in zip(*rounds, strict=True)]


def sizes(folder: Path, peers: str, size: int) -> None:
    """Texts, a CSV and JSON lines of `size` bytes; of a text, pandas reads a CSV that holds the same digits."""
    Form = Callable[[logs.Row], str]
    kinds: list[tuple[str, Form, Form, str]] = [
        ("text", logs.as_text, logs.as_printed_csv, PANDAS),
        ("text, lines of two kinds", logs.as_two, logs.as_two_csv, PANDAS),
        ("text, times in front", logs.as_stamped, logs.as_stamped_csv, PANDAS),
        ("text, as nanoGPT prints", logs.as_iterations, logs.as_iterations_csv, PANDAS),
        ("text, all digits", logs.as_digits, logs.as_digits_csv, PANDAS),
        ("CSV", logs.as_csv, logs.as_csv, PANDAS),
        ("JSON lines", logs.as_json_line, logs.as_json_line, ORJSON),
    ]
    for name, form, same, peer in kinds:
        path, equal = folder / "log", folder / "equal"
        records = logs.write(path, form, size)
        logs.write(equal, same, records=records)
        bodies = (
            (sys.executable, BYTES, path),
            (peers, peer, equal),
            (sys.executable, READ, path),
            (sys.executable, DIAGNOSE, path),
        )
        plain, theirs, *ours = medians(*bodies)
        rival = "pandas" if peer == PANDAS else "orjson"
        for what, cost in zip(("read", "diagnosed"), ours, strict=True):
            print(
                f"{size / 1e6:.0f} MB of {name} {what}: {cost.cpu:.2f} s CPU, "
                f"{records / cost.cpu / 1e6:.2f} M records/s, "
                f"{cost.cpu / theirs.cpu:.1f} x {rival} ({theirs.cpu:.2f} s), "
                f"{cost.cpu / plain.cpu:.0f} x the bare bytes ({plain.cpu:.3f} s), "
                f"memory {cost.memory / path.stat().st_size:.1f} x the file"
            )


def growth(folder: Path, most: int) -> None:
    """Cost per record, from ten thousand to `most` records that are as short as can be."""
    path = folder / "log"
    for name, form in (("CSV", logs.as_short_csv), ("text", logs.as_short_text)):
        records = 10_000
        while records <= most:
            logs.write(path, form, records=records)
            read, whole = (measure(sys.executable, body, path) for body in (READ, DIAGNOSE))
            each, size = 1e6 / records, path.stat().st_size
            print(
                f"{records:>10,} records of {name}: read {each * read.cpu:.2f} µs a record, "
                f"diagnosed {each * whole.cpu:.2f} µs a record, "
                f"memory {read.memory / size:.1f} and {whole.memory / size:.1f} x the file"
            )
            records *= 10


def small(folder: Path) -> None:
    """Fifty records; a text is never read twice."""
    for name, form in (("text", logs.as_text), ("CSV", logs.as_csv), ("JSON lines", logs.as_json_line)):
        path = folder / "log"
        logs.write(path, form, records=50)
        read, whole = (1e3 * measure(sys.executable, f"{OFTEN}{what}(data)", path).cpu / 200 for what in SMALL)
        print(f"50 records of {name}: read {read:.2f} ms CPU, diagnosed {whole:.2f} ms CPU")


def uneven(folder: Path, size: int) -> None:
    """What cannot be read as columns, or only in part."""
    for name, form, part in (("progress bars", logs.as_progress, 1), ("chatter", logs.as_chatter, 10)):
        path = folder / "log"
        logs.write(path, form, size // part)
        cost, length = measure(sys.executable, DIAGNOSE, path), path.stat().st_size
        print(
            f"{length / 1e6:.0f} MB of {name}: {cost.cpu:.2f} s CPU, {length / 1e6 / cost.cpu:.1f} MB/s, "
            f"memory {cost.memory / length:.1f} x the file"
        )


def hostile(folder: Path) -> None:
    """Ten megabytes of malice."""
    for name, (begin, repeated) in logs.HOSTILE.items():
        path = folder / "log"
        path.write_bytes(logs.hostile(begin, repeated))
        cost = measure(sys.executable, REFUSED, path)
        print(f"10 MB of {name}: {cost.cpu:.2f} s CPU, {cost.memory / 1e6:.0f} MB of memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, help="a Python with pandas and orjson")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--records", type=int, default=10_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small(folder)
        sizes(folder, options.peers, options.megabytes * 1_000_000)
        uneven(folder, options.megabytes * 1_000_000)
        hostile(folder)
        growth(folder, options.records)


if __name__ == "__main__":
    main()
