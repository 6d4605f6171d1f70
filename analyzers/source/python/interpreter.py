"""Reads Python without running it: follows assignments, constants and the user's own functions, records calls.

A call to something unknown stays a symbol (`Call`) and is recorded in order; what facts and specs need is all in those.
Branches with an unknown test are both read, loops over something unknown once. Everything is counted against a budget.
"""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from analyzers.source.python.expressions import is_true
from analyzers.source.python.invocations import Invocations, ReturnedError
from analyzers.source.python.memory import ExhaustedError
from analyzers.source.python.values import Class, Function, Instance, Symbol, known

MOST_TURNS = 64  # of a loop


class Interpreter(Invocations):
    """Reads statements one after the other; what it learns is in `names`, `calls`, `assigned` and `unused`."""

    def run(self, statements: Iterable[ast.stmt]) -> None:
        """Reads a module's statements, then the functions and classes that nobody used."""
        try:
            for statement in statements:
                self._statement(statement)
            self._assumed = True
            for defined in tuple(self._defined):
                self._read_unused(defined)
        except (ExhaustedError, ReturnedError):
            return

    def _read_unused(self, defined: Function | Class) -> None:
        if defined.node in self._called:
            return
        if isinstance(defined, Function):
            self._enter(defined, (), {})
        else:
            made = self._instance(defined, (), {}, defined.node.lineno)
            self.unused.append(made)
            self._methods(made)

    def _methods(self, instance: Instance) -> None:
        for node in instance.of.node.body if instance.of else ():
            if isinstance(node, ast.FunctionDef) and node not in self._called:
                self._enter(Function(node, instance), (), {})

    def _statement(self, node: ast.stmt) -> None:
        self._count()
        handler: Callable[[Any], None] | None = getattr(self, f"_on_{type(node).__name__.lower()}", None)
        if handler:
            handler(node)

    def _block(self, nodes: Iterable[ast.stmt]) -> None:
        for node in nodes:
            self._statement(node)

    def _on_import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(
                alias.asname or alias.name.split(".")[0],
                Symbol(alias.name if alias.asname else alias.name.split(".")[0]),
            )

    def _on_importfrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name, Symbol(f"{node.module or ''}.{alias.name}"))

    def _on_assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self._assign(target, value)

    def _on_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._assign(node.target, self.value(node.value))

    def _on_augassign(self, node: ast.AugAssign) -> None:
        self._assign(node.target, self._combine(type(node.op), self.value(node.target), self.value(node.value)))

    def _on_expr(self, node: ast.Expr) -> None:
        self.value(node.value)

    def _on_return(self, node: ast.Return) -> None:
        raise ReturnedError(None if node.value is None else self.value(node.value))

    def _on_functiondef(self, node: ast.FunctionDef) -> None:
        for decorator in node.decorator_list:
            self.value(decorator)
        self._define(node.name, Function(node))

    def _on_asyncfunctiondef(self, node: ast.AsyncFunctionDef) -> None:
        self._define(node.name, Function(node))

    def _on_classdef(self, node: ast.ClassDef) -> None:
        bases = tuple(base.name for base in map(self.value, node.bases) if isinstance(base, Symbol))
        self._define(node.name, Class(node, bases))

    def _define(self, name: str, value: Function | Class) -> None:
        self._defined.append(value)
        self._bind(name, value)

    def _on_if(self, node: ast.If) -> None:
        test = self.value(node.test)
        if _is_main(node.test) or not known(test):
            self._block(node.body)
            self._block(node.orelse)
        else:
            self._block(node.body if is_true(test) else node.orelse)

    def _on_for(self, node: ast.For) -> None:
        items = self.value(node.iter)
        if isinstance(items, range | list | tuple) and 0 < len(items) <= MOST_TURNS and not _trains(node):
            for item in items:
                self._assign(node.target, item)
                self._block(node.body)
        else:
            if isinstance(items, range | list | tuple) and _trains(node):
                self._note("epochs", len(items), node.lineno)
            self._assign(node.target, Symbol("item"))
            self._block(node.body)

    def _on_while(self, node: ast.While) -> None:
        self._block(node.body)

    def _on_with(self, node: ast.With) -> None:
        for item in node.items:
            value = self.value(item.context_expr)
            if item.optional_vars is not None:
                self._assign(item.optional_vars, value)
        self._block(node.body)

    def _on_try(self, node: ast.Try) -> None:
        self._block(node.body)


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _trains(node: ast.For) -> bool:
    """Whether the loop is over epochs: read once, not for each epoch."""
    return any("epoch" in name.id.lower() for name in ast.walk(node.target) if isinstance(name, ast.Name))
