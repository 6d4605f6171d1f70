"""Asks as fast as answers come, over connections that stay open: by wrk where it is installed, else by threads."""

import http.client
import random
import re
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from urllib.parse import urlsplit

SCRIPT = """
local body = io.open("{body}", "rb"):read("*a")
local count
wrk.method = "POST"
wrk.headers["Content-Type"] = "{media_type}"
function init() count = {first} end
function request()
  count = count + 1
  return wrk.format(nil, nil, nil, (body:gsub("NUMBER", count)))
end
"""
MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True)
class Result:
    """median, p99: milliseconds · failed: answers that were not 2xx or 3xx, and connections that broke · cost:
    milliseconds of a processor that the server's processes took for a request
    """

    rate: float
    median: float
    p99: float
    requests: int
    failed: int
    by: str
    cost: float = 0.0

    def __str__(self) -> str:
        figures = f"{self.rate:7.1f} requests/s  median {self.median:6.1f} ms  p99 {self.p99:6.1f} ms"
        return f"{figures}  cost {self.cost:.2f} ms  failed {self.failed}  ({self.by})"


def load(url: str, body: bytes, seconds: int, connections: int, media_type: str = "text/plain") -> Result:
    """The word NUMBER in the body is another number in every request."""
    asks = _wrk if shutil.which("wrk") else _threads
    return asks(url, body, seconds, connections, media_type)


def _wrk(url: str, body: bytes, seconds: int, connections: int, media_type: str) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "body").write_bytes(body)
        script = Path(folder, "post.lua")
        script.write_text(
            SCRIPT.format(body=Path(folder, "body"), media_type=media_type, first=random.randrange(10**9))
        )
        words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", str(script)]
        told = run([*words, url], capture_output=True, text=True, check=True).stdout
    count, took = re.search(r"(\d+) requests in ([\d.]+\w+)", told).groups()  # type: ignore[union-attr]
    broken = sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", told)))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    failed = broken + (int(refused[1]) if refused else 0)
    rate = int(count) / (_ms(took) / 1e3)
    return Result(rate, _percentile(told, 50), _percentile(told, 99), int(count), failed, "wrk")


def _percentile(told: str, percent: int) -> float:
    return _ms(re.search(rf"{percent}%\s+([\d.]+\w+)", told)[1])  # type: ignore[index]


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * MILLISECONDS[unit]


def _threads(url: str, body: bytes, seconds: int, connections: int, media_type: str) -> Result:
    parts, end = urlsplit(url), time.monotonic() + seconds

    def asks(_: int) -> tuple[list[float], int]:
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        took, failed = [], 0
        while (began := time.monotonic()) < end:
            try:
                other = body.replace(b"NUMBER", str(random.randrange(10**9)).encode())
                connection.request("POST", parts.path, other, {"Content-Type": media_type})
                with connection.getresponse() as answer:
                    answer.read()
                    failed += answer.status >= 400
            except OSError:
                failed += 1
                connection.close()
            took.append(1e3 * (time.monotonic() - began))
        connection.close()
        return took, failed

    with ThreadPoolExecutor(connections) as threads:
        done = list(threads.map(asks, range(connections)))
    times = sorted(each for took, _ in done for each in took)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return Result(len(times) / seconds, p50, p99, len(times), sum(failed for _, failed in done), "threads")
