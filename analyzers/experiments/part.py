"""The smallest piece of an experiment's work: copies of one spec that are trained side by side.

A part does not depend on other parts, and its copies give the same numbers in whatever company they are trained, so
parts may be done in any order, in other processes, or on other machines that get them as JSON.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from analyzers.experiments.budget import Budget
from analyzers.frozen import frozen
from analyzers.nn import Overrides, Trained, train
from analyzers.spec import Prepared, plain, prepare, read


@frozen(eq=False)
class Part:
    """Trains one copy for each seed, or for each learning rate from the spec's own seed; calling it does it.

    seeds: counted from the spec's own · budget: once it is over, what there is so far is returned
    """

    prepared: Prepared
    epochs: int
    budget: Budget
    seeds: tuple[int, ...] = ()
    rates: tuple[float, ...] = ()

    def __call__(self) -> list[Trained]:
        training = replace(self.prepared.training, epochs=self.epochs)
        members = [Overrides(seed=training.seed + number) for number in self.seeds]
        members += [Overrides(learning_rate=rate) for rate in self.rates]
        return train(self.prepared.network, self.prepared.data, training, members, stop=lambda: self.budget.over)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON; `seconds` are those that are left."""
        return {
            "spec": plain(self.prepared.spec),
            "epochs": self.epochs,
            "seeds": list(self.seeds),
            "rates": list(self.rates),
            "seconds": self.budget.left,
        }

    @classmethod
    def read(cls, value: Mapping[str, Any], budget: Budget) -> Self:
        """The part that `plain` wrote, to be done within a budget of its own. Raises SpecError."""
        prepared = prepare(read(value["spec"]))
        return cls(prepared, value["epochs"], budget, tuple(value["seeds"]), tuple(value["rates"]))
