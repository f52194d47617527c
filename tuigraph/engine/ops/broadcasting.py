"""Elementwise operations of two operands: how they are defined, and how a gradient finds its way back through a broadcast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, define, same_shape
from tuigraph.engine.ops import array, reductions
from tuigraph.engine.shapes import MaybeShape


def elementwise(ufunc: Any, scalar: Callable[..., Any] | None = None) -> KernelRule:
    """The kernel rule of an elementwise operation; `scalar` does the same on NumPy scalars.

    On scalars Python's operators run: a ufunc on a NumPy scalar costs ten times as much for the same bits.
    """

    def rule(op: Operation, store: Store) -> Kernel:
        if scalar is not None and all(t._shape == () for t in op.inputs):
            return scalar
        return ufunc  # type: ignore[no-any-return]

    return rule


def broadcast_shape(op: Operation) -> list[MaybeShape]:
    a, b = op.inputs
    return [shapes.broadcast(a._shape, b._shape)]


def binary(
    name: str, ufunc: Any, scalar: Any = None, types: frozenset[dtypes.DType] = dtypes.NUMBER, result: str = "T", **rules: Any
) -> None:
    """Define an operation of two operands of one type that broadcasts as NumPy does."""
    rules.setdefault("kernel", elementwise(ufunc, scalar))
    rules.setdefault("in_place", ufunc if result == "T" and isinstance(ufunc, np.ufunc) else None)
    define(name, f"x: T, y: T -> z: {result}", types={"T": types}, shape=broadcast_shape, **rules)


def unary(
    name: str, ufunc: Any, scalar: Any = None, types: frozenset[dtypes.DType] = dtypes.NUMBER, result: str = "T", **rules: Any
) -> None:
    """Define an operation on each element."""
    rules.setdefault("kernel", elementwise(ufunc, scalar))
    rules.setdefault("in_place", ufunc if result == "T" and isinstance(ufunc, np.ufunc) else None)
    define(name, f"x: T -> y: {result}", types={"T": types}, shape=same_shape, **rules)


def named(op_type: str, default: str | None = None) -> Callable[..., Tensor]:
    """The Python function of an operation of two operands."""

    def function(x: Any, y: Any, name: str | None = default) -> Tensor:
        return tensor(op_type, x, y, name=name)

    return function


def named_unary(op_type: str) -> Callable[..., Tensor]:
    """The Python function of an operation of one operand."""

    def function(x: Any, name: str | None = None) -> Tensor:
        return tensor(op_type, x, name=name)

    return function


# ---------------------------------------------------------------- gradients through a broadcast


def _reduced_axes(s0: Any, s1: Any) -> tuple[Any, Any]:
    """The axes along which each operand was repeated to reach the common shape."""
    first, second = [int(d) for d in s0], [int(d) for d in s1]
    if first == second:
        return np.array([], dtype=s0.dtype), np.array([], dtype=s0.dtype)
    rank = max(len(first), len(second))
    first, second = [1] * (rank - len(first)) + first, [1] * (rank - len(second)) + second
    axes = [[i for i in range(rank) if a[i] == 1] for a in (first, second)]
    return np.array(axes[0], dtype=s0.dtype), np.array(axes[1], dtype=s0.dtype)


define(
    "BroadcastGradientArgs",
    "s0: T, s1: T -> r0: T, r1: T",
    types={"T": dtypes.INDEX},
    defaults={"T": dtypes.int32},
    shape=lambda op: [(None,), (None,)],
    kernel=lambda op, store: _reduced_axes,
    differentiable=False,
)


class Broadcast:
    """What the two operands of a broadcasting operation looked like, for its gradient (`BroadcastGradientArgs`).

    With `static`, shapes that are known leave no nodes to run, as TensorFlow does for some operations.
    """

    def __init__(self, x: Tensor, y: Tensor, grad: Any = None, static: bool = False) -> None:
        known = shapes.is_static(x._shape) and shapes.is_static(y._shape)
        self.must_reduce = (True, True)
        if static and isinstance(grad, Tensor):
            if known:
                self.shapes: Any = (x._shape, y._shape)
                self.must_reduce = (x._shape != grad._shape, y._shape != grad._shape)
                self.axes: Any = self._known_axes(x, y)
                return
            self.shapes = tensor("Shape", x, out_type=dtypes.int32), tensor("Shape", y, out_type=dtypes.int32)
        else:
            self.shapes = array.shape(x), array.shape(y)
        self.axes = self.axes_of(*self.shapes)

    @staticmethod
    def axes_of(s0: Any, s1: Any) -> list[Tensor]:
        """Nodes for the axes along which tensors of two shapes were repeated to reach the common one."""
        return apply("BroadcastGradientArgs", s0, s1).outputs

    def _known_axes(self, x: Tensor, y: Tensor) -> Any:
        cache = x.graph.extras.setdefault("broadcast axes", {})
        key = (x._shape, y._shape)
        if key not in cache:
            apply("BroadcastGradientArgs", list(x._shape or ()), list(y._shape or ()))
            arrays = [np.array(s, dtype=np.int32) for s in key]
            cache[key] = [tuple(int(a) for a in axes) for axes in _reduced_axes(*arrays)]
        return cache[key]

    def back(self, index: int, grad: Any) -> Tensor:
        """The gradient of operand 0 or 1, from one in the common shape."""
        if not self.must_reduce[index]:
            return grad  # type: ignore[no-any-return]
        return array.reshape(reductions.reduce_sum(grad, self.axes[index]), self.shapes[index])


def equal_static_shapes(x: Tensor, y: Tensor, grad: Any) -> bool:
    """Whether nothing was broadcast, as far as is known before anything runs."""
    return isinstance(grad, Tensor) and x._shape == y._shape == grad._shape and shapes.is_static(x._shape)
