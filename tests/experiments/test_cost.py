"""What an experiment will take, told before it begins."""

import pytest

from analyzers.errors import SpecError
from analyzers.experiments.cost import Limits, check, estimate
from tests.experiments.specs import dense, moons, prepared


def test_the_estimate_counts_parameters_and_operations() -> None:
    value = moons(epochs=10)
    found = estimate(prepared(value))
    assert found.parameters == 2 * 16 + 16 + 16 + 1
    weights, activations = 2 * (2 * 16 + 16), 16 + 1
    assert found.flops == 3 * (weights + activations) * 160 * 10


def test_a_deep_chain_of_layers_is_priced_by_its_size() -> None:
    value = moons()
    value["model"] = {"layers": [dense(64, "relu"), dense(64, "relu"), dense(1, "sigmoid")]}
    assert estimate(prepared(value)).seconds > estimate(prepared(moons())).seconds


@pytest.mark.parametrize(
    ("limits", "at"),
    [
        (Limits(parameters=10), "/model"),
        (Limits(examples=10), "/data"),
        (Limits(seconds=1e-6), "/training/epochs"),
    ],
)
def test_what_is_too_much_is_refused_with_what_to_shrink(limits: Limits, at: str) -> None:
    with pytest.raises(SpecError) as refused:
        check(prepared(moons()), limits)
    assert refused.value.at == at
    assert refused.value.hint
