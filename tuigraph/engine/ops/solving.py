"""Linear equations: by a general, a triangular or a Cholesky factor, and in the sense of least squares."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops import array, diagonals, factorizations
from tuigraph.engine.ops.linalg import adjoint_of, matmul
from tuigraph.engine.shapes import MaybeShape

_TYPES = dtypes.FLOATING | dtypes.COMPLEX


def _solution_shape(op: Operation) -> list[MaybeShape]:
    matrix, rhs = op.inputs[0]._shape, op.inputs[1]._shape
    if matrix is None or rhs is None:
        return [None]
    if len(matrix) < 2 or len(rhs) < 2:
        raise ValueError(f"Shape must be at least rank 2 but is rank {min(len(matrix), len(rhs))}")
    side = shapes.merge(matrix[-2:-1], matrix[-1:])
    rows = shapes.merge(side, rhs[-2:-1])
    batch = shapes.merge(matrix[:-2], rhs[:-2])
    return [(*(batch or ()), *(rows or ()), rhs[-1])]


def _checked(matrix: Any, rhs: Any) -> None:
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise InvalidArgumentError(None, None, f"Input matrix must be square, got {matrix.shape}.")
    if rhs.ndim < 2 or rhs.shape[-2] != matrix.shape[-1]:
        raise InvalidArgumentError(
            None, None, f"Input matrix and right-hand side are incompatible: {matrix.shape}, {rhs.shape}"
        )


def _solve_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(matrix: Any, rhs: Any) -> Any:
        _checked(matrix, rhs)
        try:
            return np.linalg.solve(adjoint_of(matrix) if op.attrs["adjoint"] else matrix, rhs)
        except np.linalg.LinAlgError:
            raise InvalidArgumentError(None, None, "Input matrix is not invertible.") from None

    return kernel


def _matrix_gradient(op: Operation, grad_rhs: Tensor) -> Tensor:
    solution = op.outputs[0]
    if op.attrs["adjoint"]:
        return -matmul(solution, grad_rhs, adjoint_b=True)
    return -matmul(grad_rhs, solution, adjoint_b=True)


def _solve_gradient(op: Operation, grad: Tensor) -> list[Any]:
    grad_rhs = matrix_solve(op.inputs[0], grad, adjoint=not op.attrs["adjoint"])
    return [_matrix_gradient(op, grad_rhs), grad_rhs]


define(
    "MatrixSolve",
    "matrix: T, rhs: T -> output: T",
    can_fail=True,
    types={"T": _TYPES},
    attrs={"adjoint": False},
    shape=_solution_shape,
    kernel=_solve_kernel,
    gradient=_solve_gradient,
)


def matrix_solve(matrix: Any, rhs: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """X with ``matrix x = rhs`` (`tf.matrix_solve`).  A singular matrix is an InvalidArgumentError in the run."""
    return tensor("MatrixSolve", matrix, rhs, adjoint=adjoint, name=name)


def _triangular_kernel(op: Operation, store: Store) -> Kernel:
    part = np.tril if op.attrs["lower"] else np.triu

    def kernel(matrix: Any, rhs: Any) -> Any:
        _checked(matrix, rhs)
        triangle = part(matrix)
        if not np.all(np.diagonal(triangle, axis1=-2, axis2=-1)):
            raise InvalidArgumentError(None, None, "Input matrix is not invertible: there is a zero on its diagonal.")
        return np.linalg.solve(adjoint_of(triangle) if op.attrs["adjoint"] else triangle, rhs)

    return kernel


def _triangular_gradient(op: Operation, grad: Tensor) -> list[Any]:
    lower = op.attrs["lower"]
    grad_rhs = matrix_triangular_solve(op.inputs[0], grad, lower=lower, adjoint=not op.attrs["adjoint"])
    grad_matrix = _matrix_gradient(op, grad_rhs)
    below, above = (-1, 0) if lower else (0, -1)
    return [diagonals.matrix_band_part(grad_matrix, below, above), grad_rhs]


define(
    "MatrixTriangularSolve",
    "matrix: T, rhs: T -> output: T",
    can_fail=True,
    types={"T": _TYPES},
    attrs={"lower": True, "adjoint": False},
    shape=_solution_shape,
    kernel=_triangular_kernel,
    gradient=_triangular_gradient,
)


def matrix_triangular_solve(
    matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """X with ``matrix x = rhs``, of which only one triangle is looked at (`tf.matrix_triangular_solve`)."""
    return tensor("MatrixTriangularSolve", matrix, rhs, lower=lower, adjoint=adjoint, name=name)


def cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """X with ``A x = rhs``, given the Cholesky factor of A (`tf.cholesky_solve`)."""
    graph = graph_of((chol, rhs)) or get_default_graph()
    with graph.name_scope(name or "cholesky_solve"):
        y = matrix_triangular_solve(chol, rhs, adjoint=False, lower=True)
        return matrix_triangular_solve(chol, y, adjoint=True, lower=True)


def matrix_solve_ls(
    matrix: Any, rhs: Any, l2_regularizer: float = 0.0, fast: bool = True, name: str | None = None
) -> Tensor:
    """Least squares by the normal equation (`tf.matrix_solve_ls`).

    Raises ValueError for a matrix whose static shape does not say whether it is tall or wide.
    """
    graph = graph_of((matrix, rhs)) or get_default_graph()
    matrix = convert_to_tensor(matrix, name="matrix")
    shape = matrix._shape
    if shape is None or shape[-1] is None or shape[-2] is None:
        raise ValueError(f"matrix_solve_ls needs to know the static shape of the matrix, not {shapes.listed(shape)}.")
    tall = shape[-2] >= shape[-1]
    with graph.name_scope(name or "matrix_solve_ls"):
        gramian = matmul(matrix, matrix, adjoint_a=tall, adjoint_b=not tall)
        if l2_regularizer != 0:
            dims = array.shape(matrix)
            batch = dims[:-2]
            small = dims[-1] if tall else dims[-2]
            identity = diagonals.eye(small, batch_shape=batch, dtype=matrix.dtype)
            gramian = gramian + l2_regularizer * identity
        factor = factorizations.cholesky(gramian)
        if tall:
            return cholesky_solve(factor, matmul(matrix, rhs, adjoint_a=True))
        return matmul(matrix, cholesky_solve(factor, rhs), adjoint_a=True)
