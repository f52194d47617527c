"""Tensors taken apart along a dimension: split."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, whole_or_aligned
from tuigraph.engine.values import Array


def _split_axis(op: Operation, index: int) -> int | None:
    """The constant axis as a non-negative number; None where it or the rank is not known."""
    given, axis = op.inputs[1 - index if index < 2 else 0]._shape, constant_value(op.inputs[index])
    if axis is not None and np.size(axis) != 1:
        raise ValueError(f"Shape must be rank 0 but is rank {np.ndim(axis)}")
    if given is None or axis is None:
        return None
    if not -len(given) <= axis < len(given):
        raise ValueError(
            f"Dimension size, given by scalar input {int(axis)} must be in range [{-len(given)}, {len(given)})"
        )
    return int(axis) % len(given)


def _split_shape(op: Operation) -> list[MaybeShape]:
    count, given, axis = op.attrs["num_split"], op.inputs[1]._shape, _split_axis(op, 0)
    if count < 1:
        raise ValueError(f"Attr 'num_split' of '{op.type}' Op passed {count} less than minimum 1.")
    if given is None or axis is None:
        return [None if given is None else (None,) * len(given)] * count
    size = given[axis]
    if size is not None and size % count:
        raise ValueError(
            f"Dimension size must be evenly divisible by {count} but is {size}: "
            "the number of ways to split should evenly divide the split dimension"
        )
    return [(*given[:axis], None if size is None else size // count, *given[axis + 1 :])] * count


def _split_kernel(op: Operation, store: Store) -> Kernel:
    count = op.attrs["num_split"]

    def kernel(axis: Array, value: Array) -> Any:
        if not -value.ndim <= axis < value.ndim:
            raise InvalidArgumentError(None, None, f"axis {axis} is not in [{-value.ndim}, {value.ndim})")
        if value.shape[axis] % count:
            raise InvalidArgumentError(
                None,
                None,
                f"Number of ways to split should evenly divide the split dimension, but got split_dim {axis} "
                f"(size = {value.shape[axis]}) and num_split {count}",
            )
        size = value.shape[axis] // count
        before = (slice(None),) * (int(axis) % value.ndim)
        parts = tuple([value[(*before, slice(i * size, (i + 1) * size))] for i in range(count)])
        return parts if count > 1 else parts[0]

    return kernel


define(
    "Split",
    "split_dim: int32, value: T -> output: num_split*T",
    shape=_split_shape,
    kernel=_split_kernel,
    shares=Shares(1, whole_or_aligned),
    gradient=lambda op, *grads: [None, concat(list(grads), op.inputs[0])],
    aliases=True,
)


def _piece_sizes(sizes: list[int], total: int | None, kind: Any) -> list[int | None]:
    """The sizes with a -1 worked out.  Raises `kind` where they do not make up the whole."""
    found: list[int | None] = list(sizes)
    if sizes.count(-1) > 1:
        raise kind("size_splits can only have one -1")
    if -1 in sizes:
        rest = None if total is None else total - sum(s for s in sizes if s != -1)
        if rest is not None and rest < 0:
            raise kind(f"can't split axis of size {total} into pieces of size {sizes}")
        found[sizes.index(-1)] = rest
    elif total is not None and sum(sizes) != total:
        raise kind(f"can't split axis of size {total} into pieces of size {sizes}")
    return found


def _split_v_shape(op: Operation) -> list[MaybeShape]:
    count, given, axis = op.attrs["num_split"], op.inputs[0]._shape, _split_axis(op, 2)
    if given is None or axis is None:
        return [None if given is None else (None,) * len(given)] * count
    if op.inputs[1]._shape is not None and op.inputs[1]._shape != (count,) and op.inputs[1]._shape != (None,):
        raise ValueError(
            f"Length of size_splits should be equal to num_outputs: {shapes.listed(op.inputs[1]._shape)}, {count}"
        )
    sizes = constant_value(op.inputs[1])
    if sizes is None:
        return [(*given[:axis], given[axis] if count == 1 else None, *given[axis + 1 :])] * count
    pieces = _piece_sizes([int(s) for s in sizes], given[axis], ValueError)
    return [(*given[:axis], piece, *given[axis + 1 :]) for piece in pieces]


def _split_v_kernel(op: Operation, store: Store) -> Kernel:
    count = op.attrs["num_split"]

    def kernel(value: Array, sizes: Array, axis: Array) -> Any:
        if not -value.ndim <= axis < value.ndim:
            raise InvalidArgumentError(None, None, f"axis {axis} is not in [{-value.ndim}, {value.ndim})")
        if len(sizes) != count:
            raise InvalidArgumentError(None, None, f"size_splits must have {count} elements, not {len(sizes)}")
        pieces = _piece_sizes(
            [int(s) for s in sizes], value.shape[axis], lambda text: InvalidArgumentError(None, None, text)
        )
        parts = tuple(np.split(value, np.cumsum(np.array(pieces))[:-1], axis=axis))
        return parts if count > 1 else parts[0]

    return kernel


define(
    "SplitV",
    "value: T, size_splits: Tlen, split_dim: int32 -> output: num_split*T",
    types={"Tlen": dtypes.INDEX},
    defaults={"Tlen": dtypes.int64},
    shape=_split_v_shape,
    kernel=_split_v_kernel,
    shares=Shares(where=whole_or_aligned),
    gradient=lambda op, *grads: [concat(list(grads), op.inputs[2]), None, None],
    aliases=True,
)


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[Tensor]:
    """Pieces along a dimension: a number of equal ones, or of the given sizes, one of which may be -1 (`tf.split`).

    Raises ValueError where they do not make up the whole, or where their number is not known.
    """
    sizes = convert_to_tensor(num_or_size_splits)
    if isinstance(num_or_size_splits, (int, np.integer, shapes.Dimension)):
        return list(apply("Split", axis, value, num_split=int(num_or_size_splits), name=name).outputs)
    if sizes._shape == ():
        raise ValueError(
            "Rank-0 tensors are not supported as the num_or_size_splits argument to split. "
            f"Argument provided: {num_or_size_splits}"
        )
    if num is None:
        num = sizes._shape[0] if sizes._shape else None
        if num is None:
            raise ValueError(f"Cannot infer num from shape {num_or_size_splits}: give `num`.")
    return list(apply("SplitV", value, sizes, axis, num_split=num, name=name).outputs)
