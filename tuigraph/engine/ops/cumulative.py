"""Running sums and products along an axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, define, same_shape
from tuigraph.engine.values import Array


def _kernel(ufunc: Any) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        exclusive, reverse = op.attrs["exclusive"], op.attrs["reverse"]

        def kernel(value: Array, axis: Array) -> Any:
            rank = np.ndim(value)
            if not -rank <= axis < rank:
                raise InvalidArgumentError(
                    None, None, f"ScanOp: Expected scan axis in the range [{-rank}, {rank}), but got {axis}"
                )
            lines = np.moveaxis(value, int(axis), 0)
            lines = lines[::-1] if reverse else lines
            out = np.empty_like(lines)
            if exclusive:
                out[:1] = ufunc.identity
                ufunc.accumulate(lines[:-1], axis=0, dtype=value.dtype, out=out[1:])
            else:
                ufunc.accumulate(lines, axis=0, dtype=value.dtype, out=out)
            if ufunc is np.add and value.dtype.kind in "fc":
                out += value.dtype.type(0)  # the sum starts at 0, so that it is nowhere -0.0
            return np.ascontiguousarray(np.moveaxis(out[::-1] if reverse else out, 0, int(axis)))

        return kernel

    return rule


def _sum_gradient(op: Operation, grad: Tensor) -> list[Any]:
    exclusive, reverse = op.attrs["exclusive"], op.attrs["reverse"]
    return [cumsum(grad, op.inputs[1], exclusive=exclusive, reverse=not reverse), None]


def _product_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """Not right where an element is 0, as in TensorFlow."""
    x, axis = op.inputs
    exclusive, reverse = op.attrs["exclusive"], op.attrs["reverse"]
    product = cumprod(x, axis, exclusive=exclusive, reverse=reverse)
    return [cumsum(product * grad, axis, exclusive=exclusive, reverse=not reverse) / x, None]


for _name, _ufunc, _gradient, _symbolic in (
    ("Cumsum", np.add, _sum_gradient, Linear(slice(1))),
    ("Cumprod", np.multiply, _product_gradient, None),
):
    define(
        _name,
        "x: T, axis: Tidx -> out: T",
        types={"T": dtypes.NUMBER, "Tidx": dtypes.INDEX},
        defaults={"Tidx": dtypes.int32},
        attrs={"exclusive": False, "reverse": False},
        shape=same_shape,
        kernel=_kernel(_ufunc),
        gradient=_gradient,
        symbolic=_symbolic,
    )


def _function(op_type: str) -> Callable[..., Tensor]:
    def function(
        x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
    ) -> Tensor:
        """`exclusive` leaves the element itself out, `reverse` runs from the end.  A wrong axis is an
        InvalidArgumentError in the run.
        """
        graph = graph_of((x, axis)) or get_default_graph()
        with graph.name_scope(name or op_type) as scope:
            value = convert_to_tensor(x, name="x")
            return tensor(op_type, value, axis, exclusive=exclusive, reverse=reverse, name=scope)

    return function


cumsum = _function("Cumsum")
cumprod = _function("Cumprod")
