"""Choosing by a condition: where, select, boolean_mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Linear, define, of_known_shapes, pure
from tuigraph.engine.ops.filling import zeros_like
from tuigraph.engine.ops.gathering import gather
from tuigraph.engine.ops.identities import graph_for, reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.ops.layout import squeeze
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_value


def _places(condition: Array) -> Any:
    if not np.ndim(condition):
        raise InvalidArgumentError(None, None, "WhereOp : Unhandled input dimensions: 0. The condition is a scalar.")
    return np.stack(np.nonzero(condition), axis=-1)


define(
    "Where",
    "input: T -> index: int64",
    types={"T": dtypes.NUMBER | {dtypes.bool_}},
    defaults={"T": dtypes.bool_},
    shape=lambda op: [(None, None if op.inputs[0]._shape is None else len(op.inputs[0]._shape))],
    kernel=pure(_places),
)


def _selected(op: Operation) -> list[MaybeShape]:
    condition, x, y = (t._shape for t in op.inputs)
    try:
        merged = shapes.merge(x, y)
    except ValueError:
        raise ValueError(f"x and y differ. {shapes.conflict(x or (), y or ())}") from None
    if condition is None or condition == () or merged is None:
        return [merged]
    try:
        if len(condition) == 1 and merged:
            rows = shapes.merge(merged[:1], condition)
            assert rows is not None
            return [rows + merged[1:]]
        return [shapes.merge(condition, merged)]
    except ValueError:
        raise ValueError(
            f"The condition has shape {shapes.listed(condition)}; it has to be a scalar, one value for each row, "
            f"or of the shape of x and y, {shapes.listed(merged)}. {shapes.conflict(condition, merged)}"
        ) from None


def _unequal(first: Any, other: int, value: Any) -> str:
    return (
        "Inputs to operation Select must have the same size and shape.  "
        f"Input 0: {shapes.listed(np.shape(first))} != input {other}: {shapes.listed(np.shape(value))}"
    )


def _select(condition: Array, x: Array, y: Array) -> Any:
    """A vector chooses whole rows, a scalar all or nothing."""
    given = np.shape(condition)
    if np.shape(x) != np.shape(y):
        raise InvalidArgumentError(None, None, _unequal(x, 2, y))
    if given == ():
        chosen = x if condition else y
        return chosen.copy() if isinstance(chosen, np.ndarray) else chosen
    if given == np.shape(x)[:1]:
        condition = np.reshape(condition, given + (1,) * (np.ndim(x) - 1))
    elif given != np.shape(x):
        raise InvalidArgumentError(None, None, _unequal(condition, 1, x))
    return np.where(condition, x, y)


def _select_gradient(op: Operation, grad: Tensor) -> list[Any]:
    condition, zeros = op.inputs[0], zeros_like(op.inputs[1])
    return [None, where(condition, grad, zeros), where(condition, zeros, grad)]


define(
    "Select",
    "condition: bool, t: T, e: T -> output: T",
    shape=_selected,
    kernel=pure(_select),
    fits=of_known_shapes,
    gradient=_select_gradient,
    symbolic=Linear(slice(1, 3)),
)


def _broadcast(op: Operation) -> list[MaybeShape]:
    condition, x, y = (t._shape for t in op.inputs)
    return [shapes.broadcast(shapes.broadcast(condition, x), y)]


def _select_v2(condition: Array, x: Any, y: Any) -> Any:
    if isinstance(x, bytes) or isinstance(y, bytes) or getattr(x, "dtype", np.float32) == np.dtype(object):
        x, y = np.asarray(x, dtype=object), np.asarray(y, dtype=object)
    return as_value(np.where(condition, x, y))


def _select_v2_gradient(op: Operation, grad: Tensor) -> list[Any]:
    condition, x, y = op.inputs
    zeros = tensor("ZerosLike", grad)
    found: list[Any] = [None]
    for operand, parts in ((x, (grad, zeros)), (y, (zeros, grad))):
        given = shape_of(operand)
        axes = apply("BroadcastGradientArgs", given, shape_of(op.outputs[0])).outputs[0]
        found.append(reshape(tensor("Sum", tensor("SelectV2", condition, *parts), axes), given))
    return found


define(
    "SelectV2",
    "condition: bool, t: T, e: T -> output: T",
    shape=_broadcast,
    kernel=pure(_select_v2),
    gradient=_select_v2_gradient,
)


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """Elements of `x` where the condition holds and of `y` elsewhere; alone, the places where it holds (`tf.where`).

    The places are rows of indices: int64 [number, rank].  `x` and `y` have one shape; the condition has it too, or is
    a vector that chooses rows.  Raises ValueError for other shapes, or when one of `x` and `y` is missing.
    """
    return _where("Select", condition, x, y, name)


def where_v2(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """As `where`, but the three broadcast (`tf.where_v2`)."""
    return _where("SelectV2", condition, x, y, name)


def _where(op_type: str, condition: Any, x: Any, y: Any, name: str | None) -> Tensor:
    if (x is None) != (y is None):
        raise ValueError("x and y must both be non-None or both be None.")
    if x is not None:
        return tensor(op_type, condition, x, y, name=name)
    with graph_for(condition).name_scope(name or "Where") as scope:
        condition = convert_to_tensor(condition, name="condition", preferred_dtype=dtypes.bool_)
        return tensor("Where", condition, name=scope)


def boolean_mask(tensor: Any, mask: Any, name: str = "boolean_mask", axis: int | None = None) -> Tensor:
    """The elements or rows of a tensor for which the mask holds (`tf.boolean_mask`): shape [number, ...].

    The mask covers the dimensions from `axis` on.  Raises ValueError for a scalar mask or one that does not fit.
    """
    with graph_for(tensor, mask).name_scope(name):
        value = convert_to_tensor(tensor, name="tensor")
        mask = convert_to_tensor(mask, name="mask")
        masked, given = mask._shape, value._shape
        if masked == ():
            raise ValueError("mask cannot be scalar.")
        if masked is None:
            raise ValueError(
                "Number of mask dimensions must be specified, even if some dimensions are None.  "
                "E.g. shape=[None] is ok, but shape=None is not."
            )
        first = axis or 0
        end = first + len(masked)
        covered = None if given is None else given[first:end]
        if not shapes.compatible(covered, masked):
            raise ValueError(f"Shapes {shapes.listed(covered)} and {shapes.listed(masked)} are incompatible")
        size = _prod(shape_of(value)[first:end])
        parts = [shape_of(value)[:first], [size], shape_of(value)[end:]]
        value = reshape(value, concat(parts, 0))
        if given is not None:
            value.set_shape((*given[:first], shapes.count(covered), *given[end:]))
        mask = reshape(mask, [-1])
        return gather(value, squeeze(where(mask), axis=[1]), axis=first)


def _prod(entries: Any) -> Tensor:
    return tensor("Prod", entries, [0], keep_dims=False)
