"""`/metrics` as Prometheus and its linter want it: https://prometheus.io/docs/practices/naming/"""

import re

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from tests.service.logs import DIVERGING


def test_names_and_samples_keep_the_conventions(client: FlaskClient) -> None:
    client.post("/v1/diagnoses", data=DIVERGING)
    families = list(text_string_to_metric_families(client.get("/metrics").text))
    ours = [each for each in families if each.name.startswith("trainhealth_")]
    assert len({each.name for each in families}) == len(families), "a family is told once"
    assert {"trainhealth_requests", "trainhealth_request_seconds", "trainhealth_jobs_waiting"} <= {f.name for f in ours}
    for family in ours:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", family.name) and family.documentation
        assert not re.search(r"_(milliseconds|minutes|megabytes|percent)", family.name), "base units alone"
        for sample in family.samples:
            assert not sample.labels.keys() & {"id", "path", "tenant", "request_id"}, "labels of few values"
            assert (sample.name.endswith("_total")) == (family.type == "counter"), sample.name
