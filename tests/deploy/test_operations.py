"""docs/operations.md says what is so."""

import os
import re
from pathlib import Path

from service import __main__ as command
from service.settings import Settings

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()


def test_the_table_of_settings_is_that_of_the_code() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)?", TEXT, re.MULTILINE))
    defaults = {name.upper(): str(value) for name, value in vars(Settings()).items()}
    assert told.keys() == defaults.keys()
    assert {name: value for name, value in told.items() if name != "WORKERS"} == {
        name: value for name, value in defaults.items() if name != "WORKERS"
    }
    assert Settings().workers == (os.cpu_count() or 1)


def test_every_command_is_described() -> None:
    for name in command.COMMANDS:
        assert f"`python -m service {name}`" in TEXT, f"say in docs/operations.md what {name} does"
