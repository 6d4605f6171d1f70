"""`make load`: how many small logs a second are diagnosed, held against a bare Flask echo under the same gunicorn.

    python bench/load.py [--seconds 10] [--requests 50000] [--connections 16]

Measures, one after the other on this machine, rates, times, and what each request costs the servers' processes:
  echo        a Flask app that reads JSON and answers JSON, and does nothing else
  diagnoses   POST /v1/diagnoses of a log of twelve lines, another one in each request, stored as always
  repeated    the same with one log again and again, whose analysis is remembered
  memory      resident memory of the web workers over --requests diagnoses
  starving    the median of diagnoses while slow clients and huge uploads hold connections
Ends with exit code 1 where a goal is missed. Uses wrk where it is installed, else threads of this process.
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from load_client import Result, load
from slow_clients import slow_clients

ROOT = Path(__file__).resolve().parent.parent
LOG = "".join(f"epoch {epoch}: loss = {2.0 * 1.9**epoch:.5g}\n" for epoch in range(1, 13)).encode()
OTHER_LOGS = LOG + b"seed NUMBER\n"
WORKERS, THREADS = 2, 16
LEAST_SHARE = 0.4
LONGEST_TAIL = 10.0
MOST_GROWTH = 1.10  # of resident memory between the first tenth of the requests and the end
MOST_STARVED = 3.0  # how much slower the median may get while others misbehave


@contextlib.contextmanager
def serving(command: list[str], port: int, path: str, **settings: str) -> Iterator[int]:
    """A server in a process group of its own; gives its pid once `path` answers."""
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                break
            time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait(45)


def resident(pid: int) -> int:
    """Bytes of a process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return own + sum(resident(int(child)) for child in below)


def processor_seconds(pid: int) -> float:
    """Of a process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(int(child)) for child in below)


def measure(pid: int, url: str, body: bytes, seconds: int, connections: int, media_type: str = "text/plain") -> Result:
    """`load`, with what a request costs the processes of a server."""
    before = processor_seconds(pid)
    result = load(url, body, seconds, connections, media_type)
    return replace(result, cost=1e3 * (processor_seconds(pid) - before) / result.requests)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure_echo(options: argparse.Namespace) -> Result:
    port = free_port()
    threads = ["--worker-class", "service.web_worker.Worker", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command = [sys.executable, "-m", "gunicorn", "--chdir", "bench", *threads, "--bind", f"127.0.0.1:{port}"]
    with serving([*command, "--no-control-socket", "echo:app"], port, "/") as pid:
        asked = (f"http://127.0.0.1:{port}/echo", b'{"a": 1}')
        measure(pid, *asked, 2, options.connections, "application/json")
        return measure(pid, *asked, options.seconds, options.connections, "application/json")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    echo = measure_echo(options)
    print(f"echo       {echo}")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/load.db", "JOB_SLOTS": "0"}
        settings |= {"WORKERS": str(WORKERS), "THREADS": str(THREADS)}
        with serving([sys.executable, "-m", "service"], port, "/readyz", **settings) as pid:
            return judge(options, echo, pid, port)


def judge(options: argparse.Namespace, echo: Result, pid: int, port: int) -> int:
    url = f"http://127.0.0.1:{port}/v1/diagnoses"
    load(url, OTHER_LOGS, 3, options.connections)
    ours = measure(pid, url, OTHER_LOGS, options.seconds, options.connections)
    share = ours.rate / echo.rate
    print(f"diagnoses  {ours}\n           {share:.2f} of the echo")
    again = measure(pid, url, LOG, options.seconds, options.connections)
    print(f"repeated   {again}\n           {again.rate / echo.rate:.2f} of the echo")
    with slow_clients(port, THREADS - 4):
        starved = measure(pid, url, OTHER_LOGS, options.seconds, options.connections)
    print(f"starving   {starved}")
    early, late, asked = memory(options, url, pid)
    print(f"memory     {early / 1e6:.0f} MB after {asked // 10:,} requests, {late / 1e6:.0f} MB after {asked:,}")
    goals = {
        f"at least {LEAST_SHARE} of the echo": share >= LEAST_SHARE,
        f"p99 below {LONGEST_TAIL:.0f} × median": ours.p99 < LONGEST_TAIL * ours.median,
        f"memory grows by less than {MOST_GROWTH - 1:.0%}": late < MOST_GROWTH * early,
        f"others' bad manners cost less than a factor {MOST_STARVED:.0f}": starved.median < MOST_STARVED * ours.median,
        "every answer is 2xx": ours.failed + starved.failed == 0,
    }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}     {goal}")
    return 0 if all(goals.values()) else 1


def memory(options: argparse.Namespace, url: str, pid: int) -> tuple[int, int, int]:
    """(bytes after a tenth of the requests, bytes at the end, requests)"""
    asked, early = 0, 0
    while asked < options.requests:
        asked += load(url, OTHER_LOGS, 5, options.connections).requests
        if not early and asked >= options.requests / 10:
            early = resident(pid)
    return early, resident(pid), asked


if __name__ == "__main__":
    sys.exit(main())
