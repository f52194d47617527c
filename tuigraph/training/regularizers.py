"""Penalties on weights: functions from a variable to a loss, for `get_variable` and layers (`tf.contrib.layers`).

The makers raise ValueError for a scale that is an integer or negative.  A scale of zero gives no loss.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Iterable
from typing import Any

from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import get_collection, name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.arithmetic import add_n, multiply
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.reductions import reduce_sum

Regularizer = Callable[[Any], "Tensor | None"]


def l1_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """`scale` times the sum of absolute values."""
    return _scaled(scale, scope, "l1_regularizer", lambda weights: reduce_sum(absolute(weights)))


def l2_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """`scale` times half the sum of squares."""
    from tuigraph.engine.ops.reductions import l2_loss

    return _scaled(scale, scope, "l2_regularizer", l2_loss)


def _scaled(scale: Any, scope: str | None, default: str, penalty: Callable[[Any], Tensor]) -> Regularizer:
    if isinstance(scale, numbers.Integral):
        raise ValueError(f"scale cannot be an integer: {scale}")
    if isinstance(scale, numbers.Real) and float(scale) < 0.0:
        raise ValueError(f"Setting a scale less than 0 on a regularizer: {scale:g}")
    if isinstance(scale, numbers.Real) and float(scale) == 0.0:
        return lambda weights: None

    def regularizer(weights: Any) -> Tensor:
        with name_scope(scope, default, [weights]) as opened:
            factor = convert_to_tensor(scale, weights.dtype.base_dtype, name="scale")
            return multiply(factor, penalty(weights), name=opened)

    return regularizer


def l1_l2_regularizer(scale_l1: Any = 1.0, scale_l2: Any = 1.0, scope: str | None = None) -> Regularizer:
    scope = scope or "l1_l2_regularizer"
    if scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    both = sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope)
    assert both is not None
    return both


def sum_regularizer(regularizer_list: Iterable[Regularizer | None], scope: str | None = None) -> Regularizer | None:
    """The sum of several regularizers; None when there is none."""
    regularizers = [r for r in regularizer_list if r is not None]
    if not regularizers:
        return None

    def regularizer(weights: Any) -> Tensor | None:
        with name_scope(scope, "sum_regularizer", [weights]) as opened:
            losses = [loss for loss in (r(weights) for r in regularizers) if loss is not None]
            return add_n(losses, name=opened) if losses else None

    return regularizer


def apply_regularization(regularizer: Regularizer, weights_list: Any = None) -> Tensor:
    """The sum of the losses of some weights, by default those in the collection of weights.

    It joins the regularization losses.  Raises ValueError without weights.
    """
    from tuigraph.engine.default_graph import add_to_collection
    from tuigraph.engine.ops.constants import constant

    weights = get_collection(GraphKeys.WEIGHTS) if weights_list is None else list(weights_list)
    if not weights:
        raise ValueError("No weights to regularize.")
    with name_scope("get_regularization_penalty", values=weights) as scope:
        losses = [constant(0.0) if loss is None else loss for loss in (regularizer(w) for w in weights)]
        total = add_n(losses, name=scope)
    add_to_collection(GraphKeys.REGULARIZATION_LOSSES, total)
    return total
