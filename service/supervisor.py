"""One parent for the processes of one machine: the web server and the workers of its jobs.

    python -m service.supervisor web worker

It is a program of its own, with nothing of the service in its memory.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

TICK = 0.1
AGAIN_SECONDS = 1.0  # between the death of a worker and the start of the next one
STOP_SECONDS = 40.0  # more than gunicorn's grace: what has not stopped by then is killed


class Supervisor:
    """Starts the processes; a worker that dies is started again, the end of the web server is the end of all.

    commands: by name; "web" is the web server
    """

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self.commands = commands
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.due: dict[str, float] = dict.fromkeys(commands, 0.0)
        self.stopping = False
        self.code = 0

    def run(self) -> int:
        """Returns the exit code of the web server."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        while not self.stopping:
            self.start_due()
            self.reap()
            if "web" not in self.running and "web" not in self.due:
                break
            time.sleep(TICK)
        return self.end()

    def stop(self, *_: object) -> None:
        self.stopping = True

    def start_due(self) -> None:
        now = time.monotonic()
        for name in [name for name, when in self.due.items() if when <= now]:
            del self.due[name]
            self.running[name] = subprocess.Popen(self.commands[name])  # noqa: S603  commands are ours

    def reap(self) -> None:
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                del self.running[name]
                if name == "web":
                    self.code = process.returncode
                else:
                    self.due[name] = time.monotonic() + AGAIN_SECONDS

    def end(self) -> int:
        """Asks all to stop and waits for them."""
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        return self.code


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "service", *words]


if __name__ == "__main__":
    sys.exit(Supervisor({name: command(name) for name in sys.argv[1:]}).run())
