"""Tensors cut into parts by an index, and put together from parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops import filling, gathering, identities, reductions
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_rows, check_room


def _stitched_shape(op: Operation) -> list[MaybeShape]:
    count = op.attrs["N"]
    rest: MaybeShape = None
    for indices, data in zip(op.inputs[:count], op.inputs[count:]):
        if indices._shape is not None and data._shape is not None:
            rest = shapes.merge(rest, data._shape[len(indices._shape) :])
    if rest is None:
        return [None]
    known = [constant_value(t) for t in op.inputs[:count]]
    if any(k is None for k in known):
        return [(None, *rest)]
    return [(max((int(np.max(k)) for k in known if np.size(k)), default=-1) + 1, *rest)]


def _stitch_kernel(op: Operation, store: Store) -> Kernel:
    count = op.attrs["N"]

    def kernel(*values: Any) -> Any:
        pairs = list(zip(values[:count], values[count:]))
        rows = max((int(np.max(i)) for i, _ in pairs if np.size(i)), default=-1) + 1
        first_indices, first_data = pairs[0]
        rest = np.shape(first_data)[np.ndim(first_indices) :]
        for i, (indices, data) in enumerate(pairs):
            if np.shape(data) != np.shape(indices) + rest:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Need data[0].shape[{np.ndim(first_indices)}:] = data[{i}].shape[{np.ndim(indices)}:], "
                    f"got data[0].shape = {shapes.listed(np.shape(first_data))}, "
                    f"data[{i}].shape = {shapes.listed(np.shape(data))}, "
                    f"indices[0].shape = {shapes.listed(np.shape(first_indices))}, "
                    f"indices[{i}].shape = {shapes.listed(np.shape(indices))}",
                )
            if np.size(indices) and np.min(indices) < 0:
                raise InvalidArgumentError(None, None, f"indices[{i}] holds {int(np.min(indices))}, which is no row")
        dtype = op.outputs[0].dtype.numpy
        check_room((rows, *rest), dtype.itemsize)
        out = np.zeros((rows, *rest), dtype=dtype)
        for indices, data in pairs:
            out[np.ravel(indices)] = as_rows(data, np.ndim(indices))
        return out

    return kernel


def _stitch_gradient(op: Operation, grad: Tensor) -> list[Any]:
    indices = op.inputs[: op.attrs["N"]]
    return [None] * len(indices) + [gathering.gather(grad, i) for i in indices]


for _name in ("DynamicStitch", "ParallelDynamicStitch"):
    define(
        _name,
        "indices: N*int32, data: N*T -> merged: T",
        shape=_stitched_shape,
        kernel=_stitch_kernel,
        gradient=_stitch_gradient,
    )


def dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """One tensor from parts: row ``indices[m][i]`` is ``data[m][i]``, later parts win (`tf.dynamic_stitch`)."""
    return tensor("DynamicStitch", indices, data, name=name)


def parallel_dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """As `dynamic_stitch`, without a promise which part wins (`tf.parallel_dynamic_stitch`)."""
    return tensor("ParallelDynamicStitch", indices, data, name=name)


# ---------------------------------------------------------------- partition


def _partition_shape(op: Operation) -> list[MaybeShape]:
    data, partitions = op.inputs[0]._shape, op.inputs[1]._shape
    if data is not None and partitions is not None:
        shapes.merge(data[: len(partitions)], partitions)
    rest = None if data is None or partitions is None else data[len(partitions) :]
    return [None if rest is None else (None, *rest)] * op.attrs["num_partitions"]


def _partition_kernel(op: Operation, store: Store) -> Kernel:
    count = op.attrs["num_partitions"]

    def kernel(data: Array, partitions: Array) -> Any:
        if np.size(partitions) and not 0 <= np.min(partitions) <= np.max(partitions) < count:
            place = tuple(np.argwhere((partitions < 0) | (partitions >= count))[0])
            at = shapes.listed(place) if place else ""
            raise InvalidArgumentError(
                None, None, f"partitions{at} = {int(np.asarray(partitions)[place])} is not in [0, {count})"
            )
        if np.shape(data)[: np.ndim(partitions)] != np.shape(partitions):
            raise InvalidArgumentError(
                None,
                None,
                f"data.shape must start with partitions.shape, got data.shape = {shapes.listed(np.shape(data))}, "
                f"partitions.shape = {shapes.listed(np.shape(partitions))}",
            )
        rows = as_rows(data, np.ndim(partitions))
        parts = tuple([rows[np.ravel(partitions) == i] for i in range(count)])
        return parts if count > 1 else parts[0]

    return kernel


def _partition_gradient(op: Operation, *grads: Any) -> list[Any]:
    data, partitions = op.inputs
    prefix = identities.shape(partitions)
    numbers = identities.reshape(filling.range_(reductions.reduce_prod(prefix)), prefix)
    places = dynamic_partition(numbers, partitions, op.attrs["num_partitions"])
    return [identities.reshape(dynamic_stitch(places, list(grads)), identities.shape(data)), None]


define(
    "DynamicPartition",
    "data: T, partitions: int32 -> outputs: num_partitions*T",
    attrs={"num_partitions": REQUIRED},
    shape=_partition_shape,
    kernel=_partition_kernel,
    gradient=_partition_gradient,
)


def dynamic_partition(data: Any, partitions: Any, num_partitions: int, name: str | None = None) -> list[Tensor]:
    """The rows of `data` dealt out by the numbers in `partitions` (`tf.dynamic_partition`)."""
    return apply("DynamicPartition", data, partitions, num_partitions=num_partitions, name=name).outputs
