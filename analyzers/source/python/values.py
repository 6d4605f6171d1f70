"""What pasted code evaluates to when nothing is executed: constants, arrays, and calls that stay symbols."""

import ast
import sys
from collections.abc import Mapping
from dataclasses import field
from typing import Any, TypeGuard

import numpy as np

from analyzers.frozen import frozen

LARGEST = sys.float_info.max

Value = Any
"""A number, text, None, list, tuple, dict, NumPy array, or one of the classes below."""


@frozen(eq=False)
class Symbol:
    """A name that stands for nothing known here, with its dotted path, e.g. "keras.layers.Dense"."""

    name: str
    owner: Value = None

    @property
    def last(self) -> str:
        return self.name.rsplit(".", 1)[-1]


@frozen(eq=False)
class Call:
    """A call that was recorded, not made.

    name:    dotted path of what is called, e.g. "torch.optim.SGD", or the method's name
    owner:   what the method belongs to, None for a plain function
    line:    in the user's text
    assumed: the call stands in a function that nobody calls, so its arguments are the function's defaults
    """

    name: str
    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)
    line: int = 0
    owner: Value = None
    assumed: bool = False

    @property
    def last(self) -> str:
        return self.name.rsplit(".", 1)[-1]

    def argument(self, place: int, *names: str) -> Value:
        """An argument by its place or by one of its names; None where it is not given."""
        for name in names:
            if name in self.kwargs:
                return self.kwargs[name]
        return self.args[place] if 0 <= place < len(self.args) else None


@frozen(eq=False)
class Function:
    """A function of the user. bound: the `self` of a method."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    bound: Value = None


@frozen(eq=False)
class Class:
    """A class of the user, with the dotted names of its bases."""

    node: ast.ClassDef
    bases: tuple[str, ...] = ()

    def method(self, name: str) -> ast.FunctionDef | None:
        found = (node for node in self.node.body if isinstance(node, ast.FunctionDef) and node.name == name)
        return next(found, None)


@frozen(eq=False)
class Instance:
    """An object of a user's class, or any bag of attributes."""

    of: Class | None
    attributes: dict[str, Value] = field(default_factory=dict)
    line: int = 0


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether it is a number that a float can hold, and no infinity."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def array(value: Value) -> np.ndarray | None:
    """The numbers that a list or an array in the code holds, one row an example; None for anything else."""
    if not isinstance(value, list | tuple | np.ndarray):
        return None
    try:
        found = np.asarray(value)
    except (ValueError, TypeError, OverflowError):  # rows of unequal length
        return None
    return found if found.ndim and found.dtype.kind in "biuf" else None


def known(value: Value) -> bool:
    """Whether a value holds no symbol."""
    if isinstance(value, list | tuple):
        return all(known(item) for item in value)
    if isinstance(value, dict):
        return all(known(item) for item in value.values())
    return not isinstance(value, Symbol | Call | Function | Class | Instance)
