"""Parquet files are tried in a process of their own: of a damaged one polars may end the process that reads it."""

import subprocess
import sys
from contextlib import suppress

from analyzers.errors import SpecError

MOST_BYTES = 4_000_000_000  # of address space
SECONDS = 30.0
READ = """
import base64, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}))
from analyzers.spec.tables import of_parquet
of_parquet(base64.b64decode(sys.stdin.buffer.read()), None, "/data")
"""


def check(stored: str) -> None:
    """Raises SpecError where reading ends its process, or never ends; what only raises is left to raise again.

    stored: base64 of the file
    """
    command = [sys.executable, "-c", READ.format(MOST_BYTES)]  # ours
    with suppress(subprocess.TimeoutExpired):
        tried = subprocess.run(command, input=stored.encode(), capture_output=True, timeout=SECONDS)  # noqa: S603
        if tried.returncode >= 0:
            return
    raise SpecError("/data/parquet cannot be read: it is damaged, or too much;", "send a CSV", "/data")
