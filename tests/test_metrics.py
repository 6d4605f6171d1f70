"""Canonical names."""

import pytest

from analyzers.metrics import canonical, divide, keys, words

NAMES = {
    "loss": "train/loss",
    "Training Loss": "train/loss",
    "trainLoss": "train/loss",
    "train/loss": "train/loss",
    "Loss/train": "train/loss",
    "train_loss_epoch": "train/loss",
    "Average loss": "train/loss",
    "Avg. loss": "train/loss",
    "lm loss": "train/loss",
    "Cost": "train/loss",
    "val_loss": "val/loss",
    "Val. Loss": "val/loss",
    "eval_loss": "val/loss",
    "validation/main/loss": "val/loss",
    "dev loss": "val/loss",
    "acc": "train/accuracy",
    "sparse_categorical_accuracy": "train/accuracy",
    "val_binary_accuracy": "val/accuracy",
    "Test Accuracy": "test/accuracy",
    "Acc@1": "train/accuracy",
    "valid_0's binary_logloss": "val/logloss",
    "valid_1's auc": "val_1/auc",
    "training's auc": "train/auc",
    "train-mlogloss": "train/logloss",
    "eval-rmse": "val/rmse",
    "learning_rate": "lr",
    "LearningRate": "lr",
    "L.r.": "lr",
    "lr/pg0": "lr",
    "grad norm": "train/gradient_norm",
    "gNorm": "train/gradient_norm",
    "ep_rew_mean": "train/reward",
    "D loss": "train/discriminator_loss",
    "Loss_G": "train/generator_loss",
    "loss_rpn_cls": "train/loss_rpn_cls",
    "IoU": "train/iou",
    "训练损失": "train/loss",
    "验证集准确率": "val/accuracy",
    "perda de validação": "val/loss",
    "pérdida": "train/loss",
    "точность": "train/accuracy",
    "Verlust": "train/loss",
    "손실": "train/loss",
}


@pytest.mark.parametrize("name", NAMES)
def test_canonical_name(name: str) -> None:
    assert canonical(name) == NAMES[name]


def test_the_place_tells_the_split_where_the_name_does_not() -> None:
    assert canonical("loss", "val") == "val/loss"
    assert canonical("train_loss", "val") == "train/loss"


def test_words_are_the_same_however_they_are_joined() -> None:
    assert words("valLoss") == words("val_loss") == words("val/loss") == words("Val Loss") == ["val", "loss"]


def test_a_name_that_is_only_a_split_is_no_split() -> None:
    assert divide("test") == ("", "test")


def test_the_plainest_name_gets_the_key_and_no_two_share_one() -> None:
    named = keys([("total_loss", None), ("loss", None), ("lm loss", None)])
    assert named == {
        ("total_loss", None): "train/total_loss",
        ("loss", None): "train/loss",
        ("lm loss", None): "train/lm_loss",
    }


def test_test_data_is_validation_data_where_there_is_no_other() -> None:
    assert keys([("loss", None), ("test loss", None)])["test loss", None] == "val/loss"
    assert keys([("val_loss", None), ("test_loss", None)])["test_loss", None] == "test/loss"
