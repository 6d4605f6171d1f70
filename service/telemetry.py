"""What is seen from outside: one line of JSON a request, an id that goes along with it, and numbers for Prometheus.

In several processes the numbers of all are added up through files in $PROMETHEUS_MULTIPROC_DIR, which `make serve`
sets to a fresh folder.
"""

import logging
import os
import random
import re
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import orjson
import structlog
from flask import Flask, Response, has_request_context
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from analyzers.diagnosis import Diagnosis
from service import at_hand, current
from service.jobs import queue
from service.log_stream import LogStream
from service.store import workers

Metric = TypeVar("Metric", Counter, Histogram)

REQUEST_ID, SENT_AS = "X-Request-ID", "HTTP_X_REQUEST_ID"
NONE_WAIT = {queue.QUICK: 0.0, queue.SLOW: 0.0}
METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})  # a client may make up others
SAFE_ID = re.compile(r"[\w.:-]{1,64}")  # what we take over from a proxy; anything else gets an id of ours

REQUESTS = Counter("trainhealth_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "trainhealth_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)
BYTES = Counter("trainhealth_upload_bytes", "Bytes of logs read")
FORMATS = Counter("trainhealth_readings", "Uploads read, by format", ["format"])
FINDINGS = Counter("trainhealth_findings", "Findings given", ["code", "severity"])

lines: list[structlog.BytesLogger] = []  # where the line of a request goes; nowhere before `configure`


def configure() -> None:
    """Log lines as JSON on standard error, also those of libraries; what was bound to a context is part of each."""
    stderr = sys.__stderr__ or sys.stderr  # the real one: Celery puts a stand-in that takes no bytes in its place
    stream: Any = LogStream(stderr.buffer)
    lines[:] = [structlog.BytesLogger(stream)]
    ours: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _of_request,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*ours, structlog.processors.JSONRenderer(orjson.dumps)],
        logger_factory=structlog.BytesLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    written = structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(written, foreign_pre_chain=ours))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)  # Python's own, such as those of code in a log
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _of_request(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if has_request_context():
        event["request_id"] = request_id()
    return event


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    return _begun()[0]


def count(diagnosis: Diagnosis, size: int) -> None:
    """size: bytes of the upload."""
    BYTES.inc(size)
    _labelled(FORMATS, diagnosis.reading.format).inc()
    for run in diagnosis.runs:
        for finding in run.findings:
            _labelled(FINDINGS, finding.code, finding.severity).inc()


def exposition() -> bytes:
    """All numbers in Prometheus' text form, with the jobs as the store has them now."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = REGISTRY
    return generate_latest(registry) + _now()


def _now() -> bytes:
    """What the store says now; that it does not answer is told as a number too."""
    try:
        jobs, waiting = queue.counts(current.database()), queue.waiting(current.database())
        cost = queue.seconds_waiting(current.database())
        up, alive = 1, len(workers.beats(current.database()))
    except SQLAlchemyError:
        jobs, waiting, cost, up, alive = {}, {}, {}, 0, 0
    families = [
        _gauge("trainhealth_store_up", "Whether the store answers", "", {"": up}),
        _gauge("trainhealth_workers", "Workers that say that they live", "", {"": alive}),
        _gauge("trainhealth_jobs", "Jobs by state", "status", jobs),
        _gauge("trainhealth_jobs_waiting", "Jobs that nobody took yet", "queue", {**NONE_WAIT, **waiting}),
        _gauge("trainhealth_jobs_waiting_seconds", "What these are estimated to cost", "queue", {**NONE_WAIT, **cost}),
    ]
    registry = CollectorRegistry()
    registry.register(_Now(families))
    return generate_latest(registry)


def _gauge(name: str, told: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label] if label else [])
    for value, number in values.items():
        family.add_metric([value] if label else [], number)
    return family


class _Now:
    """Families that were just read, as the collector that a registry asks for."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self.families = families

    def collect(self) -> list[GaugeMetricFamily]:
        return self.families


def _begin() -> None:
    sent, own = at_hand.asked().environ.get(SENT_AS, ""), at_hand.own()
    made = own.get("traceparent") or f"{random.getrandbits(64):016x}"
    own.begun = sent if SAFE_ID.fullmatch(sent) else made, time.perf_counter()


def _begun() -> tuple[str, float]:
    """The id of the request at hand, and when it began: seconds of the performance counter."""
    found: tuple[str, float] = at_hand.own().get("begun") or ("", time.perf_counter())
    return found


def _end(response: Response) -> Response:
    (id, began), asked = _begun(), at_hand.asked()
    method, rule, status, took = asked.method, asked.url_rule, response.status_code, time.perf_counter() - began
    route = rule.rule if rule else "none"
    _labelled(REQUESTS, method if method in METHODS else "other", route, status).inc()
    _labelled(SECONDS, route).observe(took)
    response.headers.add(REQUEST_ID, id)
    _write(
        {
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": round(1000 * took, 2),
            "tenant": current.tenant(),
            "event": "request",
            "request_id": id,
            "level": "info",
        }
    )
    return response


@cache
def _labelled(family: Metric, *labels: str | int) -> Metric:
    """One number of a family; the family itself would look for it under a lock."""
    return family.labels(*labels)


def _write(line: dict[str, Any]) -> None:
    """As structlog would write it, in a fifth of the time."""
    if lines:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        lines[0].info(orjson.dumps(line | {"timestamp": now}))
