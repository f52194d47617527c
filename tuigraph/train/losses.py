"""`tf.losses`: a loss for each element, weighted and reduced to one number that joins the graph's collection of losses.

Every loss takes `weights` that broadcast to the losses (a number, or a tensor of the same rank), a `scope` for its
name, the `loss_collection` to join (None for none) and a `reduction`.  They raise ValueError for None and for shapes
that do not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Tensor, add_to_collection, get_collection, name_scope
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import arithmetic as m
from tuigraph.engine.ops import array, filling
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.division import div_no_nan
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.elementwise import log, square
from tuigraph.engine.ops.layout import squeeze
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.train.weights import assert_broadcastable, broadcast_weights


class Reduction:
    """How the losses of the elements become one (`tf.losses.Reduction`)."""

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        return (
            cls.NONE,
            cls.SUM,
            cls.MEAN,
            cls.SUM_OVER_BATCH_SIZE,
            cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key: str) -> None:
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}.")


_BY_WEIGHTS = Reduction.SUM_BY_NONZERO_WEIGHTS


# ---------------------------------------------------------------- weighting and reducing


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """`losses` times `weights`, reduced (`tf.losses.compute_weighted_loss`).

    By default the sum over the count of non-zero weights; the result has the dtype of `losses`.
    """
    from tuigraph.engine.graph import control_dependencies

    Reduction.validate(reduction)
    with (
        name_scope(scope, "weighted_loss", (losses, weights)),
        control_dependencies([assert_broadcastable(weights, losses)]),
    ):
        losses = convert_to_tensor(losses)
        dtype = losses.dtype
        losses = cast(losses, dtypes.float32)
        weights = cast(weights, dtypes.float32)
        loss: Tensor = m.multiply(losses, weights)
        if reduction != Reduction.NONE:
            loss = reduce_sum(loss)
            if reduction == Reduction.MEAN:
                loss = _safe_mean(loss, reduce_sum(filling.ones_like(losses) * weights))
            elif reduction == _BY_WEIGHTS:
                loss = _safe_mean(loss, _num_present(losses, weights))
            elif reduction == Reduction.SUM_OVER_BATCH_SIZE:
                loss = _safe_mean(loss, _num_elements(losses))
        loss = cast(loss, dtype)
        add_loss(loss, loss_collection)
        return loss


def _safe_mean(losses: Tensor, count: Any) -> Tensor:
    return div_no_nan(reduce_sum(losses), count, name="value")


def _num_present(losses: Tensor, weights: Any, per_batch: bool = False) -> Any:
    """The count of losses whose weight is not zero."""
    if isinstance(weights, float) and weights != 0.0:
        return _num_elements(losses)
    with name_scope(None, "num_present", (losses, weights)) as scope:
        weights = cast(weights, dtypes.float32)
        present = where(equal(weights, 0.0), filling.zeros_like(weights), filling.ones_like(weights))
        present = broadcast_weights(present, losses)
        if per_batch:
            return reduce_sum(present, axis=filling.range_(1, array.rank(present)), keepdims=True, name=scope)
        return reduce_sum(present, name=scope)


def _num_elements(losses: Tensor) -> Any:
    with name_scope(None, "num_elements", [losses]) as scope:
        return cast(array.size(losses, name=scope), losses.dtype)


# ---------------------------------------------------------------- the collection of losses


def add_loss(loss: Any, loss_collection: Any = GraphKeys.LOSSES) -> None:
    if loss_collection:
        add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: Any = GraphKeys.LOSSES) -> list[Any]:
    return get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Any]:
    return get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(scope: str | None = None, name: str = "total_regularization_loss") -> Tensor:
    """The sum of the regularization losses (`tf.losses.get_regularization_loss`); zero without any."""
    losses = get_regularization_losses(scope)
    return m.add_n(losses, name=name) if losses else constant(0.0)


def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: str | None = None
) -> Tensor:
    """The sum of all losses and regularization losses (`tf.losses.get_total_loss`).  Raises ValueError without any."""
    losses = get_losses(scope)
    return m.add_n(losses + get_regularization_losses(scope) if add_regularization_losses else losses, name=name)


# ---------------------------------------------------------------- losses of two tensors of equal shape


def _required(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is None:
            raise ValueError(f"{name} must not be None.")


@contextmanager
def _pair(scope: str | None, default: str, values: Any, first: Any, second: Any) -> Iterator[tuple[str, Any, Any]]:
    """The scope of a loss, and two tensors as float32 of compatible shapes."""
    with name_scope(scope, default, values) as opened:
        first = cast(first, dtypes.float32)
        second = cast(second, dtypes.float32)
        first.get_shape().assert_is_compatible_with(second.get_shape())
        yield opened, first, second


def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """``|predictions - labels|`` (`tf.losses.absolute_difference`)."""
    _required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "absolute_difference", values, predictions, labels) as (opened, predicted, wanted):
        losses = absolute(m.subtract(predicted, wanted))
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """``(predictions - labels) ** 2`` (`tf.losses.mean_squared_error`)."""
    _required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "mean_squared_error", values, predictions, labels) as (opened, predicted, wanted):
        losses = m.squared_difference(predicted, wanted)
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """``-labels log(predictions) - (1 - labels) log(1 - predictions)`` (`tf.losses.log_loss`).

    `epsilon` is added in both logarithms.
    """
    _required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "log_loss", values, predictions, labels) as (opened, predicted, wanted):
        losses: Any = -m.multiply(wanted, log(predicted + epsilon)) - m.multiply(
            1 - wanted, log(1 - predicted + epsilon)
        )
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: float = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """Half the square of the error up to `delta`, and linear behind it (`tf.losses.huber_loss`)."""
    _required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "huber_loss", values, predictions, labels) as (opened, predicted, wanted):
        error = absolute(m.subtract(predicted, wanted))
        quadratic = m.minimum(error, delta)
        linear = m.subtract(error, quadratic)
        half = convert_to_tensor(0.5, quadratic.dtype)
        losses = m.add(m.multiply(half, m.multiply(quadratic, quadratic)), m.multiply(delta, linear))
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """``max(0, 1 - logits)`` for labels of 1, ``max(0, 1 + logits)`` for labels of 0 (`tf.losses.hinge_loss`)."""
    from tuigraph.engine.ops.activations import relu

    _required(labels=labels, logits=logits)
    with _pair(scope, "hinge_loss", (logits, labels, weights), logits, labels) as (opened, given, wanted):
        ones = filling.ones_like(wanted)
        signs = m.subtract(2 * wanted, ones)
        losses = relu(m.subtract(ones, m.multiply(signs, given)))
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
    dim: int | None = None,
) -> Tensor:
    """One minus the inner product along `axis`, of vectors of length 1 (`tf.losses.cosine_distance`)."""
    axis = dim if axis is None else axis
    if axis is None:
        raise ValueError("You must specify 'axis'.")
    _required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "cosine_distance_loss", values, predictions, labels) as (opened, predicted, wanted):
        products = m.multiply(predicted, wanted)
        losses: Any = 1 - reduce_sum(products, axis=(axis,), keepdims=True)
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def mean_pairwise_squared_error(
    labels: Any, predictions: Any, weights: Any = 1.0, scope: str | None = None, loss_collection: Any = GraphKeys.LOSSES
) -> Tensor:
    """Squared differences between the errors of all pairs in a row (`tf.losses.mean_pairwise_squared_error`)."""
    from tuigraph.engine.graph import control_dependencies

    _required(labels=labels, predictions=predictions)
    with name_scope(scope, "mean_pairwise_squared_error", (predictions, labels, weights)):
        weights = cast(weights, dtypes.float32)
        labels = cast(labels, dtypes.float32)
        with control_dependencies([assert_broadcastable(weights, labels)]):
            predictions = cast(predictions, dtypes.float32)
            predictions.get_shape().assert_is_compatible_with(labels.get_shape())
            error = m.subtract(predictions, labels)
            axis = filling.range_(1, array.rank(error))
            squares = reduce_sum(square(error), axis=axis, keepdims=True)
            count = _num_present(error, weights, per_batch=True)
            first = 2.0 * div_no_nan(squares, m.maximum(count - 1, 0), name="value")
            total = reduce_sum(error, axis=axis, keepdims=True)
            second = 2.0 * div_no_nan(square(total), m.maximum(m.multiply(count, count - 1), 0), name="value")
            loss = reduce_sum(m.multiply(first - second, weights))
            any_present: Any = reduce_sum(count)
            mean = where(any_present > 0, loss, filling.zeros_like(loss), name="value")
            add_loss(mean, loss_collection)
            return mean


# ---------------------------------------------------------------- cross entropies


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """Cross entropy of independent classes; smoothing draws labels towards 1/2 (`tf.losses.sigmoid_cross_entropy`)."""
    from tuigraph.engine.ops.cross_entropy import sigmoid_cross_entropy_with_logits

    _required(multi_class_labels=multi_class_labels, logits=logits)
    with name_scope(scope, "sigmoid_cross_entropy_loss", (logits, multi_class_labels, weights)) as opened:
        logits = convert_to_tensor(logits)
        labels: Any = cast(multi_class_labels, logits.dtype)
        logits.get_shape().assert_is_compatible_with(labels.get_shape())
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """Cross entropy of one class among several, given as probabilities (`tf.losses.softmax_cross_entropy`).

    Smoothing draws labels towards 1 / classes.  No gradient flows into the labels.
    """
    from tuigraph.engine.ops.cross_entropy import softmax_cross_entropy_with_logits_v2

    _required(onehot_labels=onehot_labels, logits=logits)
    with name_scope(scope, "softmax_cross_entropy_loss", (logits, onehot_labels, weights)) as opened:
        logits = convert_to_tensor(logits)
        labels: Any = cast(onehot_labels, logits.dtype)
        logits.get_shape().assert_is_compatible_with(labels.get_shape())
        if label_smoothing > 0:
            shape: Any = array.shape(labels)
            classes = cast(shape[-1], logits.dtype)
            negatives = label_smoothing / classes
            labels = labels * (1.0 - label_smoothing) + negatives
        labels = array.stop_gradient(labels, name="labels_stop_gradient")
        losses = softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = _BY_WEIGHTS,
) -> Tensor:
    """Cross entropy of one class among several, given by its number (`tf.losses.sparse_softmax_cross_entropy`)."""
    from tuigraph.engine.ops.cross_entropy import sparse_softmax_cross_entropy_with_logits

    _required(labels=labels, logits=logits)
    with name_scope(scope, "sparse_softmax_cross_entropy_loss", (logits, labels, weights)) as opened:
        labels, logits = remove_squeezable_dimensions(labels, logits, expected_rank_diff=1)
        weights = _squeezed_weights(convert_to_tensor(weights), labels)
        losses = sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def remove_squeezable_dimensions(
    labels: Any, predictions: Any, expected_rank_diff: int = 0, name: str | None = None
) -> tuple[Any, Any]:
    """Drop a last dimension of 1 from the one whose rank is one too high."""
    with name_scope(name, "remove_squeezable_dimensions", [labels, predictions]):
        predictions = convert_to_tensor(predictions)
        labels = convert_to_tensor(labels)
        if labels._shape is not None and predictions._shape is not None:
            surplus = len(predictions._shape) - len(labels._shape) - expected_rank_diff
            if surplus == 1:
                predictions = squeeze(predictions, [-1])
            elif surplus == -1:
                labels = squeeze(labels, [-1])
            return labels, predictions
        difference: Any = array.rank(predictions)
        difference = difference - array.rank(labels)
        return (
            _squeezed_if(equal(expected_rank_diff - 1, difference), labels),
            _squeezed_if(equal(expected_rank_diff + 1, difference), predictions),
        )


def _squeezed_weights(weights: Tensor, labels: Any) -> Tensor:
    if labels._shape is not None and weights._shape is not None:
        return squeeze(weights, [-1]) if len(weights._shape) - len(labels._shape) == 1 else weights
    difference: Any = array.rank(weights)
    difference = difference - array.rank(labels)
    if weights._shape == ():
        return weights
    return _squeezed_if(equal(1, difference), weights)


def _squeezed_if(condition: Any, value: Tensor) -> Tensor:
    if value._shape is not None and (not value._shape or value._shape[-1] not in (None, 1)):
        return value
    chosen: Tensor = cond(condition, lambda: squeeze(value, [-1]), lambda: value)
    return chosen
