"""The web server: gunicorn with threads."""

from typing import Any

from gunicorn.app.base import BaseApplication
from prometheus_client import multiprocess

from service import telemetry
from service.app import create_app
from service.settings import Settings

REQUEST_SECONDS = 120  # a worker that does not even answer its master for so long is replaced
GRACE_SECONDS = 30  # what a request may still take after the order to stop


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings instead of a file of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "worker_class": "gthread",
            "threads": self.settings.threads,
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "control_socket_disable": True,
            "child_exit": lambda _server, worker: multiprocess.mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        telemetry.configure()
        return create_app(self.settings)
