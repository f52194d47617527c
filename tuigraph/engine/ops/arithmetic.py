"""Elementwise arithmetic, comparisons and logic, and the Python operators of tensors.

Binary operations broadcast as NumPy does.  On scalars they run Python's operators: a ufunc on a NumPy scalar costs ten times
as much for the same bits.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, KernelRule, define, same_shape
from tuigraph.engine.shapes import MaybeShape


def elementwise(ufunc: Any, scalar: Callable[..., Any] | None = None) -> KernelRule:
    """The kernel rule of an elementwise operation; `scalar` does the same on NumPy scalars."""

    def rule(op: Operation, store: Store) -> Kernel:
        if scalar is not None and all(t._shape == () for t in op.inputs):
            return scalar
        return ufunc  # type: ignore[no-any-return]

    return rule


def broadcast_shape(op: Operation) -> list[MaybeShape]:
    a, b = op.inputs
    return [shapes.broadcast(a._shape, b._shape)]


def _checked_division(divide: Any) -> KernelRule:
    """Integer division refuses a zero, as TensorFlow does; float division gives inf and nan."""

    def rule(op: Operation, store: Store) -> Kernel:
        if not op.inputs[0].dtype.is_integer:
            return divide  # type: ignore[no-any-return]

        def kernel(x: Any, y: Any) -> Any:
            if not np.all(y):
                raise InvalidArgumentError(None, None, "Integer division by zero")
            return divide(x, y)

        return kernel

    return rule


_ARITHMETIC = dtypes.NUMBER
_ORDERED = dtypes.REAL


def _binary(
    name: str, ufunc: Any, scalar: Any = None, types: frozenset[dtypes.DType] = _ARITHMETIC, result: str = "T", **rules: Any
) -> None:
    rules.setdefault("kernel", elementwise(ufunc, scalar))
    define(
        name,
        f"x: T, y: T -> z: {result}",
        types={"T": types},
        shape=broadcast_shape,
        in_place=ufunc if result == "T" and isinstance(ufunc, np.ufunc) else None,
        **rules,
    )


_binary("Add", np.add, operator.add, _ARITHMETIC | {dtypes.string})
_binary("AddV2", np.add, operator.add)
_binary("Sub", np.subtract, operator.sub)
_binary("Mul", np.multiply, operator.mul)
_binary("RealDiv", np.true_divide, operator.truediv)
_binary("Maximum", np.maximum, types=_ORDERED)
_binary("Minimum", np.minimum, types=_ORDERED)
for _name, _ufunc, _scalar in (
    ("Less", np.less, operator.lt),
    ("LessEqual", np.less_equal, operator.le),
    ("Greater", np.greater, operator.gt),
    ("GreaterEqual", np.greater_equal, operator.ge),
):
    _binary(_name, _ufunc, _scalar, types=_ORDERED, result="bool", differentiable=False)


def _unary(name: str, ufunc: Any, scalar: Any = None, types: frozenset[dtypes.DType] = _ARITHMETIC, **rules: Any) -> None:
    define(
        name,
        "x: T -> y: T",
        types={"T": types},
        shape=same_shape,
        kernel=elementwise(ufunc, scalar),
        in_place=ufunc if isinstance(ufunc, np.ufunc) else None,
        **rules,
    )


_unary("Neg", np.negative, operator.neg)
_unary("Square", np.square, lambda x: x * x)


# ---------------------------------------------------------------- functions


def _named(op_type: str) -> Callable[..., Tensor]:
    def function(x: Any, y: Any, name: str | None = None) -> Tensor:
        return tensor(op_type, x, y, name=name)

    return function


add = _named("Add")
subtract = _named("Sub")
multiply = _named("Mul")
maximum = _named("Maximum")
minimum = _named("Minimum")
less = _named("Less")
less_equal = _named("LessEqual")
greater = _named("Greater")
greater_equal = _named("GreaterEqual")


def square(x: Any, name: str | None = None) -> Tensor:
    return tensor("Square", x, name=name)


def negative(x: Any, name: str | None = None) -> Tensor:
    return tensor("Neg", x, name=name)


# ---------------------------------------------------------------- operators


def _operator(op_type: str, scope: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """`x + y` and its reflection: the operand that is no tensor becomes ``add/y`` or ``add/x``."""

    def forward(x: Any, y: Any) -> Any:
        graph = graph_of((x, y)) or get_default_graph()
        with graph.name_scope(scope) as name:
            if not isinstance(y, Tensor) and not hasattr(y, "_to_tensor"):
                try:
                    y = convert_to_tensor(y, x.dtype.base_dtype, "y", graph=graph)
                except (TypeError, ValueError):
                    if hasattr(type(y), f"__r{scope}__") and not isinstance(y, (np.ndarray, np.generic, int, float, list)):
                        return NotImplemented
                    raise
            return tensor(op_type, x, y, name=name)

    def reflected(y: Any, x: Any) -> Any:
        graph = graph_of((y,)) or get_default_graph()
        with graph.name_scope(scope) as name:
            x = convert_to_tensor(x, y.dtype.base_dtype, "x", graph=graph)
            return tensor(op_type, x, y, name=name)

    return forward, reflected


def install_operators(cls: type) -> None:
    """Give a class of tensor-like things Python's operators."""
    for method, op_type, scope in (
        ("add", "AddV2", "add"),
        ("sub", "Sub", "sub"),
        ("mul", "Mul", "mul"),
        ("truediv", "RealDiv", "truediv"),
    ):
        forward, reflected = _operator(op_type, scope)
        setattr(cls, f"__{method}__", forward)
        setattr(cls, f"__r{method}__", reflected)
    for method, function in (("lt", less), ("le", less_equal), ("gt", greater), ("ge", greater_equal)):
        setattr(cls, f"__{method}__", lambda x, y, f=function: f(x, y))
    setattr(cls, "__neg__", lambda x: negative(x))


install_operators(Tensor)
