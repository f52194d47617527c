"""What all of `tf.losses` share: weighting, reducing to one number, and the graph's collection of losses."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import add_to_collection, control_dependencies, get_collection, name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import arithmetic as m
from tuigraph.engine.ops import filling, identities
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.division import div_no_nan
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.training.weights import assert_broadcastable, broadcast_weights


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


BY_WEIGHTS = Reduction.SUM_BY_NONZERO_WEIGHTS


# ---------------------------------------------------------------- weighting and reducing


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = BY_WEIGHTS,
) -> Tensor:
    """`losses` times `weights`, reduced (`tf.losses.compute_weighted_loss`).

    By default the sum over the count of non-zero weights; the result has the dtype of `losses`.
    """
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
            elif reduction == BY_WEIGHTS:
                loss = _safe_mean(loss, num_present(losses, weights))
            elif reduction == Reduction.SUM_OVER_BATCH_SIZE:
                loss = _safe_mean(loss, _num_elements(losses))
        loss = cast(loss, dtype)
        add_loss(loss, loss_collection)
        return loss


def _safe_mean(losses: Tensor, count: Any) -> Tensor:
    return div_no_nan(reduce_sum(losses), count, name="value")


def num_present(losses: Tensor, weights: Any, per_batch: bool = False) -> Tensor:
    """The count of losses whose weight is not zero."""
    if isinstance(weights, float) and weights != 0.0:
        return _num_elements(losses)
    with name_scope(None, "num_present", (losses, weights)) as scope:
        weights = cast(weights, dtypes.float32)
        present = where(equal(weights, 0.0), filling.zeros_like(weights), filling.ones_like(weights))
        present = broadcast_weights(present, losses)
        if per_batch:
            return reduce_sum(present, axis=filling.range_(1, identities.rank(present)), keepdims=True, name=scope)
        return reduce_sum(present, name=scope)


def _num_elements(losses: Tensor) -> Tensor:
    with name_scope(None, "num_elements", [losses]) as scope:
        return cast(identities.size(losses, name=scope), losses.dtype)


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


def required(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is None:
            raise ValueError(f"{name} must not be None.")
