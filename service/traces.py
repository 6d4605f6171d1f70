"""Traces of requests and jobs for OpenTelemetry; imported only where OTEL_EXPORTER_OTLP_ENDPOINT says where they go.

A request's span goes on with the trace of its caller (`traceparent`, W3C Trace Context). Where the caller gives no
request id, the id is the `traceparent` of that span: it stands in the row of a job, whose span, made in a process of
its own, perhaps on another machine, links back to the request by it. Both spans have the id as an attribute too.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Flask, Response, g, request

from service import telemetry
from service.jobs.queue import Job
from service.settings import SettingError

try:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    from opentelemetry.trace import Link, SpanKind, get_current_span, set_span_in_context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError as error:
    told = "OTEL_EXPORTER_OTLP_ENDPOINT needs OpenTelemetry: pip install 'trainhealth[traces]'"
    raise SettingError(told) from error

NAME, EXTENSION = "trainhealth", "traces"
ID, JOB = "trainhealth.request_id", "trainhealth.job"
EXPORT_SECONDS = 2.0  # that a job's process waits for a collector that does not answer, its result long written
PROPAGATOR = TraceContextTextMapPropagator()


def provider(endpoint: str, at_once: bool = False) -> TracerProvider:
    """endpoint: of OTLP over HTTP, without /v1/traces · at_once: for processes that end with their span, as jobs do."""
    made = TracerProvider(resource=Resource({"service.name": NAME}).merge(OTELResourceDetector().detect()))
    exporter = OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=EXPORT_SECONDS)
    made.add_span_processor(SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter))
    return made


def register(app: Flask, endpoint: str) -> None:
    """To be called before whatever gives requests their ids."""
    app.extensions[EXTENSION] = made = provider(endpoint)
    tracer = made.get_tracer(NAME)

    def begin() -> None:
        route = request.url_rule.rule if request.url_rule else "none"
        attributes = {"http.request.method": request.method, "http.route": route}
        caller = PROPAGATOR.extract({key.lower(): value for key, value in request.headers.items()})
        g.span = tracer.start_span(f"{request.method} {route}", caller, SpanKind.SERVER, attributes)
        carrier: dict[str, str] = {}
        PROPAGATOR.inject(carrier, set_span_in_context(g.span))
        g.traceparent = carrier["traceparent"]

    def end(response: Response) -> Response:
        g.span.set_attributes({"http.response.status_code": response.status_code, ID: telemetry.request_id()})
        g.span.end()
        return response

    app.before_request(begin)
    app.after_request(end)


def jobs(endpoint: str) -> Callable[[Job], AbstractContextManager[None]]:
    """What makes the span of one attempt at a job."""
    tracer = provider(endpoint, at_once=True).get_tracer(NAME)

    @contextmanager
    def span(job: Job) -> Iterator[None]:
        asked = get_current_span(PROPAGATOR.extract({"traceparent": job.request_id})).get_span_context()
        links = [Link(asked)] if asked.is_valid else []
        attributes = {ID: job.request_id, JOB: job.id}
        with tracer.start_as_current_span(f"job {job.kind}", links=links, attributes=attributes):
            yield

    return span
