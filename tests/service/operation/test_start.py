"""How a process of the service begins."""

import gc

from service.__main__ import uncollected


def test_what_was_imported_is_not_looked_through_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
