"""Whether weights broadcast to values, before and while the graph runs.

Weights fit when they are a scalar, or of the same rank with every dimension 1 or that of the values.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import control_dependencies, name_scope
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.ops import filling, flow, identities
from tuigraph.engine.ops.arithmetic import multiply
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.control_flow import cond

_MESSAGE = "weights can not be broadcast to values."


def assert_broadcastable(weights: Any, values: Any) -> Operation:
    """An operation that fails when it runs with weights that do not fit; ValueError where that is known before."""
    with name_scope(None, "assert_broadcastable", (weights, values)) as scope:
        with name_scope(None, "weights", (weights,)) as opened:
            weights = convert_to_tensor(weights, name=opened)
            weights_shape = identities.shape(weights, name="shape")
            weights_rank = identities.rank(weights, name="rank")
        with name_scope(None, "values", (values,)) as opened:
            values = convert_to_tensor(values, name=opened)
            values_shape = identities.shape(values, name="shape")
            values_rank = identities.rank(values, name="rank")
        given, whole = weights._shape, values._shape
        if given is not None and whole is not None:
            if not given:
                return flow.no_op(name="static_scalar_check_success")
            if len(given) != len(whole):
                raise ValueError(
                    f"{_MESSAGE} values.rank={len(whole)}. weights.rank={len(given)}."
                    f" values.shape={shapes.text(whole)}. weights.shape={shapes.text(given)}."
                )
            if shapes.is_static(given) and shapes.is_static(whole):
                for i, (part, size) in enumerate(zip(given, whole)):
                    if part not in (1, size):
                        raise ValueError(
                            f"{_MESSAGE} Mismatch at dim {i}. values.shape={shapes.text(whole)} "
                            f"weights.shape={shapes.text(given)}."
                        )
                return flow.no_op(name="static_dims_check_success")
        return _checked_when_run(weights, weights_rank, weights_shape, values, values_rank, values_shape, scope)


def _checked_when_run(
    weights: Tensor,
    weights_rank: Tensor,
    weights_shape: Tensor,
    values: Tensor,
    values_rank: Tensor,
    values_shape: Tensor,
    scope: str,
) -> Operation:
    from tuigraph.engine.ops.printing import Assert

    is_scalar = equal(0, weights_rank, name="is_scalar")
    data = (
        *(_MESSAGE, "weights.shape=", weights.name, weights_shape),
        *("values.shape=", values.name, values_shape, "is_scalar=", is_scalar),
    )

    def same_rank_and_dimensions() -> Any:
        with name_scope(None, "has_valid_nonscalar_shape") as opened:
            is_same_rank = equal(values_rank, weights_rank, name="is_same_rank")
            return cond(
                is_same_rank, lambda: _has_valid_dims(weights_shape, values_shape), lambda: is_same_rank, name=opened
            )

    is_valid = cond(is_scalar, lambda: is_scalar, same_rank_and_dimensions, name="is_valid_shape")
    checked: Operation = Assert(is_valid, data, name=scope)
    return checked


def _has_valid_dims(weights_shape: Tensor, values_shape: Tensor) -> Tensor:
    from tuigraph.engine.ops.joining import concat
    from tuigraph.engine.ops.layout import expand_dims
    from tuigraph.engine.ops.set_operations import set_difference

    with name_scope(None, "has_invalid_dims", (weights_shape, values_shape)) as scope:
        column = expand_dims(values_shape, -1)
        valid = concat((column, filling.ones_like(column)), axis=1)
        invalid = set_difference(expand_dims(weights_shape, -1), valid)
        return equal(0, identities.size(invalid.values, name="num_invalid_dims"), name=scope)


def broadcast_weights(weights: Any, values: Any) -> Any:
    """`weights` in the shape of `values`."""
    with name_scope(None, "broadcast_weights", (weights, values)) as scope:
        values = convert_to_tensor(values, name="values")
        weights = convert_to_tensor(weights, values.dtype.base_dtype, name="weights")
        given, whole = weights._shape, values._shape
        if shapes.is_static(given) and shapes.is_static(whole) and given == whole:
            return weights
        with control_dependencies([assert_broadcastable(weights, values)]):
            return multiply(weights, filling.ones_like(values), name=scope)
