"""What logs come in: archives are unpacked, pages and notebooks become text, stamps around lines are left out.

On the way back the files of one upload are put together.
"""

from analyzers.containers.archives import unpack
from analyzers.containers.bundle import joined
from analyzers.containers.envelopes import LARGEST, opened
from analyzers.containers.foreign import refuse

__all__ = ["LARGEST", "joined", "opened", "refuse", "unpack"]
