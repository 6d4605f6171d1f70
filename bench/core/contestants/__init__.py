"""The same work in this core, in textbook NumPy, PyTorch, JAX, Keras and scikit-learn.

Each takes the work and returns a function that trains it once. Peers get what their users would write, and where they
have one the form that is fastest for many replicas (vmap, baddbmm).
"""

from bench.core.contestants.own import LOSS, core, core_in_processes, core_sequential, network
from bench.core.contestants.peers import jax_scan, keras_fit, sklearn_fit
from bench.core.contestants.pytorch import torch_compiled, torch_eager
from bench.core.contestants.pytorch_replicas import torch_baddbmm, torch_vmap
from bench.core.contestants.textbook import textbook
from bench.core.contestants.textbook_cnn import textbook_cnn

__all__ = [
    "LOSS",
    "core",
    "core_in_processes",
    "core_sequential",
    "jax_scan",
    "keras_fit",
    "network",
    "sklearn_fit",
    "textbook",
    "textbook_cnn",
    "torch_baddbmm",
    "torch_compiled",
    "torch_eager",
    "torch_vmap",
]
