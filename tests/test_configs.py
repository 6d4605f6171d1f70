"""Findings on a config or on pasted code, before any training."""

import json

import pytest

from analyzers import diagnose
from analyzers.configs import beside, described, findings

KERAS = """\
My loss stays at 7.6, why?

model = Sequential()
model.add(Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)))
model.add(Flatten())
model.add(Dense(1, activation='softmax'))
model.compile(loss='binary_crossentropy', optimizer='adam')
model.fit(images, labels, epochs=10)
"""
TORCH = """\
net = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=3.0)
"""
TWICE = """\
net = nn.Sequential(nn.Linear(9, 1), nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(net.parameters())
"""
SIGMOIDS = "".join(f"model.add(Dense(64, activation='sigmoid'{', input_dim=20' * (not n)}))\n" for n in range(6))
DEEP = f"""\
model = Sequential()
{SIGMOIDS}model.add(Dense(5, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='sgd')
"""
SPEC = json.dumps(
    {
        "model": {"layers": [{"type": "dense", "units": 1}]},
        "data": {"x": [[100.0 * n] for n in range(20)], "y": [*range(20)]},
        "training": {"optimizer": {"name": "sgd", "learning_rate": 0.01}, "loss": "mse"},
    }
)
FOUND = {
    "softmax over one unit": (KERAS, "", ["output_loss_mismatch"]),
    "softmax twice, and a huge rate": (TORCH, "", ["output_loss_mismatch", "learning_rate_unusual"]),
    "sigmoids": (DEEP, "", ["vanishing_gradients"]),
    "a config goes before the text": (KERAS, TORCH, ["output_loss_mismatch", "learning_rate_unusual"]),
    "a spec": ("", SPEC, ["unscaled_inputs"]),
    "the layers alone": (
        "",
        json.dumps({"layers": [{"type": "dense", "units": 1, "activation": "softmax"}]}),
        ["output_loss_mismatch"],
    ),
}
NOTHING = {
    "a log": ("epoch 1 loss 0.5\nepoch 2 loss 0.4\n", ""),
    "settings": ("", json.dumps({"optimizer": "adam", "lr": 0.001})),
    "a list": ("", "[1, 2]"),
    "a layer in a sentence": ("I have a Dense( layer, and what now?", ""),
    "an autoencoder, whose targets nobody knows": (
        "model = Sequential([Dense(32, activation='relu', input_shape=(784,)), Dense(784, activation='sigmoid')])\n"
        "model.compile(optimizer='adam', loss='mse')\nmodel.fit(x, x, epochs=5)\n",
        "",
    ),
    "scores for a loss that takes scores": (TORCH.replace(", nn.Softmax(dim=1)", "").replace("3.0", "0.01"), ""),
    "what cannot be trained": ("", json.dumps({"model": {"layers": [{"type": "unheard of"}]}})),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_fault_in_a_config_is_found_before_any_training(name: str) -> None:
    text, config, codes = FOUND[name]
    assert [each.code for each in findings(text.encode(), config)][: len(codes)] == codes


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_found_where_nothing_is_wrong_or_stated(name: str) -> None:
    text, config = NOTHING[name]
    assert findings(text.encode(), config) == ()


PRINTED = """\
Sequential(
  (0): Linear(in_features=20, out_features=16, bias=True)
  (1): ReLU()
  (2): Linear(in_features=16, out_features=3, bias=True)
)
"""


@pytest.mark.parametrize("text", [KERAS, TORCH, SPEC, PRINTED])
def test_a_network_without_a_log_is_answered_with_what_it_is(text: str) -> None:
    answer = described(text.encode())
    assert answer is not None
    assert (answer.verdict, answer.primary, answer.runs) == ("unknown", None, ())
    assert "a network of" in answer.headline
    assert answer.reading.notes or text is SPEC


@pytest.mark.parametrize("text", ["epoch 1 loss 0.5\n", "I have a Dense( layer, and what now?", '{"layers": 3}'])
def test_a_text_without_a_network_is_not_described(text: str) -> None:
    assert described(text.encode()) is None


def test_what_is_wrong_with_the_code_is_in_the_headline_where_there_is_no_curve() -> None:
    answer = described(KERAS.encode())
    assert answer is not None
    told = beside(answer, findings(KERAS.encode()))
    assert told.headline.endswith("The code shows: A softmax over one unit gives 1 for every input.")
    assert told.config


@pytest.mark.parametrize(
    ("code", "first"),
    [
        (KERAS, "End in 1 sigmoid output with binary crossentropy"),
        (TORCH, "Leave out the softmax before the loss, which applies it itself"),
        (TWICE, "Leave out the sigmoid before the loss, which applies it itself"),
    ],
)
def test_what_mends_the_code_is_suggested_first(code: str, first: str) -> None:
    log = "".join(f"epoch {epoch} loss {2.3 - 0.004 * epoch:.3f}\n" for epoch in range(20))
    text = (code + log).encode()
    told = beside(diagnose(text), findings(text))
    (run,) = told.runs
    assert run.findings
    assert (run.suggestions[0].action, run.suggestions[0].headline) == ("fix_output_layer", first)
    assert run.suggestions[0].addresses[0] == "output_loss_mismatch"
    assert len(run.suggestions) > 1


BY_HAND = """\
p = tf.nn.softmax(tf.matmul(x, W) + b)
cost = -tf.reduce_sum(y * tf.log(p))
train_step = tf.train.GradientDescentOptimizer(0.5).minimize(cost)
"""


@pytest.mark.parametrize(("last", "action"), [("nan", "fix_output_layer"), ("0.3000", "none")])
def test_a_logarithm_of_0_is_mended_first_where_the_loss_became_nan(last: str, action: str) -> None:
    log = "".join(f"epoch {epoch} loss {2.3 * 0.8**epoch:.4f}\n" for epoch in range(9)) + f"epoch 9 loss {last}\n"
    text = (BY_HAND + log).encode()
    told = beside(diagnose(text), findings(text))
    assert [each.code for each in told.config] == ["undefined_logarithm"]
    assert next((each.action for each in told.runs[0].suggestions if "logarithm" in each.headline), "none") == action


IMAGES = """\
(x_train, y_train), _ = cifar10.load_data()
model = Sequential([Flatten(input_shape=(32, 32, 3)), Dense(10, activation='softmax')])
model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=6)
"""
PRETRAINED = """\
model = models.resnet18(pretrained=True)
criterion = torch.nn.CrossEntropyLoss()
for x, y in loader:
    optimizer.zero_grad()
    criterion(torch.softmax(model(x), dim=1), y).backward()
    optimizer.step()
"""


STEPLESS = """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for x, y in loader:
    loss = criterion(model(x), y)
    loss.backward()
"""


@pytest.mark.parametrize(
    ("code", "first"),
    [
        (STEPLESS, "Reset the gradients, compute them, make the step: in this order, once a batch"),
        (IMAGES, "Divide the pixels by 255, so that the inputs lie between 0 and 1"),
        (PRETRAINED, "Leave out the softmax before the loss, which applies it itself"),
    ],
)
def test_what_keeps_a_network_at_chance_is_seen_in_its_code(code: str, first: str) -> None:
    log = "".join(f"epoch {epoch} loss {2.3026 + epoch % 2 / 1e4:.4f} accuracy 0.1000\n" for epoch in range(6))
    text = (code + log).encode()
    told = beside(diagnose(text), findings(text))
    assert told.runs[0].findings[0].code == "stuck_at_chance"
    assert told.runs[0].suggestions[0].headline == first
    assert "End in" not in " ".join(each.headline for each in told.runs[0].suggestions)


ELSEWHERE = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(20, 30)
        self.second = nn.Linear(30, 2)

    def forward(self, x):
        return self.second(self.first(self.prepared_elsewhere(x)))

model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
"""


LINE = """\
x = np.array([2., 4., 6., 8., 10., 12.])
model = Sequential([Dense(1, input_shape=(1,))])
model.compile(loss='mse', optimizer=SGD(learning_rate=0.01))
model.fit(x, 2 * x, epochs=20)
"""


@pytest.mark.parametrize(
    ("losses", "first"),
    [
        ([451.0 * 3.5547**n for n in range(20)], "lower_learning_rate"),  # which proves the critical rate
        ([float("nan")] * 20, "scale_inputs"),
    ],
)
def test_large_inputs_are_scaled_first_unless_the_curve_proves_a_rate(losses: list[float], first: str) -> None:
    text = (LINE + "".join(f"Epoch {n}/20 - loss: {loss:.6g}\n" for n, loss in enumerate(losses, 1))).encode()
    assert beside(diagnose(text), findings(text)).runs[0].suggestions[0].action == first


def test_a_method_that_the_text_does_not_show_is_left_out() -> None:
    network = described(ELSEWHERE.encode())
    assert network is not None
    assert network.headline.startswith("There is no curve in this text, but a network of 2 layers, trained by adam")
