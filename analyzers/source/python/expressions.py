"""What expressions stand for: constants, arithmetic, containers; symbols for everything else."""

import ast
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from analyzers.source.python import arithmetic
from analyzers.source.python.memory import Memory
from analyzers.source.python.values import Call, Function, Instance, Symbol, Value, known

HARMLESS = (TypeError, ValueError, ArithmeticError, IndexError, KeyError, AttributeError, RecursionError)
"""What goes wrong inside an expression makes its value unknown, nothing more."""


class Expressions(Memory):
    """Evaluates expressions; a call is left to `_on_call`."""

    @abstractmethod
    def _on_call(self, node: ast.Call) -> Value:
        """What a call gives."""

    def value(self, node: ast.expr) -> Value:
        """What an expression stands for; a Symbol where that is not known."""
        self._count()
        handler: Callable[[Any], Value] | None = getattr(self, f"_on_{type(node).__name__.lower()}", None)
        try:
            return handler(node) if handler else Symbol(type(node).__name__)
        except HARMLESS:
            return Symbol("unknown")

    def _on_constant(self, node: ast.Constant) -> Value:
        return node.value if isinstance(node.value, int | float | str | None) else Symbol("constant")

    def _on_name(self, node: ast.Name) -> Value:
        for scope in (self._scopes[-1], self.names):
            if node.id in scope:
                return scope[node.id]
        return Symbol(node.id)

    def _on_attribute(self, node: ast.Attribute) -> Value:
        return self._attribute(self.value(node.value), node.attr)

    def _attribute(self, owner: Value, name: str) -> Value:
        if isinstance(owner, Instance):
            if name in owner.attributes:
                return owner.attributes[name]
            method = owner.of.method(name) if owner.of else None
            return Function(method, owner) if method else Symbol(name, owner)
        if isinstance(owner, np.ndarray) and name in ("shape", "T", "size", "ndim"):
            return getattr(owner, name)
        if isinstance(owner, Symbol) and owner.owner is None:
            path = f"{owner.name}.{name}"
            return arithmetic.CONSTANTS.get(path, Symbol(path))
        return Symbol(name, owner)

    def _on_list(self, node: ast.List) -> Value:
        return self._items(node.elts)

    def _on_tuple(self, node: ast.Tuple) -> Value:
        return tuple(self._items(node.elts))

    def _on_set(self, node: ast.Set) -> Value:
        return self._items(node.elts)

    def _items(self, nodes: list[ast.expr]) -> list[Value]:
        if len(nodes) > 16 and (plain := _literal(nodes)) is not None:
            self._count(len(nodes) // 64)
            return plain
        items: list[Value] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                inner = self.value(node.value)
                items += inner if isinstance(inner, list | tuple) else [inner]
            else:
                items.append(self.value(node))
        return items

    def _on_dict(self, node: ast.Dict) -> Value:
        made: dict[str, Value] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            name, value = (None if key is None else self.value(key)), self.value(item)
            if isinstance(name, str | int | float):
                made[str(name)] = value
                if key is not None and isinstance(name, str):
                    self._note(name, value, key.lineno)
            elif key is None and isinstance(value, dict):
                made |= value
        return made

    def _on_binop(self, node: ast.BinOp) -> Value:
        return self._combine(type(node.op), self.value(node.left), self.value(node.right))

    def _combine(self, op: type[ast.AST], left: Value, right: Value) -> Value:
        if not (known(left) and known(right)) and not (isinstance(left, list) and isinstance(right, list)):
            return Symbol("result", (left, right))
        self._count(int(np.size(left) + np.size(right)) // 1000 if isinstance(left, np.ndarray) else 0)
        return arithmetic.combine(op, left, right)

    def _on_unaryop(self, node: ast.UnaryOp) -> Value:
        value = self.value(node.operand)
        if not known(value):
            return Symbol("result", value)
        return (
            not is_true(value) if isinstance(node.op, ast.Not) else -value if isinstance(node.op, ast.USub) else value
        )

    def _on_compare(self, node: ast.Compare) -> Value:
        left, right = self.value(node.left), self.value(node.comparators[0])
        if len(node.ops) > 1 or not (known(left) and known(right)):
            return Symbol("comparison")
        if isinstance(node.ops[0], ast.Is | ast.IsNot):
            return (left is right) == isinstance(node.ops[0], ast.Is)
        if isinstance(node.ops[0], ast.In):
            return left in right
        return arithmetic.OPERATORS[type(node.ops[0])](left, right)

    def _on_boolop(self, node: ast.BoolOp) -> Value:
        values = [self.value(item) for item in node.values]
        if not all(known(item) for item in values):
            return Symbol("condition")
        truths = [is_true(item) for item in values]
        return all(truths) if isinstance(node.op, ast.And) else any(truths)

    def _on_ifexp(self, node: ast.IfExp) -> Value:
        test = self.value(node.test)
        return self.value(node.body if not known(test) or is_true(test) else node.orelse)

    def _on_subscript(self, node: ast.Subscript) -> Value:
        owner, key = self.value(node.value), self.value(node.slice)
        if isinstance(owner, dict):
            return owner[str(key)]
        if isinstance(owner, Symbol | Call | Instance) or not known(key):
            return Symbol("item", (owner, key))
        return owner[_key(key)]

    def _on_slice(self, node: ast.Slice) -> Value:
        return slice(*(None if part is None else self.value(part) for part in (node.lower, node.upper, node.step)))

    def _on_listcomp(self, node: ast.ListComp) -> Value:
        made: list[Value] = []
        self._comprehend(node.elt, node.generators, made)
        return made

    _on_generatorexp = _on_listcomp

    def _comprehend(self, element: ast.expr, loops: list[ast.comprehension], made: list[Value]) -> None:
        if not loops:
            made.append(self.value(element))
            return
        items = self.value(loops[0].iter)
        if not isinstance(items, range | list | tuple | np.ndarray):
            raise TypeError("a comprehension over something unknown")
        for item in items:
            self._assign(loops[0].target, item.item() if isinstance(item, np.generic) else item)
            if all(is_true(self.value(test)) for test in loops[0].ifs):
                self._comprehend(element, loops[1:], made)

    def _on_lambda(self, node: ast.Lambda) -> Value:
        return Function(node)

    def _on_await(self, node: ast.Await) -> Value:
        return self.value(node.value)

    def _on_namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.value(node.value)
        self._assign(node.target, value)
        return value


def is_true(value: Value) -> bool:
    return bool(value) if not isinstance(value, np.ndarray) else bool(value.size)


def _literal(nodes: list[ast.expr]) -> list[Value] | None:
    """A long list of plain numbers, quickly."""
    if all(type(node) is ast.Constant and isinstance(node.value, int | float) for node in nodes):
        return [node.value for node in nodes if isinstance(node, ast.Constant)]
    return None


def _key(key: Value) -> Value:
    return key if isinstance(key, int | slice) else tuple(key) if isinstance(key, tuple) else np.asarray(key)
