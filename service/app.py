"""The app factory: endpoints, errors, store and settings put together."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Request
from flask_openapi import Info, OpenAPI
from werkzeug.routing import MapAdapter

from service import etags, hosts, idempotency, problems, rates, streams, telemetry, tenancy
from service.current import EXTENSION, Parts
from service.endpoints import diagnoses, documents, experiments, findings, health, metrics, page, remedies, runs, specs
from service.held import Held
from service.readiness import Workers
from service.settings import Settings
from service.store.database import Database

WEB = Path(__file__).parent / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURE = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]
"""Headers of every answer."""
DESCRIPTION = "Post a training log, get a diagnosis: what is wrong, since when, how sure, why, and what to change."


class App(OpenAPI):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is async: Flask need not ask each view and each hook with every request."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As Flask's, which reads and encodes the name of the host in each request; it takes part in redirects only."""
        if request is None or "//" in request.path:
            return super().create_url_adapter(request)
        sent = request.environ
        return MapAdapter(
            self.url_map,
            "",
            request.root_path,
            "",
            request.scheme,
            request.path,
            request.method,
            sent.get("QUERY_STRING", ""),
        )

    def wsgi_app(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def secured(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, *SECURE], *error)

        return super().wsgi_app(environ, secured)


def create_app(settings: Settings | None = None) -> OpenAPI:
    """A WSGI app. Its store must have been brought to the newest tables (`service.store.migrate`)."""
    settings = settings or Settings.from_environment()
    app = App(
        __name__,
        info=Info(title="trainhealth", version="1", description=DESCRIPTION),
        doc_ui=False,
        validation_error_callback=lambda error: problems.of_validation(error).response(),
        template_folder=str(WEB),
        static_folder=str(WEB / "static"),
        static_url_path="/static",
    )
    app.url_map.strict_slashes = False
    database = Database(settings.database_url)
    seats = threading.BoundedSemaphore(max(1, settings.threads // 2))
    parts = Parts(settings, database, Workers(database), seats, Held(settings.max_held_bytes))
    app.extensions[EXTENSION] = parts
    app.teardown_request(parts.held.release)
    for endpoints in (diagnoses, experiments, runs, findings, remedies, specs, health):
        app.register_api(endpoints.bp)
    for plain in (documents, metrics, page):
        app.register_blueprint(plain.bp)
    if settings.otel_exporter_otlp_endpoint:
        from service import traces  # OpenTelemetry is there only where traces are wanted

        traces.register(app, settings.otel_exporter_otlp_endpoint)
    for guard in (telemetry, problems, hosts, tenancy, rates, idempotency, streams, etags):
        guard.register(app)
    return app
