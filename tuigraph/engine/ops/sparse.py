"""From sparse tensors to dense ones."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define, pure
from tuigraph.engine.ops.constants import zeros
from tuigraph.engine.ops.gathering import gather_nd
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.engine.sparse_tensor import SparseTensor, as_sparse
from tuigraph.engine.values import Array, as_array, check_rank, dims


def _dense_kernel(op: Operation, store: Store) -> Kernel:
    checked = op.attrs["validate_indices"]
    dtype = op.outputs[0].dtype.numpy

    def kernel(indices: Array, shape: Array, values: Array, default: Array) -> Any:
        made = np.empty(dims(shape, dtype.itemsize), dtype=dtype)
        made[...] = default
        places = np.atleast_1d(indices)
        places = places.reshape(len(places), math.prod(places.shape[1:]))
        if np.any((places < 0) | (places >= made.shape)):
            raise InvalidArgumentError(
                None, None, f"An index of {places.tolist()} is out of bounds of shape {shapes.listed(made.shape)}"
            )
        rows = [tuple(row) for row in places.tolist()]
        for before, after in itertools.pairwise(rows):
            if checked and before >= after:
                kind = "repeated" if before == after else "out of order"
                raise InvalidArgumentError(
                    None, None, f"indices {list(after)} is {kind}: put them in order, or pass validate_indices=False"
                )
        made[tuple(places.T)] = as_array(values)
        return made

    return kernel


def _dense_gradient(op: Operation, grad: Tensor) -> list[Any]:
    values = gather_nd(grad, op.inputs[0])
    return [None, None, values, reduce_sum(grad) - reduce_sum(values)]


define(
    "SparseToDense",
    "sparse_indices: Tindices, output_shape: Tindices, sparse_values: T, default_value: T -> dense: T",
    types={"Tindices": dtypes.INDEX},
    attrs={"validate_indices": True},
    shape=lambda op: [constant_shape(op.inputs[1])],
    kernel=_dense_kernel,
    gradient=_dense_gradient,
)


def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """A tensor of a shape with `sparse_values` at rows of indices and `default_value` elsewhere (`tf.sparse_to_dense`).

    InvalidArgumentError in a run for indices out of bounds or, unless `validate_indices` is False, out of order.
    """
    return tensor(
        "SparseToDense",
        sparse_indices,
        output_shape,
        sparse_values,
        default_value,
        validate_indices=validate_indices,
        name=name,
    )


def sparse_tensor_to_dense(
    sp_input: Any, default_value: Any = None, validate_indices: bool = True, name: str | None = None
) -> Tensor:
    """A SparseTensor as a plain tensor (`tf.sparse_tensor_to_dense`).  Raises TypeError for anything else."""
    sp_input = as_sparse(sp_input)
    if default_value is None:
        default_value = zeros([], sp_input.dtype)
    return sparse_to_dense(
        sp_input.indices,
        sp_input.dense_shape,
        sp_input.values,
        default_value,
        validate_indices,
        name or "SparseToDense",
    )


def _plus_dense(indices: Array, values: Array, shape: Any, dense: Any) -> Any:
    check_rank("a_indices", indices, 2)
    check_rank("a_values", values, 1)
    check_rank("a_shape", shape, 1)
    if list(dense.shape) != list(shape):
        raise InvalidArgumentError(
            None, None, f"The sparse tensor has shape {shapes.listed(shape)}, the dense {shapes.listed(dense.shape)}"
        )
    made = dense.copy()
    np.add.at(made, tuple(indices.T), values)
    return made


define(
    "SparseTensorDenseAdd",
    "a_indices: Tindices, a_values: T, a_shape: Tindices, b: T -> output: T",
    types={"Tindices": dtypes.INDEX, "T": dtypes.NUMBER},
    shape=lambda op: [op.inputs[3]._shape],
    kernel=pure(_plus_dense),
    gradient=lambda op, grad: [None, gather_nd(grad, op.inputs[0]), None, grad],
)


def add_dense(sparse: SparseTensor, dense: Any, name: str | None = None) -> Tensor:
    """A sparse tensor plus a dense one, as a dense one (`tf.sparse_add` of the two)."""
    return tensor("SparseTensorDenseAdd", sparse.indices, sparse.values, sparse.dense_shape, dense, name=name)
