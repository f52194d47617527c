"""Changing the element type."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define, same_shape


def _cast_kernel(op: Operation, store: Store) -> Kernel:
    wanted = op.outputs[0].dtype.numpy
    if op.inputs[0].dtype.is_complex and wanted.kind not in "c":
        return lambda value: np.real(value).astype(wanted)
    return lambda value: value.astype(wanted)


define(
    "Cast",
    "x: SrcT -> y: DstT",
    types={"SrcT": dtypes.NUMBER | {dtypes.bool_}, "DstT": dtypes.NUMBER | {dtypes.bool_}},
    attrs={"Truncate": False},
    shape=same_shape,
    kernel=_cast_kernel,
)


def cast(x: Any, dtype: Any, name: str | None = None) -> Tensor:
    """The same numbers in another type (`tf.cast`); the tensor itself where it has that type already.

    Floats are cut towards zero for integer types.
    """
    wanted = dtypes.as_dtype(dtype).base_dtype
    if isinstance(x, Tensor) and x.dtype is wanted:
        return x
    value = convert_to_tensor(x, name="x")
    if value.dtype.base_dtype is wanted:
        return value
    return tensor("Cast", value, DstT=wanted, name=name)
