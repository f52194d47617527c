"""Sums, means, products and extremes over the rows that belong to one segment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph, where
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, define
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    comparison,
    constants,
    division,
    elementwise,
    filling,
    gathering,
    identities,
    joining,
    layout,
    masks,
    reductions,
)
from tuigraph.engine.ops.broadcasting import larger, smaller
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_rows, check_rank, check_room


def _lowest(dtype: Any) -> Any:
    return np.iinfo(dtype).min if dtype.kind in "iu" else np.finfo(dtype).min


def _highest(dtype: Any) -> Any:
    return np.iinfo(dtype).max if dtype.kind in "iu" else np.finfo(dtype).max


# ---------------------------------------------------------------- sorted segment numbers


def _sorted_shape(op: Operation) -> list[MaybeShape]:
    data = op.inputs[0]._shape
    shapes.with_rank(op.inputs[1]._shape, 1)
    return [None if data is None else (None, *data[1:])]


_NOTHING = {np.fmax: -np.inf, np.fmin: np.inf}  # what any number would replace


def _sorted_kernel(ufunc: Any, mean: bool = False) -> KernelRule:
    def kernel(data: Array, ids: Array) -> Any:
        check_rank("segment_ids", ids, 1)
        if not np.ndim(data):
            raise InvalidArgumentError(None, None, "input must be at least rank 1")
        if len(ids) != len(data):
            raise InvalidArgumentError(
                None, None, f"segment_ids should be the same size as dimension 0 of input. {len(ids)} != {len(data)}"
            )
        if len(ids) and (ids[0] < 0 or np.any(np.diff(ids) < 0)):
            raise InvalidArgumentError(None, None, "segment ids are not increasing")
        count = int(ids[-1]) + 1 if len(ids) else 0
        check_room((count, *data.shape[1:]), data.dtype.itemsize)
        out = np.full((count, *data.shape[1:]), 1 if ufunc is np.multiply else 0, dtype=data.dtype)
        present, starts = np.unique(ids, return_index=True)
        if len(present):
            sizes = np.diff(np.append(starts, len(ids))).reshape(-1, *[1] * (data.ndim - 1))
            found = ufunc.reduceat(data, starts, axis=0)
            if ufunc in _NOTHING and data.dtype.kind == "f":  # several nan and nothing else
                found = np.where(np.isnan(found) & (sizes > 1), data.dtype.type(_NOTHING[ufunc]), found)
            out[present] = found
            if mean:
                out[present] = out[present] / sizes.astype(data.dtype)
        return out

    return lambda op, store: kernel


def _sum_gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [gathering.gather(grad, op.inputs[1]), None]


def _mean_gradient(op: Operation, grad: Tensor) -> list[Any]:
    rank = identities.rank(op.inputs[0])
    ones_shape = joining.concat([identities.shape(op.inputs[1]), filling.fill(layout.expand_dims(rank - 1, 0), 1)], 0)
    ones = constants.ones(ones_shape, grad.dtype)
    return [gathering.gather(division.divide(grad, segment_sum(ones, op.inputs[1])), op.inputs[1]), None]


def _extreme_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """Rows that share the extreme share its gradient."""
    data, ids = op.inputs
    zeros = filling.zeros_like(data)
    selected = comparison.equal(data, gathering.gather(op.outputs[0], ids))
    count = segment_sum(casts.cast(selected, grad.dtype), ids)
    return [masks.where(selected, gathering.gather(division.divide(grad, count), ids), zeros), None]


for _name, _ufunc, _types, _gradient, _symbolic in (
    ("SegmentSum", np.add, dtypes.NUMBER, _sum_gradient, Linear(slice(1))),
    ("SegmentProd", np.multiply, dtypes.NUMBER, None, None),
    ("SegmentMax", np.fmax, dtypes.REAL, _extreme_gradient, None),
    ("SegmentMin", np.fmin, dtypes.REAL, _extreme_gradient, None),
    ("SegmentMean", np.add, dtypes.NUMBER, _mean_gradient, Linear(slice(1))),
):
    define(
        _name,
        "data: T, segment_ids: Tindices -> output: T",
        types={"T": _types, "Tindices": dtypes.INDEX},
        shape=_sorted_shape,
        kernel=_sorted_kernel(_ufunc, mean=_name == "SegmentMean"),
        gradient=_gradient,
        symbolic=_symbolic,
    )


def _sorted(op_type: str) -> Callable[..., Tensor]:
    def function(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
        """One row for each segment; `segment_ids` do not decrease, else the run raises InvalidArgumentError."""
        return tensor(op_type, data, segment_ids, name=name)

    return function


segment_sum = _sorted("SegmentSum")
segment_prod = _sorted("SegmentProd")
segment_max = _sorted("SegmentMax")
segment_min = _sorted("SegmentMin")
segment_mean = _sorted("SegmentMean")

# ---------------------------------------------------------------- segment numbers in any order


def _unsorted_shape(op: Operation) -> list[MaybeShape]:
    data, ids, count = op.inputs[0]._shape, op.inputs[1]._shape, constant_value(op.inputs[2])
    if data is None or ids is None:
        return [None]
    shapes.merge(data[: len(ids)], ids)
    return [(None if count is None else int(count), *data[len(ids) :])]


def _unsorted_kernel(ufunc: Any, start: Any) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy

        def kernel(data: Array, ids: Array, count: Any) -> Any:
            rest = np.shape(data)[np.ndim(ids) :]
            flat = np.ravel(ids)
            if np.shape(data)[: np.ndim(ids)] != np.shape(ids):
                raise InvalidArgumentError(
                    None,
                    None,
                    f"data.shape = {shapes.listed(np.shape(data))} does not start with "
                    f"segment_ids.shape = {shapes.listed(np.shape(ids))}",
                )
            if count < 0:
                raise InvalidArgumentError(None, None, f"Input num_segments == {int(count)} must not be negative.")
            if flat.size and flat.max() >= count:
                place = tuple(np.argwhere(ids >= count)[0])
                at = shapes.listed(place) if place else ""
                raise InvalidArgumentError(
                    None,
                    None,
                    f"segment_ids{at} = {int(np.asarray(ids)[place])} is out of range [0, {int(count)})",
                )
            check_room((int(count), *rest), dtype.itemsize)
            out = np.full((int(count), *rest), start(dtype), dtype=dtype)
            inside = flat >= 0
            places, rows = flat[inside], as_rows(data, np.ndim(ids))[inside]
            if ufunc in _NOTHING and dtype.kind == "f" and np.isnan(rows).any():
                choose = larger if ufunc is np.fmax else smaller
                for place, row in zip(places, rows):  # a nan lasts until the next row
                    out[place] = choose(row, out[place])
            else:
                ufunc.at(out, places, rows)
            return out

        return kernel

    return rule


def _without_negative(op: Operation, values: Any) -> tuple[Any, Any, Any]:
    """Rows of `values` by the ids of `op`, zeros where one is negative; the ids without their sign; where they were not
    negative.

    Raises TypeError when a rank is not known.
    """
    ids = op.inputs[1]
    clipped = arithmetic.maximum(ids, filling.zeros_like(ids))
    gathered = gathering.gather(values, clipped)
    positive = comparison.greater_equal(ids, 0)
    if gathered._shape is None or ids._shape is None:
        raise TypeError(
            f"The gradient of {op.type} asks for the ranks of {values.name} and of {ids.name}, and one of them is not "
            f"known. Say it with set_shape, or in the placeholder.\n  node {where(op)}"
        )
    for _ in range(len(gathered._shape) - len(ids._shape)):
        positive = layout.expand_dims(positive, -1)
    return gathered, clipped, comparison.logical_and(positive, filling.ones_like(gathered, dtype=dtypes.bool_))


def _unsorted_sum_gradient(op: Operation, grad: Tensor) -> list[Any]:
    gathered, _, positive = _without_negative(op, grad)
    return [masks.where(positive, gathered, filling.zeros_like(gathered)), None, None]


def _unsorted_extreme_gradient(op: Operation, grad: Tensor) -> list[Any]:
    data, ids, count = op.inputs
    gathered, clipped, positive = _without_negative(op, op.outputs[0])
    selected = comparison.logical_and(comparison.equal(data, gathered), positive)
    shares = unsorted_segment_sum(casts.cast(selected, grad.dtype), ids, count)
    gathered_grad = gathering.gather(division.divide(grad, shares), clipped)
    return [masks.where(selected, gathered_grad, filling.zeros_like(gathered_grad)), None, None]


def _unsorted_product_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """With one zero in a segment only that element has a gradient, with several none has."""
    data, ids, count = op.inputs
    is_zero = comparison.equal(data, filling.zeros_like(data))
    zeros = unsorted_segment_sum(casts.cast(is_zero, dtypes.int32), ids, count)
    grad = masks.where(comparison.greater(zeros, 1), filling.zeros_like(grad), grad)
    without_zeros = masks.where(is_zero, filling.ones_like(data), data)
    product = unsorted_segment_prod(without_zeros, ids, count)
    gathered, clipped, positive = _without_negative(op, grad)
    partial = masks.where(
        is_zero,
        gathering.gather(product, clipped),
        division.truediv(gathering.gather(op.outputs[0], clipped), without_zeros),
    )
    return [masks.where(positive, gathered, filling.zeros_like(gathered)) * partial, None, None]


for _name, _ufunc, _start, _types, _gradient in (
    ("UnsortedSegmentSum", np.add, lambda dtype: 0, dtypes.NUMBER, _unsorted_sum_gradient),
    ("UnsortedSegmentProd", np.multiply, lambda dtype: 1, dtypes.NUMBER, _unsorted_product_gradient),
    ("UnsortedSegmentMax", np.fmax, _lowest, dtypes.REAL, _unsorted_extreme_gradient),
    ("UnsortedSegmentMin", np.fmin, _highest, dtypes.REAL, _unsorted_extreme_gradient),
):
    define(
        _name,
        "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T",
        types={"T": _types, "Tindices": dtypes.INDEX, "Tnumsegments": dtypes.INDEX},
        defaults={"Tnumsegments": dtypes.int32},
        shape=_unsorted_shape,
        kernel=_unsorted_kernel(_ufunc, _start),
        gradient=_gradient,
    )


def _unsorted(op_type: str) -> Callable[..., Tensor]:
    def function(data: Any, segment_ids: Any, num_segments: Any, name: str | None = None) -> Tensor:
        """One row for each of `num_segments`; rows with a negative id are left out."""
        return tensor(op_type, data, segment_ids, num_segments, name=name)

    return function


unsorted_segment_sum = _unsorted("UnsortedSegmentSum")
unsorted_segment_prod = _unsorted("UnsortedSegmentProd")
unsorted_segment_max = _unsorted("UnsortedSegmentMax")
unsorted_segment_min = _unsorted("UnsortedSegmentMin")


def _sizes(data: Tensor, ids: Tensor, count: Any) -> Tensor:
    ones = constants.ones(identities.shape(ids), dtype=data.dtype)
    sizes = unsorted_segment_sum(ones, ids, count)
    for value in (data, ids):
        if value._shape is None:
            raise TypeError(f"The size of segments needs to know the rank of {value.name}: say it with set_shape.")
    rank = len(data._shape or ()) - len(ids._shape or ())
    return arithmetic.maximum(identities.reshape(sizes, [count] + [1] * rank), 1)


def unsorted_segment_mean(data: Any, segment_ids: Any, num_segments: Any, name: str | None = None) -> Tensor:
    """The mean of the rows of each segment (`tf.unsorted_segment_mean`)."""
    graph = graph_of((data, segment_ids)) or get_default_graph()
    with graph.name_scope(name or "UnsortedSegmentMean"):
        data, ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
        sizes = _sizes(data, ids, num_segments)
        return division.divide(unsorted_segment_sum(data, ids, num_segments), sizes)


def unsorted_segment_sqrt_n(data: Any, segment_ids: Any, num_segments: Any, name: str | None = None) -> Tensor:
    """The sum of each segment over the root of its size (`tf.unsorted_segment_sqrt_n`)."""
    graph = graph_of((data, segment_ids)) or get_default_graph()
    with graph.name_scope(name or "UnsortedSegmentSqrtN"):
        data, ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
        sizes = _sizes(data, ids, num_segments)
        summed = unsorted_segment_sum(data, ids, num_segments)
        return division.divide(summed, elementwise.sqrt(sizes))


def _bincount(numbers: Any, size: Any, weights: Any) -> Any:
    """Without weights each number counts once; those outside [0, size) do not count."""
    flat = np.ravel(numbers)
    if flat.size and flat.min() < 0:
        raise InvalidArgumentError(None, None, f"Input arr must be non-negative, but holds {int(flat.min())}")
    check_rank("size", size, 0)
    if size < 0:
        raise InvalidArgumentError(None, None, f"size ({int(size)}) must be non-negative")
    check_room((int(size),), weights.dtype.itemsize)
    inside = flat < size
    out = np.zeros(int(size), dtype=weights.dtype)
    np.add.at(out, flat[inside], np.ravel(weights)[inside] if weights.size else weights.dtype.type(1))
    return out


def _bincount_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[1]._shape, 0)
    size = constant_value(op.inputs[1])
    return [(None if size is None else int(size),)]


define(
    "Bincount",
    "arr: int32, size: int32, weights: T -> bins: T",
    types={"T": dtypes.INDEX | {dtypes.float32, dtypes.float64}},
    shape=_bincount_shape,
    kernel=lambda op, store: _bincount,
)


def bincount(
    arr: Any, weights: Any = None, minlength: Any = None, maxlength: Any = None, dtype: Any = dtypes.int32
) -> Tensor:
    """How often each number from 0 occurs, or the sum of its weights (`tf.bincount`)."""
    graph = graph_of((arr, weights)) or get_default_graph()
    with graph.name_scope("bincount"):
        numbers = convert_to_tensor(arr, dtypes.int32, "arr")
        count = reductions.reduce_prod(identities.shape(numbers))
        is_there = casts.cast(count > 0, dtypes.int32)
        largest = reductions.reduce_max(numbers)
        size = is_there * (largest + 1)
        if minlength is not None:
            size = arithmetic.maximum(convert_to_tensor(minlength, dtypes.int32, "minlength"), size)
        if maxlength is not None:
            size = arithmetic.minimum(convert_to_tensor(maxlength, dtypes.int32, "maxlength"), size)
        if weights is not None:
            sums: Tensor = unsorted_segment_sum(convert_to_tensor(weights, name="weights"), numbers, size)
            return sums
        return tensor("Bincount", numbers, size, constants.constant([], dtype))
