import pytest

from analyzers.rendering.frameworks import shown
from analyzers.run import Run
from tests.curves import falling, run

CODE = {"keras": "model.fit(x, y)", "pytorch": "loss.backward()", "tensorflow": "tf.keras.callbacks", "jax": "jax.jit"}


def of(framework: str) -> Run:
    return run(falling(), context={"framework": framework} if framework else {})


@pytest.mark.parametrize(
    ("framework", "names"),
    [
        ("keras", ["keras"]),
        ("lightning", ["pytorch"]),
        ("transformers", ["pytorch"]),
        ("jax", ["jax"]),
        ("", ["pytorch", "keras"]),
        ("sklearn", []),
        ("caffe", []),
        ("tensorflow1", []),
    ],
)
def test_people_are_shown_code_that_they_can_use(framework: str, names: list[str]) -> None:
    assert list(shown(of(framework), CODE)) == names


def test_a_trainer_is_set_by_its_own_arguments() -> None:
    code = CODE | {"transformers": "training_args.learning_rate = 3e-05"}
    assert list(shown(of("transformers"), code)) == ["transformers"]


def test_a_boosting_library_need_not_be_named() -> None:
    trees = run(falling(), context={"task": "boosting"})
    assert list(shown(trees, CODE | {"xgboost": "params['max_depth'] = 4"})) == ["xgboost"]


def test_who_runs_graphs_in_sessions_gets_graphs() -> None:
    assert shown(of("tensorflow1"), CODE | {"tensorflow1": "session.run(train_step)"}) == {
        "tensorflow1": "session.run(train_step)"
    }
