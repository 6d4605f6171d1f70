"""The few functions that pasted code may have evaluated: plain arithmetic and the making of arrays, all bounded.

Nothing here reaches a file, a network or Python's own evaluation; sizes are checked before anything is made.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from analyzers.source.python.values import Value, is_number

MOST_ELEMENTS = 1_000_000
MOST_BITS = 256


class TooBigError(ValueError):
    """The code asks for more than its reading may cost."""


OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def combine(op: type[ast.AST], left: Value, right: Value) -> Value:
    """`left op right` for numbers, arrays and short sequences; raises TypeError or ValueError for anything else."""
    if op is ast.Pow:
        return _power(left, right)
    if isinstance(left, str) and op is not ast.Add and op not in (ast.Eq, ast.NotEq):
        raise TypeError("text is not formatted here")  # "%999999999d" % 1 would fill the memory
    if op is ast.Mult and isinstance(left, list | tuple | str) | isinstance(right, list | tuple | str):
        _check_repetition(left, right)
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        size = left.size * right.size if op is ast.MatMult else math.prod(np.broadcast_shapes(left.shape, right.shape))
        check_size(size)
    with np.errstate(all="ignore"):
        return bounded(OPERATORS[op](left, right))


def _power(left: Value, right: Value) -> Value:
    if is_number(left) and is_number(right):
        return float(left) ** right if abs(right) > 16 or isinstance(right, float) else bounded(left**right)
    with np.errstate(all="ignore"):
        return np.power(np.asarray(left, float), np.asarray(right, float))


def _check_repetition(left: Value, right: Value) -> None:
    sequence, times = (right, left) if isinstance(left, int) else (left, right)
    if not isinstance(times, int) or isinstance(sequence, int | float):
        raise TypeError("a sequence is repeated a whole number of times")
    check_size(len(sequence) * abs(times))


def bounded(value: Value) -> Value:
    """Refuses numbers and sequences that only grow."""
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise TooBigError("a number of more than 256 bits")
    if isinstance(value, list | tuple | str):
        check_size(len(value))
    return value


def check_size(elements: float) -> None:
    if elements > MOST_ELEMENTS:
        raise TooBigError(f"{elements:.0f} elements; at most {MOST_ELEMENTS} are made")


def _shape(args: tuple[Any, ...]) -> tuple[int, ...]:
    shape = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args
    sizes = tuple(int(size) for size in shape)
    check_size(math.prod(sizes))
    return sizes


def _array(value: Any, *_: Any, **options: Any) -> Any:
    return np.array(value, dtype=_dtype(options.get("dtype")))


def _dtype(name: Any) -> Any:
    words = str(getattr(name, "name", name))
    return np.int64 if "int" in words or "long" in words else np.float64 if "float" in words else None


def _range(*args: Any) -> range:
    """As `range`; raises OverflowError at once for one that is too long to be counted."""
    made = range(*args)
    len(made)
    return made


def _arange(*args: Any, **_: Any) -> Any:
    start, stop, step = (0, args[0], 1) if len(args) == 1 else (*args, 1)[:3]
    check_size((stop - start) / step)
    return np.arange(start, stop, step)


def _linspace(start: Any, stop: Any, num: Any = 50, **options: Any) -> Any:
    num = options.get("steps", num)
    check_size(num)
    return np.linspace(start, stop, int(num), endpoint=bool(options.get("endpoint", True)))


def _reshape(array: Any, *shape: Any, **_: Any) -> Any:
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], list | tuple) else shape
    return np.asarray(array).reshape(tuple(int(size) for size in sizes))


def _one_hot(labels: Any, classes: Any = None, **options: Any) -> Any:
    flat = np.asarray(labels).astype(np.int64).ravel()
    width = int(options.get("num_classes", classes) or flat.max() + 1)
    check_size(width * len(flat))
    return np.eye(width)[flat]


def _unary(function: Callable[..., Any]) -> Callable[..., Any]:
    def apply(value: Any, *_: Any, **__: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(np.asarray(value, float))

    return apply


def _reduction(name: str) -> Callable[..., Any]:
    def apply(value: Any, axis: Any = None, **options: Any) -> Any:
        axis = options.get("dim", axis)
        axis = tuple(axis) if isinstance(axis, list | tuple) else axis
        with np.errstate(all="ignore"):
            return getattr(np, name)(np.asarray(value), axis=axis, keepdims=bool(options.get("keepdims", False)))

    return apply


def _join(function: Callable[..., Any]) -> Callable[..., Any]:
    def apply(parts: Any, axis: Any = 0, **options: Any) -> Any:
        check_size(sum(np.size(part) for part in parts))
        arrays = [np.asarray(part) for part in parts]
        return function(arrays) if function in (np.column_stack, np.vstack, np.hstack) else function(arrays, axis=axis)

    return apply


def _of_list(function: Callable[..., Any]) -> Callable[..., Any]:
    """A built-in that walks its arguments, which must be short."""

    def apply(*args: Any) -> Any:
        for arg in args:
            check_size(len(arg) if hasattr(arg, "__len__") else 0)
        return function(*args)

    return apply


_ELEMENTWISE = ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "square", "tanh", "sign", "floor", "ceil")
ARRAYS: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(
        ("array", "asarray", "tensor", "FloatTensor", "Tensor", "constant", "float32", "convert_to_tensor"), _array
    ),
    **{"LongTensor": lambda value, *_: np.array(value, np.int64), "as_tensor": _array, "from_numpy": _array},
    **{"arange": _arange, "linspace": _linspace, "reshape": _reshape, "to_categorical": _one_hot, "one_hot": _one_hot},
    "zeros": lambda *args, **_: np.zeros(_shape(args)),
    "ones": lambda *args, **_: np.ones(_shape(args)),
    "full": lambda shape, value, *_, **__: np.full(_shape((shape,)), value),
    "eye": lambda size, *_, **__: np.eye(_shape((size, size))[0]),
    "expand_dims": lambda value, axis=0, **_: np.expand_dims(np.asarray(value), axis),
    "unsqueeze": lambda value, dim=0, **_: np.expand_dims(np.asarray(value), dim),
    "squeeze": lambda value, *_, **__: np.squeeze(np.asarray(value)),
    "transpose": lambda value, *_, **__: np.asarray(value).T,
    **{name: _join(getattr(np, name)) for name in ("concatenate", "stack", "column_stack", "vstack", "hstack")},
    **{name: _unary(getattr(np, name)) for name in _ELEMENTWISE},
    **{name: _reduction(name) for name in ("mean", "std", "var", "min", "max", "sum")},
    "power": lambda left, right: _power(left, right),
}
"""Functions of NumPy, torch or tf by their last name; methods of an array take the array first."""

CONVERSIONS = frozenset(
    (
        "float",
        "double",
        "astype",
        "numpy",
        "copy",
        "cpu",
        "detach",
        "to",
        "cuda",
        "type",
        "requires_grad_",
        "contiguous",
    )
)
"""Methods of an array that leave its numbers as they are."""

BUILTINS: Mapping[str, Callable[..., Any]] = {
    **{"len": len, "float": float, "int": int, "bool": bool, "abs": abs, "round": round},
    "range": _range,
    **{"list": _of_list(list), "tuple": _of_list(tuple), "sum": _of_list(sum), "min": _of_list(min)},
    **{
        "max": _of_list(max),
        "sorted": _of_list(sorted),
        "zip": _of_list(lambda *parts: list(zip(*parts, strict=False))),
    },
    "enumerate": _of_list(lambda items: list(enumerate(items))),
    "math.sqrt": math.sqrt,
    "math.ceil": math.ceil,
    "math.log": math.log,
    "math.exp": math.exp,
}
CONSTANTS: Mapping[str, float] = {"numpy.pi": math.pi, "math.pi": math.pi, "math.e": math.e}
