"""How people and frameworks spell settings, optimizers and losses. Data, and the look-ups into it."""

import re
from collections.abc import Mapping

_NUMBER_KEYS = {
    "learning_rate": """learning_rate lr lr0 base_lr init_lr initial_lr initial_learning_rate learning_rate_init
        base_learning_rate init_learning_rate learnrate learningrate learnrate learing_rate learnig_rate leaning_rate
        lrate learn_rate initial_learn_rate step_size stepsize starting_learning_rate eta eta0 max_lr peak_lr lr_init
        init_stepsize lr_max lr_0 lr_pg0
        学习率 学习速率 學習率 学習率 학습률 taxa_de_aprendizado taxa_de_aprendizagem taux_d_apprentissage lernrate
        tasa_de_aprendizaje tasso_di_apprendimento скорость_обучения tốc_độ_học""",
    "momentum": "momentum mom sgd_momentum optimizer_momentum learning_momentum",
    "beta_1": "beta_1 beta1 adam_beta1 adam_beta_1 b1",
    "beta_2": "beta_2 beta2 adam_beta2 adam_beta_2 b2",
    "batch_size": """batch_size batchsize minibatch_size mini_batch_size mini_batchsize minibatchsize batch_sz bs
        train_batch_size training_batch_size per_device_train_batch_size global_batch_size train_batchsize
        batch_size_train per_gpu_train_batch_size batch_size_per_gpu samples_per_gpu instantaneous_batch_size
        total_train_batch_size ims_per_batch 批大小 批次大小 批量大小 批尺寸 バッチサイズ 배치_크기 tamanho_do_lote
        tamaño_de_lote taille_de_batch taille_de_lot batchgröße размер_батча""",
    "classes": """classes num_classes n_classes nb_classes num_class nclass nclasses n_class num_labels class_num
        number_of_classes nc n_labels 类别数 分类数""",
    "epochs": """epochs num_epochs n_epochs nb_epoch nb_epochs n_epoch num_epoch max_epochs max_epoch total_epochs
        num_train_epochs epoch_num n_iter_no_change_epochs epochs_to_train training_epochs total_epoch train_epochs""",
    "steps_per_epoch": """steps_per_epoch batches_per_epoch iters_per_epoch iterations_per_epoch num_batches
        n_batches num_minibatches len_train_loader""",
    "examples": """examples num_examples n_examples n_train num_train train_samples num_train_samples n_samples
        num_samples train_size training_samples training_examples number_of_training_examples train_examples
        nb_train_samples num_train_examples num_data training_set_size""",
    "clip_norm": """clip_norm clipnorm max_grad_norm clip_grad clip_grad_norm gradient_clip_val grad_clip clip_gradient
        clip_gradients gradient_clipping max_gradient_norm grad_norm_clip global_clipnorm grad_clip_norm
        gradient_clip_norm""",
    "weight_decay": "weight_decay wd weightdecay l2_reg l2_regularization adam_weight_decay",
    "warmup_steps": "warmup_steps num_warmup_steps warmup_iters lr_warmup_iters warmup warmup_updates lr_warmup_steps",
}
_WORD_KEYS = {
    "optimizer": "optimizer optimiser optim optimizer_type optimizer_name opt optim_method solver_type optimmethod",
    "loss": "loss loss_function loss_fn criterion objective loss_type loss_func lossfunction objective_function",
    "schedule": "schedule scheduler lr_scheduler lr_scheduler_type lr_policy lr_schedule lr_decay_style policy",
}
_OPTIMIZERS = {
    "sgd": """sgd gd gradient_descent gradientdescent stochastic_gradient_descent momentum nesterov nag
        momentum_gd sgdm descent momentumoptimizer""",
    "adam": "adam fusedadam fused_adam adam_torch adam_8bit adam8bit bertadam",
    "adamw": """adamw adamw_torch adamw_hf adamw_torch_fused adamw_bnb_8bit paged_adamw_32bit paged_adamw_8bit
        adamwoptimizer adam_w adamweightdecay""",
    "rmsprop": "rmsprop rms_prop rmspropoptimizer",
    "adagrad": "adagrad",
    "adadelta": "adadelta",
    "adamax": "adamax",
    "nadam": "nadam",
    "radam": "radam",
    "adafactor": "adafactor",
    "lamb": "lamb",
    "lars": "lars",
    "lion": "lion",
    "muon": "muon",
    "lbfgs": "lbfgs l_bfgs",
    "ftrl": "ftrl",
}
_LOSSES = {
    "mse": """mse mse_loss mseloss mean_squared_error meansquarederror l2_loss squared_error squared_loss
        reg_squarederror reg_linear regression regression_l2 euclideanloss""",
    "mae": "mae mae_loss l1loss l1_loss mean_absolute_error meanabsoluteerror regression_l1 reg_absoluteerror",
    "huber": "huber huber_loss huberloss smooth_l1_loss smoothl1loss smooth_l1",
    "binary_crossentropy": """binary_crossentropy binarycrossentropy bce bceloss bce_loss bcewithlogitsloss
        binary_cross_entropy binary_cross_entropy_with_logits sigmoid_cross_entropy_with_logits binary binary_logistic
        sigmoid_binary_cross_entropy""",
    "categorical_crossentropy": """categorical_crossentropy categoricalcrossentropy softmax_cross_entropy
        softmax_cross_entropy_with_logits softmax_cross_entropy_with_logits_v2""",
    "sparse_categorical_crossentropy": """sparse_categorical_crossentropy sparsecategoricalcrossentropy
        sparse_softmax_cross_entropy_with_logits crossentropyloss cross_entropy cross_entropy_loss crossentropy nllloss
        nll_loss softmaxwithloss multi_softmax multi_softprob multiclass
        softmax_cross_entropy_with_integer_labels softmaxcrossentropyloss log_loss""",
    "hinge": "hinge hinge_loss squared_hinge multimarginloss",
    "kl_divergence": "kl_divergence kldivergence kld kldivloss",
    "ctc": "ctc ctcloss ctc_loss",
}
_KERAS = (
    *("import keras", "from keras", "tf.keras", "tensorflow.keras", "tensorflow import keras"),
    *("keras.Sequential", "keras.layers", "keras.Model", "model.compile(", ".add(Dense("),
)
_PYTORCH = (
    *("Prec@", "Acc@", "Train Epoch: ", "grad_fn=", "tensor(", "device='cuda", "Gradient overflow", "v_num="),
    *("mmdet", "mmseg", "mmengine", "data_time: ", "max mem: ", "GPU_mem", "gpu_mem", "ms, mfu", "| gnorm "),
    *(" tok/s; ", "elapsed time per iteration (ms)", "rollout/ep_"),
)
"""What its examples and the libraries on it print: ImageNet, MNIST, Lightning, OpenMMLab, DETR, YOLO, nanoGPT, …"""
FRAMEWORKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "pytorch",
        ("import torch", "from torch", "torch.optim", "torch.nn", "nn.Module", "loss.backward()", ".parameters(), lr"),
    ),
    ("keras", _KERAS),
    ("transformers", ("'grad_norm': ", "'train_runtime': ", "'eval_runtime': ")),
    ("sklearn", ("from sklearn.neural_network", "from sklearn.linear_model", "MLPClassifier", "MLPRegressor")),
    ("xgboost", ("xgboost", "xgb.train", "XGBClassifier", "XGBRegressor")),
    ("lightgbm", ("lightgbm", "lgb.train", "LGBMClassifier", "LGBMRegressor", "[LightGBM]")),
    ("catboost", ("catboost", "CatBoost")),
    ("jax", ("import jax", "import optax", "from flax", "optax.")),
    ("tensorflow1", ("tf.Session", "tf.InteractiveSession", "tf.placeholder", "tf.compat.v1", "tf.get_variable")),
    ("tensorflow", ("import tensorflow", "tf.train.", "tf.reduce_mean")),
    ("pytorch", _PYTORCH),
    ("caffe", ("solver.cpp", "base_lr:", "solver_mode")),
    ("paddle", ("import paddle", "paddle.", "batch_cost")),
    ("mxnet", ("import mxnet", "mx.gluon", "mxnet")),
    ("keras", ("/step - ", "/sample - ", "s - loss: ")),
    ("transformers", ("{'loss': ", '"log_history"')),
    ("tensorflow1", ("INFO:tensorflow:global step", "INFO:tensorflow:loss = ", " sec/step)")),
    ("tensorflow", ("INFO:tensorflow:",)),
    ("sklearn", ("Training loss did not improve more than tol",)),
    ("pytorch", ("PyTorch", "Pytorch", "pytorch")),
    ("keras", ("Keras", "keras")),
    ("tensorflow", ("TensorFlow", "Tensorflow", "tensorflow")),
)
"""Marks that only the users of one framework write, or its programs print, then names; the first of this list decides.

No mark has a digit: they are looked for in lines without digits.
"""


def _by_spelling(table: Mapping[str, str]) -> dict[str, str]:
    return {spelling: name for name, spellings in table.items() for spelling in spellings.split()}


NUMBERS = _by_spelling(_NUMBER_KEYS)
WORDS = _by_spelling(_WORD_KEYS)
OPTIMIZERS = _by_spelling(_OPTIMIZERS)
LOSSES = _by_spelling(_LOSSES)
TARGETS = frozenset({"y", "ys", "t", "target", "targets", "label", "labels", "output", "outputs"}) | frozenset(
    {"y_train", "train_y", "ytrain", "y_true", "train_labels"}
)
"""Names that programs give to what a network shall say."""

NETWORKS = ("Dense(", "Linear(", "Conv1", "Conv2", "MLPClassifier(", "MLPRegressor(", "hidden_layer_sizes", '"layers"')
"""What a network in code, or printed, is made of: a text without any of it holds none."""

INTEGERS = frozenset({"batch_size", "classes", "epochs", "steps_per_epoch", "examples", "warmup_steps"})
BETWEEN_0_AND_1 = frozenset({"momentum", "beta_1", "beta_2", "weight_decay"})

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_LETTER = re.compile(r"[^\w]+")


def plain(name: str) -> str:
    """A name in one spelling: lower case, words joined by underscores.

    >>> plain("--batch-size"), plain("learningRate"), plain("Learning Rate")
    ('batch_size', 'learning_rate', 'learning_rate')
    """
    return _NOT_A_LETTER.sub("_", _CAMEL.sub("_", name)).strip("_").lower()


def optimizer(name: str) -> str | None:
    """The optimizer that a name means: `tf.train.AdamOptimizer`, "RMSprop", "adamw_torch"."""
    last = name.rsplit(".", 1)[-1]
    return OPTIMIZERS.get(plain(last)) or OPTIMIZERS.get(last.lower().removesuffix("optimizer"))


def loss(name: str) -> str | None:
    """The loss that a name means: `nn.CrossEntropyLoss`, "mean_squared_error", "reg:squarederror"."""
    last = name.rsplit(".", 1)[-1]
    return LOSSES.get(plain(last)) or LOSSES.get(last.lower())


def acceptable(key: str, value: float) -> bool:
    """Whether a number can be that setting at all: no batch of 0.5, no momentum of 3."""
    if key in INTEGERS:
        return value % 1 == 0 and value >= (2 if key == "classes" else 1)
    return 0 <= value <= 1 if key in BETWEEN_0_AND_1 else 0 <= value < 1e6
