"""JAX, Keras and scikit-learn."""

import os
import warnings

import numpy as np

from bench.core.work import Mlp, Run

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


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
