"""What to train: model, data and training as the JSON that a user posts, checked, and written back in one form."""

from analyzers.spec.document import Spec, plain, read
from analyzers.spec.patch import apply
from analyzers.spec.prepared import Prepared, prepare, trainable

__all__ = ["Prepared", "Spec", "apply", "plain", "prepare", "read", "trainable"]
