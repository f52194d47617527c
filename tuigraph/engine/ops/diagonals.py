"""Diagonals and bands of matrices: taken out, put in, made of; the identity; the trace."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Linear, define, pure, same_shape
from tuigraph.engine.ops import arithmetic, constants, filling, identities, joining, reductions
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, whole_band
from tuigraph.engine.values import Array

_TYPES = dtypes.FLOATING | dtypes.COMPLEX | dtypes.INDEX


def _diag(value: Array) -> Any:
    return np.diag(value.reshape(-1)).reshape(value.shape * 2)


def _diag_shape(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    shapes.with_rank_at_least(shape, 1)
    return [None if shape is None else shape * 2]


def _diag_part_shape(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    if shape is None:
        return [None]
    if len(shape) % 2 or not shape:
        raise ValueError(f"Input must have even and non-zero rank, but its shape is {shapes.listed(shape)}")
    return [shapes.merge(shape[: len(shape) // 2], shape[len(shape) // 2 :])]


def _diag_part(value: Array) -> Any:
    half = value.shape[: value.ndim // 2]
    size = int(np.prod(half))
    return np.diagonal(value.reshape(size, size)).reshape(half).copy()


define(
    "Diag",
    "diagonal: T -> output: T",
    types={"T": _TYPES},
    shape=_diag_shape,
    kernel=pure(_diag),
    gradient=lambda op, grad: [diag_part(grad)],
    symbolic=Linear(slice(1)),
)
define(
    "DiagPart",
    "input: T -> diagonal: T",
    types={"T": _TYPES},
    shape=_diag_part_shape,
    kernel=pure(_diag_part),
    gradient=lambda op, grad: [diag(grad)],
    symbolic=Linear(slice(1)),
)


def diag(diagonal: Any, name: str | None = None) -> Tensor:
    """A tensor of twice the rank with the given diagonal (`tf.diag`)."""
    return tensor("Diag", diagonal, name=name)


def diag_part(input: Any, name: str | None = None) -> Tensor:
    """The diagonal of a tensor of even rank (`tf.diag_part`)."""
    return tensor("DiagPart", input, name=name)


# ---------------------------------------------------------------- of each matrix


def _matrix_diag_shape(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    shapes.with_rank_at_least(shape, 1)
    return [None if shape is None else (*shape, shape[-1])]


def _matrix_diag(value: Array) -> Any:
    out = np.zeros((*value.shape, value.shape[-1]), dtype=value.dtype)
    index = np.arange(value.shape[-1])
    out[..., index, index] = value
    return out


def _matrix_diag_part_shape(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    if shape is None:
        return [None]
    shapes.with_rank_at_least(shape, 2)
    rows, columns = shape[-2:]
    return [(*shape[:-2], None if rows is None or columns is None else min(rows, columns))]


def _diag_part_gradient(op: Operation, grad: Tensor) -> list[Any]:
    shape = op.inputs[0]._shape
    if shape is not None and shape[-1] is not None and shape[-1] == shape[-2]:
        return [matrix_diag(grad)]
    return [matrix_set_diag(filling.zeros_like(op.inputs[0]), grad)]


define(
    "MatrixDiag",
    "diagonal: T -> output: T",
    shape=_matrix_diag_shape,
    kernel=pure(_matrix_diag),
    gradient=lambda op, grad: [matrix_diag_part(grad)],
    symbolic=Linear(slice(1)),
)
define(
    "MatrixDiagPart",
    "input: T -> diagonal: T",
    shape=_matrix_diag_part_shape,
    kernel=pure(lambda value: np.diagonal(value, axis1=-2, axis2=-1).copy()),
    gradient=_diag_part_gradient,
    symbolic=Linear(slice(1)),
)


def matrix_diag(diagonal: Any, name: str = "diag") -> Tensor:
    """Matrices with the given diagonals (`tf.matrix_diag`)."""
    return tensor("MatrixDiag", diagonal, name=name)


def matrix_diag_part(input: Any, name: str = "diag_part") -> Tensor:
    """The diagonal of each matrix (`tf.matrix_diag_part`)."""
    return tensor("MatrixDiagPart", input, name=name)


def _set_diag(matrix: Array, diagonal: Array) -> Any:
    given = np.shape(matrix)
    if len(given) < 2:
        raise InvalidArgumentError(None, None, f"input must be at least 2-dim, received shape: {shapes.listed(given)}")
    length = min(given[-2:])
    if np.shape(diagonal) != (*given[:-2], length):
        raise InvalidArgumentError(
            None,
            None,
            "Either first dimensions of diagonal don't match input.shape[:-2], or diagonal.shape[:-1] is not equal to "
            "the longests diagonal in range [lower_diag_index:upper_diag_index].\n"
            f"Input shape: {shapes.listed(given)}\nDiagonal shape: "
            f"{shapes.listed(np.shape(diagonal))}\nlower_diag_index: 0, upper_diag_index: 0",
        )
    out = matrix.copy()
    index = np.arange(length)
    out[..., index, index] = diagonal
    return out


def _set_diag_shape(op: Operation) -> list[MaybeShape]:
    shape, diagonal = op.inputs[0]._shape, op.inputs[1]._shape
    shapes.with_rank_at_least(shape, 2)
    shapes.with_rank_at_least(diagonal, 1)
    if shape is None or diagonal is None:
        return [shape]
    shapes.with_rank(diagonal, len(shape) - 1)
    rows, columns = shape[-2:]
    if rows is not None and columns is not None and diagonal[-1] not in (None, min(rows, columns)):
        raise ValueError(f"Dimensions must be equal, but are {min(rows, columns)} and {diagonal[-1]}")
    return [shape]


def _set_diag_gradient(op: Operation, grad: Tensor) -> list[Any]:
    diagonal = op.inputs[1]
    zeros = constants.zeros(identities.shape(diagonal), grad.dtype)
    return [matrix_set_diag(grad, zeros), matrix_diag_part(grad)]


define(
    "MatrixSetDiag",
    "input: T, diagonal: T -> output: T",
    shape=_set_diag_shape,
    kernel=pure(_set_diag),
    gradient=_set_diag_gradient,
)


def matrix_set_diag(input: Any, diagonal: Any, name: str = "set_diag") -> Tensor:
    """The matrices with other diagonals (`tf.matrix_set_diag`)."""
    return tensor("MatrixSetDiag", input, diagonal, name=name)


def _band(matrix: Array, lower: Array, upper: Array) -> Any:
    rows, columns = matrix.shape[-2:]
    for name, number, most in (("num_lower", lower, rows), ("num_upper", upper, columns)):
        if number > most:
            raise InvalidArgumentError(None, None, f"{name} must be negative or at most {most}, got {number}")
    below = np.arange(rows)[:, None] - np.arange(columns)
    inside = ((lower < 0) | (below <= lower)) & ((upper < 0) | (-below <= upper))
    return np.where(inside, matrix, matrix.dtype.type(0))


define(
    "MatrixBandPart",
    "input: T, num_lower: Tindex, num_upper: Tindex -> band: T",
    types={"Tindex": dtypes.INDEX},
    defaults={"Tindex": dtypes.int64},
    shape=same_shape,
    kernel=pure(_band),
    shares=Shares(where=whole_band),
    gradient=lambda op, grad: [matrix_band_part(grad, op.inputs[1], op.inputs[2]), None, None],
)


def matrix_band_part(input: Any, num_lower: Any, num_upper: Any, name: str | None = None) -> Tensor:
    """Each matrix with zeros outside a band around its diagonal (`tf.matrix_band_part`); a negative number keeps
    all.
    """
    return tensor("MatrixBandPart", input, num_lower, num_upper, name=name)


# ---------------------------------------------------------------- identity, trace


def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The identity matrix, or a batch of it (`tf.eye`)."""
    graph = graph_of((num_rows, num_columns, batch_shape)) or get_default_graph()
    with graph.name_scope(name or "eye"):
        square = num_columns is None
        columns = num_rows if square else num_columns
        batch = [] if batch_shape is None else batch_shape
        if isinstance(num_rows, Tensor) or isinstance(columns, Tensor):
            size: Any = arithmetic.minimum(num_rows, columns)
        elif isinstance(num_rows, numbers.Integral) and isinstance(columns, numbers.Integral):
            square, size = num_rows == columns, min(int(num_rows), int(columns))
        else:
            raise TypeError("num_rows and num_columns must be positive integer values.")
        if isinstance(batch, Tensor) or isinstance(size, Tensor):
            batch = convert_to_tensor(batch, dtypes.int32, "shape")
            ones_shape: Any = joining.concat((batch, [size]), axis=0)
        else:
            ones_shape = (*(shapes.as_tuple(batch) or ()), size)
        ones = constants.ones(ones_shape, dtype=dtype)
        if square:
            return matrix_diag(ones)
        if isinstance(ones_shape, tuple):
            zero_shape: Any = (*ones_shape[:-1], int(num_rows), int(columns))
        else:
            zero_shape = joining.concat((batch, [num_rows, columns]), axis=0)
        return matrix_set_diag(constants.zeros(zero_shape, dtype=dtype), ones)


def trace(x: Any, name: str | None = None) -> Tensor:
    """The sum of the diagonal of each matrix (`tf.trace`)."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "Trace") as scope:
        return reductions.reduce_sum(matrix_diag_part(convert_to_tensor(x, name="x")), [-1], name=scope)
