"""Changing the element type."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import UnimplementedError
from tuigraph.engine.graph import Operation, Tensor, TensorLike, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.opdef import Kernel, Linear, always, define, same_shape


def _cast_kernel(op: Operation, store: Store) -> Kernel:
    source, target = op.inputs[0].dtype.base_dtype, op.outputs[0].dtype
    wanted = target.numpy
    if dtypes.string in (source, target):
        raise UnimplementedError(
            None, op, f"Cast {source.name} to {target.name} is not supported. Use tf.as_string or tf.string_to_number."
        )
    if op.inputs[0].dtype.is_complex and wanted.kind not in "c":
        return lambda value: np.real(value).astype(wanted)
    if op.inputs[0].dtype.is_floating and wanted.kind in "iu" and wanted.itemsize < 4:
        return lambda value: value.astype(np.int32).astype(wanted)  # the low bits, also of a number that does not fit
    return lambda value: value.astype(wanted)


_CONTINUOUS = dtypes.FLOATING | dtypes.COMPLEX


def _cast_gradient(op: Operation, grad: Tensor) -> list[Any]:
    source = op.inputs[0].dtype.base_dtype
    return [cast(grad, source) if source in _CONTINUOUS and grad.dtype.base_dtype in _CONTINUOUS else None]


define(
    "Cast",
    "x: SrcT -> y: DstT",
    attrs={"Truncate": False},
    shape=same_shape,
    kernel=_cast_kernel,
    gradient=_cast_gradient,
    symbolic=Linear(slice(1)),
    seen_through=always,
)


@overload
def cast(x: IndexedSlices, dtype: Any, name: str | None = None) -> IndexedSlices: ...


@overload
def cast(x: Tensor | float | list[Any], dtype: Any, name: str | None = None) -> Tensor: ...


@overload
def cast(x: Any, dtype: Any, name: str | None = None) -> Any: ...


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """The same numbers in another type (`tf.cast`); the tensor itself where it has that type already.

    Floats are cut towards zero for integer types.  IndexedSlices stay IndexedSlices.
    """
    wanted = dtypes.as_dtype(dtype).base_dtype
    if isinstance(x, (Tensor, TensorLike)) and x.dtype is wanted:
        return x
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "Cast") as scope:
        if isinstance(x, IndexedSlices):
            return IndexedSlices(cast(x.values, wanted, name=scope), x.indices, x.dense_shape)
        value = convert_to_tensor(x, name="x")
        return value if value.dtype.base_dtype is wanted else tensor("Cast", value, DstT=wanted, name=scope)


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Tensor:
    """A cast that clips to the range of the wanted type first (`tf.saturate_cast`)."""
    graph = graph_of((value,)) or get_default_graph()
    with graph.name_scope(name or "saturate_cast") as scope:
        found, wanted = convert_to_tensor(value, name="value"), dtypes.as_dtype(dtype).base_dtype
        kind = found.dtype.base_dtype
        if kind.min < wanted.min:
            found = tensor("Maximum", found, convert_to_tensor(wanted.min, kind, "min"))
        if kind.max > wanted.max:
            found = tensor("Minimum", found, convert_to_tensor(wanted.max, kind, "max"))
        return cast(found, wanted, name=scope)


def to_float(x: Any, name: str = "ToFloat") -> Any:
    return cast(x, dtypes.float32, name=name)


def to_double(x: Any, name: str = "ToDouble") -> Any:
    return cast(x, dtypes.float64, name=name)


def to_int32(x: Any, name: str = "ToInt32") -> Any:
    return cast(x, dtypes.int32, name=name)


def to_int64(x: Any, name: str = "ToInt64") -> Any:
    return cast(x, dtypes.int64, name=name)


def to_complex64(x: Any, name: str = "ToComplex64") -> Any:
    return cast(x, dtypes.complex64, name=name)


def to_complex128(x: Any, name: str = "ToComplex128") -> Any:
    return cast(x, dtypes.complex128, name=name)
