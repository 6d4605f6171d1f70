"""Each check has settings that it must find and none of the good ones; and promises that all checks keep."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers import checks
from analyzers.check import Check, Setting
from analyzers.checks import CHECKS, undefined_logarithm, unscaled_inputs
from tests.checks.settings import CLASSES, GOOD, NUMBERS, TWO, dense, setting

SIGMOID = dense(16, "sigmoid")
RESET, BACKWARD, STEP = "optimizer.zero_grad()", "loss.backward()", "optimizer.step()"


def written(*calls: str) -> Setting:
    """A loop of the user's own with these calls, beside a good network."""
    loop = "".join(f"        {call}\n" for call in calls)
    code = f"for epoch in range(9):\n    for x, y in loader:\n        loss = criterion(model(x), y)\n{loop}"
    return replace(setting([dense(3, "softmax")], CLASSES), code=code)


def with_loss(line: str) -> Setting:
    """A loss written by hand, beside a good network."""
    return replace(setting([dense(3, "softmax")], CLASSES), code=f"p = tf.nn.softmax(z)\n{line}\n")


PIXELS = "(x, y), _ = cifar10.load_data()\nmodel.fit(x, y)\n"

FIRES: dict[str, dict[str, Setting]] = {
    "learning_rate_unusual": {
        "nothing is learnt": setting([dense(3, "softmax")], CLASSES, rate=0.0),
        "adam at 1": setting([dense(3, "softmax")], CLASSES, rate=1.0),
        "adam at 1e-8": setting([dense(3, "softmax")], CLASSES, rate=1e-8),
        "sgd at 10": setting([dense(3, "softmax")], CLASSES, rate=10.0, name="sgd"),
    },
    "learning_rate_above_stability_limit": {
        "twice the limit": Setting(GOOD["linear regression"].prepared, 400.0, 0.005),
        "just above": Setting(GOOD["linear regression"].prepared, 222.2, 0.009),
    },
    "incomplete_training_loop": {
        "no reset": written(BACKWARD, STEP),
        "no step": written(RESET, BACKWARD),
        "neither, beside an optimizer": written("optimizer = torch.optim.SGD(model.parameters(), 0.1)", BACKWARD),
        "reset before the step": written(BACKWARD, RESET, STEP),
        "a step of the schedule alone": written(
            RESET, BACKWARD, "scheduler = StepLR(optimizer, 5)", "scheduler.step()"
        ),
    },
    "undefined_logarithm": {
        "of softmax": with_loss("loss = -tf.reduce_sum(y * tf.log(p))"),
        "of both sides": with_loss("cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m"),
        "at once": with_loss("loss = -tf.reduce_mean(y * tf.log(tf.nn.softmax(z)))"),
    },
    "unscaled_inputs": {
        "pixels": replace(setting([dense(3, "softmax")], CLASSES), code=PIXELS, own_data=False),
        "a hundred wide": setting(
            [dense(8, "relu"), dense(1)], {"x": [[float(k - 100)] for k in range(200)], "y": list(range(200))}, "mse"
        ),
        "prices to predict": setting(
            [dense(8, "relu"), dense(1)],
            {"x": [[k / 9] for k in range(20)], "y": [2e5 + k / 9 for k in range(20)]},
            "mse",
        ),
        "features of different size": setting(
            [dense(8, "relu"), dense(1)],
            {"x": [[k * 1e-3, k * 1.0] for k in range(20)], "y": [k / 7 for k in range(20)]},
            "mse",
        ),
    },
    "missing_nonlinearity": {
        "nowhere": setting([dense(16), dense(16), dense(1)], NUMBERS, "mse"),
        "in one place": setting([dense(16, "relu"), dense(16), dense(3, "softmax")], CLASSES),
    },
    "vanishing_gradients": {
        "ten sigmoid layers": setting([*[SIGMOID] * 10, dense(3, "softmax")], CLASSES),
        "small weights": setting(
            [*(dense(16, "relu", kernel_initializer={"name": "normal", "stddev": 0.02}) for _ in range(5)), dense(1)],
            NUMBERS,
            "mse",
        ),
    },
    "poor_initialization": {
        "all zero": setting([dense(8, "relu", kernel_initializer="zeros"), dense(1)], NUMBERS, "mse"),
        "far too large": setting(
            [dense(64, "relu", kernel_initializer={"name": "normal", "stddev": 5.0}), dense(3, "softmax")], CLASSES
        ),
        "fading": setting(
            [*(dense(16, "tanh", kernel_initializer={"name": "normal", "stddev": 0.02}) for _ in range(5)), dense(1)],
            NUMBERS,
            "mse",
        ),
    },
    "output_loss_mismatch": {
        "softmax before cross-entropy": written("loss = nn.CrossEntropyLoss()(F.softmax(model(x), dim=1), y)"),
        "a layer of it": written("loss = F.cross_entropy(nn.Softmax(dim=1)(model(x)), y)"),
        "sigmoid before its loss": written("loss = F.binary_cross_entropy_with_logits(torch.sigmoid(model(x)), y)"),
        "in a graph": written("loss = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.softmax(z))"),
        "softmax over one unit": setting([dense(1, "softmax")], TWO, "binary_crossentropy"),
        "relu with crossentropy": setting([dense(1, "relu")], TWO, "binary_crossentropy"),
        "linear with crossentropy": setting([dense(3)], CLASSES, "sparse_categorical_crossentropy"),
        "softmax twice": setting(
            [dense(3, "softmax")], CLASSES, {"name": "sparse_categorical_crossentropy", "from_logits": True}
        ),
        "too few units": setting([dense(2, "softmax")], CLASSES, "sparse_categorical_crossentropy"),
        "one unit for three classes": setting([dense(1, "sigmoid")], CLASSES, "binary_crossentropy"),
        "sigmoid for any number": setting([dense(1, "sigmoid")], NUMBERS, "mse"),
        "crossentropy for a quantity": setting([dense(1, "sigmoid")], NUMBERS, "binary_crossentropy"),
        "squared error on softmax": setting([dense(3, "softmax")], CLASSES, "mse"),
    },
}
CASES = [(check, name) for check in CHECKS for name in FIRES.get(check.id, {})]


@pytest.mark.parametrize(("check", "name"), CASES, ids=lambda part: part if isinstance(part, str) else part.id)
def test_a_check_finds(check: Check, name: str) -> None:
    assert check.on(FIRES[check.id][name])


@pytest.mark.parametrize("name", GOOD)
def test_no_check_complains_about_a_good_setting(name: str) -> None:
    assert [finding.headline for finding in checks.check(GOOD[name])] == []


@pytest.mark.parametrize(("check", "name"), CASES, ids=lambda part: part if isinstance(part, str) else part.id)
def test_what_is_found_can_be_told(check: Check, name: str) -> None:
    for finding in check.on(FIRES[check.id][name]):
        assert finding.headline.endswith(".")
        assert finding.causes
        assert all(each.value is None or math.isfinite(each.value) for each in finding.evidence.values())


def test_every_check_is_listed_tested_and_named_as_its_file() -> None:
    files = {path.stem for path in Path(checks.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == {check.id for check in CHECKS}, "list the check in analyzers/checks/__init__.py"
    assert files == set(FIRES), "give the check a table of settings that it finds"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_is_documented(check: Check) -> None:
    for heading in ("What it means", "What to look at", "When to ignore", "References"):
        assert f"\n{heading}\n" in check.doc


def test_the_worst_is_told_first() -> None:
    found = checks.check(setting([dense(16), dense(1, "softmax")], TWO, "binary_crossentropy", rate=1.0))
    assert [finding.severity for finding in found] == ["critical", "critical", "warning"]


def test_the_limit_and_the_rate_are_evidence() -> None:
    (check,) = (each for each in CHECKS if each.id == "learning_rate_above_stability_limit")
    (finding,) = check.on(FIRES[check.id]["twice the limit"])
    assert finding.evidence["critical_learning_rate"].value == 0.005
    assert finding.evidence["times"].value == pytest.approx(2.0)


@pytest.mark.parametrize(
    "calls",
    [
        (RESET, BACKWARD, STEP),
        (BACKWARD, STEP, RESET),
        ("optimizer.zero_grad(set_to_none=True)", "scaler.scale(loss).backward()", "GradScaler().step(optimizer)"),
        (BACKWARD, "w.data -= lr * w.grad"),
        (BACKWARD,),  # an excerpt
    ],
)
def test_a_loop_that_resets_computes_and_steps_is_whole(calls: tuple[str, ...]) -> None:
    assert checks.check(written(*calls)) == ()


@pytest.mark.parametrize(
    "line",
    [
        "loss = -tf.reduce_sum(y * tf.log(p + 1e-10))",
        "loss = -tf.reduce_sum(y * tf.log(tf.clip_by_value(p, 1e-10, 1.0)))",
        "loss = -(y * F.log_softmax(z)).sum()",
        "gain = 10 * np.log(signal + noise)",
        "perplexity = math.log(total)",
    ],
)
def test_a_logarithm_that_is_kept_from_0_is_none_of_its_business(line: str) -> None:
    assert not undefined_logarithm.CHECK.on(with_loss(line))


def test_pixels_that_are_divided_are_scaled() -> None:
    scaled = replace(FIRES["unscaled_inputs"]["pixels"], code=PIXELS.replace("model", "x = x / 255\nmodel"))
    assert not unscaled_inputs.CHECK.on(scaled)
