"""Moments, and values scaled by them or by their norm."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    comparison,
    constants,
    control_flow,
    elementwise,
    filling,
    gathering,
    identities,
    layout,
    norms,
    reductions,
)
from tuigraph.engine.ops.state import is_resource


def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None, dim: Any = None) -> Tensor:
    """X over its L2 norm along axes (`tf.nn.l2_normalize`); a squared norm below `epsilon` counts as that."""
    axis = reductions.one_of("axis", axis, "dim", dim)
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "l2_normalize") as scope:
        x = convert_to_tensor(x, name="x")
        squares = reductions.reduce_sum(elementwise.square(x), axis, keepdims=True)
        inverse = elementwise.rsqrt(arithmetic.maximum(squares, epsilon))
        return arithmetic.multiply(x, inverse, name=scope)


def normalize(tensor: Any, ord: Any = "euclidean", axis: Any = None, name: str | None = None) -> tuple[Tensor, Tensor]:
    """X over its norm, and the norm (`tf.linalg.normalize`)."""
    graph = graph_of((tensor,)) or get_default_graph()
    with graph.name_scope(name or "normalize"):
        value = convert_to_tensor(tensor)
        norm = casts.cast(norms.norm(value, ord, axis, keepdims=True), value.dtype)
        return value / norm, norm


def moments(
    x: Any, axes: Any, shift: Any = None, name: str | None = None, keep_dims: Any = None, keepdims: Any = None
) -> tuple[Tensor, Tensor]:
    """Mean and variance over axes (`tf.nn.moments`)."""
    keep = bool(reductions.one_of("keepdims", keepdims, "keep_dims", keep_dims))
    graph = graph_of((x, axes)) or get_default_graph()
    with graph.name_scope(name or "moments"):
        x = x if is_resource(x) else convert_to_tensor(x)
        half = x.dtype.base_dtype is dtypes.float16
        y = casts.cast(x, dtypes.float32) if half else x
        mean = reductions.reduce_mean(y, axes, keepdims=True, name="mean")
        squares = arithmetic.squared_difference(y, identities.stop_gradient(mean))
        variance = reductions.reduce_mean(squares, axes, keepdims=True, name="variance")
        if not keep:
            mean, variance = layout.squeeze(mean, axes), layout.squeeze(variance, axes)
        if half:
            return casts.cast(mean, dtypes.float16), casts.cast(variance, dtypes.float16)
        return mean, variance


def sufficient_statistics(
    x: Any, axes: Any, shift: Any = None, keep_dims: Any = None, name: str | None = None, keepdims: Any = None
) -> tuple[Tensor, Tensor, Tensor, Any]:
    """What mean and variance over axes are made of: count, sum and sum of squares of ``x - shift``, and `shift`
    (`tf.nn.sufficient_statistics`).
    """
    keep = bool(reductions.one_of("keepdims", keepdims, "keep_dims", keep_dims))
    graph = graph_of((x, shift)) or get_default_graph()
    with graph.name_scope(name or "sufficient_statistics"):
        x = convert_to_tensor(x, name="x")
        sizes = [None] if x._shape is None else [x._shape[d] for d in axes]
        known = shapes.count(tuple(sizes))
        if known is not None:
            count = constants.constant(known, dtype=x.dtype)
        else:
            dims = gathering.gather(casts.cast(identities.shape(x), x.dtype), axes)
            count = reductions.reduce_prod(dims, name="count")
        if shift is not None:
            shift = convert_to_tensor(shift, name="shift")
            moved, squares = arithmetic.subtract(x, shift), arithmetic.squared_difference(x, shift)
        else:
            moved, squares = x, elementwise.square(x)
        total = reductions.reduce_sum(moved, axes, keepdims=keep, name="mean_ss")
        return count, total, reductions.reduce_sum(squares, axes, keepdims=keep, name="var_ss"), shift


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Mean and variance from `sufficient_statistics` (`tf.nn.normalize_moments`)."""
    graph = graph_of((counts, mean_ss, variance_ss, shift)) or get_default_graph()
    with graph.name_scope(name or "normalize"):
        divisor = elementwise.reciprocal(counts, name="divisor")
        shifted = arithmetic.multiply(mean_ss, divisor, name="mean" if shift is None else "shifted_mean")
        mean = shifted if shift is None else arithmetic.add(shifted, shift, name="mean")
        mean_of_squares = arithmetic.multiply(variance_ss, divisor)
        return mean, arithmetic.subtract(mean_of_squares, elementwise.square(shifted), name="variance")


def weighted_moments(
    x: Any,
    axes: Any,
    frequency_weights: Any,
    name: str | None = None,
    keep_dims: Any = None,
    keepdims: Any = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance over axes with a weight for each element (`tf.nn.weighted_moments`)."""
    keep = bool(reductions.one_of("keepdims", keepdims, "keep_dims", keep_dims))
    graph = graph_of((x, frequency_weights, axes)) or get_default_graph()
    with graph.name_scope(name or "weighted_moments"):
        x = convert_to_tensor(x, name="x")
        weights = casts.cast(convert_to_tensor(frequency_weights, name="frequency_weights"), x.dtype)
        weighted = reductions.reduce_sum(weights * x, axes, name="weighted_input_sum", keepdims=True)
        everywhere = weights + filling.zeros_like(x)
        total = reductions.reduce_sum(everywhere, axes, name="sum_of_weights", keepdims=True)
        inverse = elementwise.reciprocal(total, name="inv_weight_sum")
        mean = arithmetic.multiply(weighted, inverse)
        squares = weights * arithmetic.squared_difference(x, mean)
        distance = reductions.reduce_sum(squares, axes, name="weighted_distsq", keepdims=True)
        variance = arithmetic.multiply(distance, inverse)
        if keep:
            return mean, variance
        return layout.squeeze(mean, axis=axes), layout.squeeze(variance, axis=axes)


def batch_normalization(
    x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: Any, name: str | None = None
) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon), scaled and shifted (`tf.nn.batch_normalization`)."""
    graph = graph_of((x, mean, variance, scale, offset)) or get_default_graph()
    with graph.name_scope(name or "batchnorm"):
        inverse = elementwise.rsqrt(variance + variance_epsilon)
        if scale is not None:
            inverse = inverse * scale
        x = convert_to_tensor(x)
        scaled = x * casts.cast(inverse, x.dtype)
        shift = offset - mean * inverse if offset is not None else -mean * inverse
        return scaled + casts.cast(shift, x.dtype)  # type: ignore[no-any-return]


def batch_norm_with_global_normalization(
    t: Any = None,
    m: Any = None,
    v: Any = None,
    beta: Any = None,
    gamma: Any = None,
    variance_epsilon: Any = None,
    scale_after_normalization: Any = None,
    name: str | None = None,
    input: Any = None,
    mean: Any = None,
    variance: Any = None,
) -> Tensor:
    """`batch_normalization` under its old name, with a scale if asked for
    (`tf.nn.batch_norm_with_global_normalization`).
    """
    t, m = reductions.one_of("input", input, "t", t), reductions.one_of("mean", mean, "m", m)
    v = reductions.one_of("variance", variance, "v", v)
    return batch_normalization(t, m, v, beta, gamma if scale_after_normalization else None, variance_epsilon, name)


def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """The share of elements that are zero (`tf.nn.zero_fraction`)."""
    graph = graph_of((value,)) or get_default_graph()
    with graph.name_scope(name or "zero_fraction"):
        value = convert_to_tensor(value, name="value")
        size = identities.size(value, out_type=dtypes.int64)
        count = control_flow.cond(
            size <= dtypes.int32.max,
            true_fn=lambda: casts.cast(_nonzeros(value, dtypes.int32), dtypes.int64),
            false_fn=lambda: _nonzeros(value, dtypes.int64),
        )
        with value.graph.name_scope("counts_to_fraction"):
            zeros = casts.cast(size - count, dtypes.float32)
            fraction = zeros / casts.cast(size, dtypes.float32)
        return identities.identity(fraction, "fraction")


def _nonzeros(value: Tensor, dtype: DType) -> Tensor:
    with value.graph.name_scope("count_nonzero"):
        differs = comparison.not_equal(value, constants.zeros([], dtype=value.dtype))
        return reductions.reduce_sum(casts.cast(differs, dtype), name="nonzero_count")
