"""How a gradient finds its way back through a broadcast: summed over the axes along which an operand was repeated."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.opdef import define
from tuigraph.engine.ops import identities


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

    With `static`, shapes that are known leave no nodes to run, as TensorFlow does for some operations.  `given` are
    shape tensors that are there already.
    """

    def __init__(self, x: Tensor, y: Tensor, grad: Any = None, static: bool = False, given: Any = None) -> None:
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
            self.shapes = given or (identities.shape(x), identities.shape(y))
        self.axes = self.axes_of(*self.shapes)

    @staticmethod
    def axes_of(s0: Any, s1: Any) -> list[Tensor]:
        """Nodes for the axes along which tensors of two shapes were repeated to reach the common one."""
        return apply("BroadcastGradientArgs", s0, s1).outputs

    def _known_axes(self, x: Tensor, y: Tensor) -> Any:
        cache = x.graph.broadcast_axes
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
        return identities.reshape(tensor("Sum", grad, self.axes[index]), self.shapes[index])


def equal_static_shapes(x: Tensor, y: Tensor, grad: Any) -> bool:
    """Whether nothing was broadcast, as far as is known before anything runs."""
    return isinstance(grad, Tensor) and x._shape == y._shape == grad._shape and shapes.is_static(x._shape)
