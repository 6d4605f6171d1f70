"""What to train: model, data and training as the JSON that a user posts, checked, and written back in one form."""

from analyzers.spec.document import Prepared, Spec, plain, prepare, read, trainable
from analyzers.spec.patch import apply

__all__ = ["Prepared", "Spec", "apply", "plain", "prepare", "read", "trainable"]
