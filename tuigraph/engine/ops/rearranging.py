"""Elements that change their places: rolled along an axis, repeated, moved between depth and space; flat indices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, define, pure, same_shape
from tuigraph.engine.ops import (
    broadcast_to,
    constants,
    filling,
    identities,
    joining,
    layout,
    masks,
    padding,
    reductions,
)
from tuigraph.engine.ops.arithmetic import maximum
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

# ---------------------------------------------------------------- roll


def _roll_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank_at_least(op.inputs[0]._shape, 1)
    if len(op.inputs[1]._shape or ()) > 1 or len(op.inputs[2]._shape or ()) > 1:
        raise ValueError("shift and axis must be a number each, or a vector each")
    shapes.merge(op.inputs[1]._shape, op.inputs[2]._shape)
    return same_shape(op)


def _roll(value: Array, shift: Array, axis: Array) -> Any:
    shifts, axes = np.ravel(shift), np.ravel(axis)
    if len(shifts) != len(axes):
        raise InvalidArgumentError(None, None, f"shift and axis must have the same size, not {shifts} and {axes}")
    if np.any((axes < -value.ndim) | (axes >= value.ndim)):
        raise InvalidArgumentError(
            None, None, f"axis {next(a for a in axes if not -value.ndim <= a < value.ndim)} is out of range"
        )
    return np.roll(value, tuple(shifts.tolist()), tuple(axes.tolist()))


define(
    "Roll",
    "input: T, shift: Tshift, axis: Taxis -> output: T",
    types={"Tshift": dtypes.INDEX, "Taxis": dtypes.INDEX},
    defaults={"Tshift": dtypes.int32, "Taxis": dtypes.int32},
    shape=_roll_shape,
    kernel=pure(_roll),
    gradient=lambda op, grad: [roll(grad, -op.inputs[1], op.inputs[2]), None, None],
)


def roll(input: Any, shift: Any, axis: Any, name: str | None = None) -> Tensor:
    """The elements moved on along axes; those pushed out come in again in front (`tf.roll`)."""
    return tensor("Roll", input, shift, axis, name=name)


# ---------------------------------------------------------------- repeat


def repeat(input: Any, repeats: Any, axis: int | None = None, name: str | None = None) -> Tensor:
    """Each element, or each slice along `axis`, as often as `repeats` says (`tf.repeat`); without an axis, of the
    flat input.
    """
    if axis is None:
        input, axis = identities.reshape(input, [-1]), 0
    if not isinstance(axis, int):
        raise TypeError(f"axis must be an int; got {type(axis).__name__}")
    with (graph_of((input, repeats)) or get_default_graph()).name_scope(name or "Repeat"):
        data: Any = convert_to_tensor(input, name="data")
        repeats = tensor("Cast", convert_to_tensor(repeats, name="repeats"), DstT=dtypes.int32)
        if len(repeats._shape or ()) > 1:
            raise ValueError("repeat needs repeats of rank 0 or 1.")
        data = _not_a_scalar(data)
        dims = identities.shape(data)
        at = _from_the_front(axis, data._shape)
        if repeats._shape == ():
            tiled = _tiled(layout.expand_dims(data, at + 1), at + 1, repeats)
            return identities.reshape(tiled, joining.concat([dims[:at], [-1], dims[at + 1 :]], 0))
        if data._shape is not None and repeats._shape is not None:
            shapes.merge(data._shape[at : at + 1], repeats._shape)
        if at or repeats._shape is None:
            repeats = broadcast_to.broadcast_to(
                repeats, joining.concat([dims[: at + 1 - identities.rank(repeats)], identities.shape(repeats)], 0)
            )
            repeats.set_shape([None] * (at + 1))
        most = maximum(0, reductions.reduce_max(repeats))
        mask = filling.sequence_mask(repeats, most)
        result = masks.boolean_mask(_tiled(layout.expand_dims(data, at + 1), at + 1, most), mask)
        if at:
            result = identities.reshape(result, joining.concat([dims[:at], [-1], dims[at + 1 :]], 0))
        if data._shape is not None:
            result.set_shape([*data._shape[:at], None, *data._shape[at + 1 :]])
        return result


def _not_a_scalar(data: Tensor) -> Tensor:
    """The tensor, or for a scalar one of a single element."""
    if data._shape is None:
        dims, rank = identities.shape(data), identities.rank(data)
        return identities.reshape(data, joining.concat([[1], dims], 0)[-rank:])
    return joining.stack([data]) if data._shape == () else data


def _from_the_front(axis: int, shape: MaybeShape) -> int:
    if shape is not None:
        return shapes.normal_axis(axis, len(shape))
    if axis < 0:
        raise ValueError("axis may only be negative if ndims is statically known.")
    return axis


def _tiled(data: Tensor, axis: int, times: Any) -> Tensor:
    if data._shape is None:
        ones = constants.ones(identities.rank(data), dtypes.int32)
        return padding.tile(data, joining.concat([ones[:axis], [times], ones[axis + 1 :]], 0))
    multiples = [1] * len(data._shape)
    multiples[axis] = times
    return padding.tile(data, multiples)


# ---------------------------------------------------------------- depth and space


def _block_shape(to_depth: bool) -> Any:
    def rule(op: Operation) -> list[MaybeShape]:
        n, h, w, c = shapes.with_rank(op.inputs[0]._shape, 4)
        size = op.attrs["block_size"]
        if size < 2:
            raise ValueError(f"Value for attr 'block_size' of {size} must be at least minimum 2")
        divided = ((h, size), (w, size)) if to_depth else ((c, size * size),)
        for known, divisor in divided:
            if known is not None and known % divisor:
                raise ValueError(f"Dimension size must be evenly divisible by {divisor} but is {known}")
        if to_depth:
            return [(n, _times(h, 1, size), _times(w, 1, size), _times(c, size * size, 1))]
        return [(n, _times(h, size, 1), _times(w, size, 1), _times(c, 1, size * size))]

    return rule


def _times(known: int | None, factor: int, divisor: int) -> int | None:
    return None if known is None else known * factor // divisor


def _space_to_depth(op: Operation, store: Store) -> Kernel:
    size = op.attrs["block_size"]

    def kernel(image: Array) -> Any:
        n, h, w, c = image.shape
        if h % size or w % size:
            raise InvalidArgumentError(
                None, None, f"Image width {w} and height {h} should be divisible by block_size: {size}"
            )
        blocks = image.reshape(n, h // size, size, w // size, size, c).transpose(0, 1, 3, 2, 4, 5)
        return blocks.reshape(n, h // size, w // size, size * size * c)

    return kernel


def _depth_to_space(op: Operation, store: Store) -> Kernel:
    size = op.attrs["block_size"]

    def kernel(image: Array) -> Any:
        n, h, w, c = image.shape
        if c % (size * size):
            raise InvalidArgumentError(None, None, f"Input depth dimension {c} should be divisible by: {size * size}")
        blocks = image.reshape(n, h, w, size, size, c // (size * size)).transpose(0, 1, 3, 2, 4, 5)
        return blocks.reshape(n, h * size, w * size, c // (size * size))

    return kernel


for _name, _other, _kernel in (
    ("SpaceToDepth", "DepthToSpace", _space_to_depth),
    ("DepthToSpace", "SpaceToDepth", _depth_to_space),
):
    define(
        _name,
        "input: T -> output: T",
        attrs={"block_size": REQUIRED, "data_format": "NHWC"},
        shape=_block_shape(_name == "SpaceToDepth"),
        kernel=_kernel,
        gradient=lambda op, grad, back=_other: [tensor(back, grad, block_size=op.attrs["block_size"])],
        aliases=True,
    )


def _moved(op_type: str) -> Callable[..., Tensor]:
    def function(input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC") -> Tensor:
        if data_format != "NHWC":
            raise ValueError(f"{op_type} wants channels last, data_format='NHWC', not {data_format!r}.")
        return tensor(op_type, input, block_size=int(block_size), name=name)

    return function


space_to_depth = _moved("SpaceToDepth")
depth_to_space = _moved("DepthToSpace")

# ---------------------------------------------------------------- indices


def _unravel_shape(op: Operation) -> list[MaybeShape]:
    indices, dims = op.inputs[0]._shape, shapes.with_rank(op.inputs[1]._shape, 1)
    if indices is None or len(indices) > 1:
        return [None]
    return [(dims[0], *indices)]


def _unravel(indices: Array, dims: Array) -> Any:
    if np.any(indices >= np.prod(dims)):
        raise InvalidArgumentError(None, None, f"index {indices} is out of bound as with dims {dims}")
    return np.array(np.unravel_index(indices, tuple(dims.tolist())), dtype=dims.dtype)


define(
    "UnravelIndex",
    "indices: Tidx, dims: Tidx -> output: Tidx",
    types={"Tidx": dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_unravel_shape,
    kernel=pure(_unravel),
)


def unravel_index(indices: Any, dims: Any, name: str | None = None) -> Tensor:
    """The coordinates, in a tensor of shape `dims`, of flat indices: one column for each (`tf.unravel_index`)."""
    return tensor("UnravelIndex", indices, dims, name=name)
