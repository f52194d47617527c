"""Tensors made larger or turned round: tile, pad, reverse."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_shape, constant_value, static_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.opdef import REQUIRED, Kernel, Linear, arranged_by_constants, define, pure
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.identities import rank, reshape, size
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.ops.layout import renamed, transpose
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, not_reversed, whole
from tuigraph.engine.values import Array, as_array, as_value, check_room

# ---------------------------------------------------------------- tile


def _tiled(op: Operation) -> list[MaybeShape]:
    given, times = op.inputs[0]._shape, constant_shape(op.inputs[1])
    if given is None or times is None:
        known = given if times is None else times
        return [None if known is None else (None,) * len(known)]
    if len(times) != len(given):
        raise ValueError(f"Shape must be rank {len(times)} but is rank {len(given)}: one multiple for each dimension")
    return [tuple([None if d is None or t is None else d * t for d, t in zip(given, times)])]


def _tile(value: Array, times: Array) -> Any:
    array = as_array(value)
    if len(times) != array.ndim:
        raise InvalidArgumentError(
            None, None, f"Expected multiples argument to be a vector of length {array.ndim} but got length {len(times)}"
        )
    for i, d in enumerate(times):
        if d < 0:
            raise InvalidArgumentError(None, None, f"Expected multiples[{i}] >= 0, but got {d}")
    check_room([d * t for d, t in zip(array.shape, times)], array.itemsize)
    return as_value(np.tile(array, tuple(times)))


def _tile_gradient(op: Operation, grad: Tensor | IndexedSlices) -> list[Any]:
    """Each element gets the sum of the gradients of its copies."""
    value, times = op.inputs
    given = shape_of(value, out_type=times.dtype.base_dtype)
    pairs = reshape(transpose(stack([times, given])), [-1])
    axes = range_(0, size(pairs), 2)
    if isinstance(grad, IndexedSlices):
        rows = cast(given[0], grad.indices.dtype.base_dtype)
        grad = tensor("UnsortedSegmentSum", grad.values, grad.indices % rows, rows)
        pairs = concat([[1], pairs[1:]], axis=0)
    back = tensor("Sum", reshape(grad, pairs), axes)
    back.set_shape(value._shape)
    return [back, None]


define(
    "Tile",
    "input: T, multiples: Tmultiples -> output: T",
    types={"Tmultiples": dtypes.INDEX},
    defaults={"Tmultiples": dtypes.int32},
    shape=_tiled,
    kernel=pure(_tile),
    shares=Shares(where=whole),
    keeps_elements=True,
    fits=arranged_by_constants,
    gradient=_tile_gradient,
    symbolic=Linear(slice(1)),
)


def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """Repeated along each dimension (`tf.tile`).  Raises ValueError unless there is one multiple for each."""
    return tensor("Tile", input, multiples, name=name)


# ---------------------------------------------------------------- pad


def _padded(op: Operation) -> list[MaybeShape]:
    given, paddings = op.inputs[0]._shape, op.inputs[1]
    table = shapes.merge(paddings._shape, (None, 2))
    assert table is not None
    known = given if given is not None else (None,) * table[0] if table[0] is not None else None
    if known is None:
        return [None]
    if table[0] not in (None, len(known)):
        raise ValueError(
            f"Shape must be rank {table[0]} but is rank {len(known)}: one row of paddings for each dimension"
        )
    widths = constant_value(paddings)
    if widths is None:
        return [(None,) * len(known)]
    if op.type not in ("MirrorPad", "MirrorPadGrad") and np.any(widths < 0):
        raise ValueError(f"Paddings must be non-negative: {widths.tolist()}")
    sign = -1 if op.type == "MirrorPadGrad" else 1
    return [tuple([None if d is None else d + sign * int(w.sum()) for d, w in zip(known, widths)])]


def _widths(paddings: Any, ranks: int) -> list[tuple[int, int]]:
    if paddings.shape != (ranks, 2):
        raise InvalidArgumentError(
            None,
            None,
            f"The first dimension of paddings must be the rank of inputs{shapes.listed(paddings.shape)}: [{ranks},2]",
        )
    widths = [(int(before), int(after)) for before, after in paddings]
    for before, after in widths:
        if before < 0 or after < 0:
            raise InvalidArgumentError(None, None, f"Paddings must be non-negative: {before} {after}")
    return widths


def _pad(value: Any, paddings: Any, filler: Any = None) -> Any:
    array = as_array(value)
    widths = _widths(paddings, array.ndim)
    whole = [d + a + b for d, (a, b) in zip(array.shape, widths)]
    check_room(whole, array.itemsize)
    made = np.empty(whole, dtype=array.dtype)
    made[...] = (b"" if array.dtype.kind == "O" else 0) if filler is None else filler
    made[tuple([slice(a, a + d) for d, (a, _) in zip(array.shape, widths)])] = array
    return as_value(made)


def _pad_gradient(op: Operation, grad: Tensor) -> list[Any]:
    value, paddings = op.inputs[:2]
    before = tensor("Slice", paddings, [0, 0], stack([rank(value), 1]))
    back = tensor("Slice", grad, reshape(before, [-1]), shape_of(value))
    return [back, *[None] * (len(op.inputs) - 1)]


for _name, _extra in (("Pad", ""), ("PadV2", ", constant_values: T")):
    define(
        _name,
        f"input: T, paddings: Tpaddings{_extra} -> output: T",
        types={"Tpaddings": dtypes.INDEX},
        defaults={"Tpaddings": dtypes.int32},
        shape=_padded,
        kernel=pure(_pad),
        shares=Shares(where=whole),
        gradient=_pad_gradient,
        symbolic=Linear(slice(None, None, 2)),  # the value, and what is put around it
    )


def _mirrored(size: int, before: int, after: int, edge: int) -> Any:
    """For each place of a padded dimension the place that it repeats; `edge` 0: the border stands twice (SYMMETRIC)."""
    left = np.arange(before, 0, -1) - (1 - edge)
    right = size - 1 - np.arange(after) - edge
    return np.concatenate([left, np.arange(size), right])


def _mirror_tables(op: Operation) -> Any:
    edge = 1 if op.attrs["mode"] in ("REFLECT", b"REFLECT") else 0

    def tables(given: tuple[int, ...], paddings: Any) -> list[Any]:
        widths = _widths(paddings, len(given))
        for d, pair in zip(given, widths):
            if max(pair) > d - edge:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"paddings must be no greater than the dimension size{' less one' * edge}: {pair} of {d}",
                )
        return [_mirrored(d, *pair, edge) for d, pair in zip(given, widths)]

    return tables


def _mirror_kernel(op: Operation, store: Store) -> Kernel:
    tables = _mirror_tables(op)

    def kernel(value: Array, paddings: Array) -> Any:
        array = as_array(value)
        for axis, table in enumerate(tables(array.shape, paddings)):
            array = np.take(array, table, axis=axis)
        return as_value(array.copy() if not array.ndim else array)

    return kernel


def _mirror_grad_kernel(op: Operation, store: Store) -> Kernel:
    tables = _mirror_tables(op)

    def kernel(grad: Array, paddings: Array) -> Any:
        given = tuple([d - int(w.sum()) for d, w in zip(np.shape(grad), paddings)])
        for axis, table in enumerate(tables(given, paddings)):
            turned = np.moveaxis(grad, axis, 0)
            folded = np.zeros((given[axis], *turned.shape[1:]), dtype=grad.dtype)
            np.add.at(folded, table, turned)
            grad = np.moveaxis(folded, 0, axis)
        return as_value(np.array(grad))

    return kernel


def _mirror(name: str, kernel: Any, opposite: str) -> None:
    define(
        name,
        "input: T, paddings: Tpaddings -> output: T",
        types={"Tpaddings": dtypes.INDEX},
        defaults={"Tpaddings": dtypes.int32},
        attrs={"mode": REQUIRED},
        shape=_padded,
        kernel=kernel,
        shares=Shares(where=whole),
        gradient=lambda op, grad: [tensor(opposite, grad, op.inputs[1], mode=op.attrs["mode"]), None],
    )


_mirror("MirrorPad", _mirror_kernel, "MirrorPadGrad")
_mirror("MirrorPadGrad", _mirror_grad_kernel, "MirrorPad")


def pad(
    tensor: Any, paddings: Any, mode: str = "CONSTANT", name: str | None = None, constant_values: Any = 0
) -> Tensor:
    """With `paddings[i]` elements put before and after dimension i (`tf.pad`).

    `mode`: CONSTANT puts `constant_values`, REFLECT mirrors without the border, SYMMETRIC with it.
    Raises ValueError for another mode, or for paddings that are no [rank, 2] table.
    """
    mode = mode.upper()
    if mode == "CONSTANT":
        if not isinstance(constant_values, Tensor) and np.all(constant_values == 0):
            made = _tensor("Pad", tensor, paddings, name=name)
        else:
            made = _tensor("PadV2", tensor, paddings, constant_values, name=name)
    elif mode in ("REFLECT", "SYMMETRIC"):
        made = _tensor("MirrorPad", tensor, paddings, mode=mode, name=name)
    else:
        raise ValueError(f"Unknown padding mode: {mode}. It is one of CONSTANT, REFLECT and SYMMETRIC.")
    _set_partly_known(made)
    return made


_tensor = tensor  # `pad` has an argument of TensorFlow's name `tensor`


def _set_partly_known(made: Tensor) -> None:
    """The static shape where only some of the paddings are constant."""
    given, widths = made.op.inputs[0]._shape, static_value(made.op.inputs[1], partial=True)
    if given is None or widths is None or shapes.is_static(made._shape):
        return
    known: list[int | None] = []
    for width, d in zip(widths, given):
        row = None if width is None else list(np.ravel(width))
        known.append(None if row is None or d is None or None in row else d + int(sum(row)))
    made.set_shape(known)


# ---------------------------------------------------------------- reverse


def _reversed_shape(op: Operation) -> list[MaybeShape]:
    given, axes = op.inputs[0]._shape, constant_value(op.inputs[1])
    shapes.with_rank(op.inputs[1]._shape, 1)
    if given is not None and axes is not None:
        _axes(axes, len(given), ValueError)
    return [given]


def _axes(axes: Any, ranks: int, kind: Any) -> list[int]:
    found: list[int] = []
    for axis in map(int, axes):
        if not -ranks <= axis < ranks:
            raise kind(f"axis {axis} is out of valid range [{-ranks}, {ranks})")
        if axis % ranks in found:
            raise kind(f"axis {axis} specified more than once.")
        found.append(axis % ranks)
    return found


def _reverse(value: Array, axes: Array) -> Any:
    turned = _axes(axes, np.ndim(value), lambda text: InvalidArgumentError(None, None, text))
    return np.flip(value, tuple(turned)) if turned else value


define(
    "ReverseV2",
    "tensor: T, axis: Tidx -> output: T",
    types={"Tidx": dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_reversed_shape,
    kernel=pure(_reverse),
    shares=Shares(where=not_reversed),
    gradient=lambda op, grad: [reverse(grad, op.inputs[1]), None],
    aliases=True,
    symbolic=Linear(slice(1)),
)


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Tensor:
    """With the order of elements turned round along the dimensions `axis` (`tf.reverse`)."""
    return _tensor("ReverseV2", tensor, axis, name=name)


def _sequence_kernel(op: Operation, store: Store) -> Kernel:
    along, batch = op.attrs["seq_dim"], op.attrs["batch_dim"]

    def kernel(value: Array, lengths: Array) -> Any:
        made = value.copy()
        rows, turned = np.moveaxis(made, (batch, along), (0, 1)), np.moveaxis(value, (batch, along), (0, 1))
        if len(lengths) != len(rows):
            raise InvalidArgumentError(
                None, None, f"Length of seq_lengths != input.dims({batch}), ({len(lengths)} vs. {len(rows)})"
            )
        for i, length in enumerate(map(int, lengths)):
            if not 0 <= length <= rows.shape[1]:
                raise InvalidArgumentError(None, None, f"seq_lens({i}) = {length} is not in [0, {rows.shape[1]}]")
            rows[i, :length] = turned[i, :length][::-1]
        return made

    return kernel


def _sequence_shape(op: Operation) -> list[MaybeShape]:
    given, lengths = op.inputs[0]._shape, shapes.with_rank(op.inputs[1]._shape, 1)
    along, batch = op.attrs["seq_dim"], op.attrs["batch_dim"]
    if given is None:
        return [None]
    for what, axis in (("batch_dim", batch), ("seq_dim", along)):
        if not 0 <= axis < len(given):
            raise ValueError(f"{what} must be < input rank: {axis} vs. {len(given)}")
    rows = shapes.merge((given[batch],), lengths)
    return [(*given[:batch], *(rows or (None,)), *given[batch + 1 :])]


define(
    "ReverseSequence",
    "input: T, seq_lengths: Tlen -> output: T",
    types={"Tlen": dtypes.INDEX},
    defaults={"Tlen": dtypes.int64},
    attrs={"seq_dim": REQUIRED, "batch_dim": 0},
    shape=_sequence_shape,
    kernel=_sequence_kernel,
    gradient=lambda op, grad: [
        reverse_sequence(grad, op.inputs[1], op.attrs["seq_dim"], op.attrs["batch_dim"]),
        None,
    ],
)


def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """For each i of `batch_axis` the first `seq_lengths[i]` elements turned round (`tf.reverse_sequence`)."""
    along = renamed("seq_axis", seq_axis, "seq_dim", seq_dim)
    batch = renamed("batch_axis", batch_axis, "batch_dim", batch_dim) or 0
    return tensor("ReverseSequence", input, seq_lengths, seq_dim=along, batch_dim=batch, name=name)
