"""Reads Python without running it: follows assignments, constants and the user's own functions, records calls.

A call to something unknown stays a symbol (`Call`) and is recorded in order; what facts and specs need is all in those.
Branches with an unknown test are both read, loops over something unknown once. Everything is counted against a budget.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from analyzers.source import arithmetic
from analyzers.source.values import Call, Class, Function, Instance, Symbol, Value, known

MOST_STEPS = 30_000  # nodes looked at
MOST_DEPTH = 12  # calls of the user's functions inside each other
MOST_TURNS = 64  # of a loop
_HARMLESS = (TypeError, ValueError, ArithmeticError, IndexError, KeyError, AttributeError, RecursionError)


class _Exhausted(Exception):  # noqa: N818 - not an error: the rest of the code is left unread
    pass


class _Returned(Exception):  # noqa: N818
    def __init__(self, value: Value) -> None:
        self.value = value


class Interpreter:
    """Reads statements one after the other.

    names: what the module's names stand for
    calls: every call to something unknown, in the order in which it would be made
    assigned: (name, value, line, assumed) of every plain assignment and keyword that is a number or text
    unused: one object of each class that the code defines and never makes
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

    def run(self, statements: Iterable[ast.stmt]) -> None:
        """Reads a module's statements, then the functions and classes that nobody used."""
        try:
            for statement in statements:
                self._statement(statement)
            self._assumed = True
            for defined in tuple(self._defined):
                self._read_unused(defined)
        except (_Exhausted, _Returned):
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

    # statements

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
        raise _Returned(None if node.value is None else self.value(node.value))

    def _on_functiondef(self, node: ast.FunctionDef) -> None:
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
            self._block(node.body if _true(test) else node.orelse)

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
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            self.assigned.append((name, value, line, self._assumed))

    def _bind(self, name: str, value: Value) -> None:
        self._scopes[-1][name] = value

    # expressions

    def value(self, node: ast.expr) -> Value:
        """What an expression stands for; a Symbol where that is not known."""
        self._count()
        handler: Callable[[Any], Value] | None = getattr(self, f"_on_{type(node).__name__.lower()}", None)
        try:
            return handler(node) if handler else Symbol(type(node).__name__)
        except _HARMLESS:
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
        return not _true(value) if isinstance(node.op, ast.Not) else -value if isinstance(node.op, ast.USub) else value

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
        truths = [_true(item) for item in values]
        return all(truths) if isinstance(node.op, ast.And) else any(truths)

    def _on_ifexp(self, node: ast.IfExp) -> Value:
        test = self.value(node.test)
        return self.value(node.body if not known(test) or _true(test) else node.orelse)

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
            if all(_true(self.value(test)) for test in loops[0].ifs):
                self._comprehend(element, loops[1:], made)

    def _on_lambda(self, node: ast.Lambda) -> Value:
        return Function(node)

    def _on_await(self, node: ast.Await) -> Value:
        return self.value(node.value)

    def _on_namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.value(node.value)
        self._assign(node.target, value)
        return value

    # calls

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
        except _HARMLESS:
            return None

    def _record(self, call: Call) -> Call:
        made = Call(call.name, call.args, call.kwargs, call.line, call.owner, self._assumed)
        self.calls.append(made)
        return made

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
                made.attributes[node.targets[0].id] = self.value(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
                made.attributes[node.target.id] = self.value(node.value)
        initialiser = of.method("__init__")
        if initialiser:
            self._enter(Function(initialiser, made), args, kwargs)
        else:
            made.attributes.update(kwargs)
        self._use(made)
        return made

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
        except _Returned as returned:
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

    def _count(self, steps: int = 1) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise _Exhausted


def _called_object(function: Value) -> Value:
    return function.owner if isinstance(function, Symbol) else function


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _true(value: Value) -> bool:
    return bool(value) if not isinstance(value, np.ndarray) else bool(value.size)


def _trains(node: ast.For) -> bool:
    """Whether the loop is over epochs: read once, not for each epoch."""
    return any("epoch" in name.id.lower() for name in ast.walk(node.target) if isinstance(name, ast.Name))


def _literal(nodes: list[ast.expr]) -> list[Value] | None:
    """A long list of plain numbers, quickly."""
    if all(type(node) is ast.Constant and isinstance(node.value, int | float) for node in nodes):
        return [node.value for node in nodes if isinstance(node, ast.Constant)]
    return None


def _key(key: Value) -> Value:
    return key if isinstance(key, int | slice) else tuple(key) if isinstance(key, tuple) else np.asarray(key)


def _grow(owner: list[Value], name: str, args: tuple[Value, ...]) -> None:
    items = args[0] if name == "extend" and isinstance(args[0], list | tuple) else [args[-1]]
    if len(owner) < 10_000:
        owner[len(owner) if name != "insert" else int(args[0]) :] = [
            *items,
            *owner[len(owner) if name != "insert" else int(args[0]) :],
        ]
