"""The gradients of reductions: what was added up gets the gradient of the sum, spread over its shape again."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import static_value
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    comparison,
    constants,
    cumulative,
    division,
    filling,
    gathering,
    identities,
    joining,
    layout,
    padding,
    sets,
)
from tuigraph.engine.ops.conjugate import conj
from tuigraph.engine.shapes import Shape


def kept_shape(input_shape: Any, axes: Any) -> Tensor:
    """The shape after a reduction that keeps its axes as ones, computed in the graph."""
    input_shape = casts.cast(input_shape, dtypes.int32)
    axes = casts.cast(axes, dtypes.int32)
    rank = identities.size(input_shape)
    axes = (axes + rank) % rank
    count = identities.shape(axes)
    every = filling.range_(rank)
    return tensor("DynamicStitch", [every, axes], [input_shape, filling.fill(count, 1)])


def _product(sizes: Tensor) -> Tensor:
    return tensor("Prod", sizes, filling.every_axis(sizes))


def _times_repeated(whole: Any, kept: Any) -> Any:
    return whole // arithmetic.maximum(kept, 1)


def _spread(op: Operation, grad: Tensor) -> Tensor:
    shape, axes = op.inputs[0]._shape, static_value(op.inputs[1])
    if shape is not None and axes is not None:
        rank = len(shape)
        if np.array_equal(axes, np.arange(rank)):
            grad = identities.reshape(grad, [1] * rank)
            whole = (
                constants.constant(shape, dtypes.int32) if shapes.is_static(shape) else identities.shape(op.inputs[0])
            )
            return padding.tile(grad, whole)
        if shapes.is_static(shape):
            kept, times = _static_spread(op.graph, shape, tuple(int(a) for a in np.ravel(axes)))
            return padding.tile(identities.reshape(grad, kept), times)
    input_shape = identities.shape(op.inputs[0])
    kept_dims = kept_shape(input_shape, op.inputs[1])
    times_dims = _times_repeated(input_shape, kept_dims)
    return padding.tile(identities.reshape(grad, kept_dims), times_dims)


def _static_spread(graph: Graph, shape: Shape, axes: tuple[int, ...]) -> tuple[list[Any], list[Any]]:
    """The shape with the reduced axes as ones, and how often each axis repeats.

    TensorFlow makes the nodes that would compute them, once for a shape and its axes, and leaves them unread; they
    count for the seeds of later random operations.
    """
    gone = {a % len(shape) for a in axes}
    kept = [1 if i in gone else d for i, d in enumerate(shape)]
    known = graph.reduced_shapes
    if (shape, axes) not in known:
        known.add((shape, axes))
        kept_shape(shape, axes)
        _times_repeated(shape, kept)
    return kept, [d if i in gone else 1 for i, d in enumerate(shape)]


def of_sum(op: Operation, grad: Tensor) -> list[Any]:
    return [_spread(op, grad), None]


def of_mean(op: Operation, grad: Tensor) -> list[Any]:
    spread = _spread(op, grad)
    whole, left = shapes.count(op.inputs[0]._shape), shapes.count(op.outputs[0]._shape)
    if whole is not None and left is not None:
        factor = constants.constant(whole // max(left, 1), dtype=spread.dtype)
    else:
        input_shape, output_shape = identities.shape(op.inputs[0]), identities.shape(op.outputs[0])
        factor = _times_repeated(_product(input_shape), _product(output_shape))
    return [division.truediv(spread, casts.cast(factor, spread.dtype)), None]


def of_extreme(op: Operation, grad: Tensor) -> list[Any]:
    """Elements that share the extreme share its gradient."""
    value, axes = op.inputs
    kept = kept_shape(identities.shape(value), axes)
    y, grad = identities.reshape(op.outputs[0], kept), identities.reshape(grad, kept)
    indicators = casts.cast(comparison.equal(y, value), grad.dtype)
    count = identities.reshape(tensor("Sum", indicators, axes), kept)
    return [division.divide(indicators, count) * grad, None]


def of_product(op: Operation, grad: Tensor) -> list[Any]:
    """The product of all others, as a product of those before and those behind, which is right for zeros too."""
    value = op.inputs[0]
    input_shape = identities.shape(value)
    axes = identities.reshape(op.inputs[1], [-1])
    kept = kept_shape(input_shape, op.inputs[1])
    times = _times_repeated(input_shape, kept)
    grad = padding.tile(identities.reshape(grad, kept), times)
    rank = identities.rank(value)
    reduced = casts.cast((axes + rank) % rank, dtypes.int32)
    other = sets.setdiff1d(filling.range_(0, rank), reduced)[0]
    order = joining.concat([reduced, other], 0)
    reduced_count = _product(gathering.gather(input_shape, reduced))
    other_count = _product(gathering.gather(input_shape, other))
    permuted = layout.transpose(value, order)
    permuted_shape = identities.shape(permuted)
    rows = identities.reshape(permuted, (reduced_count, other_count))
    left = cumulative.cumprod(rows, axis=0, exclusive=True)
    right = cumulative.cumprod(rows, axis=0, exclusive=True, reverse=True)
    others = identities.reshape(conj(left) * conj(right), permuted_shape)
    out = grad * layout.transpose(others, layout.invert_permutation(order))
    return [identities.reshape(out, input_shape), None]
