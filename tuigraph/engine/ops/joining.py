"""Tensors joined: stack and unstack, concat, meshgrid."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, constant_node, convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.nodes import output_context
from tuigraph.engine.opdef import REQUIRED, Kernel, Linear, always, define
from tuigraph.engine.ops.constants import ones
from tuigraph.engine.ops.identities import (
    graph_for,
    identity,
    rank,
    reshape,
    shape_n,
)
from tuigraph.engine.ops.identities import (
    shape as shape_of,
)
from tuigraph.engine.ops.identities import (
    size as size_of,
)
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, aligned_rows, alone
from tuigraph.engine.values import Array, as_array

# ---------------------------------------------------------------- stack, unstack


def _merged(given: list[MaybeShape]) -> MaybeShape:
    merged: MaybeShape = None
    for one in given:
        try:
            merged = shapes.merge(merged, one)
        except ValueError:
            raise ValueError(shapes.conflict(merged or (), one or ())) from None
    return merged


def _packed(op: Operation) -> list[MaybeShape]:
    merged = _merged([t._shape for t in op.inputs])
    if merged is None:
        return [None]
    axis, ranks = op.attrs["axis"], len(merged) + 1
    if not -ranks <= axis < ranks:
        raise ValueError(f"axis = {axis} not in [{-ranks}, {ranks})")
    axis %= ranks
    return [(*merged[:axis], len(op.inputs), *merged[axis:])]


def _pack_kernel(op: Operation, store: Store) -> Kernel:
    axis = op.attrs["axis"]

    def kernel(*values: Any) -> Any:
        arrays = [as_array(v) for v in values]
        for i, array in enumerate(arrays):
            if array.shape != arrays[0].shape:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Shapes of all inputs must match: values[0].shape = {shapes.listed(arrays[0].shape)} != "
                    f"values[{i}].shape = {shapes.listed(array.shape)}",
                )
        return np.stack(arrays, axis=axis)

    return kernel


def _entries(op: Operation) -> list[Tensor]:
    return op.inputs if op.attrs["axis"] == 0 or op.outputs[0]._shape == (len(op.inputs),) else []


define(
    "Pack",
    "values: N*T -> output: T",
    attrs={"axis": 0},
    shape=_packed,
    kernel=_pack_kernel,
    shares=Shares(where=alone),
    gradient=lambda op, grad: unstack(grad, len(op.inputs), op.attrs["axis"]),
    symbolic=Linear(slice(None)),
    entries=_entries,
    seen_through=lambda op: bool(op.attrs["axis"] == 0),
)


def _parallel_shape(op: Operation) -> list[MaybeShape]:
    return [op.attrs["shape"]]


def _parallel_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(*values: Any) -> Any:
        if any(np.shape(v)[:1] != (1,) or np.shape(v)[1:] != op.attrs["shape"][1:] for v in values):
            raise InvalidArgumentError(
                None, None, f"Each value must be one row of shape {shapes.listed(op.attrs['shape'])}"
            )
        if op.attrs["shape"][0] != len(values):
            raise InvalidArgumentError(None, None, f"{len(values)} values do not make {op.attrs['shape'][0]} rows")
        return np.concatenate(values, axis=0)

    return kernel


define(
    "ParallelConcat",
    "values: N*T -> output: T",
    attrs={"shape": REQUIRED},
    shape=_parallel_shape,
    kernel=_parallel_kernel,
)


def _unpacked(op: Operation) -> list[MaybeShape]:
    given, axis, count = op.inputs[0]._shape, op.attrs["axis"], op.attrs["num"]
    if given is None:
        return [None] * count
    if not -len(given) <= axis < len(given):
        raise ValueError(f"axis = {axis} not in [{-len(given)}, {len(given)})")
    axis %= len(given)
    if given[axis] not in (None, count):
        raise ValueError(f"Dimension must be {count} but is {given[axis]}")
    return [given[:axis] + given[axis + 1 :]] * count


def _unpack_kernel(op: Operation, store: Store) -> Kernel:
    axis, count = op.attrs["axis"], op.attrs["num"]

    def kernel(value: Array) -> Any:
        if value.shape[axis] != count:
            raise InvalidArgumentError(
                None, None, f"Input shape axis {axis} must equal {count}, got shape {shapes.listed(value.shape)}"
            )
        parts = tuple(np.moveaxis(value, axis, 0))
        return parts[0] if count == 1 else parts

    return kernel


define(
    "Unpack",
    "value: T -> output: num*T",
    attrs={"axis": 0},
    shape=_unpacked,
    kernel=_unpack_kernel,
    shares=Shares(where=aligned_rows),
    gradient=lambda op, *grads: [stack(list(grads), op.attrs["axis"])],
    aliases=True,
    symbolic=Linear(slice(1)),
)


def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape along a new dimension (`tf.stack`).  ValueError for other shapes or axes out of range."""
    if axis == 0:
        try:
            return convert_to_tensor(values, name=name)
        except (TypeError, ValueError):
            pass
    given = convert_to_tensor(values[0], name=name)._shape
    if given is not None:
        ranks = len(given) + 1
        if not -ranks <= axis < ranks:
            raise ValueError(f"axis = {axis} not in [{-ranks}, {ranks})")
    return tensor("Pack", values, axis=axis, name=name)


def parallel_stack(values: Any, name: str = "parallel_stack") -> Tensor:
    """As `stack` along dimension 0, for tensors of known shape (`tf.parallel_stack`)."""
    with graph_for(*values).name_scope(name):
        first = convert_to_tensor(values[0])
        if first._shape is None:
            raise ValueError("parallel_stack needs tensors of known shape: use tf.stack.")
        return tensor("ParallelConcat", [expand_dims(v, 0) for v in values], shape=(len(values), *first._shape))


def unstack(value: Any, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The `num` slices along a dimension (`tf.unstack`).  Raises ValueError where their number is not known."""
    if num is None:
        value = convert_to_tensor(value)
        if value._shape is not None:
            ranks = len(value._shape)
            if not -ranks <= axis < ranks:
                raise ValueError(f"axis = {axis} not in [{-ranks}, {ranks})")
            num = value._shape[axis]
        if num is None:
            raise ValueError(f"Cannot infer num from shape {shapes.text(value._shape)}: give `num`.")
    return list(apply("Unpack", value, num=num, axis=axis, name=name).outputs)


# ---------------------------------------------------------------- concat


def _concatenated(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[-1]._shape, 0)
    given = [t._shape for t in op.inputs[:-1]]
    known = [s for s in given if s is not None]
    if not known:
        return [None]
    axis = constant_value(op.inputs[-1])
    ranks = len(known[0])
    if not ranks:
        raise ValueError("Can't concatenate scalars (use tf.stack instead)")
    if any(len(s) != ranks for s in known):
        raise ValueError(f"Shapes must have equal rank: {', '.join(map(shapes.text, given))}")
    if axis is None:
        return [(None,) * ranks]
    at = int(axis)
    if not -ranks <= at < ranks:
        raise ValueError(f"Shape must be at least rank {at + 1 if at >= 0 else -at} but is rank {ranks}")
    at %= ranks
    rest = _merged([s[:at] + s[at + 1 :] for s in known])
    assert rest is not None
    lengths = [None if s is None else s[at] for s in given]
    total = None if None in lengths else sum(d for d in lengths if d is not None)
    return [(*rest[:at], total, *rest[at:])]


def _concat_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(*values: Any) -> Any:
        *parts, axis = values
        try:
            return np.concatenate(parts, axis)
        except ValueError:
            _refuse_to_join([as_array(v) for v in parts], axis)
            raise

    return kernel


def _refuse_to_join(arrays: list[Any], axis: Any) -> None:
    """Raises InvalidArgumentError for an axis that there is not and for shapes that differ elsewhere."""
    ranks = arrays[0].ndim
    if not -ranks <= axis < ranks:
        raise InvalidArgumentError(
            None,
            None,
            f"ConcatOp : Expected concatenating dimensions in the range [{-ranks}, {ranks}), but got {axis}",
        )
    first, at = arrays[0].shape, int(axis) % ranks
    for i, a in enumerate(arrays):
        if a.ndim == ranks and a.shape[:at] == first[:at] and a.shape[at + 1 :] == first[at + 1 :]:
            continue
        what = "Dimensions of inputs" if a.ndim == ranks else "Ranks of all input tensors"
        raise InvalidArgumentError(
            None,
            None,
            f"ConcatOp : {what} should match: shape[0] = {shapes.listed(first)} vs. "
            f"shape[{i}] = {shapes.listed(a.shape)}",
        )


def _shapes_of(values: list[Tensor]) -> list[Tensor]:
    """Constants where all shapes are known; else TensorFlow makes a Shape for the first that is not, and drops it."""
    sizes = []
    for value in values:
        sizes.append(shape_of(value))
        if sizes[-1].op.role is not Role.CONSTANT:
            return shape_n(values)
    return sizes


def _concat_gradient(op: Operation, grad: Tensor | IndexedSlices) -> list[Any]:
    values, axis = op.inputs[:-1], op.inputs[-1]
    if len(values) == 1:
        return [grad, None]
    if isinstance(grad, IndexedSlices):
        grad = convert_to_tensor(grad)
    if axis.op.role is Role.CONSTANT and output_context(axis.op) is not output_context(grad.op):
        axis = constant_node(np.array(constant_value(axis)), axis.dtype, "Const")  # made again where the gradient is
    at = axis % rank(values[0])
    sizes = _shapes_of(values)
    if len(sizes) > 16:
        lengths = squeeze(tensor("Slice", stack(sizes, axis=1), [at, 0], [1, -1]))
        return [*apply("SplitV", grad, lengths, at, num_split=len(sizes), name="split").outputs, None]
    offsets = apply("ConcatOffset", at, sizes).outputs
    return [*[tensor("Slice", grad, begin, size) for begin, size in zip(offsets, sizes)], None]


def _joined_shape(tensor: Tensor, depth: int) -> MaybeShape:
    parts = [constant_shape(t, depth) for t in tensor.op.inputs[:-1]]
    return None if any(p is None for p in parts) else tuple([d for p in parts for d in p or ()])


define(
    "ConcatV2",
    "values: N*T, axis: Tidx -> output: T",
    types={"Tidx": dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_concatenated,
    kernel=_concat_kernel,
    gradient=_concat_gradient,
    symbolic=Linear(slice(-1)),
    shape_value=_joined_shape,
    seen_through=always,
)


def _offsets(axis: Any, *sizes: Any) -> Any:
    offsets = []
    start = 0
    for size in sizes:
        offset = np.zeros_like(size)
        offset[axis] = start
        start += size[axis]
        offsets.append(offset)
    return tuple(offsets) if len(offsets) > 1 else offsets[0]


define(
    "ConcatOffset",
    "concat_dim: int32, shape: N*int32 -> offset: N*int32",
    shape=lambda op: [t._shape for t in op.inputs[1:]],
    kernel=lambda op, store: _offsets,
    differentiable=False,
)


def concat(values: Any, axis: Any, name: str | None = "concat") -> Tensor:
    """Tensors joined along a dimension that they have (`tf.concat`).

    Raises ValueError where the other dimensions differ, TypeError where the types do.
    """
    items = list(values) if isinstance(values, (list, tuple)) else [values]
    if not items:
        raise ValueError("List argument 'values' to 'ConcatV2' Op with length 0 shorter than minimum length 2.")
    name = name or "concat"
    if len(items) == 1:
        with graph_for(items, axis).name_scope(name):
            shapes.with_rank(convert_to_tensor(axis, dtypes.int32, "concat_dim")._shape, 0)
            return identity(items[0], name=name)
    return tensor("ConcatV2", items, axis, name=name)


# ---------------------------------------------------------------- grids


def meshgrid(*args: Any, indexing: str = "xy", name: str = "meshgrid") -> list[Tensor]:
    """For each vector a tensor that repeats it over the grid that all of them span (`tf.meshgrid`).

    With ``indexing="xy"`` the first two dimensions of the grid are exchanged.
    Raises ValueError for another indexing than "ij" and "xy".
    """
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing parameter must be either 'xy' or 'ij'")
    with graph_for(args).name_scope(name):
        count = len(args)
        spread: list[Any] = [reshape(stack(x), (1,) * i + (-1,) + (1,) * (count - i - 1)) for i, x in enumerate(args)]
        sizes = [size_of(x) for x in args]
        kind = convert_to_tensor(args[0]).dtype.base_dtype
        if indexing == "xy" and count > 1:
            rest = (1,) * (count - 2)
            spread[0], spread[1] = reshape(spread[0], (1, -1, *rest)), reshape(spread[1], (-1, 1, *rest))
            sizes[0], sizes[1] = sizes[1], sizes[0]
        whole = ones(sizes, kind)
        return [x * whole for x in spread]
