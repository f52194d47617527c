"""`tf.losses` of predictions and labels of equal shape.

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
from tuigraph.engine.default_graph import control_dependencies, name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import arithmetic as m
from tuigraph.engine.ops import filling, identities
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.division import div_no_nan
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.elementwise import log, square
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.training.weighted_loss import BY_WEIGHTS, add_loss, compute_weighted_loss, num_present, required
from tuigraph.training.weights import assert_broadcastable


@contextmanager
def _pair(
    scope: str | None, default: str, values: Any, first: Any, second: Any
) -> Iterator[tuple[str, Tensor, Tensor]]:
    """The scope of a loss, and two tensors as float32 of compatible shapes."""
    with name_scope(scope, default, values) as opened:
        one: Tensor = cast(first, dtypes.float32)
        other: Tensor = cast(second, dtypes.float32)
        one.get_shape().assert_is_compatible_with(other.get_shape())
        yield opened, one, other


def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """``|predictions - labels|`` (`tf.losses.absolute_difference`)."""
    required(labels=labels, predictions=predictions)
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
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """``(predictions - labels) ** 2`` (`tf.losses.mean_squared_error`)."""
    required(labels=labels, predictions=predictions)
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
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """``-labels log(predictions) - (1 - labels) log(1 - predictions)`` (`tf.losses.log_loss`).

    `epsilon` is added in both logarithms.
    """
    required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "log_loss", values, predictions, labels) as (opened, predicted, wanted):
        losses = -m.multiply(wanted, log(predicted + epsilon)) - m.multiply(1 - wanted, log(1 - predicted + epsilon))
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: float = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """Half the square of the error up to `delta`, and linear behind it (`tf.losses.huber_loss`)."""
    required(labels=labels, predictions=predictions)
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
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """``max(0, 1 - logits)`` for labels of 1, ``max(0, 1 + logits)`` for labels of 0 (`tf.losses.hinge_loss`)."""
    from tuigraph.engine.ops.activations import relu

    required(labels=labels, logits=logits)
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
    reduction: str = BY_WEIGHTS,
    dim: int | None = None,
) -> Tensor:
    """One minus the inner product along `axis`, of vectors of length 1 (`tf.losses.cosine_distance`)."""
    axis = dim if axis is None else axis
    if axis is None:
        raise ValueError("You must specify 'axis'.")
    required(labels=labels, predictions=predictions)
    values = (predictions, labels, weights)
    with _pair(scope, "cosine_distance_loss", values, predictions, labels) as (opened, predicted, wanted):
        products = m.multiply(predicted, wanted)
        losses = 1 - reduce_sum(products, axis=(axis,), keepdims=True)
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def mean_pairwise_squared_error(
    labels: Any, predictions: Any, weights: Any = 1.0, scope: str | None = None, loss_collection: Any = GraphKeys.LOSSES
) -> Tensor:
    """Squared differences between the errors of all pairs in a row (`tf.losses.mean_pairwise_squared_error`)."""
    required(labels=labels, predictions=predictions)
    with name_scope(scope, "mean_pairwise_squared_error", (predictions, labels, weights)):
        weights = cast(weights, dtypes.float32)
        labels = cast(labels, dtypes.float32)
        with control_dependencies([assert_broadcastable(weights, labels)]):
            predictions = cast(predictions, dtypes.float32)
            predictions.get_shape().assert_is_compatible_with(labels.get_shape())
            error = m.subtract(predictions, labels)
            axis = filling.range_(1, identities.rank(error))
            squares = reduce_sum(square(error), axis=axis, keepdims=True)
            count = num_present(error, weights, per_batch=True)
            first = 2.0 * div_no_nan(squares, m.maximum(count - 1, 0), name="value")
            total = reduce_sum(error, axis=axis, keepdims=True)
            second = 2.0 * div_no_nan(square(total), m.maximum(m.multiply(count, count - 1), 0), name="value")
            loss = reduce_sum(m.multiply(first - second, weights))
            any_present = reduce_sum(count)
            mean = where(any_present > 0, loss, filling.zeros_like(loss), name="value")
            add_loss(mean, loss_collection)
            return mean
