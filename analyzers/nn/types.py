"""Names for what is passed around inside the core.

K is the number of replicas that train side by side, B the batch size, P the number of parameters of one replica.
"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Shape = tuple[int, ...]
Framework = Literal["keras", "pytorch"]
Step = Callable[[], object]
Generator = np.random.Generator
