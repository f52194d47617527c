"""Values, norms and lists of tensors kept within limits."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.ops import arithmetic, casts, constants, elementwise, filling, identities, masks, norms, reductions


def _values_of(t: Any) -> Tensor:
    return convert_to_tensor(t.values if isinstance(t, IndexedSlices) else t, name="t")


def _like(t: Any, values: Tensor) -> Any:
    return IndexedSlices(values, t.indices, t.dense_shape) if isinstance(t, IndexedSlices) else values


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Any:
    """The elements kept within limits that broadcast to `t` (`tf.clip_by_value`).

    Raises ValueError when a limit would make the result larger than `t`.
    """
    graph = graph_of((t, clip_value_min, clip_value_max)) or get_default_graph()
    with graph.name_scope(name or "clip_by_value") as scope:
        values = _values_of(t)
        below = arithmetic.minimum(values, clip_value_max)
        shapes.merge(values._shape, below._shape)
        within = arithmetic.maximum(below, clip_value_min, name=scope)
        shapes.merge(values._shape, within._shape)
        return _like(t, within)


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """`t`, scaled down where its L2 norm over `axes` is larger than `clip_norm` (`tf.clip_by_norm`)."""
    graph = graph_of((t, clip_norm)) or get_default_graph()
    with graph.name_scope(name or "clip_by_norm") as scope:
        values = _values_of(t)
        squares = reductions.reduce_sum(values * values, axes, keepdims=True)
        positive = squares > 0
        safe = masks.where(positive, squares, filling.ones_like(squares))
        norm = masks.where(positive, elementwise.sqrt(safe), squares)
        scaled = values * clip_norm
        shapes.merge(values._shape, scaled._shape)
        return _like(t, identities.identity(scaled / arithmetic.maximum(norm, clip_norm), name=scope))


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Tensor]:
    """The tensors, scaled down together when their common norm is larger than `clip_norm`, and that norm.

    A norm that is not finite makes everything nan (`tf.clip_by_global_norm`).  Raises TypeError for what is no
    sequence.
    """
    tensors = norms.sequence_of(t_list)
    norm = norms.global_norm(tensors, name) if use_norm is None else use_norm
    graph = graph_of((*tensors, clip_norm)) or get_default_graph()
    with graph.name_scope(name or "clip_by_global_norm") as scope:
        inverse = 1.0 / norm
        one = constants.constant(1.0, dtype=norm.dtype)
        scale = clip_norm * arithmetic.minimum(inverse, one / clip_norm)
        finite = elementwise.is_finite(norm)
        scale = masks.where(finite, scale, constants.constant(float("nan"), dtype=norm.dtype))
        clipped = [
            None if v is None else identities.identity(v * scale, name=f"{scope}_{i}")
            for i, v in enumerate(norms.dense_values(tensors))
        ]
        return [None if v is None else _like(t, v) for t, v in zip(tensors, clipped)], norm


def clip_by_average_norm(t: Any, clip_norm: Any, name: str | None = None) -> Tensor:
    """`t`, scaled down when its norm over its size is larger than `clip_norm` (`tf.clip_by_average_norm`)."""
    graph = graph_of((t, clip_norm)) or get_default_graph()
    with graph.name_scope(name or "clip_by_average_norm") as scope:
        value = convert_to_tensor(t, name="t")
        count = casts.cast(identities.size(value), dtypes.float32)
        inverse = elementwise.rsqrt(reductions.reduce_sum(value * value, filling.range_(identities.rank(value))))
        scaled = value * clip_norm
        scale = arithmetic.minimum(inverse * count, constants.constant(1.0) / clip_norm)
        return identities.identity(scaled * scale, name=scope)
