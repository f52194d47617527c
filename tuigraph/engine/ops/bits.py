"""The bytes of a value read as another type."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares
from tuigraph.engine.values import Array, as_value


def _bitcast_shape(op: Operation) -> list[MaybeShape]:
    given = op.inputs[0]._shape
    source, wanted = op.inputs[0].dtype.size, op.outputs[0].dtype.size
    if given is None or source == wanted:
        return [given]
    if source > wanted:
        return [(*given, source // wanted)]
    if not given or given[-1] not in (None, wanted // source):
        raise ValueError(f"The last dimension has to be {wanted // source} to become one element of {wanted} bytes")
    return [given[:-1]]


def _bitcast_kernel(op: Operation, store: Store) -> Kernel:
    source, wanted = op.inputs[0].dtype.numpy, op.outputs[0].dtype.numpy

    def kernel(value: Array) -> Any:
        array = np.ascontiguousarray(value)
        if source.itemsize < wanted.itemsize:
            if not np.ndim(value) or array.shape[-1] * source.itemsize != wanted.itemsize:
                raise InvalidArgumentError(
                    None, None, f"Cannot bitcast from {source} to {wanted}: shape {shapes.listed(np.shape(value))}"
                )
            return as_value(array.view(wanted)[..., 0].copy())
        shape = np.shape(value) + ((source.itemsize // wanted.itemsize,) if source.itemsize > wanted.itemsize else ())
        return as_value(array.view(wanted).reshape(shape).copy())

    return kernel


define(
    "Bitcast",
    "input: T -> output: type",
    types={"T": dtypes.NUMBER, "type": dtypes.NUMBER},
    attrs={"type": REQUIRED},
    shape=_bitcast_shape,
    kernel=_bitcast_kernel,
    shares=Shares(),
)


def bitcast(input: Any, type: Any, name: str | None = None) -> Tensor:
    """The same bytes read as another type (`tf.bitcast`); a smaller type adds a dimension, a larger takes one."""
    wanted = dtypes.as_dtype(type)
    if wanted not in dtypes.NUMBER:
        raise TypeError(f"'Bitcast' makes numbers, not {wanted.name}.")
    return tensor("Bitcast", input, type=wanted, name=name)
