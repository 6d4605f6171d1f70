"""What the trials of remedies may be: how many remedies, for how long, from how many seeds, as the time allows."""

from collections.abc import Sequence

from analyzers.experiments.change import Candidate
from analyzers.frozen import frozen

SEEDS, MORE_SEEDS = 3, 7  # the second where there is time: it sees failures that only some starts meet
PLENTY = 6  # times what a first round takes is left: more seeds then
SHARE, HURRIED_SHARE = 0.75, 0.9  # of what is left, for the first round; the rest is for combining what helped
LEAST_EPOCHS, LEAST_PART, LEAST_REMEDIES = 5, 0.25, 2
"""A trial trains at least 5 epochs and a quarter of the spec's, as far as that leaves time for two remedies: fewer
remedies before trainings too short to tell anything."""
LEAST_BETTER, BETTER = 2, 0.5  # of the remedies do better on the first seed: at least, and usually


@frozen()
class Plan:
    """epochs, seeds: of each trial · hurried: only what does better on the first seed is trained from the others."""

    remedies: tuple[Candidate, ...]
    epochs: int
    seeds: int
    hurried: bool


def planned(called_for: Sequence[Candidate], wanted: int, affordable: float, alone: float) -> Plan:
    """wanted: epochs of the spec · affordable: epochs of one copy · alone: of one without others at its side."""
    everything = SEEDS * wanted * (1 + sum(_length(each, wanted) for each in called_for))
    if everything <= SHARE * affordable:
        plenty = SHARE * affordable > SEEDS * PLENTY * wanted * (len(called_for) + 1)
        return Plan(tuple(called_for), wanted, MORE_SEEDS if plenty else SEEDS, hurried=False)
    shortest_first = sorted(called_for, key=lambda each: _length(each, wanted) > 1)
    lengths = [_length(each, wanted) for each in shortest_first]
    enough, most = min(wanted, max(LEAST_EPOCHS, LEAST_PART * wanted)), HURRIED_SHARE * alone
    fitting = sum(_cost(lengths[:count], LEAST_BETTER) * enough <= most for count in range(1, len(lengths) + 1))
    count = min(len(lengths), max(LEAST_REMEDIES, fitting))
    epochs = min(wanted, most / _cost(lengths[:count], max(LEAST_BETTER, round(BETTER * count))))
    least = enough if fitting >= LEAST_REMEDIES else 1
    return Plan(tuple(shortest_first[:count]), int(max(least, epochs)), SEEDS, hurried=True)


def _cost(lengths: Sequence[float], better: int) -> float:
    """In trainings of the unchanged spec: all from the first seed, then the better ones from the others."""
    return 1 + sum(lengths) + (SEEDS - 1) * (1 + sum(lengths[:better]))


def _length(candidate: Candidate, wanted: int) -> float:
    """How many times as long as the spec it trains."""
    return max(
        [operation["value"] / wanted for operation in candidate[1] if operation["path"] == "/training/epochs"],
        default=1.0,
    )
