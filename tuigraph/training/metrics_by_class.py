"""Streaming metrics with a number for each class or each place of a tensor, and means of distances (`tf.metrics`)."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.arithmetic import maximum, multiply, subtract
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, greater, not_equal
from tuigraph.engine.ops.constants import ones
from tuigraph.engine.ops.diagonals import diag_part
from tuigraph.engine.ops.division import div, div_no_nan
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.filling import ones_like, zeros_like
from tuigraph.engine.ops.identities import reshape, size
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.reductions import reduce_mean, reduce_sum
from tuigraph.engine.ops.scatter import scatter_add
from tuigraph.engine.ops.state import assign_add
from tuigraph.engine.scopes import variable_scope
from tuigraph.training.confusion import confusion_matrix
from tuigraph.training.entropy_losses import remove_squeezable_dimensions
from tuigraph.training.metrics import Metric, collected, fitted, mean, mean_so_far, metric_variable, weighted


def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of all tensors so far, element by element (`tf.metrics.mean_tensor`); float32."""
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, dtypes.float32)
        total = metric_variable(values.shape, dtypes.float32, "total_tensor")
        count = metric_variable(values.shape, dtypes.float32, "count_tensor")
        added: Any = ones_like(values)
        if weights is not None:
            values, weights = weighted(values, weights)
            added = multiply(added, weights)
        more = assign_add(total, values)
        with control_dependencies([values]):
            counted = assign_add(count, added)
        return mean_so_far(total, count, more, counted, metrics_collections, updates_collections)


def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of 1 less the products along `dim`, the cosines of unit vectors (`tf.metrics.mean_cosine_distance`)."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    cosines = reduce_sum(multiply(predictions, labels), axis=[dim], keepdims=True)
    value, update = mean(cosines, weights, name=name or "mean_cosine_distance")
    distance, updated = subtract(1.0, value), subtract(1.0, update)
    return collected(metrics_collections, distance), collected(updates_collections, updated)


def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean distance over `normalizer`, 0 where that is 0 (`tf.metrics.mean_relative_error`)."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    predictions, normalizer = remove_squeezable_dimensions(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    errors = where(equal(normalizer, 0.0), zeros_like(labels), div(absolute(labels - predictions), normalizer))
    return mean(errors, weights, metrics_collections, updates_collections, name or "mean_relative_error")


def _flat(tensor: Any) -> Any:
    """Raises TypeError for an unknown rank."""
    known = tensor._shape
    if known is None:
        raise TypeError("The rank of labels, predictions and weights has to be known.")
    return reshape(tensor, [-1]) if len(known) > 1 else tensor


def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often the labels of each class were found, as a mean over the classes; the update has one number for each
    class (`tf.metrics.mean_per_class_accuracy`).
    """
    with variable_scope(name, "mean_accuracy", [predictions, labels, weights]):
        labels = _flat(cast(labels, dtypes.int64))
        predictions = _flat(predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes], dtypes.float32, "total")
        count = metric_variable([num_classes], dtypes.float32, "count")
        there: Any = ones([size(labels)], dtypes.float32)
        if labels.dtype is not predictions.dtype:
            predictions = cast(predictions, labels.dtype)
        correct: Any = cast(equal(predictions, labels), dtypes.float32)
        if weights is not None:
            weights = cast(_flat(weights), dtypes.float32)
            correct *= weights
            there *= weights
        more = scatter_add(total, labels, there)
        found = scatter_add(count, labels, correct)
        each = div_no_nan(count, maximum(total, 0))
        value = collected(metrics_collections, reduce_mean(each, name="mean_accuracy"))
        update = div_no_nan(found, maximum(more, 0), name="update_op")
        return value, collected(updates_collections, update)


def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """For each class what label and prediction share over what either has, as a mean over the classes that were there;
    the update is the confusion matrix (`tf.metrics.mean_iou`).
    """
    with variable_scope(name, "mean_iou", [predictions, labels, weights]):
        predictions.shape.assert_is_compatible_with(labels.shape)
        matrix = metric_variable([num_classes, num_classes], dtypes.float64, "total_confusion_matrix")
        predictions, labels = cast(predictions, dtypes.int64), cast(labels, dtypes.int64)
        classes = cast(num_classes, dtypes.int64)
        predictions, labels = _flat(predictions), _flat(labels)
        weights = None if weights is None else _flat(weights)
        met = confusion_matrix(labels, predictions, classes, weights=weights, dtype=dtypes.float64)
        update = assign_add(matrix, met)
        value = collected(metrics_collections, _shares(matrix))
        return value, collected(updates_collections, update)


def _shares(matrix: Any) -> Tensor:
    columns: Any = cast(reduce_sum(matrix, 0), dtypes.float32)
    rows = cast(reduce_sum(matrix, 1), dtypes.float32)
    common: Any = cast(diag_part(matrix), dtypes.float32)
    either = columns + rows - common
    there = reduce_sum(cast(not_equal(either, 0), dtypes.float32))
    either = where(greater(either, 0), either, ones_like(either))
    shares = div(common, either)
    return where(greater(there, 0), reduce_sum(shares, name="mean_iou") / there, 0)
