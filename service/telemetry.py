"""What is seen from outside: one line of JSON a request, an id that goes along with it, and numbers for Prometheus.

In several processes the numbers of all are added up through files in $PROMETHEUS_MULTIPROC_DIR, which `make serve`
sets to a fresh folder.
"""

import os
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily

from analyzers.diagnosis import Diagnosis
from service import current
from service.jobs import queue

REQUEST_ID = "X-Request-ID"
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

log = structlog.get_logger("trainhealth")


def configure() -> None:
    """Log lines as JSON on standard error; what was bound to a request's context is part of each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    found: str = g.get("request_id", "")
    return found


def count(diagnosis: Diagnosis, size: int) -> None:
    """size: bytes of the upload."""
    BYTES.inc(size)
    FORMATS.labels(diagnosis.reading.format).inc()
    for run in diagnosis.runs:
        for finding in run.findings:
            FINDINGS.labels(finding.code, finding.severity).inc()


def exposition() -> bytes:
    """All numbers in Prometheus' text form, with the jobs as the store has them now."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = REGISTRY
    return generate_latest(registry) + _jobs()


def _jobs() -> bytes:
    family = GaugeMetricFamily("trainhealth_jobs", "Jobs by state", labels=["status"])
    for status, number in queue.counts(current.database()).items():
        family.add_metric([status], number)
    registry = CollectorRegistry()
    registry.register(_Now(family))
    return generate_latest(registry)


class _Now:
    """A family that was just read, as the collector that a registry asks for."""

    def __init__(self, family: GaugeMetricFamily) -> None:
        self.family = family

    def collect(self) -> list[GaugeMetricFamily]:
        return [self.family]


def _begin() -> None:
    sent = request.headers.get(REQUEST_ID, "")
    g.request_id = sent if SAFE_ID.fullmatch(sent) else secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    took = time.perf_counter() - g.get("began", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "none"
    REQUESTS.labels(request.method, route, response.status_code).inc()
    SECONDS.labels(route).observe(took)
    response.headers[REQUEST_ID] = request_id()
    log.info(
        "request",
        request_id=request_id(),
        method=request.method,
        route=route,
        status=response.status_code,
        milliseconds=round(1000 * took, 2),
        tenant=current.tenant(),
    )
    return response
