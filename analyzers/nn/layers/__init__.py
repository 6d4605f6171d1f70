"""The catalogue of layers: one a file, listed here."""

from collections.abc import Mapping

from analyzers.nn.layer import Layer
from analyzers.nn.layers.activation import Activation
from analyzers.nn.layers.average_pool1d import AveragePool1d
from analyzers.nn.layers.average_pool2d import AveragePool2d
from analyzers.nn.layers.batch_norm import BatchNorm
from analyzers.nn.layers.conv1d import Conv1d
from analyzers.nn.layers.conv2d import Conv2d
from analyzers.nn.layers.dense import Dense
from analyzers.nn.layers.dropout import Dropout
from analyzers.nn.layers.embedding import Embedding
from analyzers.nn.layers.flatten import Flatten
from analyzers.nn.layers.global_average_pool import GlobalAveragePool
from analyzers.nn.layers.global_max_pool import GlobalMaxPool
from analyzers.nn.layers.layer_norm import LayerNorm
from analyzers.nn.layers.max_pool1d import MaxPool1d
from analyzers.nn.layers.max_pool2d import MaxPool2d
from analyzers.nn.layers.reshape import Reshape
from analyzers.nn.layers.softmax import Softmax

LAYERS: Mapping[str, type[Layer]] = {
    each.kind: each
    for each in (
        Dense,
        Conv2d,
        Conv1d,
        MaxPool2d,
        MaxPool1d,
        AveragePool2d,
        AveragePool1d,
        GlobalAveragePool,
        GlobalMaxPool,
        Flatten,
        Reshape,
        Dropout,
        BatchNorm,
        LayerNorm,
        Embedding,
        Activation,
        Softmax,
    )
}

__all__ = [
    "LAYERS",
    "Activation",
    "AveragePool1d",
    "AveragePool2d",
    "BatchNorm",
    "Conv1d",
    "Conv2d",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "LayerNorm",
    "MaxPool1d",
    "MaxPool2d",
    "Reshape",
    "Softmax",
]
