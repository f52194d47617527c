"""Rows and elements by index: gather, gather_nd, scatter_nd."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value, static_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, where
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.indices import check_slice_shapes, check_updates, nd_index
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, define, pure
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.constants import ones, zeros
from tuigraph.engine.ops.filling import range_, zeros_like
from tuigraph.engine.ops.identities import graph_for, identity, reshape, size
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.ops.layout import expand_dims, squeeze, transpose
from tuigraph.engine.ops.state import is_resource
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_array, as_value, dims

# ---------------------------------------------------------------- gather


def _gathered(op: Operation) -> list[MaybeShape]:
    params, indices = op.inputs[0]._shape, op.inputs[1]._shape
    axis = constant_value(op.inputs[2])
    batch = op.attrs["batch_dims"]
    shapes.with_rank_at_least(params, 1)
    if params is None or indices is None:
        return [None]
    batch = batch + len(indices) if batch < 0 else batch
    if axis is None:
        return [(None,) * (len(params) - 1 + len(indices) - batch)]
    at = int(axis)
    if not -len(params) <= at < len(params):
        raise ValueError(f"Shape must be at least rank {at + 1 if at >= 0 else -at} but is rank {len(params)}")
    at %= len(params)
    if not batch <= at:
        raise ValueError(f"batch_dims {batch} must be less than or equal to axis {at}")
    return [params[:at] + indices[batch:] + params[at + 1 :]]


def check_indices(indices: Any, limit: int) -> None:
    """Raises InvalidArgumentError for an index that is not in [0, limit)."""
    flat = np.ravel(indices)
    if flat.size and (flat.min() < 0 or flat.max() >= limit):
        first = int(np.flatnonzero((flat < 0) | (flat >= limit))[0])
        place = ",".join(map(str, np.unravel_index(first, np.shape(indices))))
        raise InvalidArgumentError(None, None, f"indices[{place}] = {flat[first]} is not in [0, {limit})")


def _gather_kernel(op: Operation, store: Store) -> Kernel:
    batch = op.attrs["batch_dims"]

    def kernel(params: Array, indices: Array, axis: Array) -> Any:
        if not -np.ndim(params) <= axis < np.ndim(params):
            raise InvalidArgumentError(
                None, None, f"Expected axis in the range [{-np.ndim(params)}, {np.ndim(params)}), but got {axis}"
            )
        at = int(axis) % params.ndim
        check_indices(indices, params.shape[at])
        leading = batch + np.ndim(indices) if batch < 0 else batch
        if not leading:
            return np.take(params, indices, axis=at)
        flat = params.reshape(-1, *params.shape[leading:])
        rows = np.reshape(indices, (len(flat), *indices.shape[leading:]))
        made = [np.take(p, i, axis=at - leading) for p, i in zip(flat, rows)]
        return np.stack(made).reshape(params.shape[:leading] + np.shape(made[0])) if made else params[:0]

    return kernel


def _gather_gradient(op: Operation, grad: Tensor) -> list[Any]:
    params, indices, axis = op.inputs
    given = cast(shape_of(params, out_type=dtypes.int64), dtypes.int32)
    count = expand_dims(size(indices), 0)
    batch = op.attrs["batch_dims"]
    if batch and indices._shape is None:
        raise TypeError(
            f"The gradient of gather with batch_dims needs to know the rank of {indices.name}: say it with set_shape, "
            f"or in the placeholder.\n  node {where(op)}"
        )
    batch = batch + len(indices._shape or ()) if batch < 0 else batch
    if static_value(axis) == 0:
        rows = reshape(grad, concat([count, given[1:]], 0))
        return [IndexedSlices(rows, reshape(indices, count), given), None, None]
    outer, inner = given[:axis], given[axis:][1:]
    values_shape = concat([outer, [-1], inner], 0)
    rank, outer_count = size(values_shape), size(outer)
    batches = range_(batch)
    between = range_(batch, outer_count)
    after = range_(outer_count + 1, rank)
    values = transpose(reshape(grad, values_shape), concat([batches, [outer_count], between, after], 0))
    summed = _sum_by_index(given, values, indices, batch, given[axis])
    return [transpose(summed, concat([batches, between + 1, [batch], after], 0)), None, None]


def _sum_by_index(given: Any, values: Any, indices: Tensor, batch: int, rows: Any) -> Tensor:
    """The rows of `values` added up by index, within each batch."""
    count = expand_dims(size(indices), 0)
    if not batch:
        return tensor("UnsortedSegmentSum", values, reshape(indices, count), rows)
    values_shape = shape_of(values)
    outer, inner = values_shape[:batch], values_shape[batch:][1:]
    flat_shape = concat([[-1], inner], 0)
    rows = rows * tensor("Prod", outer, [0], keep_dims=False)
    flat_indices = reshape(_flat_indices(given, indices, batch), count)
    summed = tensor("UnsortedSegmentSum", reshape(values, flat_shape), flat_indices, rows)
    return reshape(summed, concat([outer, flat_shape], 0))


def _flat_indices(params_shape: Any, indices: Tensor, batch_dims: int) -> Any:
    """Indices within a batch as indices of the rows of all batches."""
    assert indices._shape is not None
    ranks, kind = len(indices._shape), indices.dtype.base_dtype
    flat = indices
    stride = ones((), kind)
    lengths = tensor("Cast", params_shape, DstT=kind)
    for d in range(batch_dims, 0, -1):
        length = lengths[d - 1]
        stride = stride * lengths[d]
        start = zeros((), kind)
        step = ones((), kind)
        offsets = tensor("Range", start, length, step)
        offsets = offsets * stride
        flat = flat + reshape(offsets, stack([1] * (d - 1) + [length] + [1] * (ranks - d), axis=0))
    return flat


define(
    "GatherV2",
    "params: Tparams, indices: Tindices, axis: Taxis -> output: Tparams",
    types={"Tindices": dtypes.INDEX, "Taxis": dtypes.INDEX},
    attrs={"batch_dims": 0},
    shape=_gathered,
    kernel=_gather_kernel,
    gradient=_gather_gradient,
    symbolic=Linear(slice(1)),
)


def gather(
    params: Any,
    indices: Any,
    validate_indices: bool | None = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The slices of `params` at `indices` along `axis` (`tf.gather`).

    Shape: params[:axis] + indices + params[axis + 1:].

    Its gradient for axis 0 is an `IndexedSlices`.  InvalidArgumentError for an index out of range.
    """
    axis = batch_dims if axis is None else axis
    if is_resource(params) and isinstance(axis, int) and axis == 0:
        rows: Tensor = params.sparse_read(indices, name=name)
        return rows
    return tensor("GatherV2", params, indices, axis, batch_dims=batch_dims, name=name)


def batch_gather(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """Along the last dimension of `indices`, the slices of the same batch of `params` (`tf.batch_gather`)."""
    with graph_for(params, indices).name_scope(name or "BatchGather"):
        indices = convert_to_tensor(indices, name="indices")
        params = convert_to_tensor(params, name="params")
        if indices._shape is None:
            raise ValueError("batch_gather does not allow indices with unknown shape.")
        return _batch_gather(params, indices, len(indices._shape) - 1)


def _batch_gather(params: Any, indices: Any, batch_dims: int) -> Tensor:
    """One gather from flattened batches, as TensorFlow builds it."""
    if params._shape is not None and batch_dims >= len(params._shape):
        raise ValueError(f"batch_dims = {batch_dims} must be less than rank(params) = {len(params._shape)}")
    indices_shape = shape_of(indices)
    params_shape = shape_of(params)
    batch_indices = _flat_indices(params_shape, indices, batch_dims)
    flat_indices = reshape(batch_indices, [-1])
    outer = params_shape[batch_dims + 1 :]
    rows = tensor("Prod", params_shape[: batch_dims + 1], [0], keep_dims=False)
    flat_params = reshape(params, concat([[rows], outer], axis=0))
    made = reshape(gather(flat_params, flat_indices), concat([indices_shape, outer], axis=0))
    if params._shape is not None:
        leading = shapes.merge(indices._shape[:batch_dims], params._shape[:batch_dims])
        assert leading is not None
        made.set_shape((*leading, *indices._shape[batch_dims:], *params._shape[batch_dims + 1 :]))
    return made


# ---------------------------------------------------------------- by n-dimensional index


def _gathered_nd(op: Operation) -> list[MaybeShape]:
    params, indices = op.inputs[0]._shape, op.inputs[1]._shape
    shapes.with_rank_at_least(indices, 1)
    if params is None or indices is None or indices[-1] is None:
        return [None]
    if indices[-1] > len(params):
        raise ValueError(
            f"indices.shape[-1] must be <= params.rank, but saw indices shape: {shapes.listed(indices)} and "
            f"params shape: {shapes.listed(params)}"
        )
    return [indices[:-1] + params[indices[-1] :]]


def _gather_nd(params: Array, indices: Array) -> Any:
    params = as_array(params)
    if not params.ndim and not indices.shape[-1]:
        return as_value(np.broadcast_to(params, indices.shape[:-1]).copy())
    index = nd_index(indices, params.shape, "params")
    if not index:
        return np.broadcast_to(params, indices.shape[:-1] + params.shape).copy()
    picked = params[index]
    return picked.copy() if isinstance(picked, np.ndarray) else picked


def _gather_nd_gradient(op: Operation, grad: Tensor) -> list[Any]:
    params, indices = op.inputs
    given = shape_of(params, out_type=indices.dtype.base_dtype)
    if indices._shape is not None and len(indices._shape) == 2 and indices._shape[-1] == 1:
        return [IndexedSlices(grad, squeeze(indices, axis=-1), given), None]
    return [scatter_nd(indices, grad, given), None]


define(
    "GatherNd",
    "params: Tparams, indices: Tindices -> output: Tparams",
    types={"Tindices": dtypes.INDEX},
    shape=_gathered_nd,
    kernel=pure(_gather_nd),
    gradient=_gather_nd_gradient,
)


def gather_nd(params: Any, indices: Any, name: str | None = None, batch_dims: int = 0) -> Tensor:
    """The elements or slices at rows of indices (`tf.gather_nd`): shape indices[:-1] + params[indices.shape[-1]:]."""
    if batch_dims:
        raise NotImplementedError(
            "tf.gather_nd has no batch_dims here: use tf.batch_gather, or add the batch index to `indices`."
        )
    if is_resource(params):
        found: Tensor = params.gather_nd(indices, name=name)
        return found
    return tensor("GatherNd", params, indices, name=name)


def _scattered(op: Operation) -> list[MaybeShape]:
    indices, updates, wanted = op.inputs[0]._shape, op.inputs[1]._shape, constant_shape(op.inputs[2])
    check_slice_shapes(wanted, indices, updates)
    return [wanted]


def _scatter_nd(indices: Array, updates: Array, shape: Array) -> Any:
    kind = np.asarray(updates).dtype
    made = np.full(dims(shape, kind.itemsize), b"" if kind.kind == "O" else 0, dtype=kind)
    check_updates(indices, updates, made.shape)
    np.add.at(made, nd_index(indices, made.shape, "output"), updates)
    return as_value(made)


define(
    "ScatterNd",
    "indices: Tindices, updates: T, shape: Tindices -> output: T",
    types={"Tindices": dtypes.INDEX},
    shape=_scattered,
    kernel=pure(_scatter_nd),
    gradient=lambda op, grad: [None, gather_nd(grad, op.inputs[0]), None],
)


def scatter_nd(indices: Any, updates: Any, shape: Any, name: str | None = None) -> Tensor:
    """Zeros of a shape with `updates` added at rows of indices (`tf.scatter_nd`); equal indices add up."""
    return tensor("ScatterNd", indices, updates, shape, name=name)


def _update_kernel(change: Any) -> KernelRule:
    def kernel(value: Array, indices: Any, updates: Any) -> Any:
        made = value.copy()
        check_updates(indices, updates, made.shape)
        change(made, nd_index(indices, made.shape, "tensor"), updates)
        return made

    return pure(kernel)


def _update_gradient(op: Operation, grad: Tensor) -> list[Any]:
    picked = gather_nd(grad, op.inputs[1])
    if op.type != "TensorScatterUpdate":
        return [identity(grad), None, -picked if op.type == "TensorScatterSub" else picked]
    left = tensor_scatter_update(identity(grad), op.inputs[1], zeros_like(op.inputs[2], grad.dtype.base_dtype))
    return [left, None, picked]


for _name, _change in (
    ("TensorScatterAdd", np.add.at),
    ("TensorScatterSub", np.subtract.at),
    ("TensorScatterUpdate", lambda array, index, updates: array.__setitem__(index, updates)),
):
    define(
        _name,
        "tensor: T, indices: Tindices, updates: T -> output: T",
        types={"Tindices": dtypes.INDEX},
        shape=lambda op: [op.inputs[0]._shape],
        kernel=_update_kernel(_change),
        gradient=_update_gradient,
    )


def tensor_scatter_add(tensor: Any, indices: Any, updates: Any, name: str | None = None) -> Tensor:
    """The tensor with `updates` added at rows of indices (`tf.tensor_scatter_add`)."""
    return _tensor("TensorScatterAdd", tensor, indices, updates, name=name)


def tensor_scatter_sub(tensor: Any, indices: Any, updates: Any, name: str | None = None) -> Tensor:
    return _tensor("TensorScatterSub", tensor, indices, updates, name=name)


def tensor_scatter_update(tensor: Any, indices: Any, updates: Any, name: str | None = None) -> Tensor:
    return _tensor("TensorScatterUpdate", tensor, indices, updates, name=name)


_tensor = tensor  # for functions whose argument has TensorFlow's name `tensor`
