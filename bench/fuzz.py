"""`make fuzz`: readers are fed made-up bytes: pieces of logs of every kind, cut, repeated, mixed and damaged.

    python bench/fuzz.py [--seconds 60] [--seed 0]

A reader may refuse what it gets with an error meant for the user, and nothing else; and not think about it for long.
What it did not stand is kept in .fuzz/, and tried first the next time.
"""

import argparse
import random
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path

import analyzers
from analyzers.errors import AnalyzerError

KEPT = Path(".fuzz")
LONGEST_SECONDS = 2.0
MOST_BYTES = 20_000
SEEDS = [
    b"epoch 1: loss = 0.693, val_loss = 0.701\n" * 5,
    b"epoch,loss,val_loss\n0,0.69,0.70\n1,nan,0.6\n2,inf,-1e308\n",
    b'{"log_history": [{"loss": 1.0, "step": 10}, {"eval_loss": NaN, "step": 10}]}',
    b'{"epoch": 1, "loss": 0.5}\n{"epoch": 2, "loss": null}\n',
    b"Epoch 1/20\n32/32 [==============================] - 1s 3ms/step - loss: 450.9794\rEpoch 2/20\n",
    b"| epoch | loss |\n|---|---|\n| 1 | 0.5 |\n| 2 | 0.25 |\n",
    b"[0]\tvalidation_0-rmse:0.5\ttrain-rmse:0.4\n[1]\tvalidation_0-rmse:0.45\n",
    b"model.compile(optimizer=SGD(lr=0.1), loss='mse')\nEpoch 1 loss nan\n```python\nfor x in y:\n```\n",
    b"<table><tr><th>loss</th></tr><tr><td>1.0</td></tr></table>",
    b"\x18\x00\x00\x00\x00\x00\x00\x00\xa3\x7fK\"brain.Event:2",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", b"PK\x03\x04\x14\x00", b"\x28\xb5\x2f\xfd", b"\x93NUMPY\x01\x00v\x00",
    b"\xef\xbb\xbfloss;acc\n0,5;0,9\n0,4;0,95\n", "эпоха 1 потери 0,5\n第2轮 损失 0.4\n".encode(),
    b"100%|##########| 10/10 [00:01<00:00, loss=0.3]\x1b[31m\x1b[0m\r",
]  # fmt: skip
TOKENS = [
    b"\n",
    b"\r",
    b"\t",
    b",",
    b":",
    b"=",
    b"[",
    b"{",
    b'"',
    b"nan",
    b"inf",
    b"-",
    b"1e999",
    b"\x00",
    b"\xff",
    b"9" * 400,
]
TOKENS += [
    b"loss",
    b"epoch",
    b"val_loss",
    b"((((",
    b"[[[[",
    b"\\u0000",
    b"\xe2\x80\xae",
    b" " * 300,
    b"e" * 300,
    b"0" * 300,
]


def made_up(chance: random.Random) -> bytes:
    data = bytearray(chance.choice(SEEDS) * chance.choice((1, 1, 1, 3, 30)))
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(data) + 1)
        act = chance.randrange(6)
        if act == 0:
            data[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 50))
        elif act == 1:
            del data[at : at + chance.randrange(1, 40)]
        elif act == 2 and data:
            data[at % len(data)] = chance.randrange(256)
        elif act == 3:
            data[at:at] = data[: chance.randrange(1, 200)]
        elif act == 4:
            data[at:at] = chance.choice(SEEDS)
        else:
            data[at:at] = chance.randbytes(chance.randrange(1, 16))
    return bytes(data[:MOST_BYTES])


def fault_of(data: bytes) -> str | None:
    """What is wrong with how these bytes are taken; None where nothing is."""
    began = time.process_time()
    try:
        analyzers.diagnose(data)
    except AnalyzerError:
        pass
    except Exception:
        return traceback.format_exc()
    took = time.process_time() - began
    return f"took {took:.1f} s" if took > LONGEST_SECONDS else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance, end, tried, faults = random.Random(options.seed), time.monotonic() + options.seconds, 0, 0
    known = [path.read_bytes() for path in sorted(KEPT.glob("*"))]
    while time.monotonic() < end:
        data = known.pop() if known else made_up(chance)
        tried += 1
        if fault := fault_of(data):
            faults += 1
            KEPT.mkdir(exist_ok=True)
            path = KEPT / sha256(data).hexdigest()[:16]
            path.write_bytes(data)
            print(f"{path}: {fault}", flush=True)
    print(f"{tried:,} inputs of seed {options.seed}, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
