"""Updates of parts of a variable: rows by index (`tf.scatter_add`) and elements or slices by n-dimensional index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Cell, Store, changing
from tuigraph.engine.control import read
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation
from tuigraph.engine.indices import check_slice_shapes, check_updates, nd_index
from tuigraph.engine.opdef import Kernel, KernelRule, Writes, define
from tuigraph.engine.ops.state import Read, is_resource, reference
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

Combine = Callable[[Any, Any, Any], None]  # (array, index, updates): change `array`, once for each of equal indices


def _put(array: Any, index: Any, updates: Any) -> None:
    array[index] = updates


def _writing(checked: Callable[[Cell, Any, Any], Any], combine: Combine) -> Kernel:
    """The kernel that changes what `checked` says of a cell's array, while no other thread changes it."""

    def kernel(cell: Cell, indices: Array, updates: Array) -> Cell:
        with cell.lock:
            index = checked(cell, indices, updates)
            with changing([cell]) as (array,):
                combine(array, index, updates)
        return cell

    return kernel


# ---------------------------------------------------------------- by row


def _row_shape(op: Operation) -> list[MaybeShape]:
    ref, indices, updates = (t._shape for t in op.inputs)
    check_row_shapes(ref, indices, updates)
    return [ref]


def check_row_shapes(ref: MaybeShape, indices: MaybeShape, updates: MaybeShape) -> None:
    """Raises ValueError for `updates` that are neither a scalar nor one row for each index."""
    if ref is not None and indices is not None and updates != ():
        shapes.merge(updates, indices + ref[1:])


def check_rows(indices: Any, count: int) -> None:
    """Raises InvalidArgumentError for a row that is not there."""
    outside = np.flatnonzero((np.ravel(indices) < 0) | (np.ravel(indices) >= count))
    if outside.size:
        at = np.unravel_index(int(outside[0]), np.shape(indices))
        place = ",".join(map(str, at))
        raise InvalidArgumentError(
            None,
            None,
            f"indices[{place}] = {np.ravel(indices)[outside[0]]} is not in [0, {count}), the rows of the variable.",
        )


def row_kernel(combine: Combine, read: Read = read) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        def checked(cell: Cell, indices: Array, updates: Array) -> Any:
            old = read(cell)
            if np.ndim(old) == 0:
                raise InvalidArgumentError(
                    None, None, f"params must be at least 1-D, got shape []: {cell.name} has no rows to scatter to."
                )
            needed = np.shape(indices) + old.shape[1:]
            if np.ndim(updates) and np.shape(updates) != needed:
                raise InvalidArgumentError(
                    None,
                    None,
                    "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], got "
                    f"updates.shape {shapes.listed(np.shape(updates))}, indices.shape "
                    f"{shapes.listed(np.shape(indices))}, params.shape {shapes.listed(old.shape)}",
                )
            check_rows(indices, len(old))
            return indices

        return _writing(checked, combine)

    return rule


def _divide_at(array: Any, index: Any, updates: Any) -> None:
    (np.floor_divide if array.dtype.kind in "iu" else np.true_divide).at(array, index, updates)


_ORDERED = dtypes.FLOATING | dtypes.INDEX
BY_ROW: tuple[tuple[str, Combine, frozenset[dtypes.DType]], ...] = (
    ("ScatterUpdate", _put, frozenset(dtypes.ALL)),
    ("ScatterAdd", np.add.at, dtypes.NUMBER),
    ("ScatterSub", np.subtract.at, dtypes.NUMBER),
    ("ScatterMul", np.multiply.at, dtypes.NUMBER),
    ("ScatterDiv", _divide_at, dtypes.NUMBER),
    ("ScatterMin", np.minimum.at, _ORDERED),
    ("ScatterMax", np.maximum.at, _ORDERED),
)
for _name, _combine, _types in BY_ROW:
    define(
        _name,
        "ref: Ref(T), indices: Tindices, updates: T -> output_ref: Ref(T)",
        types={"T": _types, "Tindices": dtypes.INDEX},
        attrs={"use_locking": _name == "ScatterUpdate"},
        shape=_row_shape,
        kernel=row_kernel(_combine),
        stateful=True,
        differentiable=_name in ("ScatterUpdate", "ScatterMin", "ScatterMax"),  # TensorFlow forgot these three
        writes=Writes.UPDATES,
        changes=True,
    )


# ---------------------------------------------------------------- by n-dimensional index


def _nd_shape(op: Operation) -> list[MaybeShape]:
    ref, indices, updates = (t._shape for t in op.inputs)
    check_slice_shapes(ref, indices, updates)
    return [ref]


def nd_kernel(combine: Combine, read: Read = read) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        def checked(cell: Cell, indices: Array, updates: Array) -> Any:
            old = read(cell)
            check_updates(indices, updates, np.shape(old))
            return nd_index(indices, np.shape(old))

        return _writing(checked, combine)

    return rule


BY_INDEX: tuple[tuple[str, Combine, frozenset[dtypes.DType]], ...] = (
    ("ScatterNdUpdate", _put, frozenset(dtypes.ALL)),
    ("ScatterNdAdd", np.add.at, dtypes.NUMBER),
    ("ScatterNdSub", np.subtract.at, dtypes.NUMBER),
)
for _name, _combine, _types in BY_INDEX:
    define(
        _name,
        "ref: Ref(T), indices: Tindices, updates: T -> output_ref: Ref(T)",
        types={"T": _types, "Tindices": dtypes.INDEX},
        attrs={"use_locking": _name == "ScatterNdUpdate"},
        shape=_nd_shape,
        kernel=nd_kernel(_combine),
        stateful=True,
        differentiable=False,
        writes=Writes.UPDATES,
        changes=True,
    )


# ---------------------------------------------------------------- functions


def _function(op_type: str, locking: bool, what: str) -> Callable[..., Any]:
    def scatter(ref: Any, indices: Any, updates: Any, use_locking: bool = locking, name: str | None = None) -> Any:
        if is_resource(ref):
            return ref._scattered(op_type, indices, updates, name)
        return tensor(op_type, reference(ref), indices, updates, use_locking=use_locking, name=name)

    scatter.__doc__ = (
        f"{what}, when the result runs; the result is the variable.\n\n"
        "Raises InvalidArgumentError for an index outside the variable, and ValueError or InvalidArgumentError for "
        "`updates` of another shape."
    )
    return scatter


scatter_update = _function("ScatterUpdate", True, "Replace the rows `indices` of a variable (`tf.scatter_update`)")
scatter_add = _function("ScatterAdd", False, "Add to the rows `indices` of a variable (`tf.scatter_add`)")
scatter_sub = _function("ScatterSub", False, "Subtract from the rows `indices` of a variable (`tf.scatter_sub`)")
scatter_mul = _function("ScatterMul", False, "Multiply the rows `indices` of a variable (`tf.scatter_mul`)")
scatter_div = _function("ScatterDiv", False, "Divide the rows `indices` of a variable (`tf.scatter_div`)")
scatter_min = _function(
    "ScatterMin", False, "Lower the rows `indices` of a variable to at most `updates` (`tf.scatter_min`)"
)
scatter_max = _function(
    "ScatterMax", False, "Raise the rows `indices` of a variable to at least `updates` (`tf.scatter_max`)"
)
scatter_nd_update = _function(
    "ScatterNdUpdate", True, "Replace the slices at `indices` of a variable (`tf.scatter_nd_update`)"
)
scatter_nd_add = _function("ScatterNdAdd", False, "Add to the slices at `indices` of a variable (`tf.scatter_nd_add`)")
scatter_nd_sub = _function(
    "ScatterNdSub", False, "Subtract from the slices at `indices` of a variable (`tf.scatter_nd_sub`)"
)
