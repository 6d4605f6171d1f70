"""What each setting must be. What is not named here may be anything of its type, numbers from 0 on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

JOB_BYTES = 500_000_000  # of address space; with 300 MB the smallest experiment fails, with 400 MB it does not


@dataclass(frozen=True)
class Bound:
    """be: what the setting must be, in words · holds: whether a value is that · secret: it may hold a password"""

    be: str
    holds: Callable[[Any], bool]
    secret: bool = False


def at_least(least: int) -> Bound:
    return Bound(f"at least {least}", lambda value: value >= least)


def address(*schemes: str, example: str, secret: bool = False) -> Bound:
    """Empty, or a URL of one of the schemes."""
    return Bound(
        f"a URL that begins with {' or '.join(schemes)}, such as {example}",
        lambda value: not value or (value.startswith(schemes) and len(value) > len(value.partition("://")[0]) + 3),
        secret,
    )


BOUNDS: Mapping[str, Bound] = {
    "port": Bound("1 to 65535", lambda port: 1 <= port <= 65535),
    "workers": at_least(1),
    "threads": at_least(2),
    "database_url": address(
        "sqlite:///",
        "postgresql+psycopg://",
        example="sqlite:///data/trainhealth.db or postgresql+psycopg://user@host/name",
        secret=True,
    ),
    "max_upload_bytes": at_least(1_000),
    "max_unpacked_bytes": at_least(1_000),
    "max_diagnosis_seconds": at_least(1),
    "public_url": address("http://", "https://", example="https://trainhealth.example.org"),
    "keys": Bound("on, off or auto", lambda word: word in ("on", "off", "auto")),
    "broker_url": address(
        "redis://", "rediss://", "amqp://", "amqps://", example="redis://host:6379/0 or amqp://user@host", secret=True
    ),
    "otel_exporter_otlp_endpoint": address("http://", "https://", example="http://collector:4318"),
    "job_memory_bytes": at_least(JOB_BYTES),
}

EXTRAS: Mapping[str, tuple[str, str, str]] = {
    "database_url": ("postgresql", "psycopg", "cluster"),
    "broker_url": ("", "celery", "cluster"),
    "otel_exporter_otlp_endpoint": ("", "opentelemetry", "traces"),
}
"""Settings that, where they begin so, need a module, which an extra of the package brings."""


def wrong(name: str, value: Any) -> str | None:
    """What is wrong with a setting's value, as a sentence with what to do; None where nothing is."""
    bound = BOUNDS.get(name)
    if bound and not bound.holds(value):
        given = "" if bound.secret else f" is {value!r}, but"
        return f"{name.upper()}{given} must be {bound.be}."
    begins, module, extra = EXTRAS.get(name, ("", "", ""))
    if module and value and value.startswith(begins) and find_spec(module) is None:
        return f"{name.upper()} needs the package {module}: pip install 'trainhealth[{extra}]'."
    return None
