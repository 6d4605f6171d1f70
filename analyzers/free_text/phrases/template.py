"""What is known of all lines of one shape."""

from dataclasses import field

from analyzers.free_text.names.roles import Role
from analyzers.free_text.names.wordlists import Kind
from analyzers.frozen import frozen, lazy


@frozen()
class Slot:
    """One number of a line that is worth a curve.

    index:   which of the line's values
    split:   what the line says besides the name, None where it says nothing
    percent: whether a % follows
    per:     index of its denominator, as in "45/50", or -1
    """

    index: int
    role: Role
    name: str
    split: str | None = None
    percent: bool = False
    per: int = -1


@frozen()
class Template:
    """What the numbers of all lines of one shape are.

    counters: kind → index of the value that counts
    totals:   kind → index of the value that says of how many
    bar:      whether the line shows a progress bar
    split:    the last split that the line speaks of
    strange:  how many words in it belong to no name and no counter; prose has many
    assigned: whether the line is nothing but "name = number", as source code has it, too
    code:     whether the line reads as source code
    program:  the place in a program that printed it, "solver.cpp:228", where the line says so
    """

    slots: tuple[Slot, ...] = ()
    counters: dict[Kind, int] = field(default_factory=dict)
    totals: dict[Kind, int] = field(default_factory=dict)
    bar: bool = False
    split: str | None = None
    strange: int = 0
    assigned: bool = False
    code: bool = False
    program: str = ""

    @lazy
    def metrics(self) -> tuple[Slot, ...]:
        """The slots whose name is a metric's for sure."""
        return tuple(slot for slot in self.slots if slot.role == "metric")

    @lazy
    def tells(self) -> bool:
        """Whether lines of this shape can record training or say where it is, however many there are."""
        rates = bool(self.slots) and all(slot.role == "lr" for slot in self.slots)
        return bool(self.counters or self.metrics) or rates

    def key(self) -> object:
        """Equal for lines whose numbers mean the same."""
        return (
            *(self.slots, tuple(self.counters.items()), tuple(self.totals.items())),
            *(self.bar, self.split, self.strange, self.assigned, self.code, self.program),
        )

    @lazy
    def needed(self) -> tuple[int, ...]:
        """The indices of the values that count for something."""
        of_slots = {index for slot in self.slots for index in (slot.index, slot.per) if index >= 0}
        return tuple(sorted(of_slots | set(self.counters.values()) | set(self.totals.values())))
