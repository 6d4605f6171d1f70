"""What `make serve` runs: gunicorn with threads, after bringing the store up to date."""

import os
import sys
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: requests run in parallel, not their sums

from gunicorn.app.base import BaseApplication

from service.app import create_app
from service.settings import SettingError, Settings
from service.store import migrate
from service.store.database import Database

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
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self.settings)


def main() -> None:
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        sys.exit(str(error))
    database = Database(settings.database_url)
    migrate.upgrade(database)
    database.close()
    Server(settings).run()


if __name__ == "__main__":
    main()
