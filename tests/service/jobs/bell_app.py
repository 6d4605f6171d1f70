"""The bell with kinds of jobs for tests, for a Celery worker: celery --app tests.service.jobs.bell_app."""

from service.jobs import kinds
from tests.service.jobs.workers import KINDS

kinds.KINDS = KINDS

from service.jobs.bell import app  # noqa: E402  reads the kinds

__all__ = ["app"]
