"""The contract of a change: what a remedy changes in a spec, as a patch on its JSON, made for the spec as it stands."""

from collections.abc import Callable
from typing import Any

from analyzers.experiments.rate_range import RateRange
from analyzers.experiments.replay import Replay
from analyzers.frozen import frozen
from analyzers.remedy import Patch
from analyzers.spec import Prepared

Json = dict[str, Any]

Candidate = tuple[str, Patch]
"""The action of a remedy, and its change of one spec."""


@frozen(eq=False)
class Known:
    """What a change may go by. prepared: of the spec that is changed."""

    prepared: Prepared
    replay: Replay
    range: RateRange | None


Change = Callable[[Json, Known], Patch]
"""The patch on the JSON of a spec; () where there is nothing to change."""


def put(path: str, value: Any) -> Patch:
    """A patch that sets one value, there already or not."""
    return ({"op": "add", "path": path, "value": value},)
