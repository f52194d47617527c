"""The largest elements of each row, and whether a target is among them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define, pure
from tuigraph.engine.ops import (
    casts,
    comparison,
    constants,
    division,
    filling,
    gathering,
    identities,
    joining,
    layout,
    reductions,
)
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, check_rank


def _top_shape(op: Operation) -> list[MaybeShape]:
    shape, k = op.inputs[0]._shape, constant_value(op.inputs[1])
    shapes.with_rank(op.inputs[1]._shape, 0)
    if shape is None:
        return [None, None]
    shapes.with_rank_at_least(shape, 1)
    if k is not None and k < 0:
        raise ValueError(f"k must be non-negative but is {int(k)}")
    if k is not None and shape[-1] is not None and int(k) > shape[-1]:
        raise ValueError(f"input must have last dimension >= k = {int(k)} but is {shape[-1]}")
    result = (*shape[:-1], None if k is None else int(k))
    return [result, result]


_SHORT = 16  # elements: a row that TensorFlow's sort takes by insertion


def _inserted(row: list[float]) -> list[int]:
    """The places of a row's elements from the largest down, where nan is in no order with anything."""
    order: list[int] = []
    for i, x in enumerate(row):
        at = len(order)
        if order and x > row[order[0]]:
            at = 0
        while at and x > row[order[at - 1]]:
            at -= 1
        order.insert(at, i)
    return order


def _top_kernel(op: Operation, store: Store) -> Kernel:
    """Of equal elements the one with the smaller index comes first; in a long row nan counts as the largest."""

    def kernel(value: Array, k: Array) -> Any:
        check_rank("k", k, 0)
        if not np.ndim(value):
            raise InvalidArgumentError(None, None, "input must be >= 1-D, got shape []")
        if not 0 <= k <= value.shape[-1]:
            raise InvalidArgumentError(
                None, None, f"input must have at least k columns. Had {value.shape[-1]}, needed {int(k)}"
            )
        order = np.argsort(value[..., ::-1], axis=-1, kind="stable")[..., ::-1]
        indices = value.shape[-1] - 1 - order
        if value.dtype.kind == "f" and value.shape[-1] <= _SHORT:
            for row in np.argwhere(np.isnan(value).any(axis=-1)):
                indices[tuple(row)] = _inserted(value[tuple(row)].tolist())
        indices = indices[..., : int(k)]
        return np.take_along_axis(value, indices, axis=-1), indices.astype(np.int32)

    return kernel


def _top_gradient(op: Operation, grad: Tensor, _: Any) -> list[Any]:
    """The gradients of the elements found, back at their places."""
    input_shape = identities.shape(op.inputs[0])
    index_shape = identities.shape(op.outputs[1])
    width = gathering.gather(casts.cast(index_shape, dtypes.int64), identities.size(index_shape) - 1)
    rows = identities.reshape(op.outputs[1], joining.stack([-1, width]))
    full_width = gathering.gather(casts.cast(input_shape, dtypes.int64), identities.size(input_shape) - 1)
    count = identities.shape(rows)[0]
    starts = filling.range_(0, casts.cast(count, dtypes.int64) * full_width, full_width)
    places = identities.reshape(rows + casts.cast(layout.expand_dims(starts, -1), dtypes.int32), [-1])
    column, values = layout.expand_dims(places, -1), identities.reshape(grad, [-1])
    flat = gathering.scatter_nd(column, values, [reductions.reduce_prod(input_shape)])
    return [identities.reshape(flat, input_shape), constants.zeros([], dtypes.int32)]


define(
    "TopKV2",
    "input: T, k: int32 -> values: T, indices: int32",
    types={"T": dtypes.REAL},
    attrs={"sorted": True},
    shape=_top_shape,
    kernel=_top_kernel,
    gradient=_top_gradient,
)


class TopKV2(NamedTuple):
    """The k largest elements of each row and where they are."""

    values: Tensor
    indices: Tensor


def top_k(input: Any, k: Any = 1, sorted: bool = True, name: str | None = None) -> TopKV2:
    """The k largest elements of each row, largest first, and their indices (`tf.nn.top_k`)."""
    return TopKV2(*apply("TopKV2", input, k, sorted=sorted, name=name).outputs)


def _in_top_shape(op: Operation) -> list[MaybeShape]:
    predictions, targets = shapes.with_rank(op.inputs[0]._shape, 2), shapes.with_rank(op.inputs[1]._shape, 1)
    return [shapes.merge(predictions[:1], targets)]


def _in_top(predictions: Array, targets: Array, k: Array) -> Any:
    """True where fewer than k classes are larger than the target; not when the target's score or a larger one is not
    finite.
    """
    check_rank("predictions", predictions, 2)
    check_rank("targets", targets, 1)
    check_rank("k", k, 0)
    if len(predictions) != len(targets):
        raise InvalidArgumentError(
            None, None, f"First dimension of predictions {len(predictions)} must match length of targets {len(targets)}"
        )
    valid = (targets >= 0) & (targets < predictions.shape[1])
    own = predictions[np.arange(len(targets)), np.where(valid, targets, 0)]
    larger = np.sum(predictions > own[:, None], axis=1)
    return valid & np.isfinite(predictions).all(axis=1) & (larger < k)


define(
    "InTopKV2",
    "predictions: float32, targets: T, k: T -> precision: bool",
    types={"T": dtypes.INDEX},
    defaults={"T": dtypes.int32},
    shape=_in_top_shape,
    kernel=pure(_in_top),
)


def in_top_k(predictions: Any, targets: Any, k: Any, name: str | None = None) -> Tensor:
    """Whether the target of each row is among its k largest predictions, ties included (`tf.nn.in_top_k`)."""
    graph = graph_of((predictions, targets, k)) or get_default_graph()
    with graph.name_scope(name or "in_top_k"):
        return tensor("InTopKV2", predictions, targets, k, name=name)


def _nth_shape(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    return [None if shape is None else shape[:-1]]


def _nth_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(value: Array, n: Array) -> Any:
        ordered = np.sort(value, axis=-1)
        return ordered[..., -1 - int(n) if op.attrs["reverse"] else int(n)]

    return kernel


def _nth_gradient(op: Operation, grad: Tensor) -> list[Any]:
    value = op.inputs[0]
    indicators = casts.cast(comparison.equal(layout.expand_dims(op.outputs[0], -1), value), grad.dtype)
    count = layout.expand_dims(reductions.reduce_sum(indicators, -1), -1)
    return [division.divide(indicators, count) * layout.expand_dims(grad, -1), None]


define(
    "NthElement",
    "input: T, n: int32 -> values: T",
    types={"T": dtypes.REAL},
    attrs={"reverse": False},
    shape=_nth_shape,
    kernel=_nth_kernel,
    gradient=_nth_gradient,
)


def nth_element(input: Any, n: Any, reverse: bool = False, name: str | None = None) -> Tensor:
    """The n-th smallest element of each row, counted from 0 (`tf.contrib.nn.nth_element`)."""
    return tensor("NthElement", input, n, reverse=reverse, name=name)
