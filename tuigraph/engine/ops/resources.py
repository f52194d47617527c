"""Operations on resource variables: a handle stands for the cell, and every read is a node of its own.

A handle passes through Enter, Switch and the like as any tensor does; what is known of the variable behind it
(`behind`) is looked up where the handle was made.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import FailedPreconditionError, InvalidArgumentError, NotFoundError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.indices import check_slice_shapes, nd_index
from tuigraph.engine.opdef import REQUIRED, Kernel, Sign, Writes, define, no_outputs, scalar_shape
from tuigraph.engine.ops import constants, identities, joining, layout, scatter, slicing, state
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.gathering import check_indices, scatter_nd
from tuigraph.engine.roles import ROUTING, Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array


class Behind(NamedTuple):
    """What a handle stands for."""

    dtype: DType
    shape: MaybeShape


def behind(handle: Tensor) -> Behind | None:
    """The type and static shape of the variable behind a handle; None where it cannot be told."""
    op = handle.op
    while op.definition.passes_on:
        handle = op.inputs[0 if op.role in ROUTING else handle.index]
        op = handle.op
    return Behind(op.attrs["dtype"], op.attrs["shape"]) if op.role is Role.VARIABLE else None


def _shape_behind(op: Operation) -> MaybeShape:
    found = behind(op.inputs[0])
    return None if found is None else found.shape


def variable_shape(handle: Tensor, out_type: DType = dtypes.int32) -> Tensor:
    """The shape of the variable behind a handle, a constant where it is known."""
    found = behind(handle)
    if found is not None and shapes.is_static(found.shape):
        return constant(np.array(found.shape, out_type.numpy))
    return tensor("VariableShape", handle, out_type=out_type)


def zeros_behind(handle: Tensor) -> Tensor:
    """Zeros of the type and shape of the variable behind a handle."""
    found = behind(handle)
    kind = dtypes.float32 if found is None else found.dtype
    zeros: Tensor = constants.zeros(tensor("VariableShape", handle, out_type=dtypes.int32), dtype=kind)
    return zeros


# ---------------------------------------------------------------- handles, reading, assigning


define(
    "VarHandleOp",
    "-> resource: resource",
    attrs={"dtype": REQUIRED, "shape": REQUIRED, "container": "", "shared_name": ""},
    shape=scalar_shape,
    kernel=state.variable_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
    role=Role.VARIABLE,
)
define(
    "VarIsInitializedOp",
    "resource: resource -> is_initialized: bool",
    shape=scalar_shape,
    kernel=state.is_initialized_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
    role=Role.IS_INITIALIZED,
)


_read = state.by_handle(
    FailedPreconditionError,
    "Error while reading resource variable {name} from Container: localhost. This could mean that the variable was "
    "uninitialized. Not found: Resource localhost/{name} does not exist.",
)
_reached = state.by_handle(NotFoundError, "Resource localhost/{name} does not exist.")


def _read_shape(op: Operation) -> list[MaybeShape]:
    found = behind(op.inputs[0])
    if found is not None and found.dtype is not op.attrs["dtype"]:
        raise ValueError(
            f"Trying to read variable with wrong dtype. Expected {found.dtype.name} got {op.attrs['dtype'].name}"
        )
    return [None if found is None else found.shape]


define(
    "ReadVariableOp",
    "resource: resource -> value: dtype",
    shape=_read_shape,
    kernel=lambda op, store: _read,
    gradient=lambda op, grad: [grad],
    stateful=True,
    writes=Writes.NOTHING,
    role=Role.READ,
)
define(
    "VariableShape",
    "input: resource -> output: out_type",
    attrs={"out_type": dtypes.int32},
    shape=lambda op: [None if _shape_behind(op) is None else (len(_shape_behind(op) or ()),)],
    kernel=lambda op, store: lambda cell: np.array(np.shape(_reached(cell)), op.attrs["out_type"].numpy),
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
)


def _assigned_shape(op: Operation) -> list[MaybeShape]:
    found = behind(op.inputs[0])
    if found is not None:
        shapes.merge(found.shape, op.inputs[1]._shape)
        if found.dtype is not op.attrs["dtype"]:
            raise ValueError(
                f"Trying to assign variable with wrong dtype. Expected {found.dtype.name} got {op.attrs['dtype'].name}"
            )
    return []


def _assign_kernel(op: Operation, store: Store) -> Kernel:
    state.note_free_shape(store, _shape_behind(op), op.inputs[1])

    def kernel(cell: Cell, value: Array) -> None:
        with cell.lock:
            cell.set(value)

    return kernel


_MISMATCH = "Cannot update variable with shape {old} using a Tensor with shape {update}, shapes must be equal."

for _name, _sign, _rule, _writes in (
    ("AssignVariableOp", "<-", _assign_kernel, Writes.OVERWRITES),
    ("AssignAddVariableOp", "+=", state.update_kernel(np.add, _MISMATCH, _reached), Writes.UPDATES),
    ("AssignSubVariableOp", "-=", state.update_kernel(np.subtract, _MISMATCH, _reached), Writes.UPDATES),
):
    define(
        _name,
        "resource: resource, value: dtype ->",
        shape=_assigned_shape,
        kernel=_rule,
        stateful=True,
        differentiable=False,
        writes=_writes,
        sign=Sign(_sign, "into"),
    )

define(
    "ResourceCountUpTo",
    "resource: resource -> output: T",
    types={"T": dtypes.INDEX},
    attrs={"limit": REQUIRED},
    shape=scalar_shape,
    kernel=state.count_kernel(_reached),
    stateful=True,
    differentiable=False,
    writes=Writes.UPDATES,
)


# ---------------------------------------------------------------- rows and slices


def _gather_shape(op: Operation) -> list[MaybeShape]:
    found, indices, batch = _shape_behind(op), op.inputs[1]._shape, op.attrs["batch_dims"]
    return [None if found is None or indices is None else indices + found[batch + 1 :]]


def _gather_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(cell: Cell, indices: Array) -> Any:
        value = _reached(cell)
        if not np.ndim(value):
            raise InvalidArgumentError(None, None, "params must be at least 1 dimensional")
        check_indices(indices, len(value))
        return value[indices]

    return kernel


def _gather_gradient(op: Operation, grad: Tensor) -> list[Any]:
    indices = op.inputs[1]
    shape = variable_shape(op.inputs[0])
    size = layout.expand_dims(identities.size(indices), 0)
    values = identities.reshape(grad, joining.concat([size, shape[1:]], 0))
    return [IndexedSlices(values, identities.reshape(indices, size), shape), None]


define(
    "ResourceGather",
    "resource: resource, indices: Tindices -> output: dtype",
    types={"Tindices": dtypes.INDEX},
    attrs={"batch_dims": 0, "validate_indices": True},
    shape=_gather_shape,
    kernel=_gather_kernel,
    gradient=_gather_gradient,
    stateful=True,
    writes=Writes.NOTHING,
)


def _gather_nd_shape(op: Operation) -> list[MaybeShape]:
    found, indices = _shape_behind(op), op.inputs[1]._shape
    if found is None or not indices or indices[-1] is None:
        return [None]
    return [indices[:-1] + found[indices[-1] :]]


def _gather_nd_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(cell: Cell, indices: Array) -> Any:
        value = _reached(cell)
        return value[nd_index(indices, value.shape, "params")]

    return kernel


def _gather_nd_gradient(op: Operation, grad: Tensor) -> list[Any]:
    handle, indices = op.inputs
    shape = variable_shape(handle, indices.dtype)
    if indices._shape is not None and len(indices._shape) == 2 and indices._shape[-1] == 1:
        return [IndexedSlices(grad, layout.squeeze(indices, [-1]), shape), None]
    return [scatter_nd(indices, grad, shape), None]


define(
    "ResourceGatherNd",
    "resource: resource, indices: Tindices -> output: dtype",
    types={"Tindices": dtypes.INDEX},
    shape=_gather_nd_shape,
    kernel=_gather_nd_kernel,
    gradient=_gather_nd_gradient,
    stateful=True,
    writes=Writes.NOTHING,
)


def _rows_fit(op: Operation) -> list[MaybeShape]:
    scatter.check_row_shapes(_shape_behind(op), op.inputs[1]._shape, op.inputs[2]._shape)
    return []


def _slices_fit(op: Operation) -> list[MaybeShape]:
    check_slice_shapes(_shape_behind(op), op.inputs[1]._shape, op.inputs[2]._shape)
    return []


for _name, _combine, _types in scatter.BY_ROW:
    define(
        f"Resource{_name}",
        "resource: resource, indices: Tindices, updates: dtype ->",
        types={"dtype": _types, "Tindices": dtypes.INDEX},
        shape=_rows_fit,
        kernel=scatter.row_kernel(_combine, _reached),
        stateful=True,
        differentiable=False,
        writes=Writes.UPDATES,
        changes=True,
    )
for _name, _combine, _types in scatter.BY_INDEX:
    define(
        f"Resource{_name}",
        "ref: resource, indices: Tindices, updates: T ->",
        types={"T": _types, "Tindices": dtypes.INDEX},
        attrs={"use_locking": True},
        shape=_slices_fit,
        kernel=scatter.nd_kernel(_combine, _reached),
        stateful=True,
        differentiable=False,
        writes=Writes.UPDATES,
        changes=True,
    )
define(
    "ResourceStridedSliceAssign",
    "ref: resource, begin: Index, end: Index, strides: Index, value: T ->",
    types={"Index": dtypes.INDEX},
    attrs=dict.fromkeys(slicing.MASKS, 0),
    shape=no_outputs,
    kernel=slicing.assign_kernel(_reached),
    stateful=True,
    differentiable=False,
    writes=Writes.UPDATES,
)


# ---------------------------------------------------------------- nodes


def handle_op(shape: MaybeShape, dtype: DType, name: str, shared_name: str) -> Tensor:
    return tensor("VarHandleOp", shape=shape, dtype=dtype, shared_name=shared_name, name=name)


def read_op(handle: Tensor, dtype: DType) -> Tensor:
    return tensor("ReadVariableOp", handle, dtype=dtype)


def assign_op(kind: str, handle: Tensor, value: Any, name: str | None) -> Operation:
    return apply(f"{kind}VariableOp", handle, value, name=name)
