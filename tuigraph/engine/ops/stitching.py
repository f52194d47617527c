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
from tuigraph.engine.ops import array, reductions
from tuigraph.engine.shapes import MaybeShape


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
        out = np.zeros((rows, *rest), dtype=op.outputs[0].dtype.numpy)
        for indices, data in pairs:
            out[np.ravel(indices)] = np.reshape(data, (-1, *rest))
        return out

    return kernel


def _stitch_gradient(op: Operation, grad: Any) -> list[Any]:
    indices = op.inputs[: op.attrs["N"]]
    return [None] * len(indices) + [array.gather(grad, i) for i in indices]


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

    def kernel(data: Any, partitions: Any) -> Any:
        if np.size(partitions) and not 0 <= np.min(partitions) <= np.max(partitions) < count:
            raise InvalidArgumentError(
                None, None, f"partitions must be in [0, {count}), but some of {partitions} are not"
            )
        rows = np.reshape(data, (-1, *np.shape(data)[np.ndim(partitions) :]))
        parts = tuple([rows[np.ravel(partitions) == i] for i in range(count)])
        return parts if count > 1 else parts[0]

    return kernel


def _partition_gradient(op: Operation, *grads: Any) -> list[Any]:
    data, partitions = op.inputs
    prefix = array.shape(partitions)
    numbers = array.reshape(array.range_(reductions.reduce_prod(prefix)), prefix)
    places = dynamic_partition(numbers, partitions, op.attrs["num_partitions"])
    return [array.reshape(dynamic_stitch(places, list(grads)), array.shape(data)), None]


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
