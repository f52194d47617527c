"""Operations that read and write the cells of a session.

A variable is reached by reference or, a resource variable, by a handle (`resources`): both give a kernel the cell.  So
there is one kernel for both; what it takes is the way to the cell's value, with what is said where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import UNINITIALIZED, Cell, Store, held, uninitialized
from tuigraph.engine.control import read
from tuigraph.engine.errors import InvalidArgumentError, OpError, OutOfRangeError
from tuigraph.engine.graph import Operation, ResourceLike, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, KernelRule, Sign, Writes, define, scalar_shape
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

Read = Callable[[Cell], Any]  # the value of a variable; raises for one that has none yet


def by_handle(kind: type[OpError], text: str) -> Read:
    """How the value behind a handle is read; `text`, with the name for ``{name}``, is said where there is none."""

    def read(cell: Cell) -> Any:
        value = held(cell)
        if value is UNINITIALIZED:
            raise uninitialized(cell, kind, text.format(name=cell.name))
        return value

    return read


def variable_kernel(op: Operation, store: Store) -> Kernel:
    cell = store.cell(op.attrs["shared_name"] or op.name, op.attrs["container"])
    return lambda: cell


for _name in ("VariableV2", "Variable"):  # the second is what old graphs hold
    define(
        _name,
        "-> ref: Ref(dtype)",
        attrs={"shape": REQUIRED, "container": "", "shared_name": ""},
        shape=lambda op: [op.attrs["shape"]],
        kernel=variable_kernel,
        stateful=True,
        writes=Writes.NOTHING,
        role=Role.VARIABLE,
    )


def _assign_shape(op: Operation) -> list[MaybeShape]:
    ref, value = op.inputs[0]._shape, op.inputs[1]._shape
    if not op.attrs.get("validate_shape", True):
        return [value]
    return [shapes.merge(ref, value)]


def note_free_shape(store: Store, declared: MaybeShape, value: Tensor) -> None:
    """Tell the store when an assignment that checks nothing may give a variable another shape than its declared one."""
    if declared is not None and not (shapes.is_static(declared) and value._shape == declared):
        store.free_shapes = True


def _assign_kernel(op: Operation, store: Store) -> Kernel:
    shape = op.inputs[0]._shape
    if not op.attrs["validate_shape"]:
        note_free_shape(store, shape, op.inputs[1])
        shape = None

    def kernel(cell: Cell, value: Array) -> Cell:
        if shape is not None and not shapes.compatible(shape, np.shape(value)):
            raise InvalidArgumentError(
                None,
                None,
                "Assign requires shapes of both tensors to match. "
                f"lhs shape= {shapes.listed(shape)} rhs shape= {shapes.listed(np.shape(value))}",
            )
        with cell.lock:
            cell.set(value)
        return cell

    return kernel


define(
    "Assign",
    "ref: Ref(T), value: T -> output_ref: Ref(T)",
    attrs={"validate_shape": True, "use_locking": True},
    shape=_assign_shape,
    kernel=_assign_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.OVERWRITES,
    sign=Sign("<-", "into"),
)


def update_kernel(combine: Callable[[Any, Any], Any], mismatch: str, read: Read = read) -> KernelRule:
    """Put `combine(value, update)` into the cell; `mismatch` is said of an ``{update}`` of no shape ``{old}``."""

    def rule(op: Operation, store: Store) -> Kernel:
        def kernel(cell: Cell, value: Array) -> Cell:
            with cell.lock:
                old = read(cell)
                if np.shape(old) != np.shape(value):
                    had, given = shapes.listed(np.shape(old)), shapes.listed(np.shape(value))
                    raise InvalidArgumentError(None, None, mismatch.format(old=had, update=given))
                cell.set(combine(old, value))
            return cell

        return kernel

    return rule


for _name, _sign, _combine in (("AssignAdd", "+=", np.add), ("AssignSub", "-=", np.subtract)):
    define(
        _name,
        "ref: Ref(T), value: T -> output_ref: Ref(T)",
        types={"T": dtypes.NUMBER},
        attrs={"use_locking": False},
        shape=_assign_shape,
        kernel=update_kernel(_combine, "Parameters and update must be the same size: {old}, {update}"),
        stateful=True,
        differentiable=False,
        writes=Writes.UPDATES,
        sign=Sign(_sign, "into"),
    )


def is_initialized_kernel(op: Operation, store: Store) -> Kernel:
    return lambda cell: np.bool_(held(cell) is not UNINITIALIZED)


define(
    "IsVariableInitialized",
    "ref: Ref(dtype) -> is_initialized: bool",
    shape=scalar_shape,
    kernel=is_initialized_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
    role=Role.IS_INITIALIZED,
)


def count_kernel(read: Read) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        limit, dtype = op.attrs["limit"], op.outputs[0].dtype.numpy.type

        def kernel(cell: Cell) -> Any:
            with cell.lock:
                old = read(cell)
                if old >= limit:
                    raise OutOfRangeError(None, None, f"Reached limit of {limit}: the variable has counted up to it.")
                cell.set(dtype(old + 1))
            return old

        return kernel

    return rule


define(
    "CountUpTo",
    "ref: Ref(T) -> output: T",
    types={"T": dtypes.INDEX},
    attrs={"limit": REQUIRED},
    shape=scalar_shape,
    kernel=count_kernel(read),
    stateful=True,
    differentiable=False,
    writes=Writes.UPDATES,
)


def variable_op(shape: Any, dtype: dtypes.DType, name: str, container: str = "", shared_name: str = "") -> Tensor:
    return tensor("VariableV2", shape=shape, dtype=dtype, container=container, shared_name=shared_name, name=name)


def is_resource(value: Any) -> bool:
    """Whether something is a resource variable: what changes it is asked of it, and gives a read of the new value."""
    return isinstance(value, ResourceLike)


def reference(ref: Any) -> Any:
    """The reference of a variable.  Raises AttributeError, as TensorFlow does, for what is no variable."""
    found = getattr(ref, "_variable", ref)
    if not getattr(getattr(found, "dtype", None), "is_ref", False):
        raise AttributeError(f"{ref!r} is no variable and holds no state: only a tf.Variable can be assigned to.")
    return found


def assign(ref: Any, value: Any, validate_shape: bool = True, use_locking: bool = True, name: str | None = None) -> Any:
    """Give a variable a new value when the result runs; the result is the variable's new value (`tf.assign`)."""
    if is_resource(ref) or (isinstance(ref, Tensor) and ref.op.type == "StridedSlice"):  # a part of a variable
        return ref.assign(value, name=name)
    return tensor("Assign", reference(ref), value, validate_shape=validate_shape, use_locking=use_locking, name=name)


def assign_add(ref: Any, value: Any, use_locking: bool = False, name: str | None = None) -> Any:
    if is_resource(ref):
        return ref.assign_add(value)  # without the name, as in TensorFlow
    return tensor("AssignAdd", reference(ref), value, use_locking=use_locking, name=name)


def assign_sub(ref: Any, value: Any, use_locking: bool = False, name: str | None = None) -> Any:
    if is_resource(ref):
        return ref.assign_sub(value)
    return tensor("AssignSub", reference(ref), value, use_locking=use_locking, name=name)


def is_variable_initialized(ref: Any, name: str | None = None) -> Tensor:
    if is_resource(ref):
        found: Tensor = ref.is_initialized(name)
        return found
    return tensor("IsVariableInitialized", reference(ref), name=name)


def count_up_to(ref: Any, limit: Any, name: str | None = None) -> Tensor:
    """The value of an integer variable before it grows by one (`tf.count_up_to`).

    Raises OutOfRangeError when it runs with the variable at `limit`.
    """
    if isinstance(limit, (str, bytes)):
        raise TypeError(f"Expected int for argument 'limit' not {limit!r}.")
    limit = int(limit)
    if is_resource(ref):
        return tensor("ResourceCountUpTo", ref.handle, limit=limit, T=ref.dtype, name=name)
    return tensor("CountUpTo", reference(ref), limit=limit, name=name)
