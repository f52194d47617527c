"""The complex conjugate, which gradients of complex functions are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.opdef import define, pure, same_shape

define(
    "Conj",
    "input: T -> output: T",
    types={"T": dtypes.COMPLEX | {dtypes.variant}},
    defaults={"T": dtypes.complex64},
    shape=same_shape,
    kernel=pure(np.conjugate),
    gradient=lambda op, grad: [conj(grad)],
)


def conj(x: Any, name: str | None = None) -> Tensor:
    """The complex conjugate (`tf.conj`); a real tensor stays itself.  Raises TypeError for what is no number."""
    if isinstance(x, Tensor) and not x.dtype.is_complex and x.dtype.base_dtype in dtypes.REAL:
        return x
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "Conj") as scope:
        value = convert_to_tensor(x, name="x")
        if value.dtype.is_complex:
            return tensor("Conj", value, name=scope)
        if value.dtype.base_dtype in dtypes.REAL:
            return value
        raise TypeError(f"Expected numeric or variant tensor, got dtype {value.dtype!r}")
