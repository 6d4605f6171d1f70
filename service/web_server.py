"""The web server: gunicorn with threads."""

from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any

import gunicorn.glogging
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from prometheus_client import multiprocess

from service import processors, stopping
from service.app import create_app
from service.settings import Settings

REQUEST_SECONDS = 120  # a worker that does not even answer its master for so long is replaced
GRACE_SECONDS = 30  # what a request may still take after the order to stop


class Logger(gunicorn.glogging.Logger):  # type: ignore[misc]
    """gunicorn's own lines go where all others go."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Master(Arbiter):  # type: ignore[misc]
    """The parent of the web processes. Told to stop, it takes no connection any more: who comes then is refused, and
    not left in a queue that nobody empties until it is thrown away."""

    def stop(self, graceful: bool = True) -> None:
        if not (self.reexec_pid or self.master_pid):  # another master, started by SIGUSR2, would share the sockets
            for listener in self.LISTENERS:
                with suppress(OSError):
                    listener.sock.shutdown(SHUT_RDWR)
        super().stop(graceful)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings instead of a file of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "worker_class": "service.web_worker.Worker",
            "threads": self.settings.threads,
            "forwarded_allow_ips": "",  # nobody's word is taken for the scheme or the path of a request
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "control_socket_disable": True,
            "logger_class": Logger,
            "pre_fork": processors.choose,
            "post_fork": processors.keep_to_it,
            "post_worker_init": lambda _worker: stopping.listen(),
            "child_exit": lambda _server, worker: multiprocess.mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self.settings)

    def run(self) -> None:
        Master(self).run()
