"""Streaming metrics that count, at each of several thresholds, what predictions above it get right (`tf.metrics`).

Labels and predictions are of one shape, predictions of [0, 1]; an InvalidArgumentError in the run otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tuigraph.engine import dtypes
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.arithmetic import maximum, minimum, multiply
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.checks import assert_greater_equal, assert_less_equal
from tuigraph.engine.ops.comparison import equal, greater, logical_and, logical_not
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.cumulative import cumsum
from tuigraph.engine.ops.division import div, div_no_nan
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.elementwise import log as logarithm
from tuigraph.engine.ops.extremes import argmax, argmin
from tuigraph.engine.ops.filling import ones_like
from tuigraph.engine.ops.identities import identity, reshape, shape
from tuigraph.engine.ops.joining import stack
from tuigraph.engine.ops.layout import expand_dims, transpose
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.padding import tile
from tuigraph.engine.ops.reductions import reduce_min, reduce_sum
from tuigraph.engine.ops.state import assign_add
from tuigraph.engine.scopes import variable_scope
from tuigraph.interop import log
from tuigraph.training.metrics import Metric, collected, fitted, metric_variable
from tuigraph.training.weights import broadcast_weights

_EPSILON = 1e-7  # what a threshold may be off


class _Counts(NamedTuple):
    """For each threshold the weight of true and false positives and negatives; None where it is not asked for."""

    tp: Any = None
    fn: Any = None
    tn: Any = None
    fp: Any = None


_NAMES = {"tp": "true_positives", "fn": "false_negatives", "tn": "true_negatives", "fp": "false_positives"}


def _counts(
    labels: Any, predictions: Any, thresholds: Sequence[float], weights: Any, wanted: Sequence[str] = tuple(_NAMES)
) -> tuple[_Counts, _Counts]:
    """The variables, and the operations that update them."""
    message = "predictions must be in [0, 1]"
    checks = [
        assert_greater_equal(predictions, cast(0.0, predictions.dtype), message=message),
        assert_less_equal(predictions, cast(1.0, predictions.dtype), message=message),
    ]
    with control_dependencies(checks):
        predictions, labels, weights = fitted(cast(predictions, dtypes.float32), cast(labels, dtypes.bool_), weights)
    many = len(thresholds)
    column = reshape(predictions, [-1, 1])
    row = reshape(cast(labels, dtypes.bool_), [1, -1])
    known = column._shape
    count = shape(column)[0] if known is None or known[0] is None else known[0]
    limits = tile(expand_dims(constant(thresholds), [1]), stack([1, count]))
    positive = greater(tile(transpose(column), [many, 1]), limits)
    negative = logical_not(positive) if {"fn", "tn"} & set(wanted) else None
    true = tile(row, [many, 1])
    false = logical_not(true) if {"fp", "tn"} & set(wanted) else None
    if weights is not None:
        weights = broadcast_weights(cast(weights, dtypes.float32), predictions)
        weights = tile(reshape(weights, [1, -1]), [many, 1])
        limits.shape.assert_is_compatible_with(weights.shape)
    pairs = {"tp": (true, positive), "fn": (true, negative), "tn": (false, negative), "fp": (false, positive)}
    variables, updates = {}, {}
    for key in pairs:
        if key in wanted:
            variables[key] = metric_variable([many], dtypes.float32, _NAMES[key])
            met: Any = cast(logical_and(*pairs[key]), dtypes.float32)
            if weights is not None:
                met *= weights
            updates[key] = assign_add(variables[key], reduce_sum(met, 1))
    return _Counts(**variables), _Counts(**updates)


def _evenly(count: int, last: float = 1.0 + _EPSILON) -> list[float]:
    """Thresholds of [0, 1], as far from each other; the first and the last a little outside."""
    inner = [(i + 1) * 1.0 / (count - 1) for i in range(count - 2)]
    return [0.0 - _EPSILON, *inner, last]


# ---------------------------------------------------------------- the area under a curve


def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Any = None,
) -> Metric:
    """The area under the curve of true over false positives (ROC), or of precision over recall (PR) (`tf.metrics.auc`).

    Raises ValueError for another curve or method than ``trapezoidal``, ``careful_interpolation``, ``minoring`` and
    ``majoring``.
    """
    with variable_scope(name, "auc", [labels, predictions, weights]):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
        if thresholds is None:
            limits = _evenly(num_thresholds)
        else:
            limits = [0.0 - _EPSILON, *sorted(thresholds), 1.0 + _EPSILON]
        counts, updates = _counts(labels, predictions, limits, weights)
        value = collected(metrics_collections, _area(counts, curve, summation_method, "value"))
        return value, collected(updates_collections, _area(updates, curve, summation_method, "update_op"))


_HEIGHTS: dict[str, Callable[[Any, Any], Any]] = {
    "trapezoidal": lambda y, after: (y + after) / 2.0,
    "careful_interpolation": lambda y, after: (y + after) / 2.0,
    "minoring": minimum,
    "majoring": maximum,
}


def _area(counts: _Counts, curve: str, method: str, name: str) -> Tensor:
    if curve == "PR" and method == "trapezoidal":
        log.warning(
            'Trapezoidal rule is known to produce incorrect PR-AUCs; please switch to "careful_interpolation" instead.'
        )
    if curve == "PR" and method == "careful_interpolation":
        return _interpolated(counts)
    epsilon = 1.0e-6
    recall = div(counts.tp + epsilon, counts.tp + counts.fn + epsilon)
    if curve == "ROC":
        x, y = div(counts.fp, counts.fp + counts.tn + epsilon), recall
    else:
        x, y = recall, div(counts.tp + epsilon, counts.tp + counts.fp + epsilon)
    if method not in _HEIGHTS:
        raise ValueError(f"Invalid summation_method: {method}")
    last = (counts.tp._shape or (0,))[0] - 1
    widths = x[:last] - x[1:]
    return reduce_sum(multiply(widths, _HEIGHTS[method](y[:last], y[1:])), name=name)


def _interpolated(counts: _Counts) -> Tensor:
    """Davis and Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006."""
    tp, fp, fn = counts.tp, counts.fp, counts.fn
    last = (tp._shape or (0,))[0] - 1
    risen = tp[:last] - tp[1:]
    found = tp + fp
    slope = div_no_nan(risen, maximum(found[:last] - found[1:], 0), name="prec_slope")
    start = tp[1:] - multiply(slope, found[1:])
    both = logical_and(found[:last] > 0, found[1:] > 0)
    ratio = div_no_nan(found[:last], maximum(found[1:], 0), name="recall_relative_ratio")
    ratio = where(both, ratio, ones_like(found[1:]))
    steps = slope * (risen + start * logarithm(ratio))
    parts = div_no_nan(steps, maximum(tp[1:] + fn[1:], 0), name="pr_auc_increment")
    return reduce_sum(parts, name="interpolate_pr_auc")


# ---------------------------------------------------------------- at each threshold


def _counting(key: str) -> Callable[..., Metric]:
    def count(
        labels: Any,
        predictions: Any,
        thresholds: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        with variable_scope(name, _NAMES[key], [predictions, labels, weights]):
            counts, updates = _counts(labels, predictions, thresholds, weights, (key,))
            value = collected(metrics_collections, identity(getattr(counts, key)))
            return value, collected(updates_collections, getattr(updates, key))

    kind = f"{_NAMES[key]}_at_thresholds"
    count.__name__ = count.__qualname__ = kind
    count.__doc__ = f"The weight of the {_NAMES[key].replace('_', ' ')} at each threshold (`tf.metrics.{kind}`)."
    return count


true_positives_at_thresholds = _counting("tp")
true_negatives_at_thresholds = _counting("tn")
false_positives_at_thresholds = _counting("fp")
false_negatives_at_thresholds = _counting("fn")


def _ratio(kind: str, other: str) -> Callable[..., Metric]:
    def ratio(
        labels: Any,
        predictions: Any,
        thresholds: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        def share(counts: _Counts, place: str) -> Tensor:
            return div(counts.tp, _EPSILON + counts.tp + getattr(counts, other), name=f"{kind}_{place}")

        with variable_scope(name, f"{kind}_at_thresholds", [predictions, labels, weights]):
            counts, updates = _counts(labels, predictions, thresholds, weights, ("tp", other))
            value = collected(metrics_collections, share(counts, "value"))
            return value, collected(updates_collections, share(updates, "update_op"))

    ratio.__name__ = ratio.__qualname__ = f"{kind}_at_thresholds"
    ratio.__doc__ = (
        f"True positives among those and the {_NAMES[other].replace('_', ' ')}, at each threshold "
        f"(`tf.metrics.{kind}_at_thresholds`)."
    )
    return ratio


precision_at_thresholds = _ratio("precision", "fp")
recall_at_thresholds = _ratio("recall", "fn")


# ---------------------------------------------------------------- at the threshold where another is given


def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The share of true labels that is found where a share of `specificity` of the false ones is not
    (`tf.metrics.sensitivity_at_specificity`).

    Raises ValueError for one outside of [0, 1].
    """

    def sensitivity(counts: _Counts, name: str) -> Tensor:
        found = div(counts.tn, counts.tn + counts.fp + _EPSILON)
        place = cast(argmin(absolute(found - specificity), 0), dtypes.int32)
        return div(counts.tp[place], counts.tp[place] + counts.fn[place] + _EPSILON, name)

    if specificity < 0 or specificity > 1:
        raise ValueError("`specificity` must be in the range [0, 1].")
    with variable_scope(name, "sensitivity_at_specificity", [predictions, labels, weights]):
        counts, updates = _counts(labels, predictions, _evenly(num_thresholds), weights)
        value = collected(metrics_collections, sensitivity(counts, "value"))
        return value, collected(updates_collections, sensitivity(updates, "update_op"))


def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The share of false labels that is not found where a share of `sensitivity` of the true ones is
    (`tf.metrics.specificity_at_sensitivity`).

    Raises ValueError for one outside of [0, 1].
    """

    def specificity(counts: _Counts, name: str) -> Tensor:
        found = div(counts.tp, counts.tp + counts.fn + _EPSILON)
        nearest = reduce_min(absolute(found - sensitivity))
        last = cumsum(cast(equal(absolute(found - sensitivity), nearest), dtypes.int64))
        place = cast(argmax(last, 0), dtypes.int32)
        return div(counts.tn[place], counts.tn[place] + counts.fp[place] + _EPSILON, name)

    if sensitivity < 0 or sensitivity > 1:
        raise ValueError("`sensitivity` must be in the range [0, 1].")
    with variable_scope(name, "specificity_at_sensitivity", [predictions, labels, weights]):
        counts, updates = _counts(labels, predictions, _evenly(num_thresholds, 1.0 - _EPSILON), weights)
        value = collected(metrics_collections, specificity(counts, "value"))
        return value, collected(updates_collections, specificity(updates, "update_op"))
