"""How elementwise operations are defined: kernels, static shapes and Python functions of one or two operands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Protocol

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, define, same_shape
from tuigraph.engine.shapes import MaybeShape

ARITHMETIC = dtypes.NUMBER - {dtypes.uint32, dtypes.uint64}  # what TensorFlow multiplies and divides


def elementwise(ufunc: Any, scalar: Callable[..., Any] | None = None) -> KernelRule:
    """The kernel rule of an elementwise operation; `scalar` does the same on NumPy scalars.

    On scalars Python's operators run: a ufunc on a NumPy scalar costs ten times as much for the same bits.
    """

    def rule(op: Operation, store: Store) -> Kernel:
        if scalar is not None and all(t._shape == () for t in op.inputs):
            return scalar
        return ufunc  # type: ignore[no-any-return]

    return rule


def larger(x: Any, y: Any) -> Any:
    """`y` where x < y, else `x`, a -0.0 too: nan is below nothing, so one in `x` stays and one in `y` does not count.

    A single nan as `y` beside a whole array does: so say the recorded cases, which are of TensorFlow 2 there.  1.15.5
    passes over that one as well, in arrays of every size and of all three types.
    """
    return np.where(x < y, y, x)[()] if _is_chosen_by_hand(x, y) else np.maximum(y, x)  # of equal ones the second


def smaller(x: Any, y: Any) -> Any:
    """`y` where y < x, else `x`, with nan as for `larger`."""
    return np.where(y < x, y, x)[()] if _is_chosen_by_hand(x, y) else np.minimum(y, x)


def _is_chosen_by_hand(x: Any, y: Any) -> bool:
    """Whether a nan in `y` is to be passed over, or NumPy would give the first of equal ones."""
    if y.dtype == np.float16:
        return bool(y.ndim or not x.ndim or not np.isnan(y))
    return bool(np.isnan(y).any()) if y.ndim or not x.ndim else False


def floats_or_integers(of_floats: Kernel, of_integers: Kernel) -> KernelRule:
    """The kernel rule of an operation whose floats need care that integers do not."""
    return lambda op, store: of_integers if op.inputs[0].dtype.is_integer else of_floats


def floats_only(rule: KernelRule) -> KernelRule:
    """TensorFlow admits integers to the node, but has no kernel for them: the run fails."""

    def chosen(op: Operation, store: Store) -> Kernel:
        kind = op.inputs[0].dtype
        if not kind.is_integer:
            return rule(op, store)

        def refuse(*operands: Any) -> NoReturn:
            text = f"No OpKernel was registered to support Op '{op.type}' for {kind.name}: cast to a float type."
            raise InvalidArgumentError(None, None, text)

        return refuse

    return chosen


def broadcast_shape(op: Operation) -> list[MaybeShape]:
    a, b = op.inputs
    return [shapes.broadcast(a._shape, b._shape)]


def binary(
    name: str,
    ufunc: Any,
    scalar: Any = None,
    types: frozenset[dtypes.DType] = ARITHMETIC,
    result: str = "T",
    operands: tuple[str, str] = ("x", "y"),
    **rules: Any,
) -> None:
    """Define an operation of two operands of one type that broadcasts as NumPy does."""
    rules.setdefault("kernel", elementwise(ufunc, scalar))
    rules.setdefault("in_place", ufunc if result == "T" and isinstance(ufunc, np.ufunc) else None)
    define(
        name, f"{operands[0]}: T, {operands[1]}: T -> z: {result}", types={"T": types}, shape=broadcast_shape, **rules
    )


def unary(
    name: str,
    ufunc: Any,
    scalar: Any = None,
    types: frozenset[dtypes.DType] = ARITHMETIC,
    result: str = "T",
    **rules: Any,
) -> None:
    """Define an operation on each element."""
    rules.setdefault("kernel", elementwise(ufunc, scalar))
    rules.setdefault("in_place", ufunc if result == "T" and isinstance(ufunc, np.ufunc) else None)
    define(name, f"x: T -> y: {result}", types={"T": types}, shape=same_shape, **rules)


class Binary(Protocol):
    """The Python function of an operation of two operands."""

    def __call__(self, x: Any, y: Any, name: str | None = None) -> Tensor: ...


def named(op_type: str, default: str | None = None) -> Binary:
    """The Python function of an operation of two operands."""

    def function(x: Any, y: Any, name: str | None = default) -> Tensor:
        return tensor(op_type, x, y, name=name)

    return function


class Unary(Protocol):
    """The Python function of an operation of one operand."""

    def __call__(self, x: Any, name: str | None = None) -> Tensor: ...


def named_unary(op_type: str) -> Unary:
    """The Python function of an operation of one operand."""

    def function(x: Any, name: str | None = None) -> Tensor:
        return tensor(op_type, x, name=name)

    return function
