"""Limits on gradients: on each entry, and on the norm of the whole."""

from collections.abc import Sequence

import numpy as np

from analyzers.nn.types import Array, Framework, Step


def clipping(
    gradients: Array, values: Sequence[float | None], norms: Sequence[float | None], framework: Framework
) -> Step | None:
    """A step that limits the rows of `gradients`, (K, P), in place; None where no row has a limit.

    value: each entry into [-value, value]. norm: g · norm / max(‖g‖, norm), as Keras' global_clipnorm; PyTorch's
    clip_grad_norm_ divides by ‖g‖ + 1e-6 (Pascanu et al. 2013, arXiv 1211.5063).
    """
    limited = [k for k, limit in enumerate(norms) if limit is not None]
    bounds = np.array([[np.inf if limit is None else limit] for limit in values], gradients.dtype)
    if not limited and np.isinf(bounds).all():
        return None
    small = 1e-6 if framework == "pytorch" else 0.0

    def clip() -> None:
        if not np.isinf(bounds).all():
            np.clip(gradients, -bounds, bounds, out=gradients)
        for k in limited:
            limit, norm = float(norms[k] or 0.0), float(np.sqrt(np.dot(gradients[k], gradients[k])))
            if not norm + small <= limit:
                gradients[k] *= gradients.dtype.type(limit / (norm + small))

    return clip
