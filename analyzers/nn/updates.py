"""The optimizers of all replicas, bound to parameter rows; those of one form go together, block by block."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from analyzers.nn.optimizer import Optimizer, columns
from analyzers.nn.types import Array, Framework

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

    def __post_init__(self) -> None:
        rows, size = self.parameters.shape
        scratch = np.empty((2, max(BLOCK, 1)), self.parameters.dtype)
        several = max(1, BLOCK // max(size, 1))
        self._blocks = [
            (rows_, *self._block(rows_, slice(a, a + BLOCK), scratch))
            for rows_ in (slice(r, min(r + several, rows)) for r in range(0, rows, several))
            for a in range(0, size, BLOCK)
        ]

    def _block(
        self, rows: slice, cells: slice, scratch: Array
    ) -> tuple[Array, Array, list[Array], tuple[Array, Array]]:
        index = (rows.start, cells) if rows.stop - rows.start == 1 else (rows, cells)
        p = self.parameters[index]
        first, second = (each[: p.size].reshape(p.shape) for each in scratch)
        return p, self.gradients[index], [slot[index] for slot in self.state], (first, second)

    def prepare(self, first_step: int, rates: Array) -> None:
        """Works out the coefficients of len(rates) steps from `first_step` (counted from 1) on; rates: (S, k)."""
        steps = np.arange(first_step, first_step + len(rates))[:, None]
        found = self.optimizers[0].coefficients(columns(self.optimizers), steps, rates, self.framework)
        dtype = self.parameters.dtype
        self._coefficients = [np.ascontiguousarray(each, dtype)[:, :, None] for each in found]

    def apply(self, step: int) -> None:
        """The step-th of the prepared steps."""
        update, framework = self.optimizers[0].update, self.framework
        for rows, p, g, state, scratch in self._blocks:
            if p.ndim == 1:
                c = [each[step, rows.start, 0, ...] for each in self._coefficients]
            else:
                c = [each[step, rows] for each in self._coefficients]
            update(c, p, g, state, scratch, framework)

    def flush(self) -> None:
        for slot in self.state:
            slot[np.abs(slot) < NOTHING] = 0


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
            slots = _fresh(group, parameters, framework) if state is None else _stacked(state[rows])
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


def _fresh(group: list[Optimizer], parameters: Array, framework: Framework) -> list[Array]:
    starts = [each.starts(framework) for each in group]
    shape = (len(group), parameters.shape[1])
    return [
        np.broadcast_to(np.array([[row[slot]] for row in starts]), shape).astype(parameters.dtype)
        for slot in range(group[0].slots)
    ]


def _stacked(rows: Sequence[Sequence[Array]]) -> list[Array]:
    return [np.stack(slot) for slot in zip(*rows, strict=True)]
