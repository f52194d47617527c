"""`tf.losses` that are cross entropies of logits and labels.

Every loss takes `weights` that broadcast to the losses (a number, or a tensor of the same rank), a `scope` for its
name, the `loss_collection` to join (None for none) and a `reduction`.  They raise ValueError for None and for shapes
that do not fit.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import identities
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from tuigraph.engine.ops.layout import squeeze
from tuigraph.training.weighted_loss import BY_WEIGHTS, compute_weighted_loss, required


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """Cross entropy of independent classes; smoothing draws labels towards 1/2 (`tf.losses.sigmoid_cross_entropy`)."""
    required(multi_class_labels=multi_class_labels, logits=logits)
    with name_scope(scope, "sigmoid_cross_entropy_loss", (logits, multi_class_labels, weights)) as opened:
        logits = convert_to_tensor(logits)
        labels = cast(multi_class_labels, logits.dtype)
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
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """Cross entropy of one class among several, given as probabilities (`tf.losses.softmax_cross_entropy`).

    Smoothing draws labels towards 1 / classes.  No gradient flows into the labels.
    """
    required(onehot_labels=onehot_labels, logits=logits)
    with name_scope(scope, "softmax_cross_entropy_loss", (logits, onehot_labels, weights)) as opened:
        logits = convert_to_tensor(logits)
        labels = cast(onehot_labels, logits.dtype)
        logits.get_shape().assert_is_compatible_with(labels.get_shape())
        if label_smoothing > 0:
            shape = identities.shape(labels)
            classes = cast(shape[-1], logits.dtype)
            negatives = label_smoothing / classes
            labels = labels * (1.0 - label_smoothing) + negatives
        labels = identities.stop_gradient(labels, name="labels_stop_gradient")
        losses = softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, opened, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """Cross entropy of one class among several, given by its number (`tf.losses.sparse_softmax_cross_entropy`)."""
    required(labels=labels, logits=logits)
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
        difference = identities.rank(predictions)
        difference = difference - identities.rank(labels)
        return (
            _squeezed_if(equal(expected_rank_diff - 1, difference), labels),
            _squeezed_if(equal(expected_rank_diff + 1, difference), predictions),
        )


def _squeezed_weights(weights: Tensor, labels: Any) -> Tensor:
    if labels._shape is not None and weights._shape is not None:
        return squeeze(weights, [-1]) if len(weights._shape) - len(labels._shape) == 1 else weights
    difference = identities.rank(weights)
    difference = difference - identities.rank(labels)
    if weights._shape == ():
        return weights
    return _squeezed_if(equal(1, difference), weights)


def _squeezed_if(condition: Any, value: Tensor) -> Tensor:
    if value._shape is not None and (not value._shape or value._shape[-1] not in (None, 1)):
        return value
    chosen: Tensor = cond(condition, lambda: squeeze(value, [-1]), lambda: value)
    return chosen
