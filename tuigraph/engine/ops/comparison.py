"""Comparisons, logic, and operations on the bits of integers."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, Sign, always, define, same_shape
from tuigraph.engine.ops.broadcasting import ARITHMETIC, binary, broadcast_shape, elementwise, named, named_unary

_ufunc: Any
for _name, _sign, _ufunc, _scalar in (
    ("Less", "<", np.less, operator.lt),
    ("LessEqual", "<=", np.less_equal, operator.le),
    ("Greater", ">", np.greater, operator.gt),
    ("GreaterEqual", ">=", np.greater_equal, operator.ge),
):
    binary(_name, _ufunc, _scalar, types=dtypes.REAL, result="bool", differentiable=False, sign=Sign(_sign))

less = named("Less")
less_equal = named("LessEqual")
greater = named("Greater")
greater_equal = named("GreaterEqual")


def _equality(ufunc: Any) -> KernelRule:
    """Strings are objects to NumPy, and its answer about them is an object too."""

    def rule(op: Operation, store: Store) -> Kernel:
        if op.inputs[0].dtype.base_dtype is not dtypes.string:
            return ufunc  # type: ignore[no-any-return]
        return lambda x, y: np.asarray(ufunc(x, y)).astype(np.bool_)[()]

    return rule


for _name, _sign, _ufunc in (("Equal", "==", np.equal), ("NotEqual", "!=", np.not_equal)):
    binary(
        _name,
        _ufunc,
        types=ARITHMETIC - {dtypes.uint16} | {dtypes.bool_, dtypes.string},
        attrs={"incompatible_shape_error": True},
        result="bool",
        kernel=_equality(_ufunc),
        seen_through=always,
        differentiable=False,
        sign=Sign(_sign),
    )

equal = named("Equal")
not_equal = named("NotEqual")


def _approximate_kernel(op: Operation, store: Store) -> Kernel:
    tolerance = op.attrs["tolerance"]
    return lambda x, y: np.abs(x - y) < x.dtype.type(tolerance)


define(
    "ApproximateEqual",
    "x: T, y: T -> z: bool",
    types={"T": dtypes.NUMBER},
    attrs={"tolerance": 1e-5},
    shape=broadcast_shape,
    kernel=_approximate_kernel,
    differentiable=False,
)


# ---------------------------------------------------------------- logic

for _name, _sign, _ufunc in (("LogicalAnd", "and", np.logical_and), ("LogicalOr", "or", np.logical_or)):
    define(
        _name,
        "x: bool, y: bool -> z: bool",
        shape=broadcast_shape,
        kernel=elementwise(_ufunc),
        in_place=_ufunc,
        differentiable=False,
        sign=Sign(_sign),
    )
define(
    "LogicalNot",
    "x: bool -> y: bool",
    shape=same_shape,
    kernel=elementwise(np.logical_not),
    in_place=np.logical_not,
    differentiable=False,
    sign=Sign("not ", "before"),
)

logical_and = named("LogicalAnd")
logical_or = named("LogicalOr")
logical_not = named_unary("LogicalNot")


def logical_xor(x: Any, y: Any, name: str = "LogicalXor") -> Tensor:
    """Whether exactly one of both holds (`tf.logical_xor`)."""
    either = logical_or(x, y)
    return logical_and(either, logical_not(logical_and(x, y)), name=name)


# ---------------------------------------------------------------- bits


def _shifted(shift: Any) -> Kernel:
    """A shift by fewer than no bits is none, by more than all bits one by all but one."""
    return lambda x, y: shift(x, np.clip(y, 0, 8 * x.dtype.itemsize - 1).astype(x.dtype))


for _name, _ufunc in (
    ("BitwiseAnd", np.bitwise_and),
    ("BitwiseOr", np.bitwise_or),
    ("BitwiseXor", np.bitwise_xor),
    ("LeftShift", _shifted(np.left_shift)),
    ("RightShift", _shifted(np.right_shift)),
):
    binary(_name, _ufunc, types=dtypes.INTEGER, differentiable=False)
define(
    "Invert",
    "x: T -> y: T",
    types={"T": dtypes.INTEGER},
    shape=same_shape,
    kernel=elementwise(np.invert),
    in_place=np.invert,
    differentiable=False,
)

bitwise_and = named("BitwiseAnd")
bitwise_or = named("BitwiseOr")
bitwise_xor = named("BitwiseXor")
left_shift = named("LeftShift")
right_shift = named("RightShift")
invert = named_unary("Invert")
