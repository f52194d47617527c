"""Linear algebra beyond products: inverses, determinants, linear equations, factors, eigenvalues and singular values.

Each operation takes a batch of matrices too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, KernelRule, Sign, define
from tuigraph.engine.ops import (
    complex_numbers,
    diagonals,
    elementwise,
    filling,
    identities,
    joining,
    layout,
    reductions,
)
from tuigraph.engine.ops.linalg import adjoint, adjoint_of, matmul
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_value

TYPES = dtypes.FLOATING | dtypes.COMPLEX


def square_matrices(op: Operation) -> list[MaybeShape]:
    """The shape of the first input, whose last two dimensions have to be equal."""
    shape = op.inputs[0]._shape
    if shape is None:
        return [None]
    shapes.with_rank_at_least(shape, 2)
    rows, columns = shape[-2:]
    if rows is not None and columns is not None and rows != columns:
        raise ValueError(f"Dimensions must be equal, but are {rows} and {columns}: the matrix has to be square")
    side = columns if rows is None else rows
    return [(*shape[:-2], side, side)]


def _leading(op: Operation) -> MaybeShape:
    shape = square_matrices(op)[0]
    return None if shape is None else shape[:-2]


def in_run(function: Any, problem: str) -> KernelRule:
    """The kernel of a NumPy function that refuses some matrices."""

    def kernel(matrix: Array) -> Any:
        if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
            raise InvalidArgumentError(None, None, f"Input matrix must be square, got {shapes.listed(matrix.shape)}.")
        try:
            return as_value(np.asarray(function(matrix)).astype(matrix.dtype, copy=False))
        except np.linalg.LinAlgError:
            raise InvalidArgumentError(None, None, problem) from None

    return lambda op, store: kernel


# ---------------------------------------------------------------- inverse, determinants


def _inverse_kernel(op: Operation, store: Store) -> Kernel:
    def function(matrix: Any) -> Any:
        inverse = np.linalg.inv(matrix)
        return adjoint_of(inverse) if op.attrs["adjoint"] else inverse

    return in_run(function, "Input is not invertible.")(op, store)


def _inverse_gradient(op: Operation, grad: Tensor) -> list[Any]:
    inverse = op.outputs[0]
    if op.attrs["adjoint"]:
        return [-matmul(inverse, matmul(grad, inverse, adjoint_a=True), adjoint_b=False)]
    return [-matmul(inverse, matmul(grad, inverse, adjoint_b=True), adjoint_a=True)]


define(
    "MatrixInverse",
    "input: T -> output: T",
    can_fail=True,
    types={"T": TYPES},
    attrs={"adjoint": False},
    shape=square_matrices,
    kernel=_inverse_kernel,
    gradient=_inverse_gradient,
    sign=Sign("inverse", "call"),
)


def matrix_inverse(input: Any, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of each square matrix (`tf.matrix_inverse`).  A singular one is an InvalidArgumentError in the
    run.
    """
    return tensor("MatrixInverse", input, adjoint=adjoint, name=name)


def _in_matrix_shape(grad: Tensor, like: Tensor) -> Tensor:
    return identities.reshape(grad, joining.concat([identities.shape(like), [1, 1]], 0))


def _determinant_gradient(op: Operation, grad: Tensor) -> list[Any]:
    determinant = op.outputs[0]
    inverse = matrix_inverse(op.inputs[0], adjoint=True)
    return [_in_matrix_shape(grad * determinant, determinant) * inverse]


define(
    "MatrixDeterminant",
    "input: T -> output: T",
    types={"T": TYPES},
    shape=lambda op: [_leading(op)],
    kernel=in_run(np.linalg.det, "Input matrix has no determinant."),
    gradient=_determinant_gradient,
)


def matrix_determinant(input: Any, name: str | None = None) -> Tensor:
    """The determinant of each square matrix (`tf.matrix_determinant`)."""
    return tensor("MatrixDeterminant", input, name=name)


def _sign_and_log(matrix: Any) -> Any:
    sign, log = np.linalg.slogdet(matrix)
    return as_value(np.asarray(sign, dtype=matrix.dtype)), as_value(np.asarray(log, dtype=matrix.dtype))


def _log_determinant_gradient(op: Operation, _: Any, grad: Tensor) -> list[Any]:
    inverse = matrix_inverse(op.inputs[0], adjoint=True)
    return [_in_matrix_shape(grad, op.outputs[1]) * inverse]


define(
    "LogMatrixDeterminant",
    "input: T -> sign: T, log_abs_determinant: T",
    can_fail=True,
    types={"T": TYPES},
    shape=lambda op: [_leading(op)] * 2,
    kernel=lambda op, store: _sign_and_log,
    gradient=_log_determinant_gradient,
)


def log_matrix_determinant(input: Any, name: str | None = None) -> Any:
    """Sign and logarithm of the absolute value of the determinant (`tf.linalg.slogdet`)."""
    return tuple(apply("LogMatrixDeterminant", input, name=name).outputs)


def logdet(matrix: Any, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of a positive definite matrix (`tf.linalg.logdet`)."""
    graph = graph_of((matrix,)) or get_default_graph()
    with graph.name_scope(name or "logdet"):
        diagonal = complex_numbers.real(diagonals.matrix_diag_part(cholesky(matrix)))
        return 2.0 * reductions.reduce_sum(elementwise.log(diagonal), [-1])


# ---------------------------------------------------------------- linear equations


def _solution_shape(op: Operation) -> list[MaybeShape]:
    matrix, rhs = op.inputs[0]._shape, op.inputs[1]._shape
    if matrix is None or rhs is None:
        return [None]
    shapes.with_rank_at_least(matrix, 2)
    shapes.with_rank_at_least(rhs, 2)
    side = shapes.merge(matrix[-2:-1], matrix[-1:])
    rows = shapes.merge(side, rhs[-2:-1])
    batch = shapes.merge(matrix[:-2], rhs[:-2])
    return [(*(batch or ()), *(rows or ()), rhs[-1])]


def _checked(matrix: Any, rhs: Any) -> None:
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise InvalidArgumentError(None, None, f"Input matrix must be square, got {shapes.listed(matrix.shape)}.")
    if rhs.ndim < 2 or rhs.shape[-2] != matrix.shape[-1]:
        raise InvalidArgumentError(
            None,
            None,
            f"Input matrix and rhs are incompatible: {shapes.listed(matrix.shape)}, {shapes.listed(rhs.shape)}",
        )


def _solve_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(matrix: Array, rhs: Array) -> Any:
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
    types={"T": TYPES},
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

    def kernel(matrix: Array, rhs: Array) -> Any:
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
    types={"T": TYPES},
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
            dims = identities.shape(matrix)
            batch = dims[:-2]
            small = dims[-1] if tall else dims[-2]
            identity = diagonals.eye(small, batch_shape=batch, dtype=matrix.dtype)
            gramian = gramian + l2_regularizer * identity
        factor = cholesky(gramian)
        if tall:
            return cholesky_solve(factor, matmul(matrix, rhs, adjoint_a=True))
        return matmul(matrix, cholesky_solve(factor, rhs), adjoint_a=True)


# ---------------------------------------------------------------- Cholesky


def _cholesky_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """Iain Murray's formula, by the inverse of the factor."""
    factor = op.outputs[0]
    shape = identities.shape(factor)
    identity = diagonals.eye(shape[-1], batch_shape=shape[:-2], dtype=factor.dtype)
    inverse = matrix_triangular_solve(factor, identity)
    middle = matmul(factor, grad, adjoint_a=True)
    middle = diagonals.matrix_set_diag(middle, 0.5 * diagonals.matrix_diag_part(middle))
    middle = diagonals.matrix_band_part(middle, -1, 0)
    grad_a = matmul(matmul(inverse, middle, adjoint_a=True), inverse)
    return [(grad_a + adjoint(grad_a)) * 0.5]


define(
    "Cholesky",
    "input: T -> output: T",
    can_fail=True,
    types={"T": TYPES},
    shape=square_matrices,
    kernel=in_run(
        np.linalg.cholesky,
        "Cholesky decomposition was not successful. The input might not be valid: it has to be positive definite.",
    ),
    gradient=_cholesky_gradient,
)


def cholesky(input: Any, name: str | None = None) -> Tensor:
    """The lower triangular factor of a positive definite matrix (`tf.cholesky`); others are refused in the run."""
    return tensor("Cholesky", input, name=name)


# ---------------------------------------------------------------- QR, eigenvalues, singular values


def _sides(op: Operation) -> Any:
    shape = op.inputs[0]._shape
    if shape is None:
        return None
    shapes.with_rank_at_least(shape, 2)
    rows, columns = shape[-2:]
    small = None if rows is None or columns is None else min(rows, columns)
    return shape[:-2], rows, columns, small


def _qr_shape(op: Operation) -> list[MaybeShape]:
    sides = _sides(op)
    if sides is None:
        return [None, None]
    batch, rows, columns, small = sides
    inner = rows if op.attrs["full_matrices"] else small
    return [(*batch, rows, inner), (*batch, inner, columns)]


def _qr_kernel(op: Operation, store: Store) -> Kernel:
    mode: Any = "complete" if op.attrs["full_matrices"] else "reduced"
    return lambda matrix: tuple(np.linalg.qr(matrix, mode))


def _qr_gradient(op: Operation, dq: Tensor, dr: Tensor) -> list[Any]:
    q, r = op.outputs
    shape = r._shape
    if q.dtype.is_complex or shape is None or None in shape[-2:] or shape[-1] != shape[-2]:
        raise NotImplementedError(
            "The gradient of qr needs a real matrix of static shape with no more columns than rows."
        )
    qdq, rdr = matmul(q, dq, adjoint_a=True), matmul(r, dr, adjoint_b=True)
    lower = diagonals.matrix_band_part((qdq - adjoint(qdq)) + (rdr - adjoint(rdr)), -1, 0)

    def solve(x: Tensor) -> Tensor:
        return adjoint(matrix_triangular_solve(r, adjoint(x), lower=False, adjoint=False))

    return [matmul(q, dr + solve(lower)) + solve(dq - matmul(q, qdq))]


define(
    "Qr",
    "input: T -> q: T, r: T",
    can_fail=True,
    types={"T": TYPES},
    attrs={"full_matrices": False},
    shape=_qr_shape,
    kernel=_qr_kernel,
    gradient=_qr_gradient,
)


def qr(input: Any, full_matrices: bool = False, name: str | None = None) -> Any:
    """Orthogonal and upper triangular factor (`tf.qr`)."""
    return tuple(apply("Qr", input, full_matrices=full_matrices, name=name).outputs)


def _eigen_shape(op: Operation) -> list[MaybeShape]:
    shape = square_matrices(op)[0]
    return [None if shape is None else shape[:-1], shape if op.attrs["compute_v"] else (0,)]


def _eigen_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(matrix: Array) -> Any:
        if op.attrs["compute_v"]:
            values, vectors = np.linalg.eigh(matrix)
            return values.astype(matrix.dtype), vectors
        return np.linalg.eigvalsh(matrix).astype(matrix.dtype), np.zeros(0, matrix.dtype)

    return kernel


def _eigen_gradient(op: Operation, grad_e: Tensor, grad_v: Tensor) -> list[Any]:
    e = op.outputs[0]
    with control_dependencies([grad_e, grad_v]):
        if op.attrs["compute_v"]:
            v = op.outputs[1]
            gaps = layout.expand_dims(e, -2) - layout.expand_dims(e, -1)
            f = diagonals.matrix_set_diag(elementwise.reciprocal(gaps), filling.zeros_like(e))
            inner = diagonals.matrix_diag(grad_e) + f * matmul(v, grad_v, adjoint_a=True)
        else:
            v, inner = self_adjoint_eig(op.inputs[0])[1], diagonals.matrix_diag(grad_e)
        grad_a = matmul(v, matmul(inner, v, adjoint_b=True))
        grad_a = diagonals.matrix_band_part(grad_a + adjoint(grad_a), -1, 0)
        return [diagonals.matrix_set_diag(grad_a, 0.5 * diagonals.matrix_diag_part(grad_a))]


define(
    "SelfAdjointEigV2",
    "input: T -> e: T, v: T",
    types={"T": TYPES},
    attrs={"compute_v": True},
    shape=_eigen_shape,
    kernel=_eigen_kernel,
    gradient=_eigen_gradient,
)


def self_adjoint_eig(tensor: Any, name: str | None = None) -> Any:
    """Eigenvalues, smallest first, and eigenvectors of self-adjoint matrices (`tf.self_adjoint_eig`)."""
    return tuple(apply("SelfAdjointEigV2", tensor, compute_v=True, name=name).outputs)


def self_adjoint_eigvals(tensor: Any, name: str | None = None) -> Tensor:
    return apply("SelfAdjointEigV2", tensor, compute_v=False, name=name).outputs[0]


def _svd_shape(op: Operation) -> list[MaybeShape]:
    sides = _sides(op)
    if sides is None:
        return [None, None, None]
    batch, rows, columns, small = sides
    if not op.attrs["compute_uv"]:
        return [(*batch, small), (0,), (0,)]
    full = op.attrs["full_matrices"]
    return [(*batch, small), (*batch, rows, rows if full else small), (*batch, columns, columns if full else small)]


def _svd_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(matrix: Array) -> Any:
        if not op.attrs["compute_uv"]:
            nothing = np.zeros(0, matrix.dtype)
            return np.linalg.svd(matrix, compute_uv=False).astype(matrix.dtype), nothing, nothing
        u, s, v = np.linalg.svd(matrix, full_matrices=op.attrs["full_matrices"])
        return s.astype(matrix.dtype), u, np.ascontiguousarray(adjoint_of(v))

    return kernel


def _svd_gradient(op: Operation, grad_s: Tensor, grad_u: Tensor, grad_v: Tensor) -> list[Any]:
    a, compute = op.inputs[0], op.attrs["compute_uv"]
    sigma = diagonals.matrix_diag(grad_s)
    if not compute:
        _, u, v = svd(a)
        return [matmul(u, matmul(sigma, v, adjoint_b=True))]
    shape = a._shape
    if shape is None:
        raise TypeError(f"The gradient of svd needs to know the rank of {a.name}: say it with set_shape.")
    if a.dtype.is_complex or None in shape[-2:] or op.attrs["full_matrices"]:
        raise NotImplementedError(
            "The gradient of svd needs a real matrix of static shape, and full_matrices=False; or use compute_uv=False."
        )
    rows, columns = shape[-2:]
    s, u, v = op.outputs
    tall = (rows or 0) > (columns or 0)
    if tall:
        u, v, grad_u, grad_v = v, u, grad_v, grad_u
    with control_dependencies([grad_s, grad_u, grad_v]):
        squares = elementwise.square(s)
        gaps = layout.expand_dims(squares, -2) - layout.expand_dims(squares, -1)
        ones = diagonals.matrix_diag(filling.ones_like(s))
        f = diagonals.matrix_set_diag(elementwise.reciprocal(gaps + ones), filling.zeros_like(s))
        s_matrix = diagonals.matrix_diag(s)
        f_u, f_v = f * matmul(u, grad_u, adjoint_a=True), f * matmul(v, grad_v, adjoint_a=True)
        inner = sigma + matmul(f_u + adjoint(f_u), s_matrix) + matmul(s_matrix, f_v + adjoint(f_v))
        grad_a = matmul(u, matmul(inner, v, adjoint_b=True))
        if rows != columns:
            gv = layout.matrix_transpose(grad_v)
            rest = gv - matmul(matmul(gv, v), v, adjoint_b=True)
            grad_a = grad_a + matmul(matmul(u, diagonals.matrix_diag(elementwise.reciprocal(s))), rest)
        return [layout.matrix_transpose(grad_a) if tall else grad_a]


define(
    "Svd",
    "input: T -> s: T, u: T, v: T",
    can_fail=True,
    types={"T": TYPES},
    attrs={"compute_uv": True, "full_matrices": False},
    shape=_svd_shape,
    kernel=_svd_kernel,
    gradient=_svd_gradient,
)


def svd(tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None) -> Any:
    """Singular values, largest first, and with `compute_uv` the vectors u and v (`tf.svd`): ``a = u diag(s)
    adjoint(v)``.
    """
    s, u, v = apply("Svd", tensor, compute_uv=compute_uv, full_matrices=full_matrices, name=name).outputs
    values = complex_numbers.real(s)
    return (values, u, v) if compute_uv else values
