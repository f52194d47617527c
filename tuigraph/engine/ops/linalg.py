"""Linear algebra."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.shapes import MaybeShape


def _matmul_shape(op: Operation) -> list[MaybeShape]:
    a, b = (shapes.with_rank(t._shape, 2) for t in op.inputs)
    a = a[::-1] if op.attrs["transpose_a"] else a
    b = b[::-1] if op.attrs["transpose_b"] else b
    if a[1] is not None and b[0] is not None and a[1] != b[0]:
        raise ValueError(f"Dimensions must be equal, but are {a[1]} and {b[0]}")
    return [(a[0], b[1])]


def _matmul_kernel(op: Operation, store: Store) -> Kernel:
    """NumPy's matmul; a transposed operand is a view that the BLAS reads as it lies."""
    first, second = op.attrs["transpose_a"], op.attrs["transpose_b"]
    if not first and not second:
        return np.matmul
    if first and second:
        return lambda a, b: np.matmul(a.T, b.T)
    return (lambda a, b: np.matmul(a.T, b)) if first else (lambda a, b: np.matmul(a, b.T))


define(
    "MatMul",
    "a: T, b: T -> product: T",
    types={"T": dtypes.NUMBER - {dtypes.int8, dtypes.int16, dtypes.uint8, dtypes.uint16, dtypes.uint32, dtypes.uint64}},
    attrs={"transpose_a": False, "transpose_b": False},
    shape=_matmul_shape,
    kernel=_matmul_kernel,
)


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product (`tf.matmul`).  Raises ValueError for inner dimensions that differ."""
    graph = graph_of((a, b)) or get_default_graph()
    with graph.name_scope(name or "MatMul") as scope:
        a = convert_to_tensor(a, name="a")
        b = convert_to_tensor(b, a.dtype.base_dtype if not isinstance(b, Tensor) else None, name="b")
        return tensor("MatMul", a, b, transpose_a=transpose_a, transpose_b=transpose_b, name=scope)


def _square_matrix(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    if shape is None:
        return [None]
    if len(shape) < 2 or (None not in shape[-2:] and shape[-1] != shape[-2]):
        raise ValueError(f"Dimensions must be equal, but are {' and '.join(str(d) for d in shape[-2:])}")
    return [shape]


def _inverse_kernel(op: Operation, store: Store) -> Kernel:
    adjoint = op.attrs["adjoint"]

    def kernel(matrix: Any) -> Any:
        try:
            inverse = np.linalg.inv(matrix)
        except np.linalg.LinAlgError:
            raise InvalidArgumentError(None, None, "Input is not invertible.") from None
        return np.conj(np.swapaxes(inverse, -1, -2)) if adjoint else inverse

    return kernel


define(
    "MatrixInverse",
    "input: T -> output: T",
    types={"T": dtypes.FLOATING | dtypes.COMPLEX},
    attrs={"adjoint": False},
    shape=_square_matrix,
    kernel=_inverse_kernel,
)


def matrix_inverse(input: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of each square matrix (`tf.matrix_inverse`).  A singular one is an InvalidArgumentError in the run."""
    return tensor("MatrixInverse", input, adjoint=adjoint, name=name)
