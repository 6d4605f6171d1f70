"""What an attacker posts is refused, or shown as the text that it is."""

import gzip
import io
import json
import os
import re
import socket
import time
import urllib.request
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zstandard
from flask.testing import FlaskClient

from service.patience import PATIENCE_SECONDS
from tests.service.logs import DIVERGING

URL = "/v1/diagnoses"
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "]]></text><script>alert(1)</script>",
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "x\r\nSet-Cookie: a=b",
]
TRAVERSALS = [
    "../../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\win.ini",
    "a/../../b",
    "con",
    "." * 300,
    "\x00x",
]


def multipart(*parts: bytes, boundary: bytes = b"edge") -> tuple[bytes, str]:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary.decode()}"


def named(filename: str, content: bytes = DIVERGING) -> bytes:
    return f'Content-Disposition: form-data; name="log"; filename="{filename}"\r\n\r\n'.encode() + content


@pytest.mark.parametrize("name", TRAVERSALS)
def test_a_file_name_never_leads_to_a_file(client: FlaskClient, name: str, tmp_path: Path) -> None:
    before = set(Path.cwd().iterdir())
    body, kind = multipart(named(name))
    for answer in (
        client.post(URL, data=body, content_type=kind),
        client.post(URL, data=b"".join(multipart(named(name), named(name))[:1]), content_type=kind),
        client.post(URL, query_string={"filename": name}, data=DIVERGING),
    ):
        assert answer.status_code in (200, 400, 422), answer.text
        assert "root:" not in answer.text
    assert set(Path.cwd().iterdir()) == before


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fsettings.py", "/static//etc/passwd"]
)
def test_static_files_are_those_of_the_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (308, 404)


def bombs() -> dict[str, tuple[bytes, str]]:
    zeros = bytes(50_000_000)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.log", zeros)
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return {
        "gzip": (gzip.compress(zeros, 9), "gzip"),
        "gzip twice": (gzip.compress(gzip.compress(zeros, 9)), "gzip, gzip"),
        "zstd": (zstandard.compress(zeros, 19), "zstd"),
        "zip": (inner.getvalue(), ""),
        "zip of zips": (nested.getvalue(), ""),
        "gzip file": (gzip.compress(zeros, 9), ""),
    }


def test_bombs_are_refused_before_they_go_off(client: FlaskClient) -> None:
    for name, (data, encoding) in bombs().items():
        began = time.process_time()
        answer = client.post(URL, data=data, headers={"Content-Encoding": encoding} if encoding else {})
        assert answer.status_code in (413, 422), f"{name}: {answer.status_code}"
        assert time.process_time() - began < 5, f"{name} took long"


@pytest.mark.parametrize("text", SCRIPTS)
def test_names_and_text_of_a_log_are_text_in_every_representation(client: FlaskClient, text: str) -> None:
    asked = {"metrics": {"loss": [1.9**n for n in range(12)], text: [0.5] * 12}, "context": {"optimizer": text[:60]}}
    posted = client.post(URL, json=asked)
    assert posted.status_code in (200, 422)
    log = f"{text}\nrun {text}\n".encode() + DIVERGING.replace(b"loss", b"loss") + f"{text}: 1\n".encode()
    for answer in (posted, client.post(URL, data=log, query_string={"filename": text})):
        if answer.status_code != 200:
            continue
        link = answer.json["links"]["self"]
        drawn = client.get(f"{link}/chart.svg")
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn.text).iter()}
        assert not tags & {"script", "img", "foreignObject"}
        assert not any(name.startswith("on") for element in ET.fromstring(drawn.text).iter() for name in element.attrib)
        told = client.get(link, headers={"Accept": "text/markdown"}).text
        assert not re.search(r"(?<![`\\])<(?:script|img|svg)\b(?![^`\n]*`)", told), told
        assert not re.search(r"(?<![`\\])\]\(javascript:", told) or f"`{text}`" in told
        page = client.get(link, headers={"Accept": "text/html"}).text
        assert text not in page


def test_no_header_can_be_smuggled_in(client: FlaskClient) -> None:
    answer = client.post(URL, data=DIVERGING, query_string={"filename": "a\r\nSet-Cookie: a=b"})
    assert "Set-Cookie" not in answer.headers
    for header in ("X-Request-ID", "Idempotency-Key", "Accept", "Prefer"):
        assert client.post(URL, data=DIVERGING, headers={header: "é" * 20}).status_code < 500


def test_forms_that_are_made_to_confuse_are_refused_or_read(client: FlaskClient) -> None:
    whole, kind = multipart(named("a.log"))
    for body, content_type in (
        (whole, "multipart/form-data"),
        (whole, "multipart/form-data; boundary="),
        (whole, "multipart/form-data; boundary=" + "x" * 500),
        (whole[:-20], kind),
        (multipart(*[named(f"{n}.log", b"") for n in range(3_000)])[0], kind),
        (multipart(*[b'Content-Disposition: form-data; name="classes"\r\n\r\n2'] * 3_000)[0], kind),
        (multipart(b"X: " + b"y" * 200_000 + b"\r\n\r\nz")[0], kind),
        (multipart(b"Content-Disposition: form-data; name=\"log\"; filename*=utf-8''%ff\r\n\r\n" + DIVERGING)[0], kind),
        (b"--edge\r\n" * 20_000, kind),
    ):
        began = time.process_time()
        answer = client.post(URL, data=body, content_type=content_type)
        assert answer.status_code in (200, 400, 413, 422), answer.text
        assert time.process_time() - began < 5


def test_json_that_is_deep_wide_or_double_is_answered(client: FlaskClient) -> None:
    for body in (
        '{"metrics": {"loss": ' + "[" * 50_000 + "]" * 50_000 + "}}",
        json.dumps({"metrics": {f"m{n}": [1.0] for n in range(20_000)}}),
        '{"metrics": {"loss": [1, 2]}, "metrics": {"loss": [3]}}',
        '{"metrics": {"loss": [1e999999, -1e999999, 1' + "0" * 5_000 + "]}}",
    ):
        began = time.process_time()
        answer = client.post(URL, data=body, content_type="application/json")
        assert answer.status_code in (200, 400, 413, 422)
        assert time.process_time() - began < 10


def test_clients_that_never_finish_hold_up_nobody(address: str) -> None:
    """Slowloris: more connections than there are threads, each with a header that does not end."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    held = []
    try:
        for _ in range(100):
            held.append(socket.create_connection((host, port)))
            held[-1].sendall(b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        began = time.monotonic()
        with urllib.request.urlopen(f"{address}{URL}", DIVERGING, timeout=20) as answer:
            assert answer.status == 200
        assert time.monotonic() - began < 3 * PATIENCE_SECONDS
    finally:
        for connection in held:
            connection.close()


def test_a_key_is_never_written_to_the_log(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    secret = f"th_x_{os.urandom(16).hex()}"
    client.get("/v1/runs", headers={"Authorization": f"Bearer {secret}"})
    client.get(f"/v1/runs/{secret}")
    assert secret not in capsys.readouterr().out
