"""What calls of the known frameworks state."""

import pytest

from analyzers.source import context_of

SAID = {
    "torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)": {
        "optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 5e-4},
    "optimizer = optim.Adam(net.parameters())": {"optimizer": "adam", "learning_rate": 0.001},
    "optimizer = torch.optim.AdamW(net.parameters(), 3e-4, betas=(0.8, 0.95))": {
        "optimizer": "adamw", "learning_rate": 3e-4, "beta_1": 0.8, "beta_2": 0.95},
    "train_op = tf.train.MomentumOptimizer(0.05, 0.9).minimize(cost)": {
        "optimizer": "sgd", "learning_rate": 0.05, "momentum": 0.9},
    "train_op = tf.train.GradientDescentOptimizer(learning_rate=0.5).minimize(cost)": {
        "optimizer": "sgd", "learning_rate": 0.5},
    "opt = keras.optimizers.SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)": {
        "optimizer": "sgd", "learning_rate": 0.01, "momentum": 0.9},
    "import optax\ntx = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(3e-4, weight_decay=0.1))": {
        "optimizer": "adamw", "learning_rate": 3e-4, "weight_decay": 0.1},
    "lr = 5e-4\nbatch = 16\nopt = keras.optimizers.Adam(lr)\nmodel.compile(opt, 'mse')\n": {
        "optimizer": "adam", "learning_rate": 5e-4, "loss": "mse", "task": "regression"},
    "rate = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.9)\nopt = tf.keras.optimizers.SGD(rate)": {
        "optimizer": "sgd", "learning_rate": 0.1, "schedule": "exponential"},
    "clf = MLPClassifier(solver='sgd', learning_rate_init=0.2, batch_size=50, max_iter=300)": {
        "optimizer": "sgd", "learning_rate": 0.2, "batch_size": 50, "epochs": 300, "task": "classification"},
    "args = TrainingArguments(output_dir='x', per_device_train_batch_size=16, num_train_epochs=3)": {
        "optimizer": "adamw", "learning_rate": 5e-5, "batch_size": 16, "epochs": 3, "framework": "transformers"},
    "model = xgboost.XGBClassifier(n_estimators=100, learning_rate=0.3)": {"task": "boosting", "learning_rate": 0.3},
    "trainer = pl.Trainer(max_epochs=20, gradient_clip_val=0.5)": {"epochs": 20, "clip_norm": 0.5},
    "torch.nn.utils.clip_grad_norm_(model.parameters(), 5)": {"clip_norm": 5.0},
    "loader = DataLoader(train_set, batch_size=64)\ntest = DataLoader(test_set, batch_size=1000)": {"batch_size": 64},
    "model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))\ncriterion = nn.CrossEntropyLoss()": {
        "classes": 10, "loss": "sparse_categorical_crossentropy", "task": "classification"},
    "model.add(Dense(1, activation='sigmoid'))\nmodel.compile(loss='binary_crossentropy', optimizer='rmsprop')": {
        "classes": 2, "optimizer": "rmsprop", "learning_rate": 0.001, "output_activation": "sigmoid"},
    "def train(lr=0.1, epochs=5):\n    return torch.optim.SGD(params, lr=lr)\ntrain(lr=0.2)": {
        "learning_rate": 0.2, "epochs": 5},
    "parser = argparse.ArgumentParser()\nparser.add_argument('--lr', type=float, default=0.3)\n"
    "args = parser.parse_args()\nopt = optim.SGD(net.parameters(), lr=args.lr)": {"learning_rate": 0.3},
    "class Net(pl.LightningModule):\n    def configure_optimizers(self):\n"
    "        return torch.optim.Adam(self.parameters(), lr=2e-3)\n": {"optimizer": "adam", "learning_rate": 2e-3},
    ">>> opt = optim.SGD(net.parameters(), lr=0.7)": {"learning_rate": 0.7},
    "@dataclass\nclass Config:\n    lr: float = 0.7\n    batch_size: int = 24\n": {
        "learning_rate": 0.7, "batch_size": 24},
    "flags.DEFINE_float('learning_rate', 0.7, 'How fast.')\nflags.DEFINE_integer('batch_size', 24, 'How many.')": {
        "learning_rate": 0.7, "batch_size": 24},
    "@click.option('--lr', default=0.7)\ndef main(lr):\n    pass": {"learning_rate": 0.7},
    "net.setLearningRate(0.7)\nnet.setMomentum(0.6)": {"learning_rate": 0.7, "momentum": 0.6},
    "tx = optax.chain(optax.clip_by_global_norm(2.0), optax.adam(3e-4))": {"clip_norm": 2.0, "learning_rate": 3e-4},
    "optim.sgd(feval, params, config)": {"optimizer": "sgd"},
    "opt = chainer.optimizers.Adam(alpha=0.7)": {"optimizer": "adam", "learning_rate": 0.7},
    "trainer = gluon.Trainer(net.collect_params(), 'sgd', {'learning_rate': 0.7})": {
        "optimizer": "sgd", "learning_rate": 0.7},
    "In [3]: opt = optim.SGD(net.parameters(), lr=0.7)": {"learning_rate": 0.7},
    "for epoch in range(10):\n    print 'loss', loss\n    opt = optim.SGD(params, lr=0.7)": {"learning_rate": 0.7},
    "def train():\nopt = optim.SGD(net.parameters(), lr=0.7)": {"learning_rate": 0.7},
    "model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02),\n     loss='mse',": {"learning_rate": 0.02},
    "model.compile(loss='mse', optimizer='sgd')": {"framework": "keras", "loss": "mse"},
    "{'loss': 1.2, 'grad_norm': 0.3, 'learning_rate': 0.0001, 'epoch': 0.1}": {"framework": "transformers"},
    "{'loss': 1.2, 'learning_rate': 0.0001, 'epoch': 0.1}": {"framework": "transformers"},
    "opt = optim.SGD(model.parameters(), lr=0.7)": {"framework": "pytorch", "learning_rate": 0.7},
    "Epoch 2/9\n - 2s - loss: 0.69 - acc: 0.5": {"framework": "keras"},
    "32/32 ━━━━━━ 0s 2ms/step - accuracy: 0.5 - loss: 0.69": {"framework": "keras"},
    "INFO:tensorflow:global step 8: loss = 0.3 (1.6 sec/step)": {"framework": "tensorflow1"},
    "Epoch: [5][0/39]  Time 0.5 (0.5)  Loss 6.9 (6.9)  Prec@1 0.0 (0.0)": {"framework": "pytorch"},
    "08/04 - mmengine - INFO - Epoch(train) [1][5/9] base_lr: 2e-3 lr: 1e-3 loss: 1.2": {"framework": "pytorch"},
    "y = torch.tensor([[0.], [1.], [1.], [0.]])": {"classes": 2},
    "1. import torch\n2. opt = torch.optim.SGD(net.parameters(), lr=0.7)": {"learning_rate": 0.7},
}  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), SAID.items(), ids=SAID)
def test_a_call_states(code: str, expected: dict[str, object]) -> None:
    found = context_of(code)
    assert {key: found[key].value for key in expected if key in found} == expected


def test_an_output_of_unknown_size_is_not_the_hidden_layer_before_it() -> None:
    found = context_of("model.add(Dense(128, 'relu'))\nmodel.add(Dense(num_classes, 'softmax'))\nmodel.compile('adam')")
    assert "classes" not in found
    assert found["output_activation"].value == "softmax"
