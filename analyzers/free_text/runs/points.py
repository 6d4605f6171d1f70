"""The values of one metric with the counters of their lines, before steps are chosen."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot
from analyzers.frozen import frozen
from analyzers.run import Floats, Ints

KINDS: tuple[Kind, ...] = ("epoch", "step", "batch")
Flags = npt.NDArray[np.bool_]


@frozen(eq=False)
class Points:
    """Values of one metric in the order of the log.

    rows:     (n,) their places
    counters: kind → (n,) what the lines themselves show, NaN where they show none
    totals:   kind → (n,) "of how many"
    bar:      whether they stand beside a progress bar
    """

    rows: Ints
    values: Floats
    counters: Mapping[Kind, Floats]
    totals: Mapping[Kind, Floats]
    bar: bool

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: Ints | Flags) -> "Points":
        """Some of them."""
        counters = {kind: column[chosen] for kind, column in self.counters.items()}
        totals = {kind: column[chosen] for kind, column in self.totals.items()}
        return Points(self.rows[chosen], self.values[chosen], counters, totals, self.bar)

    def counted(self, kind: Kind) -> Floats | None:
        """A counter that all lines show and that moves; None where there is no such."""
        column = self.counters.get(kind)
        if column is None or np.isnan(column).any() or (len(column) > 1 and self._done(kind)):
            return None
        return column if len(column) < 3 or bool(np.any(column != column[0])) else None

    def _done(self, kind: Kind) -> bool:
        """Whether a counter stands at its total in all lines, and so tells nothing."""
        return kind in self.totals and bool(np.all(self.counters[kind] == self.totals[kind]))

    @classmethod
    def of(cls, block: Block, slot: Slot) -> "Points":
        """The values of one slot of a block."""
        values, present = block.of(slot)
        counters = {kind: block.count(kind) for kind in block.template.counters}
        totals = {kind: block.columns[index] for kind, index in block.template.totals.items()}
        points = cls(block.rows, values, counters, totals, block.template.bar)
        return points if present is None else points.take(present)

    @classmethod
    def joined(cls, parts: list["Points"]) -> "Points":
        """Those of several blocks, in the order of the log."""
        if len(parts) == 1:
            return parts[0]
        order = np.argsort(np.concatenate([part.rows for part in parts]), kind="stable")

        def column(kind: Kind, of_totals: bool) -> Floats:
            tables = [part.totals if of_totals else part.counters for part in parts]
            columns = [table.get(kind, np.full(len(part), np.nan)) for table, part in zip(tables, parts, strict=True)]
            return np.concatenate(columns)[order]

        return cls(
            np.concatenate([part.rows for part in parts])[order],
            np.concatenate([part.values for part in parts])[order],
            {kind: column(kind, False) for kind in KINDS if any(kind in part.counters for part in parts)},
            {kind: column(kind, True) for kind in KINDS if any(kind in part.totals for part in parts)},
            any(part.bar for part in parts),
        )
