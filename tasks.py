#!/usr/bin/env python3
"""Everything that `make` can do, with nothing but Python's standard library: python3 tasks.py serve | test | …

Makes `.venv` from the committed, hashed lock files the first time and whenever they change.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
RUNTIME, CLUSTER, DEVELOPMENT = "requirements.lock", "requirements-cluster.lock", "requirements-dev.lock"


def run(*command: str | Path) -> None:
    """Runs a command from the project's root; ends this process with its exit code when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def environment(lock: str) -> None:
    """Brings `.venv` to what `lock` says; does nothing where it already is."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this with an older one shall be told
        sys.exit(
            f"trainhealth needs Python 3.11 or newer, this is {sys.version.split()[0]}: "
            "run it with `python3.11 tasks.py …`"
        )
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    marker = VENV / f"installed-{lock}"
    if marker.exists() and marker.read_text() == wanted:
        return
    if not (BIN / "python").exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if made.returncode:  # Debian without python3-venv has no ensurepip: borrow the outer pip
            run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    pip = (
        [BIN / "python", "-m", "pip"]
        if (BIN / "pip").exists()
        else [sys.executable, "-m", "pip", "--python", BIN / "python"]
    )
    run(*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    run(
        *pip,
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        ".",
    )
    marker.write_text(wanted)


def serve() -> None:
    """Serve on 127.0.0.1, port 8000 or $PORT."""
    environment(RUNTIME)
    os.execv(BIN / "python", [str(BIN / "python"), "-m", "service"])


def test() -> None:
    """All that CI checks: style, types, import directions, tests."""
    environment(DEVELOPMENT)
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "mypy")
    run(BIN / "lint-imports")
    run(BIN / "pytest", "-n", "2", *sys.argv[2:])


def openapi() -> None:
    """Write openapi.yaml anew from the endpoints."""
    environment(DEVELOPMENT)
    write = "openapi.write(app.create_app(), Path('openapi.yaml'))"
    run(BIN / "python", "-c", f"from pathlib import Path; from service import app, openapi; {write}")


def bench() -> None:
    """Measure reading, diagnosing and training beside other libraries, which get a `.venv-bench` of their own."""
    python = peers()
    run(BIN / "python", "-m", "bench.reading", "--peers", python, *sys.argv[2:])
    run(python, "-m", "bench.core")


def race() -> None:
    """Race the training core against PyTorch, JAX, Keras and scikit-learn (bench/core)."""
    run(peers(), "-m", "bench.core", *sys.argv[2:])


def conformance() -> None:
    """Record anew what PyTorch and Keras compute, which the tests of the core are held against."""
    for framework in ("pytorch", "keras"):
        run(peers(), "-m", f"tests.nn.conformance.record_{framework}")


def peers() -> Path:
    """The python of `.venv-bench`, with what the benchmarks compare with."""
    environment(DEVELOPMENT)
    home = ROOT / ".venv-bench"
    if not home.exists():
        run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / BIN.name / "python"
    pip = [BIN / "python", "-m", "pip"] if (BIN / "pip").exists() else [sys.executable, "-m", "pip"]
    run(*pip, "--python", python, "install", "--quiet", "--disable-pip-version-check", "-r", "requirements-bench.txt")
    return python


def load() -> None:
    """Measure small diagnoses a second against a bare echo (bench/load.py)."""
    environment(DEVELOPMENT)
    run(BIN / "python", "bench/load.py", *sys.argv[2:])


def chaos() -> None:
    """Kill web workers, job workers, database and broker in the middle of work (bench/chaos)."""
    environment(DEVELOPMENT)
    run(BIN / "python", "-m", "bench.chaos", *sys.argv[2:])


def fuzz() -> None:
    """Look for bytes that a reader does not stand (bench/fuzz.py)."""
    environment(DEVELOPMENT)
    run(BIN / "python", "-m", "bench.fuzz", *sys.argv[2:])


def audit() -> None:
    """Look for known holes in the locked dependencies, as PyPI publishes them; fails where it cannot be asked."""
    environment(DEVELOPMENT)
    words = (BIN / "pip-audit", "--strict", "--require-hashes", "--disable-pip", "--requirement", CLUSTER)
    if subprocess.run(words, cwd=ROOT).returncode:
        sys.exit(
            "audit: NOT passed. Either holes are listed above, or a dependency 'could not be audited': then PyPI's "
            "advisories cannot be reached from here (a mirror has none) and NOTHING was checked: ask again elsewhere."
        )


def faults() -> None:
    """Put published faults into networks that learn; count how many are seen, explained and repaired."""
    environment(DEVELOPMENT)
    run(BIN / "python", "-m", "bench.faults", *sys.argv[2:])


def lock() -> None:
    """Write the lock files anew from pyproject.toml (needs uv)."""
    common = (
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
    )
    common += ("--no-annotate", "--custom-compile-command", "make lock", "pyproject.toml", "--group", "build")
    run(*common, "--output-file", RUNTIME)
    run(*common, "--extra", "cluster", "--extra", "traces", "--constraint", RUNTIME, "--output-file", CLUSTER)
    run(*common, "--all-extras", "--group", "dev", "--constraint", RUNTIME, "--output-file", DEVELOPMENT)


TASKS = {
    task.__name__: task
    for task in (serve, test, openapi, bench, race, faults, conformance, load, chaos, fuzz, audit, lock)
}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        sys.exit(
            "usage: python3 tasks.py TASK\n" + "\n".join(f"  {name:11} {task.__doc__}" for name, task in TASKS.items())
        )
    TASKS[sys.argv[1]]()
