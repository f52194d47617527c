"""Broadcasting made explicit: to a given shape, and of shapes with each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Linear, arranged_by_constants, define, pure
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, same_shape
from tuigraph.engine.values import Array, as_array, as_value, dims


def _broadcast_shape(op: Operation) -> list[MaybeShape]:
    given, wanted = op.inputs[0]._shape, constant_shape(op.inputs[1])
    if given is not None and wanted is not None:
        if len(given) > len(wanted):
            raise ValueError(f"Shape must be at least rank {len(given)} but is rank {len(wanted)}")
        for d, w in zip(given[::-1], wanted[::-1]):
            if d not in (1, None) and w is not None and d != w:
                raise ValueError(f"Dimensions must be equal, but are {d} and {w}")
        return [shapes.broadcast(given, wanted)]
    return [wanted]


def _broadcast_kernel(value: Array, shape: Array) -> Any:
    array, wanted = as_array(value), dims(shape)
    try:
        return as_value(np.broadcast_to(array, wanted).copy())
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Incompatible shapes: {shapes.listed(array.shape)} vs. {shapes.listed(tuple(wanted))}"
        ) from None


def _broadcast_gradient(op: Operation, grad: Tensor) -> list[Any]:
    given = shape_of(op.inputs[0])
    axes = apply("BroadcastGradientArgs", op.inputs[1], given).outputs[1]
    return [reshape(tensor("Sum", grad, axes, keep_dims=True), given), None]


define(
    "BroadcastTo",
    "input: T, shape: Tidx -> output: T",
    types={"Tidx": dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_broadcast_shape,
    kernel=pure(_broadcast_kernel),
    shares=Shares(where=same_shape),
    keeps_elements=True,
    fits=arranged_by_constants,
    gradient=_broadcast_gradient,
    symbolic=Linear(slice(1)),
)


def broadcast_to(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """Repeated to a larger shape, as in arithmetic (`tf.broadcast_to`).  Raises ValueError where it does not fit."""
    return tensor("BroadcastTo", input, shape, name=name)


def _broadcast_args(first: Array, second: Array) -> Any:
    try:
        return np.array(np.broadcast_shapes(dims(first), dims(second)), dtype=first.dtype)
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Incompatible shapes: {first.tolist()} vs. {second.tolist()} cannot be broadcast to one."
        ) from None


def _rank_of_broadcast(op: Operation) -> list[MaybeShape]:
    ranks = [shapes.with_rank(t._shape, 1)[0] for t in op.inputs]
    return [(None,) if None in ranks else (max(d for d in ranks if d is not None),)]


define(
    "BroadcastArgs",
    "s0: T, s1: T -> r0: T",
    types={"T": dtypes.INDEX},
    defaults={"T": dtypes.int32},
    shape=_rank_of_broadcast,
    kernel=pure(_broadcast_args),
)


def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Tensor:
    """The shape that two shapes broadcast to, as a tensor (`tf.broadcast_dynamic_shape`)."""
    return tensor("BroadcastArgs", shape_x, shape_y)


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> shapes.TensorShape:
    """The static shape that two broadcast to (`tf.broadcast_static_shape`).  Raises ValueError where there is none."""
    x, y = shapes.as_tuple(shape_x), shapes.as_tuple(shape_y)
    try:
        return shapes.TensorShape(shapes.broadcast(x, y))
    except ValueError:
        raise ValueError(f"Incompatible shapes for broadcasting: {shapes.listed(x)} and {shapes.listed(y)}") from None
