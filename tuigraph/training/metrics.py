"""The streaming metrics (`tf.metrics`): local variables that add up, a value of them, and an operation that updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import add_to_collections, control_dependencies
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.arithmetic import maximum, multiply, squared_difference
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.checks import assert_rank_in, assert_type
from tuigraph.engine.ops.comparison import equal, greater, less, logical_and
from tuigraph.engine.ops.constants import zeros
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.division import div, div_no_nan
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.elementwise import sqrt
from tuigraph.engine.ops.identities import identity, rank, size
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.engine.ops.state import assign_add
from tuigraph.engine.scopes import variable_scope
from tuigraph.engine.variables import Variable
from tuigraph.training.entropy_losses import remove_squeezable_dimensions
from tuigraph.training.weights import broadcast_weights

Metric = tuple[Tensor, Tensor]


def metric_variable(shape: Any, dtype: Any, name: str) -> Variable:
    """A local variable that starts with zeros, in the collection METRIC_VARIABLES."""
    collections = [GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES]
    return Variable(lambda: zeros(shape, dtype), trainable=False, collections=collections, name=name)


def collected(collections: Any, tensor: Tensor) -> Tensor:
    if collections:
        add_to_collections(collections, tensor)
    return tensor


def fitted(predictions: Any, labels: Any, weights: Any) -> tuple[Any, Any, Any]:
    """Predictions, labels and weights without a last dimension of one that the others lack."""
    predictions = convert_to_tensor(predictions)
    if labels is not None:
        labels, predictions = remove_squeezable_dimensions(labels, predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is None:
        return predictions, labels, None
    weights = convert_to_tensor(weights)
    ranks = weights.shape.ndims, predictions.shape.ndims
    if ranks[0] == 0:
        return predictions, labels, weights
    if None in ranks:
        return predictions, labels, _fitted_in_a_run(weights, predictions)
    if ranks[0] - ranks[1] == 1:
        weights = squeeze(weights, [-1])
    elif ranks[1] - ranks[0] == 1:
        weights = expand_dims(weights, [-1])
    return predictions, labels, weights


def _fitted_in_a_run(weights: Tensor, predictions: Any) -> Any:
    own = rank(weights)
    surplus = own - rank(predictions)
    known = weights._shape
    squeezable = known is None or known[-1] in (None, 1)

    def narrower() -> Any:
        return squeeze(weights, [-1]) if squeezable else weights

    def wider() -> Any:
        return cond(equal(surplus, -1), lambda: expand_dims(weights, [-1]), lambda: weights)

    return cond(equal(own, 0), lambda: weights, lambda: cond(equal(surplus, 1), narrower, wider))


def weighted(values: Any, weights: Any) -> tuple[Any, Any]:
    """The values by their weights, float32, and the weights in their shape."""
    values, _, weights = fitted(values, None, weights)
    weights = broadcast_weights(cast(weights, dtypes.float32), values)
    return multiply(values, weights), weights


def mean_so_far(
    total: Any, count: Any, more: Any, counted: Any, metrics_collections: Any, updates_collections: Any
) -> Metric:
    """A total over a count, and the same after both have been updated."""
    value = collected(metrics_collections, div_no_nan(total, maximum(count, 0), name="value"))
    update = div_no_nan(more, maximum(counted, 0), name="update_op")
    return value, collected(updates_collections, update)


def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of all values so far (`tf.metrics.mean`); float32 scalars."""
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, dtypes.float32)
        total, count = metric_variable([], dtypes.float32, "total"), metric_variable([], dtypes.float32, "count")
        if weights is None:
            added = cast(size(values), dtypes.float32)
        else:
            values, weights = weighted(values, weights)
            added = reduce_sum(weights)
        more = assign_add(total, reduce_sum(values))
        with control_dependencies([values]):
            counted = assign_add(count, added)
        return mean_so_far(total, count, more, counted, metrics_collections, updates_collections)


def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often predictions are the labels (`tf.metrics.accuracy`)."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    if labels.dtype is not predictions.dtype:
        predictions = cast(predictions, labels.dtype)
    correct = cast(equal(predictions, labels), dtypes.float32)
    return mean(correct, weights, metrics_collections, updates_collections, name or "accuracy")


def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean distance (`tf.metrics.mean_absolute_error`)."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    errors = absolute(predictions - labels)
    return mean(errors, weights, metrics_collections, updates_collections, name or "mean_absolute_error")


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean squared distance (`tf.metrics.mean_squared_error`)."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    errors = squared_difference(labels, predictions)
    return mean(errors, weights, metrics_collections, updates_collections, name or "mean_squared_error")


def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The root of the mean squared distance (`tf.metrics.root_mean_squared_error`)."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    value, update = mean_squared_error(labels, predictions, weights, name=name or "root_mean_squared_error")
    root = collected(metrics_collections, sqrt(value))
    return root, collected(updates_collections, sqrt(update))


def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The share of values below a threshold (`tf.metrics.percentage_below`)."""
    below = cast(less(values, threshold), dtypes.float32)
    return mean(below, weights, metrics_collections, updates_collections, name or "percentage_below_threshold")


def _counting(kind: str, label: bool, prediction: bool) -> Callable[..., Metric]:
    def count(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        with variable_scope(name, kind, [predictions, labels, weights]):
            truths = cast(predictions, dtypes.bool_), cast(labels, dtypes.bool_)
            predictions, labels, weights = fitted(*truths, weights)
            values = logical_and(equal(labels, label), equal(predictions, prediction))
            assert_type(values, dtypes.bool_)
            total = metric_variable([], dtypes.float32, "count")
            values = cast(values, dtypes.float32)
            if weights is not None:
                checked = assert_rank_in(weights, (0, rank(values)))
                with control_dependencies([checked]):
                    values = multiply(values, cast(weights, dtypes.float32))
            value = collected(metrics_collections, identity(total))
            return value, collected(updates_collections, assign_add(total, reduce_sum(values)))

    count.__name__ = kind
    count.__doc__ = f"The weight of the {kind.replace('_', ' ')} so far (`tf.metrics.{kind}`)."
    return count


true_positives = _counting("true_positives", True, True)
true_negatives = _counting("true_negatives", False, False)
false_positives = _counting("false_positives", False, True)
false_negatives = _counting("false_negatives", True, False)


def _ratio(kind: str, wrong: Callable[..., Metric]) -> Callable[..., Metric]:
    def ratio(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        def share(hits: Tensor, misses: Tensor, name: str) -> Tensor:
            return where(greater(hits + misses, 0), div(hits, hits + misses), 0, name)

        with variable_scope(name, kind, [predictions, labels, weights]):
            truths = cast(predictions, dtypes.bool_), cast(labels, dtypes.bool_)
            predictions, labels, weights = fitted(*truths, weights)
            hits, more_hits = true_positives(labels, predictions, weights)
            misses, more_misses = wrong(labels, predictions, weights)
            value = collected(metrics_collections, share(hits, misses, "value"))
            return value, collected(updates_collections, share(more_hits, more_misses, "update_op"))

    ratio.__name__ = kind
    ratio.__doc__ = f"True positives among those and the {wrong.__name__.replace('_', ' ')} (`tf.metrics.{kind}`)."
    return ratio


precision = _ratio("precision", false_positives)
recall = _ratio("recall", false_negatives)
