"""Operations on strings."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.shapes import MaybeShape


def _joined_shape(op: Operation) -> list[MaybeShape]:
    out: MaybeShape = ()
    for value in op.inputs:
        if value._shape != ():
            out = value._shape if out == () else shapes.merge(out, value._shape)
    return [out]


def _join_kernel(op: Operation, store: Store) -> Kernel:
    separator = op.attrs["separator"].encode()

    def kernel(*parts: Any) -> Any:
        arrays = [part for part in parts if isinstance(part, np.ndarray)]
        if len({array.shape for array in arrays}) > 1:
            raise InvalidArgumentError(
                None, None, f"Input shapes do not match: {', '.join(str(array.shape) for array in arrays)}"
            )
        if not arrays:
            return separator.join(parts)
        out = np.empty(arrays[0].shape, object)
        columns = [part.flat if isinstance(part, np.ndarray) else [part] * out.size for part in parts]
        out.flat[:] = [separator.join(row) for row in zip(*columns)]
        return out

    return kernel


define(
    "StringJoin",
    "inputs: N*string -> output: string",
    attrs={"separator": ""},
    shape=_joined_shape,
    kernel=_join_kernel,
    differentiable=False,
)


def string_join(inputs: Any, separator: str = "", name: str | None = None) -> Tensor:
    """The strings of several tensors of one shape, element by element, joined (`tf.string_join`); scalars go with each.

    Raises InvalidArgumentError in a run, ValueError while building, when shapes differ.
    """
    return tensor("StringJoin", inputs, separator=separator, name=name)
