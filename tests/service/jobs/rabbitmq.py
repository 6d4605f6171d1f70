"""A RabbitMQ server of Debian's package rabbitmq-server, on loopback, in a folder of its own, as long as it is used."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def rabbitmq() -> Iterator[str]:
    """Its address, as Celery names it. Raises TimeoutError where it does not start."""
    folder, port, names = tempfile.mkdtemp(prefix="rabbitmq-"), free_port(), free_port()
    settings = {
        "HOME": folder,  # for the cookie by which its own tools know it
        "RABBITMQ_BASE": folder,
        "RABBITMQ_MNESIA_BASE": folder,
        "RABBITMQ_LOG_BASE": folder,
        "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
        "RABBITMQ_PID_FILE": f"{folder}/pid",
        "RABBITMQ_NODENAME": "tests@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names),
    }
    environment = os.environ | settings
    with (Path(folder) / "out").open("wb") as out:
        register = subprocess.Popen(["epmd"], env=environment, stdout=out, stderr=out)  # else it would stay behind
        server = subprocess.Popen([SERVER], env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait(port, server)
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        register.kill()
        register.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"AMQP\x00\x00\x09\x01")
                if connection.recv(1):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"RabbitMQ did not answer on port {port} within {START_SECONDS} s")
