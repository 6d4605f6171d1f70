"""Settings as people and programs write them, one line at a time."""

import time

import pytest

from analyzers.source.facts import settings

SAID = {
    "learing_rate = 1": {"learning_rate": 1.0},
    "--lr 0.1 --batch-size=256 --optimizer adam": {"learning_rate": 0.1, "batch_size": 256, "optimizer": "adam"},
    "  lr .............................. 0.0001": {"learning_rate": 0.0001},
    "base_lr: 0.1": {"learning_rate": 0.1},
    "Run A, lr=0.1:": {"learning_rate": 0.1},
    "Adam 1e-3, bs 128": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 128},
    "SGD 0.9 momentum": {"optimizer": "sgd"},
    "I used a learning rate of 1e-4 and batch size 64": {"learning_rate": 1e-4, "batch_size": 64},
    "当学习率在0.001左右时,这种情况时有发生": {"learning_rate": 0.001},
    "params = {'eta': 0.3, 'max_depth': 6}": {"learning_rate": 0.3},
    'type: "Adam"': {"optimizer": "adam"},
    "optimizer=dict(type='AdamW', lr=0.004)": {"optimizer": "adamw", "learning_rate": 0.004},
    "Train on 25000 samples, validate on 1000 samples": {"examples": 25000},
    "  Num examples = 1,080": {"examples": 1080},
    "current learning rate: 10^-4": {"learning_rate": 1e-4},
    "Namespace(batch_size=64, epochs=14, lr=1.0, gamma=0.7)": {"batch_size": 64, "epochs": 14, "learning_rate": 1.0},
    '  "num_classes": 6,': {"classes": 6},
    "I trained on 50000 images of 10 classes": {"classes": 10},
    'lr_policy: "multistep"': {"schedule": "multistep"},
    "loss_function: mse": {"loss": "mse"},
    "max_grad_norm=1.0,": {"clip_norm": 1.0},
    "taxa de aprendizado de 0.01": {"learning_rate": 0.01},
    "學習率 為 0.1, Adam optimizer": {"optimizer": "adam"},
    "学習率は0.002、バッチサイズは24です": {"learning_rate": 0.002, "batch_size": 24},
    "скорость обучения 0.02, размер батча 50": {"learning_rate": 0.02, "batch_size": 50},
    "una tasa de aprendizaje de 0.2 y un tamaño de lote de 8": {"learning_rate": 0.2, "batch_size": 8},
    "Adam in batches of 24 images": {"optimizer": "adam", "batch_size": 24},
    "一共7个类别": {"classes": 7},
    "    'InitialLearnRate',0.05, 'MiniBatchSize',24, ...": {"learning_rate": 0.05, "batch_size": 24},
    "  optimizer = optimizer_rmsprop(lr = 0.02),": {"optimizer": "rmsprop", "learning_rate": 0.02},
    '@optimizers = "Adam.v1"': {"optimizer": "adam"},
    "Adam optimizer(net->parameters(), AdamOptions(0.02).beta1(0.6));": {
        **{"optimizer": "adam", "learning_rate": 0.02, "beta_1": 0.6}
    },
    "opt_state = Flux.setup(Descent(0.2), model)": {"optimizer": "sgd", "learning_rate": 0.2},
    "net.setLearningRate(0.2); net.setMomentum(0.6);": {"learning_rate": 0.2, "momentum": 0.6},
    "| Learning rate | 0.02 |": {"learning_rate": 0.02},
    "| Optimizer | Nadam |": {"optimizer": "nadam"},
    "python main.py -a resnet50 -b 96 --lr 0.2": {"learning_rate": 0.2, "batch_size": 96},
    "batch=96": {"batch_size": 96},
    "epochs=7, batch=96, imgsz=512": {"epochs": 7, "batch_size": 96},
    "Total train batch size (w. parallel, distributed & accumulation) = 96": {"batch_size": 96},
}
SILENT = (
    "34/34 [====] - ETA: 0:31:05 - loss: 0.5",
    "eta: 3 days, loss: 0.4",
    "Epoch 3/10, batch 12/64",
    "BatchNorm2d(64, eps=1e-05, momentum=0.1)",
    "Cost after epoch 100: 1.918554",
    "loss: 0.5 - accuracy: 0.9",
    "scheduler = StepLR(optimizer, step_size=30)",
    "lr",
    "--micro-batch-size 1",
    "epoch=3 batch=96 loss=0.5",
    "| loss | 0.5 |",
    "gradient descent(s) of the loss",
)


@pytest.mark.parametrize(("line", "expected"), SAID.items(), ids=SAID)
def test_a_setting_is_read_as_it_is_written(line: str, expected: dict[str, object]) -> None:
    assert {fact.key: fact.value for fact in settings.facts_of_line(line, 7)} == expected


@pytest.mark.parametrize("line", SILENT)
def test_what_only_looks_like_a_setting_is_not_one(line: str) -> None:
    assert not list(settings.facts_of_line(line, 1))


def test_the_source_names_the_line() -> None:
    (fact,) = settings.facts_of_line("lr: 0.1", 3)
    assert fact.source == "text, line 3"


def test_lines_that_differ_in_digits_only_are_looked_at_three_times() -> None:
    text = "\n".join(f"step {step} lr: 0.{step:04}" for step in range(1, 500))
    assert [number for number, _ in settings.telling_lines(text)] == [1, 2, 499]


@pytest.mark.parametrize(
    "crafted",
    [
        *("a " * 50_000, "lr: " * 25_000, "lr" + " " * 90_000, "lr is " * 16_000, "-" * 90_000),
        *(
            "'lr', " * 16_000,
            ".lr(" * 25_000,
            "| lr " * 18_000,
            "lr.py " * 16_000,
            "lr 'a'" + " " * 90_000,
            "batch=" * 15_000,
        ),
    ],
)
def test_crafted_lines_cost_little(crafted: str) -> None:
    begin = time.process_time()
    for number, line in settings.telling_lines(crafted):
        list(settings.facts_of_line(line, number))
    assert time.process_time() - begin < 0.5
