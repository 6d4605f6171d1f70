import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from flask.testing import FlaskClient
from flask_openapi import OpenAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from service.openapi import document, written

COMMITTED = Path(__file__).parents[2] / "openapi.yaml"
OPERATIONS = [
    (path, method)
    for path, operations in yaml.safe_load(COMMITTED.read_text())["paths"].items()
    for method in operations
]
EXAMPLES = 20  # requests an operation and mode
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]

UPLOT = "5dd9b3281aa64b461b42d9945f6adb2649d346502b12281a9ae0d46599a80eba"  # uplot 1.6.32, dist/uPlot.esm.js


def test_the_committed_document_is_what_the_code_says(app: OpenAPI) -> None:
    assert COMMITTED.read_text() == written(document(app)), "run: make openapi"


def test_the_document_is_valid_openapi(app: OpenAPI) -> None:
    validate(document(app))


def test_the_served_document_is_the_same(app: OpenAPI, client: FlaskClient) -> None:
    assert yaml.safe_load(client.get("/openapi.yaml").text) == document(app)


def test_every_address_is_in_the_document(app: OpenAPI) -> None:
    pages = {"/", "/docs", "/findings", "/specs", "/openapi.yaml", "/metrics", "/static/{path:filename}"}
    routed = {rule.rule.replace("<", "{").replace(">", "}") for rule in app.url_map.iter_rules()}
    assert routed - pages == set(document(app)["paths"])


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_no_request_that_can_be_made_up_breaks_the_contract(
    app: OpenAPI, path: str, method: str, mode: GenerationMode
) -> None:
    operation = schemathesis.openapi.from_wsgi("/openapi.yaml", app)[path][method]
    _hold(operation.as_strategy(generation_mode=mode))


def _hold(cases: Any) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def holds(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    with suppress(Unsatisfiable):  # of an operation that refuses nothing, nothing unfitting can be made up
        holds()


def test_vendored_scripts_are_what_their_publisher_sent() -> None:
    script = Path(__file__).parents[2] / "service/web/static/vendor/uplot/uPlot.esm.js"
    assert hashlib.sha256(script.read_bytes()).hexdigest() == UPLOT
