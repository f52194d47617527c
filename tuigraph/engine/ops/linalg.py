"""Matrix products."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Bilinear, Kernel, Sign, define
from tuigraph.engine.ops import identities, layout, reductions
from tuigraph.engine.ops.broadcast_gradient import Broadcast
from tuigraph.engine.ops.conjugate import conj
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_TYPES = dtypes.FLOATING | dtypes.COMPLEX | dtypes.INDEX


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
        multiply: Kernel = np.matmul
    elif first and second:
        multiply = lambda a, b: np.matmul(a.T, b.T)  # noqa: E731
    else:
        multiply = (lambda a, b: np.matmul(a.T, b)) if first else (lambda a, b: np.matmul(a, b.T))
    if all(t._shape is not None and len(t._shape) == 2 for t in op.inputs):
        return multiply

    def kernel(a: Array, b: Array) -> Any:
        for i, value in enumerate((a, b)):
            if np.ndim(value) != 2:
                raise InvalidArgumentError(
                    None, None, f"In[{i}] is not a matrix. Instead it has shape {shapes.listed(np.shape(value))}"
                )
        return multiply(a, b)

    return kernel


def _matmul_gradient(op: Operation, grad: Tensor) -> list[Any]:
    a, b = conj(op.inputs[0]), conj(op.inputs[1])
    first, second = op.attrs["transpose_a"], op.attrs["transpose_b"]
    if first:
        grad_a = tensor("MatMul", b, grad, transpose_a=second, transpose_b=True)
    else:
        grad_a = tensor("MatMul", grad, b, transpose_b=not second)
    if second:
        grad_b = tensor("MatMul", grad, a, transpose_a=True, transpose_b=first)
    else:
        grad_b = tensor("MatMul", a, grad, transpose_a=not first)
    return [grad_a, grad_b]


def _fits(op: Operation) -> bool:
    return all(t._shape is not None and None not in t._shape[-1:] for t in op.inputs)


define(
    "MatMul",
    "a: T, b: T -> product: T",
    types={"T": _TYPES},
    attrs={"transpose_a": False, "transpose_b": False},
    shape=_matmul_shape,
    kernel=_matmul_kernel,
    gradient=_matmul_gradient,
    sign=Sign("@"),
    symbolic=Bilinear(),
    fits=_fits,
)


# ---------------------------------------------------------------- batches of matrices


def _batch_shape(op: Operation) -> list[MaybeShape]:
    a, b = (t._shape for t in op.inputs)
    for shape in (a, b):
        shapes.with_rank_at_least(shape, 2)
    if a is None or b is None:
        return [None]
    rows, inner = a[-2:][::-1] if op.attrs["adj_x"] else a[-2:]
    other, columns = b[-2:][::-1] if op.attrs["adj_y"] else b[-2:]
    if inner is not None and other is not None and inner != other:
        raise ValueError(f"Dimensions must be equal, but are {inner} and {other}")
    batch = shapes.broadcast(a[:-2], b[:-2])
    return [None if batch is None else (*batch, rows, columns)]


def adjoint_of(value: Any) -> Any:
    """The conjugate transpose of each matrix of an array."""
    return np.conj(np.swapaxes(value, -1, -2))


def _batch_kernel(op: Operation, store: Store) -> Kernel:
    first, second = op.attrs["adj_x"], op.attrs["adj_y"]

    def kernel(a: Array, b: Array) -> Any:
        if np.ndim(a) < 2 or np.ndim(b) < 2:
            raise InvalidArgumentError(None, None, f"ndims must be >= 2 for matmul, not {np.ndim(a)} and {np.ndim(b)}")
        return np.matmul(adjoint_of(a) if first else a, adjoint_of(b) if second else b)

    return kernel


def _batch_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    first, second = op.attrs["adj_x"], op.attrs["adj_y"]
    if first:
        grad_x = matmul(y, grad, adjoint_a=second, adjoint_b=True)
    else:
        grad_x = matmul(grad, y, adjoint_b=not second)
    if second:
        grad_y = matmul(grad, x, adjoint_a=True, adjoint_b=first)
    else:
        grad_y = matmul(x, grad, adjoint_a=not first)
    if shapes.is_static(x._shape) and x._shape == y._shape:
        return [grad_x, grad_y]
    sx, sy = identities.shape(x), identities.shape(y)
    axes = Broadcast.axes_of(sx[:-2], sy[:-2])
    return [
        identities.reshape(reductions.reduce_sum(grad_x, axes[0]), sx),
        identities.reshape(reductions.reduce_sum(grad_y, axes[1]), sy),
    ]


for _name in ("BatchMatMul", "BatchMatMulV2"):
    define(
        _name,
        "x: T, y: T -> output: T",
        types={"T": _TYPES},
        attrs={"adj_x": False, "adj_y": False},
        shape=_batch_shape,
        kernel=_batch_kernel,
        gradient=_batch_gradient,
        sign=Sign("@"),
        symbolic=Bilinear(),
    )


# ---------------------------------------------------------------- functions


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
    """The matrix product, of each pair of matrices when there are more than two dimensions (`tf.matmul`).

    Leading dimensions broadcast.  Raises ValueError for inner dimensions that differ, or for an operand that is to be
    both transposed and adjoint; TypeError for types that differ.
    """
    graph = graph_of((a, b)) or get_default_graph()
    with graph.name_scope(name or "MatMul") as scope:
        for which, transposed, adjoint in (("a", transpose_a, adjoint_a), ("b", transpose_b, adjoint_b)):
            if transposed and adjoint:
                raise ValueError(f"Only one of transpose_{which} and adjoint_{which} can be True.")
        a, b = convert_to_tensor(a, name="a"), convert_to_tensor(b, name="b")
        in_batches = any(t._shape is None or len(t._shape) > 2 for t in (a, b))
        if in_batches and not a_is_sparse and not b_is_sparse:
            a, b = conj(a) if transpose_a else a, conj(b) if transpose_b else b
            return tensor(
                "BatchMatMulV2", a, b, adj_x=adjoint_a or transpose_a, adj_y=adjoint_b or transpose_b, name=scope
            )
        a, b = conj(a) if adjoint_a else a, conj(b) if adjoint_b else b
        return tensor(
            "MatMul", a, b, transpose_a=transpose_a or adjoint_a, transpose_b=transpose_b or adjoint_b, name=scope
        )


def matvec(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of a matrix and a vector (`tf.linalg.matvec`)."""
    graph = graph_of((a, b)) or get_default_graph()
    with graph.name_scope(name or "MatVec"):
        column = layout.expand_dims(b, axis=-1)
        return layout.squeeze(matmul(a, column, transpose_a=transpose_a, adjoint_a=adjoint_a), axis=-1)


# ---------------------------------------------------------------- cross products


def _cross_shape(op: Operation) -> list[MaybeShape]:
    shape = shapes.merge(op.inputs[0]._shape, op.inputs[1]._shape)
    if shape is not None and (not shape or shape[-1] not in (3, None)):
        raise ValueError(f"Dimension must be 3 but is {shape[-1]}: the vectors of a cross product have three elements")
    return [shape]


def _cross(a: Any, b: Any) -> Any:
    if a.shape != b.shape or a.shape[-1:] != (3,):
        raise InvalidArgumentError(None, None, "Both inputs must be of same shape, with 3-element vectors.")
    return np.cross(a, b)


define(
    "Cross",
    "a: T, b: T -> product: T",
    types={"T": dtypes.REAL},
    shape=_cross_shape,
    kernel=lambda op, store: _cross,
    gradient=lambda op, grad: [cross(op.inputs[1], grad), cross(grad, op.inputs[0])],
)


def cross(a: Any, b: Any, name: str | None = None) -> Tensor:
    """The cross product of vectors of three elements along the last axis (`tf.cross`)."""
    return tensor("Cross", a, b, name=name)


def adjoint(matrix: Any, name: str | None = None) -> Tensor:
    """The conjugate transpose of each matrix (`tf.linalg.adjoint`)."""
    graph = graph_of((matrix,)) or get_default_graph()
    with graph.name_scope(name or "adjoint"):
        return layout.matrix_transpose(convert_to_tensor(matrix, name="matrix"), conjugate=True)
