"""What libFuzzer calls for each input, in a process of its own that gets libFuzzer's flags.

Every reader that claims an input reads it, or the one that $FUZZ_READER names. It may refuse it with an error meant for
the user, and nothing else; it may not think about it for long; and it counts no more lines used than there are. Every
eighth input goes through the whole diagnosis, with the code that it may hold, so that rules and checks meet made-up
runs and networks too. A fault is written down once for each place in the code, and the search goes on. How many inputs
each reader has read is told every TOLD inputs.
"""

import os
import sys
import time
import traceback
from collections import Counter
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import atheris

with atheris.instrument_imports(include=["analyzers"]):
    import analyzers
    from analyzers import configs
    from analyzers.errors import AnalyzerError
    from analyzers.reader import Upload
    from analyzers.readers import READERS

FAULTS = Path(".fuzz/faults")
LONGEST_SECONDS = 2.0
WHOLE = 8  # one input in so many goes through the whole diagnosis
TOLD = 100_000
ALONE = os.environ.get("FUZZ_READER", "")

ASKED = [reader for reader in READERS if ALONE in ("", reader.id)]
_seen: set[str] = set()
_read: Counter[str] = Counter()  # inputs by what read them


def one(data: bytes) -> None:
    began = time.process_time()
    upload = Upload(data)
    _read["inputs"] += 1
    for reader in ASKED:
        try:
            if reader.sniff(upload):
                _read[reader.id] += 1
                reading = reader.read(upload)
                assert 0 <= reading.used <= reading.lines, f"{reading.used} lines used of {reading.lines}"
        except AnalyzerError:
            pass
        except Exception as error:
            note(data, f"{reader.id}: {place(error)}", traceback.format_exc())
    if not ALONE and crc32(data) % WHOLE == 0:
        whole(data)
    took = time.process_time() - began
    if took > LONGEST_SECONDS:
        note(data, "slow", f"took {took:.1f} s")
    if _read["inputs"] % TOLD == 0:
        print("READ", dict(_read), file=sys.stderr, flush=True)


def whole(data: bytes) -> None:
    _read["diagnosis"] += 1
    try:
        configs.findings(data)
        configs.described(data)
        analyzers.diagnose(data)
    except AnalyzerError:
        pass
    except Exception as error:
        note(data, f"diagnosis: {place(error)}", traceback.format_exc())


def place(error: Exception) -> str:
    """Where in the code it was raised."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def note(data: bytes, where: str, told: str) -> None:
    if where in _seen:
        return
    _seen.add(where)
    FAULTS.mkdir(parents=True, exist_ok=True)
    path = FAULTS / sha256(data).hexdigest()[:16]
    path.write_bytes(data)
    print(f"FAULT {path}: {where}\n{told}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    again = f"{sys.executable} -m bench.fuzz_target"  # as libFuzzer starts it again, to merge
    atheris.Setup([again, *sys.argv[1:]], one)
    atheris.Fuzz()
