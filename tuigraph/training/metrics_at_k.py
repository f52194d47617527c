"""Streaming metrics of the k predictions with the highest scores, which are sets beside sets of labels (`tf.metrics`).

Labels are int64, [n] or [n, several]; predictions are scores [n, classes] (`..._at_k`), or numbers of classes [n, k]
(`..._at_top_k`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.default_graph import control_dependencies, name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.arithmetic import add, minimum, multiply
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, greater_equal
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.cumulative import cumsum
from tuigraph.engine.ops.division import div, div_no_nan
from tuigraph.engine.ops.filling import fill, ones_like, zeros_like
from tuigraph.engine.ops.identities import rank, reshape, shape, size
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.ops.masks import where_v2
from tuigraph.engine.ops.padding import tile
from tuigraph.engine.ops.ranking import top_k
from tuigraph.engine.ops.reduction_gradients import kept_shape
from tuigraph.engine.ops.reductions import reduce_max, reduce_sum
from tuigraph.engine.ops.set_operations import as_either, set_difference, set_intersection, set_size
from tuigraph.engine.ops.state import assign_add
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.training.metrics import Metric, collected, metric_variable
from tuigraph.training.weights import assert_broadcastable, broadcast_weights


def _named(name: str, k: int | None, class_id: int | None = None) -> str:
    name = f"{name}_at_k" if k is None else f"{name}_at_{k}"
    return name if class_id is None else f"{name}_class{class_id}"


def _rows(labels: Any, predictions: Any) -> Any:
    """Labels with a dimension for several, also where there is one each."""
    with name_scope(None, "expand_labels", (labels, predictions)) as scope:
        labels = as_either(labels)
        if isinstance(labels, SparseTensor):
            return labels
        known, other = labels._shape, predictions._shape
        if known is not None and other is not None:
            if len(known) == len(other):
                return labels
            if len(known) + 1 == len(other):
                return expand_dims(labels, -1, name=scope)
            raise ValueError(f"Unexpected labels shape {labels.shape} for predictions shape {predictions.shape}.")
        return cond(
            equal(rank(predictions), rank(labels) + 1), lambda: expand_dims(labels, -1, name=scope), lambda: labels
        )


def _only(ids: Any, class_id: int | None) -> Any:
    """Of each set what is a class, where one is asked for."""
    if class_id is None:
        return ids
    whole = shape(as_either(ids), out_type=dtypes.int64)
    last = size(whole) - 1
    wanted = fill(kept_shape(whole, reshape(last, [1])), cast(class_id, dtypes.int64))
    found = set_intersection(wanted, ids)
    return SparseTensor(found.indices, found.values, whole)


def _hits(labels: Any, predictions: Any) -> SparseTensor:
    return set_intersection(predictions, labels)


def _missed(labels: Any, predictions: Any) -> SparseTensor:
    return set_difference(predictions, labels, aminusb=False)


def _wrong(labels: Any, predictions: Any) -> SparseTensor:
    return set_difference(predictions, labels, aminusb=True)


_Sets = Callable[[Any, Any], SparseTensor]


def _sizes(
    kind: str, sets: _Sets, labels: Any, predictions: Any, class_id: int | None, weights: Any, name: str | None = None
) -> Any:
    """The weighted size of the set in each row, float64."""
    with name_scope(name, kind, (predictions, labels, weights)):
        labels, predictions = _only(labels, class_id), _only(predictions, class_id)
        found: Any = cast(set_size(sets(labels, predictions)), dtypes.float64)
        if weights is not None:
            with control_dependencies([assert_broadcastable(weights, found)]):
                found = multiply(found, cast(weights, dtypes.float64))
        return found


def _streaming(
    kind: str, sets: _Sets, labels: Any, predictions: Any, k: int | None, class_id: int | None, weights: Any
) -> tuple[Any, Any]:
    """The weight of such sets so far, float64, and its update."""
    with name_scope(None, _named(kind, k, class_id), (predictions, labels, weights)) as scope:
        found = _sizes(f"{kind}s", sets, labels, predictions, class_id, weights)
        added = cast(reduce_sum(found), dtypes.float64)
        total = metric_variable([], dtypes.float64, scope)
        return total, assign_add(total, added, name="update")


def _at_top_k(kind: str, other: str, sets: _Sets) -> Callable[..., Metric]:
    def ratio(
        labels: Any,
        predictions_idx: Any,
        k: int | None = None,
        class_id: int | None = None,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        with name_scope(name, _named(kind, k, class_id), (predictions_idx, labels, weights)) as scope:
            labels = _rows(labels, predictions_idx)
            chosen = cast(predictions_idx, dtypes.int64)
            hits, more = _streaming("true_positive", _hits, labels, chosen, k, class_id, weights)
            misses, missed = _streaming(other, sets, labels, chosen, k, class_id, weights)
            value = collected(metrics_collections, div(hits, add(hits, misses), name=scope))
            return value, collected(updates_collections, div(more, add(more, missed), name="update"))

    ratio.__name__ = ratio.__qualname__ = f"{kind}_at_top_k"
    ratio.__doc__ = (
        f"True positives among those and the {other.replace('_', ' ')}s, by the numbers of the best k classes "
        f"(`tf.metrics.{kind}_at_top_k`); float64."
    )
    return ratio


def _at_k(kind: str, of_chosen: Callable[..., Metric]) -> Callable[..., Metric]:
    def ratio(
        labels: Any,
        predictions: Any,
        k: int,
        class_id: int | None = None,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        with name_scope(name, _named(kind, k, class_id), (predictions, labels, weights)) as scope:
            _, chosen = top_k(predictions, k)
            return of_chosen(labels, chosen, k, class_id, weights, metrics_collections, updates_collections, scope)

    ratio.__name__ = ratio.__qualname__ = f"{kind}_at_k"
    ratio.__doc__ = f"`{kind}_at_top_k` by the scores of all classes (`tf.metrics.{kind}_at_k`)."
    return ratio


precision_at_top_k = _at_top_k("precision", "false_positive", _wrong)
recall_at_top_k = _at_top_k("recall", "false_negative", _missed)
precision_at_k = _at_k("precision", precision_at_top_k)
recall_at_k = _at_k("recall", recall_at_top_k)


# ---------------------------------------------------------------- the average over k


def average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean over rows of the precision at each place up to k that has a label, over the number of labels
    (`tf.metrics.average_precision_at_k`); float64.

    Raises ValueError for a k below 1.
    """
    if k < 1:
        raise ValueError(f"Invalid k={k}.")
    with name_scope(name, _named("average_precision", k), (predictions, labels, weights)) as scope:
        _, chosen = top_k(predictions, k)
        labels = _in_range(labels, cast(shape(predictions)[-1], dtypes.int64))
        with name_scope(scope, "average_precision_at_top_k", (chosen, labels, weights)) as inner:
            precision = _average_precision(labels, chosen)
            if weights is not None:
                weights = broadcast_weights(cast(weights, dtypes.float64), precision)
                precision = multiply(precision, weights)
            with name_scope(None, "max", (precision,)) as place:
                most = metric_variable([], dtypes.float64, place)
                if weights is None:
                    added: Any = cast(size(precision, name="batch_max"), dtypes.float64)
                else:
                    added = reduce_sum(weights, name="batch_max")
                most_update = assign_add(most, added, name="update")
            with name_scope(None, "total", (precision,)) as place:
                total = metric_variable([], dtypes.float64, place)
                more = assign_add(total, reduce_sum(precision, name="batch_total"), name="update")
            value = collected(metrics_collections, div_no_nan(total, most, name="mean"))
            return value, collected(updates_collections, div_no_nan(more, most_update, name=inner))


def _in_range(labels: Any, classes: Any) -> Any:
    """Labels that are numbers of classes, the others -1."""
    sparse = isinstance(labels, SparseTensor)
    values = labels.values if sparse else labels

    def cleaned() -> Any:
        kept = where_v2(greater_equal(values, classes), -1 * ones_like(values), values)
        return SparseTensor(labels.indices, kept, labels.dense_shape) if sparse else kept

    return cond(greater_equal(reduce_max(values), classes), cleaned, lambda: labels)


def _average_precision(labels: Any, predictions: Any) -> Tensor:
    with name_scope(None, "average_precision", (predictions, labels)) as scope:
        chosen = cast(predictions, dtypes.int64, name="predictions_idx")
        known = chosen._shape
        if known == ():
            raise ValueError("The rank of predictions_idx must be at least 1.")
        if known is None or known[-1] is None:
            raise ValueError("The last dimension of predictions_idx must be set.")
        k = known[-1]
        labels = _rows(labels, chosen)
        each = expand_dims(chosen, -1, name="predictions_idx_per_k")
        relevant = _sizes("true_positives", _hits, _repeated(labels, k), each, None, None, name="relevant_per_k")
        found = cumsum(relevant, axis=-1, name="tp_per_k")
        places = cumsum(ones_like(relevant), axis=-1, name="retrieved_per_k")
        precision = div(cast(found, dtypes.float64), cast(places, dtypes.float64), name="precision_per_k")
        counted = multiply(precision, cast(relevant, dtypes.float64), name="relevant_precision_per_k")
        total = reduce_sum(counted, axis=(-1,), name="precision_sum")
        return div(total, cast(_relevant(labels, k), dtypes.float64), name=scope)


def _repeated(labels: Any, k: int) -> Any:
    """Each row of labels k times."""
    with name_scope("labels_per_k", "expand_and_tile", (labels, k, -1)) as scope:
        labels = as_either(labels)
        if isinstance(labels, SparseTensor):
            raise TypeError("average_precision_at_k takes dense labels here: tf.sparse_tensor_to_dense makes them.")
        wide = expand_dims(labels, -2, name="expand")
        if k == 1:
            return wide
        ones = ones_like(shape(labels))
        return tile(wide, concat((ones[:-1], (k,), ones[-1:]), 0, name="multiples"), name=scope)


def _relevant(labels: Any, k: int) -> Tensor:
    with name_scope(None, "num_relevant", (labels,)) as scope:
        labels = as_either(labels)
        if isinstance(labels, SparseTensor):
            return minimum(set_size(labels), k, name=scope)
        there = where_v2(greater_equal(labels, 0), ones_like(labels), zeros_like(labels))
        return minimum(reduce_sum(there, axis=-1), k, name=scope)
