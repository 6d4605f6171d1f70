"""OpenTelemetry, with a receiver of OTLP on loopback."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.current import EXTENSION
from service.settings import Settings
from service.store.migrate import upgrade
from tests.experiments.specs import half

CALLER = "0af7651916cd43dd8448eb211c80319c"


class Receiver:
    """Takes spans as a collector does. spans: as OTLP has them, by name."""

    def __init__(self) -> None:
        trace = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
        self.spans: dict[str, Any] = {}
        spans = self.spans

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sent = trace.ExportTraceServiceRequest.FromString(body)
                found = [span for r in sent.resource_spans for scope in r.scope_spans for span in scope.spans]
                spans.update({span.name: span for span in found})
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, name: str, seconds: float = 30) -> Any:
        deadline = time.monotonic() + seconds
        while name not in self.spans:
            assert time.monotonic() < deadline, f"no span {name!r}, only {sorted(self.spans)}"
            time.sleep(0.05)
        return self.spans[name]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def attribute(span: Any, key: str) -> Any:
    (found,) = [each.value for each in span.attributes if each.key == key]
    return found.string_value or found.int_value


def test_a_job_is_linked_with_the_request_that_asked_for_it(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")  # ms until a request's span is sent
    from service import traces  # the receiver has skipped this where there is no OpenTelemetry

    url = f"sqlite:///{tmp_path / 'store.db'}"
    app = create_app(Settings(database_url=url, otel_exporter_otlp_endpoint=receiver.url))
    upgrade(app.extensions[EXTENSION].database)
    settings = {"DATABASE_URL": url, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "JOB_SLOTS": "1"}
    worker = subprocess.Popen([sys.executable, "-m", "service", "worker"], env=os.environ | settings)
    try:
        posted = app.test_client().post(
            "/v1/experiments",
            json=half(epochs=2) | {"ask": ["replay"]},
            headers={"traceparent": f"00-{CALLER}-b7ad6b7169203331-01"},
        )
        assert posted.status_code == 202
        asked = receiver.wait("POST /v1/experiments")
        done = receiver.wait("job experiment")
    finally:
        worker.terminate()
        worker.wait(20)
        app.extensions[traces.EXTENSION].shutdown()
        app.extensions[EXTENSION].database.close()
    assert asked.trace_id.hex() == CALLER, "it goes on with the trace of the caller"
    assert [(link.trace_id, link.span_id) for link in done.links] == [(asked.trace_id, asked.span_id)]
    assert attribute(done, "trainhealth.request_id") == attribute(asked, "trainhealth.request_id")
    assert attribute(done, "trainhealth.request_id") == posted.headers["X-Request-ID"]
    assert attribute(done, "trainhealth.job") == posted.json["id"]
    assert attribute(asked, "http.response.status_code") == 202


def test_without_the_setting_nothing_of_opentelemetry_is_loaded(tmp_path: Path) -> None:
    code = "import sys; from service.app import create_app; create_app(); print('opentelemetry' in sys.modules)"
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}", "OTEL_EXPORTER_OTLP_ENDPOINT": ""}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | settings, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
