"""The analysis as a plain library: no HTTP, no database, no clock, no environment.

>>> import analyzers
>>> analyzers.diagnose(b"epoch 1 loss 1.0\\nepoch 2 loss 3.5\\nepoch 3 loss 12.3\\nepoch 4 loss 42.9\\n").verdict
'critical'

What reads and judges logs is loaded by its first use: training alone starts a quarter of a second earlier without.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.entrance import diagnose, diagnose_metrics, read

__all__ = ["diagnose", "diagnose_metrics", "read"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("analyzers.entrance"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
