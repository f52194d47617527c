"""Reductions over axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.shapes import MaybeShape


def reduced_shape(op: Operation) -> list[MaybeShape]:
    """The static shape left over; what is known of it when the axes are not constant is the rank at most."""
    shape = op.inputs[0]._shape
    keep = op.attrs["keep_dims"]
    axes = constant_value(op.inputs[1])
    if shape is None:
        return [None]
    if axes is None:
        return [(None,) * len(shape) if keep else None]
    gone = {shapes.normal_axis(int(a), len(shape)) for a in np.ravel(axes)}
    if keep:
        return [tuple([1 if i in gone else d for i, d in enumerate(shape)])]
    return [tuple([d for i, d in enumerate(shape) if i not in gone])]


def _axes_of(axis: Any, rank: int) -> tuple[int, ...]:
    return tuple([int(a) % rank if rank else int(a) for a in np.ravel(axis)])


def _reduction(name: str, reduce: Callable[..., Any], types: frozenset[dtypes.DType], result: str = "T") -> None:
    def rule(op: Operation, store: Store) -> Kernel:
        keep = op.attrs["keep_dims"]

        def kernel(value: Any, axis: Any) -> Any:
            array = np.asarray(value)
            return reduce(array, axis=_axes_of(axis, array.ndim), keepdims=keep)

        return kernel

    define(
        name,
        f"input: {result}, reduction_indices: Tidx -> output: {result}",
        types={"T": types, "Tidx": dtypes.INDEX},
        defaults={"Tidx": dtypes.int32},
        attrs={"keep_dims": False},
        shape=reduced_shape,
        kernel=rule,
    )


def _sum(array: Any, axis: Any, keepdims: bool) -> Any:
    return np.add.reduce(array, axis=axis, keepdims=keepdims, dtype=array.dtype)


def _prod(array: Any, axis: Any, keepdims: bool) -> Any:
    return np.multiply.reduce(array, axis=axis, keepdims=keepdims, dtype=array.dtype)


def _mean(array: Any, axis: Any, keepdims: bool) -> Any:
    """Integers are divided towards zero, as TensorFlow does."""
    total = _sum(array, axis, keepdims)
    count = 1
    for a in axis:
        count *= array.shape[a]
    if array.dtype.kind in "fc":
        return (total / array.dtype.type(count)).astype(array.dtype) if count else total * np.nan
    return (np.sign(total) * (np.abs(total) // count)).astype(array.dtype)


_reduction("Sum", _sum, dtypes.NUMBER)
_reduction("Prod", _prod, dtypes.NUMBER)
_reduction("Mean", _mean, dtypes.NUMBER)


def _axis_tensor(input: Tensor, axis: Any) -> Any:
    """The axes as given, or all of them: a constant where the rank is known, else computed in the graph."""
    if axis is not None:
        return axis
    rank = None if input._shape is None else len(input._shape)
    if rank is not None:
        from tuigraph.engine.ops.constants import constant

        return constant(np.arange(rank, dtype=np.int32))
    from tuigraph.engine.ops.array import range_, rank as rank_of

    return range_(0, rank_of(input))


def _function(op_type: str) -> Callable[..., Tensor]:
    def function(
        input_tensor: Any,
        axis: Any = None,
        keepdims: bool | None = None,
        name: str | None = None,
        reduction_indices: Any = None,
        keep_dims: bool | None = None,
    ) -> Tensor:
        """Raises ValueError for an axis that is not there and for two names of one argument given together."""
        if axis is not None and reduction_indices is not None:
            raise ValueError("Cannot specify both 'axis' and 'reduction_indices'")
        if keepdims is not None and keep_dims is not None:
            raise ValueError("Cannot specify both 'keepdims' and 'keep_dims'")
        axis = reduction_indices if axis is None else axis
        value = convert_to_tensor(input_tensor)
        return tensor(op_type, value, _axis_tensor(value, axis), keep_dims=bool(keepdims or keep_dims), name=name)

    return function


reduce_sum = _function("Sum")
reduce_prod = _function("Prod")
reduce_mean = _function("Mean")
