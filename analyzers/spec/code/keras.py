"""A spec as Keras 3 code."""

from collections.abc import Mapping

from analyzers.optimizers import OPTIMIZERS
from analyzers.spec.code import keras_layers, keras_schedules, loading
from analyzers.spec.code.arguments import Code, Given, own, written
from analyzers.spec.prepared import Prepared
from analyzers.spec.training import Training

LOSSES: Mapping[str, str] = {
    **{"mse": "MeanSquaredError", "mae": "MeanAbsoluteError", "huber": "Huber", "hinge": "Hinge"},
    **{"binary_crossentropy": "BinaryCrossentropy", "categorical_crossentropy": "CategoricalCrossentropy"},
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}


def write(prepared: Prepared) -> str:
    """The code."""
    training = prepared.spec.training
    layers = [keras_layers.write(layer, prepared.shapes[place]) for place, layer in enumerate(prepared.spec.layers)]
    classifies = training.loss.classifies and prepared.examples.task == "classification"
    metrics = ', metrics=["accuracy"]' if classifies else ""
    lines = [
        "import keras",
        *loading.write(prepared),
        *_targets(prepared),
        "",
        f"keras.utils.set_random_seed({training.seed})",
        "model = keras.Sequential([",
        f"    keras.Input(shape={prepared.x.shape[1:]}),",
        *(f"    {line}," for line in layers),
        "])",
        f"optimizer = {_optimizer(training, keras_schedules.write(prepared))}",
        f"loss = keras.losses.{LOSSES[training.loss.kind]}({written(own(training.loss))})",
        f"model.compile(optimizer=optimizer, loss=loss{metrics})",
        f"history = model.fit(x, y, {written(_fit(prepared))})",
    ]
    return "\n".join(lines) + "\n"


def _targets(prepared: Prepared) -> list[str]:
    """One column for each class where the loss wants them, whole numbers for classes."""
    examples = prepared.examples
    if examples.task != "classification":
        return ["y = y.reshape(len(y), -1).astype('float32')"]
    numbered = "y = np.unique(y, return_inverse=True)[1]"
    kind = prepared.spec.training.loss.kind
    if prepared.y.ndim == 2 or kind == "categorical_crossentropy":
        return [numbered, f"y = np.eye({examples.classes}, dtype='float32')[y]"]
    if kind != "sparse_categorical_crossentropy":
        return [numbered, "y = y.reshape(-1, 1).astype('float32')"]
    return [numbered]


def _optimizer(training: Training, rate: str) -> str:
    optimizer = training.optimizer
    given: Given = {"learning_rate": Code(rate)}
    given |= {name: item for name, item in own(optimizer).items() if name not in ("learning_rate", "start", "decay")}
    if training.clip_norm is not None:
        given["global_clipnorm"] = training.clip_norm
    elif training.clip_value is not None:
        given["clipvalue"] = training.clip_value
    return f"keras.optimizers.{OPTIMIZERS[optimizer.kind].keras}({written(given)})"


def _fit(prepared: Prepared) -> Given:
    training, weights = prepared.spec.training, prepared.training.class_weights
    given: Given = {"batch_size": training.batch_size or len(prepared.data.x), "epochs": training.epochs}
    given |= {"validation_split": training.validation_split} if training.validation_split else {}
    given |= {} if training.shuffle else {"shuffle": False}
    given |= {"class_weight": dict(weights)} if weights else {}
    if training.schedule is not None and training.schedule.kind == "reduce_on_plateau":
        given["callbacks"] = [Code(keras_schedules.plateau(training.schedule))]
    return given
