"""A file in the folder of a catalogue that its list does not know is dead: a forgotten step is told in a sentence.

Rules, remedies and checks keep further promises and have suites of their own.
"""

from pathlib import Path
from pkgutil import iter_modules

import pytest

from analyzers.nn import LAYERS, OPTIMIZERS
from analyzers.readers import READERS
from service.app import create_app
from service.settings import Settings

ROOT = Path(__file__).parents[1]


def files(folder: str) -> set[str]:
    return {each.name for each in iter_modules([str(ROOT / folder)])}


def modules(classes: object) -> set[str]:
    return {each.__module__.rpartition(".")[2] for each in classes.values()}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("folder", "listed", "where"),
    [
        ("analyzers/readers", {reader.id for reader in READERS}, "READERS in analyzers/readers/__init__.py"),
        ("analyzers/nn/layers", modules(LAYERS), "LAYERS in analyzers/nn/layers/__init__.py"),
        ("analyzers/nn/optimizers", modules(OPTIMIZERS), "OPTIMIZERS in analyzers/nn/optimizers/__init__.py"),
    ],
)
def test_every_file_is_listed(folder: str, listed: set[str], where: str) -> None:
    forgotten = files(folder) ^ listed
    assert not forgotten, f"{forgotten}: list what is in {folder}/ in {where}, under the name of its file"


def test_every_endpoint_is_served(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.db'}"))
    forgotten = files("service/endpoints") - set(app.blueprints)
    assert not forgotten, f"{forgotten}: register its `bp` in service/app.py"
