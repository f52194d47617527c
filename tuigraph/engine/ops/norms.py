"""Norms of vectors, matrices, and lists of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.ops import arithmetic, constants, elementwise, joining, layout, matrices, reductions
from tuigraph.engine.ops.conjugate import conj

_MATRIX_NORMS = ("euclidean", "fro", 1, 2, np.inf)
_VECTOR_NORMS = ("euclidean", 1, 2, np.inf)


def _checked_axis(ord: Any, axis: Any) -> tuple[Any, bool]:
    """The axis as the reductions take it, and whether it is a pair.  Raises ValueError for others."""
    problem = "'axis' must be None, an integer, or a tuple of 2 unique integers"
    if isinstance(axis, (list, tuple)) and len(axis) == 2:
        pair = tuple(axis)
        if not isinstance(pair[0], int) or not isinstance(pair[1], int) or pair[0] == pair[1]:
            raise ValueError(problem)
        if ord not in _MATRIX_NORMS:
            raise ValueError(f"'ord' must be a supported matrix norm in {list(_MATRIX_NORMS)}, got {ord}")
        return pair, True
    if not (axis is None or isinstance(axis, int)):
        raise ValueError(problem)
    if (not np.isreal(ord) or isinstance(ord, str) or ord <= 0) and ord not in _VECTOR_NORMS:
        raise ValueError(f"'ord' must be a supported vector norm, got {ord}")
    return None if axis is None else (axis,), False


def norm(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The norm of vectors, or with a pair of axes of matrices (`tf.norm`).

    `ord` is ``"euclidean"``, 1, 2, ``numpy.inf``, a positive number, or for matrices ``"fro"``.  Raises ValueError for
    others.
    """
    keep = bool(reductions.one_of("keepdims", keepdims, "keep_dims", keep_dims))
    axis, is_matrix = _checked_axis(ord, axis)
    graph = graph_of((tensor,)) or get_default_graph()
    with graph.name_scope(name or "norm"):
        value = convert_to_tensor(tensor)
        result = _matrix_two(value, axis) if is_matrix and ord == 2 else _summed(value, ord, axis, is_matrix)
        return result if keep else layout.squeeze(result, axis)


def _summed(value: Any, ord: Any, axis: Any, is_matrix: bool) -> Tensor:
    if ord in ("fro", "euclidean", 2):
        return elementwise.sqrt(reductions.reduce_sum(value * conj(value), axis, keepdims=True))
    result = elementwise.abs(value)
    if ord == 1:
        result = reductions.reduce_sum(result, None if axis is None else axis[0], keepdims=True)
        return reductions.reduce_max(result, axis[-1], keepdims=True) if is_matrix else result
    if ord == np.inf:
        if is_matrix:
            result = reductions.reduce_sum(result, axis[1], keepdims=True)
        return reductions.reduce_max(result, None if axis is None else axis[0], keepdims=True)
    return arithmetic.pow(reductions.reduce_sum(arithmetic.pow(result, ord), axis, keepdims=True), 1.0 / ord)


def _matrix_two(value: Tensor, axis: tuple[int, int]) -> Tensor:
    """The largest singular value."""
    if value._shape is None:
        raise ValueError("The matrix 2-norm needs to know the rank of the tensor.")
    rank = len(value._shape)
    pair = [shapes.normal_axis(a, rank) for a in axis]
    order = [i for i in range(rank) if i not in pair] + pair
    largest = reductions.reduce_max(
        elementwise.abs(matrices.svd(layout.transpose(value, order), compute_uv=False)), -1, keepdims=True
    )
    return layout.transpose(layout.expand_dims(largest, -1), [int(i) for i in np.argsort(order)])


def sequence_of(t_list: Any) -> list[Any]:
    """A list of tensors.  Raises TypeError for anything that is no sequence."""
    if not isinstance(t_list, Sequence) or isinstance(t_list, (str, bytes)):
        raise TypeError("t_list should be a sequence")
    return list(t_list)


def dense_values(t_list: list[Any]) -> list[Any]:
    """The tensors, of IndexedSlices their values; None stays None."""
    return [
        None if t is None else convert_to_tensor(t.values if isinstance(t, IndexedSlices) else t, name=f"t_{i}")
        for i, t in enumerate(t_list)
    ]


def global_norm(t_list: Any, name: str | None = None) -> Tensor:
    """The root of the sum of all squares of a list of tensors, in which None does not count (`tf.global_norm`)."""
    tensors = sequence_of(t_list)
    graph = graph_of(tensors) or get_default_graph()
    with graph.name_scope(name or "global_norm"):
        halves = [reductions.l2_loss(v) for v in dense_values(tensors) if v is not None]
        half = reductions.reduce_sum(joining.stack(halves))
        return elementwise.sqrt(half * constants.constant(2.0, dtype=half.dtype), name="global_norm")
