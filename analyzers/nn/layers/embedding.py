"""Word vectors, averaged over the text."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.initializers import Fans, Initializer, Normal, Uniform
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least, vectors_only
from analyzers.nn.types import Framework, Shape


@frozen()
class Embedding(Layer):
    """y = mean over the text of table[word]; x holds word numbers 0 … vocabulary - 1, table (vocabulary, dimension).

    The mean over a text is one matrix product of its word shares (B, vocabulary) with the table.
    """

    vocabulary: int
    dimension: int
    kernel_initializer: Initializer | None = None  # None: what the framework takes
    kind: ClassVar[str] = "embedding"
    bilinear: ClassVar[bool] = True

    def __post_init__(self) -> None:
        at_least(1, vocabulary=self.vocabulary, dimension=self.dimension)

    def output_shape(self, shape: Shape) -> Shape:
        vectors_only(self.kind, shape)
        return (self.dimension,)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        usual = Uniform(0.05) if framework == "keras" else Normal(1.0)
        size = (self.vocabulary, self.dimension)
        return (Weight("kernel", size, self.kernel_initializer or usual, Fans(*size)),)

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        table, gradient = weights.value["kernel"], weights.gradient.get("kernel")
        shares = np.zeros((x.lead, x.batch, self.vocabulary), out.dtype)
        texts = np.arange(x.lead * x.batch)[:, None]
        words = shares.reshape(len(texts), self.vocabulary)

        def forward() -> None:
            shares[...] = 0
            numbers = x.x.real.reshape(len(texts), -1).astype(np.intp)
            np.add.at(words, (texts, numbers), 1 / numbers.shape[1])
            np.matmul(shares, table, out=out.x)

        if out.gradient is None or gradient is None:
            return Steps((forward,))
        dy, shares_t = out.dx, shares.swapaxes(1, 2)

        def backward() -> None:
            np.matmul(shares_t, dy, out=gradient)

        return Steps((forward,), (backward,))

    def operations(self, shape: Shape) -> int:
        return 2 * self.vocabulary * self.dimension
