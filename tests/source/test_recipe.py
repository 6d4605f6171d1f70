"""Pasted code becomes a spec; what it cannot become is listed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzers.errors import SpecError
from analyzers.source.recipes.recipe import read_source
from analyzers.spec import prepare, read

SEEDS = Path(__file__).parents[2].parent / "shared" / "corpus" / "seeds"

KERAS_LOOP = """
from sklearn.datasets import load_digits
digits = load_digits()
X = StandardScaler().fit_transform(digits.data)
X_train, X_test, y_train, y_test = train_test_split(X, digits.target)
def build(depth=3):
    m = Sequential()
    m.add(Dense(64, input_dim=64, activation='sigmoid', kernel_initializer=RandomNormal(stddev=0.3)))
    for _ in range(depth):
        m.add(Dense(32, activation='sigmoid'))
    m.add(Dense(10, activation='softmax'))
    m.compile(loss='sparse_categorical_crossentropy', optimizer=SGD(lr=0.05, momentum=0.9))
    return m
model = build(2)
model.fit(X_train, y_train, epochs=30, batch_size=16, validation_split=0.2)
"""
TORCH_XOR = """
X = torch.tensor([[0.,0.],[0.,1.],[1.,0.],[1.,1.]])
y = torch.tensor([[0.],[1.],[1.],[0.]])
model = nn.Sequential(nn.Linear(2, 4), nn.Sigmoid(), nn.Linear(4, 1), nn.Sigmoid())
criterion = nn.L1Loss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2000):
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
"""
TORCH_CLASS = """
class Net(nn.Module):
    def __init__(self, hidden=128):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(8 * 14 * 14, hidden)
        self.fc2 = nn.Linear(hidden, 10)
    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        x = x.view(-1, 8 * 14 * 14)
        return self.fc2(F.relu(self.fc1(x)))
net = Net(64)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(net.parameters(), lr=3e-3)
"""
FUNCTIONAL = """
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(8, 3, activation="relu")(inputs)
x = layers.Flatten()(layers.MaxPooling2D()(x))
model = keras.Model(inputs, layers.Dense(10)(x))
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
model.fit(x_train / 255.0, y_train, epochs=3, batch_size=64)
"""


def spec_of(text: str) -> dict[str, Any]:
    return read_source(text).spec


def test_layers_added_in_a_loop_of_a_function() -> None:
    spec = spec_of(KERAS_LOOP)
    layers = spec["model"]["layers"]
    assert [layer["units"] for layer in layers] == [64, 32, 32, 10]
    assert layers[0]["kernel_initializer"] == {"name": "normal", "stddev": 0.3}
    assert spec["data"] == {"dataset": "digits", "scale": "standard"}
    assert spec["training"]["optimizer"] == {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9}
    assert (spec["training"]["epochs"], spec["training"]["batch_size"]) == (30, 16)
    assert spec["training"]["validation_split"] == 0.2


def test_a_loop_of_the_users_own_over_a_table_in_the_code() -> None:
    spec = spec_of(TORCH_XOR)
    assert spec["data"] == {"x": [[0, 0], [0, 1], [1, 0], [1, 1]], "y": [[0], [1], [1], [0]]}
    assert [layer["activation"] for layer in spec["model"]["layers"]] == ["sigmoid", "sigmoid"]
    training = spec["training"]
    assert (training["loss"], training["epochs"], training["batch_size"], training["defaults"]) == (
        "mae", 2000, None, "pytorch")  # fmt: skip


def test_a_torch_class_is_followed_through_forward() -> None:
    spec = spec_of(TORCH_CLASS)
    assert [layer["type"] for layer in spec["model"]["layers"]] == ["conv2d", "max_pool2d", "flatten", "dense", "dense"]
    assert spec["model"]["layers"][3] == {"type": "dense", "units": 64, "activation": "relu"}
    assert spec["training"]["loss"] == {"name": "sparse_categorical_crossentropy", "from_logits": True}


def test_images_have_the_size_that_the_first_dense_layer_tells() -> None:
    assert spec_of(TORCH_CLASS)["data"]["stand_in"]["features"] == [28, 28, 1]
    flat = (
        "m = nn.Sequential(nn.Flatten(), nn.Linear(300, 9), nn.ReLU(), nn.Linear(9, 2))\nloss = nn.CrossEntropyLoss()\n"
    )
    assert spec_of(flat)["data"]["stand_in"]["features"] == [300]
    pooled = (
        "m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))\n"
    )
    assert spec_of(pooled)["data"]["stand_in"]["features"] == [32, 32, 3]
    strided = "m = nn.Sequential(nn.Conv2d(3, 8, 4, stride=4), nn.Flatten(), nn.Linear(8 * 56 * 56, 5))\n"
    assert spec_of(strided)["data"]["stand_in"]["features"] == [224, 224, 3]


AUTOENCODER = """
inputs = Input(shape=(784,))
model = Model(inputs, Dense(784, activation="sigmoid")(Dense(32, activation="relu")(inputs)))
model.compile(optimizer="adam", loss="binary_crossentropy")
(x_train, _), _ = mnist.load_data()
x_train = x_train.reshape((len(x_train), 784))
model.fit(x_train, x_train, epochs=5)
"""
SUBCLASS = """
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = Conv2D(8, 3)
        self.flatten = Flatten()
        self.out = Dense(10, activation="softmax")
    def call(self, x):
        return self.out(self.flatten(tf.nn.relu(self.conv(x))))
net = Net()
net.compile("sgd", "sparse_categorical_crossentropy")
net.fit(images, labels, epochs=7)
"""


def test_what_is_fitted_to_itself_is_its_own_target() -> None:
    stand_in = spec_of(AUTOENCODER)["data"]["stand_in"]
    assert (stand_in["task"], stand_in["features"]) == ("reconstruction", [784])
    made = prepare(read({"model": {"source": AUTOENCODER}}))
    assert np.array_equal(made.x, made.y)


def test_a_subclass_of_keras_model_is_followed_through_call() -> None:
    spec = spec_of(SUBCLASS)
    assert [layer["type"] for layer in spec["model"]["layers"]] == ["conv2d", "flatten", "dense"]
    assert (spec["training"]["epochs"], spec["training"]["optimizer"]["name"]) == (7, "sgd")


def test_large_examples_are_stood_in_for_by_few() -> None:
    spec = spec_of(
        "m = Sequential([GlobalAveragePooling2D(input_shape=(512, 512, 3)), Dense(5)])\nm.compile('sgd', 'mse')\n"
    )
    assert spec["data"]["stand_in"]["examples"] == 12


def test_rows_of_unequal_length_are_no_data() -> None:
    spec = spec_of("m = Sequential([Dense(1)])\nm.compile('sgd', 'mse')\nm.fit([[1, 2], [3]], [0, 1])\n")
    assert "stand_in" in spec["data"]


def test_quotes_that_a_web_page_curled_are_quotes() -> None:
    spec = spec_of("m = Sequential()\nm.add(Dense(4, activation=‘relu’, input_dim=2))\nm.compile(“sgd”, “mse”)\n")
    assert spec["model"]["layers"][0]["activation"] == "relu"
    assert (spec["training"]["optimizer"]["name"], spec["training"]["loss"]) == ("sgd", "mse")


def test_several_plain_outputs_in_pytorch_are_scores_of_classes() -> None:
    assert spec_of("m = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))\n")["training"]["loss"] == {
        "name": "sparse_categorical_crossentropy", "from_logits": True}  # fmt: skip


def test_a_download_becomes_a_declared_stand_in() -> None:
    recipe = read_source(FUNCTIONAL)
    stand_in = recipe.spec["data"]["stand_in"]
    assert stand_in == {"task": "classification", "classes": 10, "examples": 2000, "features": [28, 28, 1]}
    assert any("mnist is not at hand" in note for note in recipe.understood)


def test_sklearn_gets_the_output_layer_that_it_adds_itself() -> None:
    spec = spec_of("X, y = load_iris(return_X_y=True)\nclf = MLPClassifier((20, 10), 'logistic')\nclf.fit(X, y)\n")
    assert [(layer["units"], layer["activation"]) for layer in spec["model"]["layers"]] == [
        (20, "sigmoid"), (10, "sigmoid"), (3, "softmax")]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [("model.add(LSTM(32))", "a LSTM layer cannot be replayed"), ("model.add(Dense(size))", "units is not a number")],
)
def test_what_is_not_understood_is_listed_with_its_line(line: str, reason: str) -> None:
    recipe = read_source(f"model = Sequential()\n{line}\nmodel.add(Dense(1))\nmodel.compile('sgd', 'mse')\n")
    (left_out,) = recipe.not_understood
    assert left_out.line == 2
    assert left_out.why.startswith(reason)
    assert len(recipe.spec["model"]["layers"]) == 1


def test_a_branching_functional_model_is_not_guessed() -> None:
    recipe = read_source(
        "i = Input(shape=(4,))\na = Dense(3)(i)\nb = Dense(3)(i)\n"
        "model = Model(i, Dense(1)(concatenate([a, b])))\nmodel.compile('adam', 'mse')\n"
    )
    assert recipe.not_understood


HOSTILE = {
    "exponentiation": "x = 9 ** 9 ** 9 ** 9",
    "repetition": "x = [0] * 10 ** 12",
    "formatting": "x = '%999999999d' % 1",
    "squaring": "x = 3\nfor i in range(60):\n    x = x * x\n",
    "range": "x = list(range(10 ** 12))",
    "allocation": "import numpy as np\nx = np.zeros((10 ** 6, 10 ** 6))",
    "recursion": "def f(n):\n    return f(n + 1)\nf(0)\n",
    "nesting": "x = " + "(" * 5000 + ")" * 5000,
    "loops": "".join(" " * k + f"for b{k} in range(60):\n" for k in range(9)) + " " * 9 + "y = 1\n",
    "broadcast": "import numpy as np\na = np.arange(900000)\nb = a.reshape(-1, 1) * a\n",
}  # fmt: skip


@pytest.mark.timeout(5)
@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_code_that_would_cost_too_much_is_left_unread(code: str) -> None:
    assert read_source(code).spec == {}


def test_nothing_is_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    read_source(
        f"import os\nopen({str(mark)!r}, 'w').write('x')\nos.system('touch {mark}')\nmodel = Sequential([Dense(1)])"
    )
    assert not mark.exists()


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared corpus is not here")
def test_a_posted_question_is_read_as_its_own_code_not_as_the_answers() -> None:
    (page,) = SEEDS.glob("002_*")
    spec = spec_of(page.read_text())
    assert spec["model"] == {"layers": [{"type": "dense", "units": 1}]}
    assert spec["training"]["optimizer"] == {"name": "sgd", "learning_rate": 0.01}
    assert (spec["data"]["x"][-1], spec["data"]["y"][-1]) == (20.0, 10.0)
    assert (spec["training"]["loss"], spec["training"]["epochs"]) == ("mse", 500)


def test_inputs_of_no_value_are_told_and_no_fault_of_ours() -> None:
    given = "model = Sequential()\nmodel.add(Dense(1, input_shape=[0]))\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y)\n"
    with pytest.raises(SpecError, match="examples of 0 values; ask for 1 to"):
        prepare(read({"model": {"source": given}}))


def test_an_activation_that_is_not_known_is_left_out_and_said() -> None:
    recipe = read_source('X, y = load_iris(return_X_y=True)\nclf = MLPClassifier((3,), "r_lu")\nclf.fit(X, y)\n')
    assert recipe.spec["model"]["layers"][0]["activation"] == "relu"
    assert any("r_lu" in str(each) for each in recipe.not_understood)
