"""A network of pasted code with the calls that train it."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property

from analyzers.frozen import frozen
from analyzers.source.networks.network import Network
from analyzers.source.python.values import Call, is_number


@frozen()
class Trained:
    """What the code says of one network.

    calls: all that the code makes
    known: what the text states of its training, see `context`
    notes: what was understood and assumed, added to while the spec is written
    """

    network: Network
    calls: Sequence[Call]
    known: Mapping[str, float | int | str]
    notes: list[str] = field(default_factory=list)

    @cached_property
    def fit(self) -> Call | None:
        """The call that trains the network: `model.fit(x, y)`."""
        return fit_of(self.network, self.calls)

    @cached_property
    def compile(self) -> Call | None:
        """`model.compile(…)`."""
        return next((call for call in self.calls if call.last == "compile" and call.owner is self.network.made), None)

    def number(self, key: str) -> float | None:
        """A number that the text states."""
        value = self.known.get(key)
        return value if is_number(value) else None


def fit_of(network: Network, calls: Sequence[Call]) -> Call | None:
    """The call that trains the network: `model.fit(x, y)`."""
    return next((call for call in calls if call.last in ("fit", "fit_generator") and call.owner is network.made), None)
