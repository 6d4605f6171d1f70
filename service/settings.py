"""What an operator can set. The environment is read here, once, and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from service.setting_bounds import wrong

MEGABYTE = 1_000_000
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SettingError(ValueError):
    """A setting cannot be used; the text says which and why."""


@dataclass(frozen=True)
class Settings:
    """Each field is read from the environment variable of its name in capitals: PORT, DATABASE_URL, …

    host, port:       where to listen
    workers, threads: web processes, and requests that each of them answers at once
    database_url:     the store, as SQLAlchemy names it: a file of SQLite, or "postgresql+psycopg://user@host/name"
    max_upload_bytes: largest body, also after its Content-Encoding is undone
    max_unpacked_bytes: what the files of a posted archive may have together
    max_held_bytes:   what all requests that a web process answers at once may have together, unpacked files included
    max_diagnosis_seconds: of computing, that reading and judging one upload may take
    public_url:       put before the links of an answer, e.g. "https://trainhealth.example.org"; "" keeps them relative
    keys:             whether requests need an API key: "on", "off", or "auto", which asks everywhere but on loopback
    posts_a_minute, posts_a_day: how often a tenant may post; 0 for no limit
    broker_url:       Redis or RabbitMQ, as Celery names it, where jobs run on many machines; "" for none
    otel_exporter_otlp_endpoint: where traces go, over HTTP; "" for none. OpenTelemetry reads its other OTEL_… itself
    max_parameters, max_examples, max_training_seconds: the most that one training of an experiment may be
    job_slots:        jobs that the worker beside the web server does at once; 0 for no worker here
    job_memory_bytes: address space of one job
    upload_days, diagnosis_days, run_days, job_days: how long what was posted is kept, and diagnoses, live runs and jobs
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = os.cpu_count() or 1
    threads: int = 64
    database_url: str = "sqlite:///data/trainhealth.db"
    max_upload_bytes: int = 256 * MEGABYTE
    max_unpacked_bytes: int = 512 * MEGABYTE
    max_held_bytes: int = 512 * MEGABYTE
    max_diagnosis_seconds: int = 120
    public_url: str = ""
    keys: str = "auto"
    posts_a_minute: int = 0
    posts_a_day: int = 0
    broker_url: str = ""
    otel_exporter_otlp_endpoint: str = ""
    max_parameters: int = 5_000_000
    max_examples: int = 200_000
    max_training_seconds: int = 3600
    job_slots: int = 2
    job_memory_bytes: int = 4000 * MEGABYTE
    upload_days: int = 7
    diagnosis_days: int = 90
    run_days: int = 90
    job_days: int = 90

    @property
    def asks_for_keys(self) -> bool:
        return self.keys == "on" or (self.keys == "auto" and self.host not in LOOPBACK)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Raises SettingError, with a line for each variable that does not hold what its setting needs."""
        given = {field.name: environment.get(field.name.upper(), "") for field in fields(cls)}
        values = {name: _value(name, text, getattr(cls, name)) for name, text in given.items() if text}
        mistakes = [sentence for name, value in values.items() if (sentence := wrong(name, value))]
        if mistakes:
            raise SettingError("\n".join(mistakes))
        return cls(**values)  # type: ignore[arg-type]


def _value(name: str, text: str, default: object) -> object:
    if not isinstance(default, int):
        return text.rstrip("/") if name.endswith(("_url", "_endpoint")) else text
    if not text.isascii() or not text.isdigit():
        raise SettingError(f"{name.upper()}={text!r} is not a whole number, such as {default}.")
    return int(text)
