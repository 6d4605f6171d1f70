"""What a reading of code remembers: names and their values, the calls met, and how much it has cost so far."""

import ast
from abc import ABC, abstractmethod

import numpy as np

from analyzers.source.python.values import Call, Class, Function, Instance, Symbol, Value

MOST_STEPS = 30_000  # nodes looked at


class ExhaustedError(Exception):
    """The budget is spent: the rest of the code is left unread."""


class Memory(ABC):
    """The state of a reading, and assignments to it.

    names:    what the module's names stand for
    calls:    every call to something unknown, in the order in which it would be made
    assigned: (name, value, line, assumed) of every plain assignment and keyword that is a number, text or list
    unused:   one object of each class that the code defines and never makes
    """

    def __init__(self) -> None:
        self.names: dict[str, Value] = {}
        self.calls: list[Call] = []
        self.assigned: list[tuple[str, Value, int, bool]] = []
        self.unused: list[Instance] = []
        self._scopes: list[dict[str, Value]] = [self.names]
        self._steps = 0
        self._assumed = False
        self._called: set[ast.AST] = set()
        self._defined: list[Function | Class] = []

    @abstractmethod
    def value(self, node: ast.expr) -> Value:
        """What an expression stands for."""

    def _count(self, steps: int = 1) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise ExhaustedError

    def _record(self, call: Call) -> Call:
        made = Call(call.name, call.args, call.kwargs, call.line, call.owner, self._assumed)
        self.calls.append(made)
        return made

    def _assign(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self._note(target.id, value, target.lineno)
            self._bind(target.id, value)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value)
            self._note(target.attr, value, target.lineno)
            if isinstance(owner, Instance):
                owner.attributes[target.attr] = value
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Subscript):
            self._put(target, value)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        fits = isinstance(value, list | tuple | np.ndarray) and len(value) == len(targets)
        for place, target in enumerate(targets):
            self._assign(target, value[place] if fits else Symbol("part", (value, place)))

    def _put(self, target: ast.Subscript, value: Value) -> None:
        owner, key = self.value(target.value), self.value(target.slice)
        if isinstance(owner, dict) and isinstance(key, str):
            self._note(key, value, target.lineno)
            owner[key] = value

    def _note(self, name: str, value: Value, line: int) -> None:
        if isinstance(value, int | float | str | list | np.ndarray) and not isinstance(value, bool):
            self.assigned.append((name, value, line, self._assumed))

    def _bind(self, name: str, value: Value) -> None:
        self._scopes[-1][name] = value
