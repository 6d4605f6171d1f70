"""Convolutions as they are written by hand, in NumPy."""

import numpy as np

from bench.core.work import Cnn, Run


def textbook_cnn(work: Cnn) -> Run:
    """Convolutions as one copy of all windows (im2col) and one product, with temporaries; plain Adam."""
    rng = np.random.default_rng(0)

    def windows(x: np.ndarray) -> np.ndarray:
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        view = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
        return view.transpose(0, 1, 2, 4, 5, 3).reshape(-1, 9 * x.shape[3])

    def unwindows(columns: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        B, H, W, C = shape
        out = np.zeros((B, H + 2, W + 2, C), np.float32)
        apart = columns.reshape(B, H, W, 3, 3, C)
        for i in range(3):
            for j in range(3):
                out[:, i : i + H, j : j + W] += apart[:, :, :, i, j]
        return out[:, 1:-1, 1:-1]

    def start() -> list[np.ndarray]:
        parameters, channels, size = [], work.x.shape[3], work.x.shape[1]
        for filters in work.filters:
            if filters is None:
                size //= 2
                continue
            parameters += [rng.standard_normal((9 * channels, filters)) * np.sqrt(2 / 9 / channels), np.zeros(filters)]
            channels = filters
        n = size * size * channels
        for units in (*work.dense, work.classes):
            parameters += [rng.standard_normal((n, units)) * np.sqrt(2 / n), np.zeros(units)]
            n = units
        return [p.astype(np.float32) for p in parameters]

    def gradients(parameters: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
        tape: list[tuple] = []
        h, i = x, 0
        for filters in work.filters:
            if filters is None:
                B, H, W, C = h.shape
                blocks = h.reshape(B, H // 2, 2, W // 2, 2, C)
                top = blocks.max(axis=(2, 4))
                tape.append(("pool", blocks == top[:, :, None, :, None], h.shape))
                h = top
            else:
                columns = windows(h)
                z = (columns @ parameters[i] + parameters[i + 1]).reshape(*h.shape[:3], filters)
                tape.append(("conv", columns, h.shape, i, z > 0))
                h, i = np.maximum(z, 0), i + 2
        tape.append(("flat", h.shape))
        h = h.reshape(len(x), -1)
        while i < len(parameters):
            z = h @ parameters[i] + parameters[i + 1]
            last = i == len(parameters) - 2
            tape.append(("dense", h, i, None if last else z > 0))
            h, i = (z if last else np.maximum(z, 0)), i + 2
        e = np.exp(h - h.max(axis=1, keepdims=True))
        d = e / e.sum(axis=1, keepdims=True)
        d[np.arange(len(x)), y] -= 1
        d /= np.float32(len(x))
        found: list[np.ndarray] = [np.empty(0)] * len(parameters)
        for entry in reversed(tape):
            if entry[0] == "dense":
                _, h, i, mask = entry
                d = d if mask is None else d * mask
                found[i], found[i + 1] = h.T @ d, d.sum(axis=0)
                d = d @ parameters[i].T
            elif entry[0] == "flat":
                d = d.reshape(entry[1])
            elif entry[0] == "pool":
                d = (entry[1] * d[:, :, None, :, None]).reshape(entry[2])
            else:
                _, columns, shape, i, mask = entry
                d = (d * mask).reshape(len(columns), -1)
                found[i], found[i + 1] = columns.T @ d, d.sum(axis=0)
                d = unwindows(d @ parameters[i].T, shape) if i else d
        return found

    def run() -> None:
        parameters = start()
        m, v = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters]
        order = rng.permutation(len(work.x))
        for t, first in enumerate(range(0, len(order), work.batch), 1):
            rows = order[first : first + work.batch]
            for i, g in enumerate(gradients(parameters, work.x[rows], work.y[rows])):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                parameters[i] = parameters[i] - work.rate * (m[i] / (1 - 0.9**t)) / (
                    np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8
                )

    return run
