"""The contestants: the same work in this core, in textbook NumPy, PyTorch, JAX, Keras and scikit-learn.

Each takes the work and returns a function that trains it once. Peers get what their users would write, and where they
have one the form that is fastest for many replicas (vmap, baddbmm).
"""

import itertools
import os
import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial

import numpy as np

from analyzers.nn import Data, Network, Overrides, Training, train
from analyzers.nn.layers import Conv2d, Dense, Flatten, MaxPool2d
from analyzers.nn.losses import SparseCategoricalCrossentropy
from analyzers.nn.optimizers import Adam
from bench.core_work import Cnn, Mlp

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
Run = Callable[[], object]
LOSS = SparseCategoricalCrossentropy(from_logits=True)


def network(work: Mlp | Cnn) -> Network:
    if isinstance(work, Mlp):
        hidden = [Dense(width, activation="relu") for width in work.widths]
        return Network((*hidden, Dense(work.classes)), work.x.shape[1:])
    parts = [
        MaxPool2d(2) if filters is None else Conv2d(filters, 3, padding="same", activation="relu")
        for filters in work.filters
    ]
    dense = [Dense(units, activation="relu") for units in work.dense]
    return Network((*parts, Flatten(), *dense, Dense(work.classes)), work.x.shape[1:])


def core_training(work: Mlp | Cnn, rates: tuple[float, ...]) -> None:
    training = Training(Adam(), LOSS, batch_size=work.batch, epochs=work.epochs, metrics=())
    train(network(work), Data(work.x, work.y), training, [Overrides(learning_rate=rate) for rate in rates])


def core(work: Mlp | Cnn) -> Run:
    return partial(core_training, work, work.rates if isinstance(work, Mlp) else (work.rate,))


def core_sequential(work: Mlp) -> Run:
    def run() -> None:
        for rate in work.rates:
            core_training(work, (rate,))

    return run


def core_in_processes(work: Mlp, pool: Executor) -> Run:
    """Halves of the replicas in two processes that are there already."""
    half = len(work.rates) // 2
    return lambda: list(pool.map(partial(core_training, work), (work.rates[:half], work.rates[half:])))


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


def torch_eager(work: Mlp | Cnn, fused: bool = False, channels_last: bool = False, threads: int = 1) -> Run:
    import torch

    x = torch.tensor(work.x if isinstance(work, Mlp) else work.x.transpose(0, 3, 1, 2).copy())
    y = torch.tensor(work.y)
    if channels_last:
        x = x.to(memory_format=torch.channels_last)

    def one(rate: float) -> None:
        net = _torch_mlp(work) if isinstance(work, Mlp) else _torch_cnn(work)
        if channels_last:
            net = net.to(memory_format=torch.channels_last)
        steps = torch.optim.Adam(net.parameters(), lr=rate, fused=fused or None)
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                steps.zero_grad()
                torch.nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
                steps.step()

    def run() -> None:
        torch.set_num_threads(threads)
        for rate in work.rates if isinstance(work, Mlp) else (work.rate,):
            one(rate)

    return run


def torch_compiled(work: Mlp) -> Run:
    """Forward and backward pass compiled, Adam fused; the model is built and compiled before the clock runs."""
    import torch

    torch.set_num_threads(1)
    net, x, y = _torch_mlp(work), torch.tensor(work.x), torch.tensor(work.y)
    loss = torch.compile(lambda rows: torch.nn.functional.cross_entropy(net(x[rows]), y[rows]))
    steps = torch.optim.Adam(net.parameters(), lr=work.rates[0], fused=True)

    def run() -> None:
        torch.set_num_threads(1)
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                steps.zero_grad()
                loss(order[start : start + work.batch]).backward()
                steps.step()

    return run


def _torch_mlp(work: Mlp):  # type: ignore[no-untyped-def]
    from torch import nn

    pairs = list(zip(work.sizes, work.sizes[1:], strict=False))
    parts = [part for n, m in pairs for part in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(*parts[:-1])


def _torch_cnn(work: Cnn):  # type: ignore[no-untyped-def]
    from torch import nn

    parts: list[nn.Module] = []
    channels, size = work.x.shape[3], work.x.shape[1]
    for filters in work.filters:
        if filters is None:
            parts.append(nn.MaxPool2d(2))
            size //= 2
        else:
            parts += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
    parts.append(nn.Flatten())
    n = size * size * channels
    for units in work.dense:
        parts += [nn.Linear(n, units), nn.ReLU()]
        n = units
    return nn.Sequential(*parts, nn.Linear(n, work.classes))


def _torch_stack(work: Mlp):  # type: ignore[no-untyped-def]
    import torch

    K = len(work.rates)
    parameters = []
    for n, m in zip(work.sizes, work.sizes[1:], strict=False):
        parameters += [torch.randn(K, n, m) * (2 / n) ** 0.5, torch.zeros(K, 1, m)]
    return parameters, torch.tensor(work.x), torch.tensor(work.y), torch.tensor(work.rates)[:, None, None]


def torch_baddbmm(work: Mlp) -> Run:
    """All replicas in batched products written by hand, Adam over lists of arrays."""
    import torch

    def run() -> None:
        torch.set_num_threads(1)
        parameters, x, y, rates = _torch_stack(work)
        K = len(work.rates)
        for p in parameters:
            p.requires_grad_()
        m, v, t = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters], 0
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                h = x[rows].expand(K, -1, -1)
                for i in range(0, len(parameters), 2):
                    h = torch.baddbmm(parameters[i + 1], h, parameters[i])
                    h = h.relu() if i < len(parameters) - 2 else h
                loss = torch.nn.functional.cross_entropy(h.flatten(0, 1), y[rows].repeat(K), reduction="sum") / len(
                    rows
                )
                gradients = torch.autograd.grad(loss, parameters)
                t += 1
                _torch_adam(parameters, gradients, m, v, rates, t)

    return run


def _torch_adam(parameters, gradients, m, v, rates, t) -> None:  # type: ignore[no-untyped-def]
    import torch

    with torch.no_grad():
        torch._foreach_lerp_(m, gradients, 0.1)
        torch._foreach_mul_(v, 0.999)
        torch._foreach_addcmul_(v, gradients, gradients, 0.001)
        root = torch._foreach_sqrt(v)
        torch._foreach_div_(root, (1 - 0.999**t) ** 0.5)
        torch._foreach_add_(root, 1e-8)
        step = torch._foreach_div(m, root)
        torch._foreach_mul_(step, [rates / (1 - 0.9**t)] * len(step))
        torch._foreach_sub_(parameters, step)


def torch_vmap(work: Mlp) -> Run:
    import torch
    from torch.func import grad, vmap

    def loss(parameters, x, y):  # type: ignore[no-untyped-def]
        h = x
        for i in range(0, len(parameters), 2):
            h = h @ parameters[i] + parameters[i + 1]
            h = h.relu() if i < len(parameters) - 2 else h
        return torch.nn.functional.cross_entropy(h, y)

    gradient = vmap(grad(loss), in_dims=(0, None, None))

    def run() -> None:
        torch.set_num_threads(1)
        parameters, x, y, rates = _torch_stack(work)
        m, v, t = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters], 0
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                t += 1
                _torch_adam(parameters, gradient(parameters, x[rows], y[rows]), m, v, rates, t)

    return run


def jax_scan(work: Mlp) -> Run:
    """The whole run compiled: a scan over steps, vmapped over the rates. Warm after its first call."""
    import jax
    import jax.numpy as jnp

    x, y = jnp.asarray(work.x), jnp.asarray(work.y)
    full = len(work.x) // work.batch * work.batch

    def loss(parameters, rows):  # type: ignore[no-untyped-def]
        h = x[rows]
        for i, (w, b) in enumerate(parameters):
            h = h @ w + b
            h = jax.nn.relu(h) if i < len(parameters) - 1 else h
        return -jnp.take_along_axis(jax.nn.log_softmax(h), y[rows][:, None], axis=1).mean()

    def one(key, rate, orders):  # type: ignore[no-untyped-def]
        keys = jax.random.split(key, len(work.sizes))
        pairs = zip(work.sizes, work.sizes[1:], keys, strict=False)
        start = [(jax.random.normal(k, (n, m)) * (2 / n) ** 0.5, jnp.zeros(m)) for n, m, k in pairs]
        zeros = jax.tree.map(jnp.zeros_like, start)

        def step(state, rows):  # type: ignore[no-untyped-def]
            p, m, v, t = state
            g = jax.grad(loss)(p, rows)
            t = t + 1
            m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
            v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
            p = jax.tree.map(
                lambda q, a, b: q - rate * (a / (1 - 0.9**t)) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8), p, m, v
            )
            return (p, m, v, t), None

        return jax.lax.scan(step, (start, zeros, zeros, 0.0), orders)[0][0]

    compiled = jax.jit(jax.vmap(one, in_axes=(None, 0, None)))

    def run() -> None:
        rng = np.random.default_rng(0)
        orders = np.concatenate(
            [rng.permutation(len(work.x))[:full].reshape(-1, work.batch) for _ in range(work.epochs)]
        )
        jax.block_until_ready(compiled(jax.random.key(0), jnp.asarray(work.rates), jnp.asarray(orders)))

    return run


def keras_fit(work: Mlp) -> Run:
    """Steady epochs: the model is built and compiled once, before the clock runs."""
    import keras

    layers = [keras.layers.Dense(width, activation="relu") for width in work.widths]
    model = keras.Sequential([keras.Input(work.x.shape[1:]), *layers, keras.layers.Dense(work.classes)])
    model.compile(keras.optimizers.Adam(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return lambda: model.fit(work.x, work.y, batch_size=work.batch, epochs=work.epochs, verbose=0)


def sklearn_fit(work: Mlp) -> Run:
    from sklearn.neural_network import MLPClassifier

    def run() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for rate in work.rates:
                MLPClassifier(
                    work.widths,
                    batch_size=work.batch,
                    learning_rate_init=rate,
                    alpha=0.0,
                    max_iter=work.epochs,
                    tol=0.0,
                    n_iter_no_change=work.epochs + 1,
                ).fit(work.x, work.y)

    return run


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
