"""The catalogue of changes: what each remedy changes in a spec, by what of the spec it is.

The numbers are those that the remedies suggest (analyzers.remedies), or follow from what was measured here. To add one:
a function, and its line in `CHANGES`.
"""

from collections.abc import Mapping

from analyzers.experiments.change import Change
from analyzers.experiments.changes import data, layers, learning_rate, training

CHANGES: Mapping[str, Change] = {
    "lower_learning_rate": learning_rate.lower_learning_rate,
    "raise_learning_rate": learning_rate.raise_learning_rate,
    "use_adam": training.use_adam,
    "check_training_loop": learning_rate.check_training_loop,
    "scale_inputs": data.scale_inputs,
    "fix_output_layer": layers.fix_output_layer,
    "change_activation": layers.change_activation,
    "change_initialization": layers.change_initialization,
    "add_normalization": layers.add_normalization,
    "enlarge_model": layers.enlarge_model,
    "decay_learning_rate": learning_rate.decay_learning_rate,
    "warm_up_learning_rate": learning_rate.warm_up_learning_rate,
    "clip_gradients": training.clip_gradients,
    "train_longer": training.train_longer,
    "stop_earlier": training.stop_earlier,
    "add_regularization": layers.add_regularization,
    "larger_batch": training.larger_batch,
    "reweight_classes": data.reweight_classes,
}
"""By the action of the remedy."""
