"""A loss that is no number where the log prints 0.

References
    logging_nan_inf_filter of Hugging Face's TrainingArguments: losses that are NaN or infinite are left out of the mean
    that is printed, and the mean over none is 0.
"""

import numpy as np

from analyzers.run import Run
from analyzers.signals.roles import roles

NORM = "train/gradient_norm"


def since(run: Run) -> int | None:
    """The first of the zeros that the training loss ends in, beside gradients that are NaN; None where there are none.

    The gradient of a loss that is 0 is 0.
    """
    key = roles(run).loss
    if key is None or NORM not in run or not np.isnan(run[NORM].values[-1]):
        return None
    other = np.flatnonzero(run[key].values != 0)
    first = int(other[-1]) + 1 if len(other) else 0
    return first if first < len(run[key]) else None
