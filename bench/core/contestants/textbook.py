"""What tutorials show, in NumPy."""

import itertools

import numpy as np

from bench.core.work import Mlp, Run


def textbook(work: Mlp) -> Run:
    """What tutorials show: temporaries everywhere, Adam array by array."""

    def one(rate: float) -> None:
        rng = np.random.default_rng(0)
        sizes = work.sizes
        W = [
            rng.standard_normal((n, m)).astype(np.float32) * np.float32(np.sqrt(2 / n))
            for n, m in itertools.pairwise(sizes)
        ]
        parameters = [array for w in W for array in (w, np.zeros(w.shape[1], np.float32))]
        m, v, t = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters], 0
        for _ in range(work.epochs):
            order = rng.permutation(len(work.x))
            for start in range(0, len(order), work.batch):
                rows = order[start : start + work.batch]
                outputs = [work.x[rows]]
                for w, b in zip(parameters[::2], parameters[1::2], strict=True):
                    z = outputs[-1] @ w + b
                    outputs.append(np.maximum(z, 0) if len(outputs) < len(sizes) - 1 else z)
                e = np.exp(outputs[-1] - outputs[-1].max(axis=1, keepdims=True))
                d = e / e.sum(axis=1, keepdims=True)
                d[np.arange(len(rows)), work.y[rows]] -= 1
                d /= np.float32(len(rows))
                gradients: list[np.ndarray] = []
                for index in reversed(range(len(sizes) - 1)):
                    gradients = [outputs[index].T @ d, d.sum(axis=0), *gradients]
                    d = (d @ parameters[2 * index].T) * (outputs[index] > 0)
                t += 1
                for i, g in enumerate(gradients):
                    m[i] = 0.9 * m[i] + 0.1 * g
                    v[i] = 0.999 * v[i] + 0.001 * g * g
                    parameters[i] = parameters[i] - rate * (m[i] / (1 - 0.9**t)) / (
                        np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8
                    )

    return lambda: [one(rate) for rate in work.rates]
