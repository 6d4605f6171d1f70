"""What calls give: plain arithmetic is computed, the user's own functions are read, anything else is recorded."""

import ast
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from analyzers.source.python import arithmetic
from analyzers.source.python.expressions import HARMLESS, Expressions
from analyzers.source.python.values import Call, Class, Function, Instance, Symbol, Value, known

MOST_DEPTH = 12  # calls of the user's functions inside each other
MOST_ITEMS = 10_000  # of a list that grows


class ReturnedError(Exception):
    """A function's return, on its way to the call."""

    def __init__(self, value: Value) -> None:
        self.value = value


class Invocations(Expressions):
    """Evaluates calls; the statements of a function are left to `_block`."""

    @abstractmethod
    def _block(self, nodes: Iterable[ast.stmt]) -> None:
        """Reads statements."""

    def _on_call(self, node: ast.Call) -> Value:
        function = self.value(node.func)
        args = tuple(self._items(node.args))
        kwargs: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
            elif isinstance(value, dict):
                kwargs |= value
        return self._apply(function, args, kwargs, node)

    def _apply(self, function: Value, args: tuple[Value, ...], kwargs: dict[str, Value], node: ast.Call) -> Value:
        if isinstance(function, Function):
            return self._enter(function, args, kwargs)
        if isinstance(function, Class):
            return self._instance(function, args, kwargs, node.lineno)
        if isinstance(function, Instance) and args:
            return self._forward(function, args) or Symbol("output", function)
        if isinstance(node.func, ast.Attribute) and not (isinstance(function, Symbol) and function.owner is None):
            return self._method(function, args, kwargs, node)
        name = function.name if isinstance(function, Symbol) else "call"
        computed = self._computed(name, args, kwargs)
        return (
            self._record(Call(name, args, kwargs, node.lineno, _called_object(function)))
            if computed is None
            else computed
        )

    def _method(self, function: Value, args: tuple[Value, ...], kwargs: dict[str, Value], node: ast.Call) -> Value:
        owner = function.owner if isinstance(function, Symbol) else function
        name = node.func.attr if isinstance(node.func, ast.Attribute) else "call"
        if isinstance(owner, np.ndarray):
            return self._method_of_array(name, owner, args, kwargs)
        if isinstance(owner, list) and name in ("append", "extend", "insert"):
            return _grow(owner, name, args)
        if isinstance(owner, dict) and name == "get" and args:
            return owner.get(str(args[0]), args[1] if len(args) > 1 else None)
        if name == "parse_args" and isinstance(owner, Call):
            return self._parsed_arguments(owner)
        return self._record(Call(name, args, kwargs, node.lineno, owner))

    def _method_of_array(self, name: str, owner: Any, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Value:
        if name in arithmetic.CONVERSIONS:
            return owner
        if name in ("view", "reshape"):
            return arithmetic.ARRAYS["reshape"](owner, *args)
        if name in ("flatten", "ravel"):
            return owner.ravel()
        if name in ("tolist", "item"):
            return getattr(owner, name)()
        return arithmetic.ARRAYS[name](owner, *args, **kwargs)

    def _computed(self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value]) -> Value | None:
        """The value of a call that may be evaluated, None for any other."""
        last = name.rsplit(".", 1)[-1]
        function = arithmetic.BUILTINS.get(name)
        if function is None and "." in name:
            function = arithmetic.ARRAYS.get(last)
        if function is None or not all(known(arg) for arg in args):
            return None
        self._count(sum(int(np.size(arg)) for arg in args if isinstance(arg, np.ndarray)) // 1000)
        try:
            return function(*args, **kwargs)
        except HARMLESS:
            return None

    def _parsed_arguments(self, parser: Call) -> Instance:
        """What `parser.parse_args()` gives when the command line is empty."""
        attributes: dict[str, Value] = {}
        for call in self.calls:
            flags = [arg for arg in call.args if isinstance(arg, str)]
            if call.name == "add_argument" and call.owner is parser and flags:
                flag = max(flags, key=len).lstrip("-").replace("-", "_")
                attributes[str(call.kwargs.get("dest", flag))] = call.kwargs.get("default")
        return Instance(None, attributes, parser.line)

    def _instance(self, of: Class, args: tuple[Value, ...], kwargs: dict[str, Value], line: int) -> Instance:
        self._called.add(of.node)
        made = Instance(of, {}, line)
        for node in of.node.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._declare(made, node.targets[0].id, node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
                self._declare(made, node.target.id, node.value)
        initialiser = of.method("__init__")
        if initialiser:
            self._enter(Function(initialiser, made), args, kwargs)
        else:
            made.attributes.update(kwargs)
        self._use(made)
        return made

    def _declare(self, made: Instance, name: str, node: ast.expr) -> None:
        """An attribute of a class, which holds until an instance has its own."""
        made.attributes[name] = self.value(node)
        self._note_default(name, made.attributes[name], node.lineno)

    def _use(self, made: Instance) -> None:
        """What a framework calls by itself: a module's `forward`, Lightning's `configure_optimizers`."""
        configure = made.of.method("configure_optimizers") if made.of else None
        if configure:
            self._enter(Function(configure, made), (), {})
        output = self._forward(made, ())
        if output is not None:
            made.attributes["__output__"] = output

    def _forward(self, module: Instance, args: tuple[Value, ...]) -> Value:
        forward = module.of and (module.of.method("forward") or module.of.method("call"))
        return self._enter(Function(forward, module), args, {}) if forward else None

    def _enter(self, function: Function, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Value:
        """Reads a function of the user with its arguments bound."""
        if len(self._scopes) > MOST_DEPTH:
            return Symbol("deep call")
        self._called.add(function.node)
        scope = self._arguments(function, args, kwargs)
        self._scopes.append(scope)
        try:
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body)
            self._block(function.node.body)
        except ReturnedError as returned:
            return returned.value
        finally:
            self._scopes.pop()
        return None

    def _arguments(self, function: Function, args: tuple[Value, ...], kwargs: dict[str, Value]) -> dict[str, Value]:
        spec = function.node.args
        names = [arg.arg for arg in (*spec.posonlyargs, *spec.args)]
        scope: dict[str, Value] = {name: Symbol(name) for name in (*names, *(arg.arg for arg in spec.kwonlyargs))}
        for name, node in (
            *zip(reversed(names), reversed(spec.defaults), strict=False),
            *zip((arg.arg for arg in spec.kwonlyargs), spec.kw_defaults, strict=True),
        ):
            if node is not None:
                scope[name] = self.value(node)
                if name not in kwargs:
                    self._note_default(name, scope[name], node.lineno)
        given = (function.bound, *args) if function.bound is not None else args
        scope |= dict(zip(names, given, strict=False))
        for name, value in kwargs.items():
            scope[name] = value
        return scope

    def _note_default(self, name: str, value: Value, line: int) -> None:
        before, self._assumed = self._assumed, True
        self._note(name, value, line)
        self._assumed = before


def _called_object(function: Value) -> Value:
    return function.owner if isinstance(function, Symbol) else function


def _grow(owner: list[Value], name: str, args: tuple[Value, ...]) -> None:
    """`append`, `extend` and `insert` of a list."""
    if len(owner) < MOST_ITEMS:
        items = args[0] if name == "extend" and isinstance(args[0], list | tuple) else [args[-1]]
        place = int(args[0]) if name == "insert" else len(owner)
        owner[place:place] = items
