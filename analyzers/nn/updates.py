"""The optimizers of all replicas, bound to parameter rows; those of one form go together, block by block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from analyzers.nn.calls import run
from analyzers.nn.memory import aligned
from analyzers.nn.optimizer import Block, Optimizer, columns
from analyzers.nn.types import Array, Framework, Step

BLOCK = 32_768  # elements: five arrays of them fit into a second-level cache of 1 MB
NOTHING = 1e-30  # moments below it change no parameter, but decay into denormal numbers, which are slow
FLUSH_EVERY = 128  # steps; 0.9^128 · NOTHING is not yet denormal


def by_form(optimizers: Sequence[Optimizer]) -> list[int]:
    """An order of replicas in which those with optimizers of one form are neighbours."""
    return sorted(range(len(optimizers)), key=lambda k: (repr(optimizers[k].form), k))


@dataclass(eq=False)
class Group:
    """Neighbouring rows whose optimizers have one form. state: each slot (k, P)."""

    optimizers: list[Optimizer]
    parameters: Array
    gradients: Array
    state: list[Array]
    framework: Framework
    _steps: list[Step] = field(default_factory=list)
    _columns: tuple[bool, ...] | None = None

    def __post_init__(self) -> None:
        self._numbers = columns(self.optimizers)

    def prepare(self, first_step: int, rates: Array) -> None:
        """Works out the coefficients of len(rates) steps from `first_step` (counted from 1) on; rates: (S, k)."""
        steps = np.arange(first_step, first_step + len(rates))[:, None]
        found = self.optimizers[0].coefficients(self._numbers, steps, rates, self.framework)
        coming = np.empty((len(rates), len(found), len(self.optimizers), 1), self.parameters.dtype)
        for place, each in enumerate(found):
            coming[:, place, :, 0] = each
        self._coming = list(coming.reshape(len(rates), -1))
        differing = tuple((coming != coming[:, :, :1]).any(axis=(0, 2, 3)).tolist())
        if differing != self._columns:
            self._columns, self._now = differing, coming[0].copy()
            self._row = self._now.reshape(-1)
            self._steps = [step for block in self._blocks() for step in block]

    def apply(self, step: int) -> None:
        """The step-th of the prepared steps."""
        self._row[...] = self._coming[step]
        run(self._steps)

    def flush(self) -> None:
        for slot in self.state:
            slot[np.abs(slot) < NOTHING] = 0

    def _blocks(self) -> Iterator[Sequence[Step]]:
        """Of as many rows as fit into a block, or of as much of one row."""
        rows, size = self.parameters.shape
        several = max(1, BLOCK // max(size, 1))
        scratch = aligned((2, min(rows * size, BLOCK)), self.parameters.dtype)
        for row in range(0, rows, several):
            members = slice(row, min(row + several, rows))
            for start in range(0, size, BLOCK):
                yield self._bound(members, slice(start, start + BLOCK), scratch)

    def _bound(self, rows: slice, cells: slice, scratch: Array) -> Sequence[Step]:
        """One block's passes; a coefficient that all its rows share is one number, which keeps them in one sweep."""
        p, g, *slots = (each[rows, cells] for each in (self.parameters, self.gradients, *self.state))
        s, r = (each[: p.size].reshape(p.shape) for each in scratch)
        coefficients = [
            now[rows] if differs and len(p) > 1 else now[rows.start, 0, ...]
            for now, differs in zip(self._now, self._columns or (), strict=True)
        ]
        return self.optimizers[0].bind(coefficients, Block(p, g, slots, s, r), self.framework)


class Updates:
    """All groups over the rows of parameters and gradients, (K, P); `optimizers` are in the order of `by_form`."""

    def __init__(
        self,
        optimizers: Sequence[Optimizer],
        parameters: Array,
        gradients: Array,
        framework: Framework,
        state: Sequence[Sequence[Array]] | None = None,
    ) -> None:
        """state: the slots of each row as they stand, each (P,); None before the first step."""
        self.groups: list[Group] = []
        end = 0
        for _, members in groupby(optimizers, key=lambda each: each.form):
            group = list(members)
            rows = slice(end, end := end + len(group))
            slots = [aligned((len(group), parameters.shape[1]), parameters.dtype) for _ in range(group[0].slots)]
            starts = [each.starts(framework) for each in group] if state is None else state[rows]
            for slot, values in zip(slots, zip(*starts, strict=True), strict=True):
                for row, value in zip(slot, values, strict=True):
                    row[...] = value
            self.groups.append(Group(group, parameters[rows], gradients[rows], slots, framework))
        self._steps = 0

    def prepare(self, first_step: int, rates: Array) -> None:
        """rates: (S, K)."""
        end = 0
        for group in self.groups:
            group.prepare(first_step, rates[:, end : (end := end + len(group.optimizers))])

    def apply(self, step: int) -> None:
        for group in self.groups:
            group.apply(step)
        self._steps += 1
        if self._steps % FLUSH_EVERY == 0:
            for group in self.groups:
                group.flush()

    def state(self) -> list[list[Array]]:
        """The slots of each row."""
        return [[slot[row] for slot in group.state] for group in self.groups for row in range(len(group.optimizers))]
