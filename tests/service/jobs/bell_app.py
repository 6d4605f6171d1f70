"""The bell with kinds of jobs for tests, for a Celery worker: celery --app tests.service.jobs.bell_app."""

from service.jobs import kinds

kinds.KINDS = {"echo": lambda spec, attempt: spec}

from service.jobs.bell import app  # noqa: E402  reads the kinds

__all__ = ["app"]
