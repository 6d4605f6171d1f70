import numpy as np
import pytest

from analyzers.run import Run, Series
from analyzers.signals.kind import kind
from analyzers.signals.roles import lacks, of_layers, roles, shares
from tests.curves import falling, run


def of(*keys: str, **context: float) -> Run:
    return Run({key: Series.of(np.linspace(2.0, 1.0, 5)) for key in keys})


@pytest.mark.parametrize(
    ("keys", "loss", "val_loss"),
    [
        (("train/loss", "val/loss"), "train/loss", "val/loss"),
        (("train/loss_box", "train/total_loss", "val/loss"), "train/total_loss", "val/loss"),
        (("val/loss",), "val/loss", None),
        (("train/rmse", "val/rmse", "val/mae"), "train/rmse", "val/rmse"),
        (("train/perplexity",), "train/perplexity", None),
        (("train/total", "train/conf"), "train/total", None),
        (("train/accuracy",), None, None),
        (("train/loss_scale", "train/best_loss"), None, None),
        (("train/value",), "train/value", None),
        (("train/loss", "train/train_loss", "val/loss"), "train/train_loss", "val/loss"),
        (("train/foo", "train/bar", "train/baz"), None, None),
    ],
)
def test_the_main_loss_and_its_twin(keys: tuple[str, ...], loss: str | None, val_loss: str | None) -> None:
    parts = roles(of(*keys))
    assert (parts.loss, parts.val_loss) == (loss, val_loss)


def test_of_several_parts_the_largest_stands_for_the_sum() -> None:
    run = Run({"train/loss_a": Series.of([0.1, 0.1]), "train/loss_b": Series.of([80.0, 40.0])})
    assert roles(run).loss == "train/loss_b"


@pytest.mark.parametrize(
    ("keys", "task"),
    [
        (("train/generator_loss", "train/discriminator_loss"), "gan"),
        (("train/value_loss", "train/reward"), "reinforcement_learning"),
        (("train/loss", "train/accuracy"), ""),
    ],
)
def test_the_task_follows_from_the_metrics(keys: tuple[str, ...], task: str) -> None:
    assert roles(of(*keys)).task == task


def test_what_is_no_loss() -> None:
    assert not any(
        kind(f"train/{name}").loss for name in ("loss_scale", "reward", "accuracy", "f1", "best_loss", "time")
    )
    assert all(kind(f"train/{name}").loss for name in ("loss", "mlm_loss", "cross_entropy", "kl", "rmse", "l2", "cost"))
    assert not kind("train/l2_norm").loss


def test_accuracies_become_shares() -> None:
    assert shares(Series.of([10.0, 90.0])).tolist() == [0.1, 0.9]
    assert shares(Series.of([0.1, 0.9])).tolist() == [0.1, 0.9]


def test_layers_are_named_in_their_order() -> None:
    run = of("layer/dense_1/dead_share", "layer/block/dense_2/dead_share", "layer/dense_1/update_ratio")
    assert [layer for layer, _ in of_layers(run, "dead_share")] == ["dense_1", "block/dense_2"]


def test_stand_ins_meet_a_need() -> None:
    run = of("train/cost", "layer/dense_1/dead_share")
    needs = ("train/loss", "layer/*/dead_share", "val/loss|val/accuracy", "val/loss|train/cost")
    assert lacks(needs, run.series, roles(run).met) == ("val/loss|val/accuracy",)


@pytest.mark.parametrize(
    ("booster", "names"),
    [
        ("xgboost", ("train-logloss", "eval-logloss")),
        ("xgboost", ("validation_0-auc", "validation_1-auc")),
        ("lightgbm", ("training's binary_logloss", "valid_1's binary_logloss")),
        ("", ("train-loss", "val-loss")),
        ("", ("train-error", "loss")),
    ],
)
def test_boosting_is_known_by_how_it_names_metrics(booster: str, names: tuple[str, ...]) -> None:
    series = {f"train/{place}": Series.of([2.0, 1.0], name_in_log=name) for place, name in enumerate(names)}
    assert roles(Run(series)).booster == booster


def test_a_training_loss_is_preferred_only_where_it_is_measured_along_with_validation() -> None:
    single = of("train/loss", "val/loss").series | {"train/train_loss": Series.of(np.linspace(2.0, 1.0, 9))}
    assert roles(Run(single)).loss == "train/loss"


def test_the_twin_of_a_loss_is_the_one_with_most_records() -> None:
    once = run(falling(3), test__loss=[0.5], val_loss=falling(3))
    assert roles(once).val_loss == "val/loss"
