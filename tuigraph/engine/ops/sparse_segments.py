"""Sums and means over rows that are picked by their numbers and belong to one segment; embeddings of bags of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, define
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    division,
    elementwise,
    filling,
    gathering,
    identities,
    joining,
    layout,
    segments,
    sets,
)
from tuigraph.engine.ops.layers import embedding_lookup
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.engine.values import Array, check_rank, check_room

Scale = Callable[[Any], Any]  # of the counts of segments: what a sum is divided by
_SCALES: dict[str, Scale | None] = {"Sum": None, "Mean": lambda counts: counts, "SqrtN": np.sqrt}


def _shape(op: Operation) -> list[MaybeShape]:
    data = op.inputs[0]._shape
    shapes.merge(shapes.with_rank(op.inputs[1]._shape, 1), shapes.with_rank(op.inputs[2]._shape, 1))
    count = constant_value(op.inputs[3]) if len(op.inputs) > 3 else None
    if count is not None and count < 0:
        raise ValueError("Cannot specify a negative value for num_segments")
    return [None if data is None else (None if count is None else int(count), *data[1:])]


def _check(rows: int, indices: Array, ids: Array) -> None:
    check_rank("indices", indices, 1)
    check_rank("segment_ids", ids, 1)
    if len(indices) != len(ids):
        raise InvalidArgumentError(None, None, "segment_ids and indices should have same size.")
    if len(ids) and (ids[0] < 0 or np.any(np.diff(ids) < 0)):
        raise InvalidArgumentError(None, None, "segment ids are not increasing")
    for place, index in enumerate(indices.tolist()):
        if not 0 <= index < rows:
            raise InvalidArgumentError(None, None, f"Bad: indices[{place}] == {index} out of range [0, {rows})")


def _kernel(scale: Scale | None) -> KernelRule:
    def kernel(data: Array, indices: Array, ids: Array, given: Any = None) -> Any:
        if not np.ndim(data):
            raise InvalidArgumentError(None, None, "Shape must be at least rank 1")
        _check(len(data), indices, ids)
        count = int(ids[-1]) + 1 if len(ids) else 0
        if given is not None:
            if count > given:
                raise InvalidArgumentError(None, None, "segment ids must be < num_segments")
            count = int(given)
        check_room((count, *data.shape[1:]), data.dtype.itemsize)
        made = np.zeros((count, *data.shape[1:]), data.dtype)
        np.add.at(made, ids, data[indices])
        if scale is not None:
            made /= _by_row(scale, ids, count, data)
        return made

    return lambda op, store: kernel


def _by_row(scale: Scale, ids: Array, count: int, data: Array) -> Any:
    counts = np.maximum(np.bincount(ids, minlength=count), 1)
    return scale(counts).astype(data.dtype).reshape(-1, *[1] * (data.ndim - 1))


def _grad_shape(op: Operation) -> list[MaybeShape]:
    rows = constant_value(op.inputs[3])
    grad = op.inputs[0]._shape
    return [None if grad is None else (None if rows is None else int(rows), *grad[1:])]


def _grad_kernel(scale: Scale) -> KernelRule:
    def kernel(grad: Array, indices: Array, ids: Array, rows: Any) -> Any:
        _check(int(rows), indices, ids)
        made = np.zeros((int(rows), *grad.shape[1:]), grad.dtype)
        np.add.at(made, indices, (grad / _by_row(scale, ids, len(grad), grad))[ids])
        return made

    def rule(op: Operation, store: Store) -> Kernel:
        return kernel

    return rule


def _sum_gradient(op: Operation, grad: Tensor) -> list[Any]:
    rows = identities.shape(op.inputs[0])[0]
    found = segments.unsorted_segment_sum(gathering.gather(grad, op.inputs[2]), op.inputs[1], rows)
    return [found, *[None] * (len(op.inputs) - 1)]


def _scaled_gradient(kind: str) -> Any:
    def gradient(op: Operation, grad: Tensor) -> list[Any]:
        rows = identities.shape(op.inputs[0])[0]
        found = tensor(f"SparseSegment{kind}Grad", grad, op.inputs[1], op.inputs[2], rows)
        return [found, *[None] * (len(op.inputs) - 1)]

    return gradient


for _kind, _scale in _SCALES.items():
    _types = {
        "T": dtypes.REAL if _scale is None else frozenset({dtypes.float32, dtypes.float64}),
        "Tidx": dtypes.INDEX,
    }
    for _more, _more_types in (("", {}), (", num_segments: Tnumsegments", {"Tnumsegments": dtypes.INDEX})):
        define(
            f"SparseSegment{_kind}" + ("WithNumSegments" if _more else ""),
            f"data: T, indices: Tidx, segment_ids: int32{_more} -> output: T",
            types={**_types, **_more_types},
            defaults={"Tidx": dtypes.int32, **dict.fromkeys(_more_types, dtypes.int32)},
            shape=_shape,
            kernel=_kernel(_scale),
            gradient=_sum_gradient if _scale is None else _scaled_gradient(_kind),
            symbolic=Linear(slice(1)),
            can_fail=True,
        )
    if _scale is not None:
        define(
            f"SparseSegment{_kind}Grad",
            "grad: T, indices: Tidx, segment_ids: int32, output_dim0: int32 -> output: T",
            types=_types,
            defaults={"Tidx": dtypes.int32},
            shape=_grad_shape,
            kernel=_grad_kernel(_scale),
            can_fail=True,
        )


def _named(kind: str) -> Callable[..., Tensor]:
    def function(
        data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
    ) -> Tensor:
        """The rows `indices` of `data`, put together by segment; with `num_segments` there are that many rows.

        `segment_ids` [n] do not decrease, else the run raises InvalidArgumentError, as it does for other rows.
        """
        if num_segments is not None:
            kind_with_number = f"SparseSegment{kind}WithNumSegments"
            return tensor(kind_with_number, data, indices, segment_ids, num_segments, name=name)
        return tensor(f"SparseSegment{kind}", data, indices, segment_ids, name=name)

    return function


sparse_segment_sum = _named("Sum")
sparse_segment_mean = _named("Mean")
sparse_segment_sqrt_n = _named("SqrtN")
_COMBINERS = {"sum": sparse_segment_sum, "mean": sparse_segment_mean, "sqrtn": sparse_segment_sqrt_n}


# ---------------------------------------------------------------- bags of rows


def embedding_lookup_sparse(
    params: Any,
    sp_ids: Any,
    sp_weights: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    combiner: str | None = None,
    max_norm: Any = None,
) -> Tensor:
    """For each row of `sp_ids` the rows of `params` with its numbers, put together (`tf.nn.embedding_lookup_sparse`).

    `combiner`: "sum" adds the rows, each times its weight, "mean" (the default) divides by the sum of the weights and
    "sqrtn" by the root of the sum of their squares.  Raises ValueError for another combiner, TypeError for ids or
    weights that are no SparseTensor.
    """
    combiner = combiner or "mean"
    if combiner not in _COMBINERS:
        raise ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    parts = list(params) if isinstance(params, (list, tuple)) else [params]
    if not isinstance(sp_ids, SparseTensor):
        raise TypeError("sp_ids must be SparseTensor")
    if sp_weights is not None:
        if not isinstance(sp_weights, SparseTensor):
            raise TypeError("sp_weights must be either None or SparseTensor")
        for own, other in zip((sp_ids.values, sp_ids.indices), (sp_weights.values, sp_weights.indices)):
            own.get_shape().assert_is_compatible_with(other.get_shape())
    graph = graph_of((*parts, sp_ids.values)) or get_default_graph()
    with graph.name_scope(name or "embedding_lookup_sparse") as scope:
        segment_ids = casts.cast(sp_ids.indices[:, 0], dtypes.int32)
        ids, places = sets.unique(sp_ids.values)
        rows = embedding_lookup(parts, ids, partition_strategy, max_norm=max_norm)
        if rows.dtype is dtypes.float16:
            rows = casts.cast(rows, dtypes.float32)
        if sp_weights is None:
            return _COMBINERS[combiner](rows, places, segment_ids, name=scope)
        return _weighted(rows, places, segment_ids, sp_weights.values, combiner, scope)


def _weighted(rows: Tensor, places: Any, ids: Tensor, weights: Tensor, combiner: str, scope: str) -> Tensor:
    weights = casts.cast(weights, rows.dtype)
    rows = gathering.gather(rows, places)
    ones = filling.fill(layout.expand_dims(identities.rank(rows) - 1, 0), 1)
    static = weights._shape
    weights = identities.reshape(weights, joining.concat([identities.shape(weights), ones], 0))
    if rows._shape is not None and static is not None:
        weights.set_shape([*static, *[1] * (len(rows._shape) - 1)])
    rows *= weights
    if combiner == "sum":
        return segments.segment_sum(rows, ids, name=scope)
    total = segments.segment_sum(rows, ids)
    if combiner == "mean":
        return division.div(total, segments.segment_sum(weights, ids), name=scope)
    squares = segments.segment_sum(arithmetic.pow(weights, 2), ids)
    return division.div(total, elementwise.sqrt(squares), name=scope)
