"""Tensors put in order along an axis: `tf.sort` and `tf.argsort`, made of TopKV2 as in TensorFlow."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.constant_value import static_value
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops import filling, identities, joining, layout
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.elementwise import negative
from tuigraph.engine.ops.ranking import top_k


def sort(values: Any, axis: Any = -1, direction: str = "ASCENDING", name: str | None = None) -> Tensor:
    """The elements in order along an axis (`tf.sort`); `direction` is 'ASCENDING' or 'DESCENDING'.

    Raises ValueError for another direction and for an axis that is no constant.
    """
    with (graph_of((values,)) or get_default_graph()).name_scope(name or "sort"):
        return _ordered(values, axis, direction, 0)


def argsort(
    values: Any, axis: Any = -1, direction: str = "ASCENDING", stable: bool = False, name: str | None = None
) -> Tensor:
    """The indices (int32) that put the elements in order along an axis (`tf.argsort`); equal ones keep theirs."""
    with (graph_of((values,)) or get_default_graph()).name_scope(name or "argsort"):
        return _ordered(values, axis, direction, 1)


def _ordered(values: Any, axis: Any, direction: str, output: int) -> Tensor:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"{direction} should be one of ASCENDING, DESCENDING")
    axis = convert_to_tensor(axis, name="axis")
    known = static_value(axis)
    if axis._shape != () or known is None:
        raise ValueError("axis must be a constant scalar")
    given = convert_to_tensor(values, name="values")
    if direction == "DESCENDING":
        return _descending(given, int(known), output)
    found = _descending(-given, int(known), output)
    return found if output else negative(found)


def _descending(values: Any, axis: int, output: int) -> Tensor:
    """One output of TopKV2 along the last axis; another axis changes places with it."""
    count = identities.shape(values)[axis]
    rank = identities.rank(values)
    known = None if values._shape is None else len(values._shape)
    if axis == -1 or axis + 1 == known:
        return top_k(values, count)[output]
    if known is not None:
        order = np.arange(known)
        order[[axis, -1]] = order[[-1, axis]]
        places = constant(order, name="transposition")
    else:
        at = axis + rank if axis < 0 else axis
        places = joining.concat([filling.range_(at), [rank - 1], filling.range_(at + 1, rank - 1), [at]], 0)
    return layout.transpose(top_k(layout.transpose(values, places), count)[output], places)
