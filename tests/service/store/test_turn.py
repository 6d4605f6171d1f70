"""One writer at a time, in all processes."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.store.turn import Turn

fork = multiprocessing.get_context("fork")
PATIENCE = 20.0  # seconds that a test waits for another process


def beside(act: Callable[..., None], *args: Any) -> Any:
    process = fork.Process(target=act, args=args, daemon=True)
    process.start()
    return process


def hold(path: str, held: Any, let_go: Any) -> None:
    with Turn(path):
        held.set()
        let_go.wait(PATIENCE)


def take(turn: Turn, taken: Any) -> None:
    turn.after_fork()
    with turn:
        taken.set()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "store.db")


def test_another_process_waits_until_the_turn_is_given_back(path: str) -> None:
    turn, taken = Turn(path), fork.Event()
    with turn:
        other = beside(take, turn, taken)
        assert not taken.wait(0.2)
    assert taken.wait(PATIENCE)
    other.join(PATIENCE)


def test_the_turn_of_a_killed_process_is_free(path: str) -> None:
    held = fork.Event()
    other = beside(hold, path, held, fork.Event())
    assert held.wait(PATIENCE)
    os.kill(other.pid, signal.SIGKILL)
    with Turn(path):
        pass
    other.join(PATIENCE)


def test_where_no_file_can_be_made_threads_still_take_turns(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "missing" / "store.db"))
    with turn:
        assert not turn._thread.acquire(blocking=False)
    assert turn._thread.acquire(blocking=False)
