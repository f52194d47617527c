"""Tensors made from a rule: filled with one number, a range, one-hot rows, a mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, always, define, pure, same_shape
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.constants import constant, ones, zeros
from tuigraph.engine.ops.identities import graph_for, rank
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_value, check_rank, check_room, dims

# ---------------------------------------------------------------- fill


def _filled(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[0]._shape, 1)
    shapes.with_rank(op.inputs[1]._shape, 0)
    value = constant_value(op.inputs[0])
    if value is not None and np.any(value < 0):
        raise ValueError("Fill dimensions must be >= 0")
    return [constant_shape(op.inputs[0])]


def _fill_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy

    def kernel(shape: Array, value: Array) -> Any:
        if np.ndim(shape) != 1:
            raise InvalidArgumentError(None, None, f"dims must be a vector, got shape {shapes.listed(np.shape(shape))}")
        array = np.empty(dims(shape, dtype.itemsize), dtype=dtype)
        array[...] = value
        return as_value(array)

    return kernel


def _fill_gradient(op: Operation, grad: Tensor) -> list[Any]:
    total = tensor("Sum", grad, every_axis(grad))
    total.set_shape(())
    return [None, total]


define(
    "Fill",
    "dims: index_type, value: T -> output: T",
    types={"index_type": dtypes.INDEX},
    defaults={"index_type": dtypes.int32},
    shape=_filled,
    kernel=_fill_kernel,
    gradient=_fill_gradient,
    symbolic=Linear(slice(1, 2)),
    seen_through=always,
)


def _like_kernel(number: int) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype
        if dtype.base_dtype is dtypes.variant:
            return lambda given: given.zeros()
        filler = b"" if dtype.base_dtype is dtypes.string else dtype.numpy.type(number)

        def kernel(value: Array) -> Any:
            return as_value(np.full(np.shape(value), filler, dtype=dtype.numpy))

        return kernel

    return rule


define("ZerosLike", "x: T -> y: T", shape=same_shape, kernel=_like_kernel(0), differentiable=False, by_shape=True)
define(
    "OnesLike",
    "x: T -> y: T",
    types={"T": dtypes.NUMBER | {dtypes.bool_}},
    shape=same_shape,
    kernel=_like_kernel(1),
    differentiable=False,
    by_shape=True,
)


def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """A tensor of shape `dims` full of `value` (`tf.fill`).  Raises ValueError for a negative entry."""
    return tensor("Fill", dims, value, name=name)


def zeros_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Zeros in the shape of a tensor (`tf.zeros_like`): a constant where the shape is known and short."""
    with graph_for(tensor).name_scope(name or "zeros_like") as scope:
        value = convert_to_tensor(tensor, name="tensor")
        kind = value.dtype.base_dtype if dtype is None else dtypes.as_dtype(dtype)
        if optimize and shapes.is_static(value._shape):
            return zeros(value.shape, kind, name=scope)
        if kind is not value.dtype.base_dtype:
            return zeros(_shape(value, optimize), kind, name=scope)
        return _tensor("ZerosLike", value, name=scope)


def ones_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Ones in the shape of a tensor (`tf.ones_like`)."""
    with graph_for(tensor).name_scope(name or "ones_like") as scope:
        value = convert_to_tensor(tensor, name="tensor")
        kind = value.dtype.base_dtype if dtype is None else dtypes.as_dtype(dtype)
        made = ones(_shape(value, optimize), kind, name=scope)
        made.set_shape(value._shape)
        return made


_tensor = tensor  # for functions whose argument has TensorFlow's name `tensor`


def _shape(value: Tensor, optimize: bool) -> Tensor:
    return shape_of(value) if optimize else tensor("Shape", value)


# ---------------------------------------------------------------- ranges


def _count_in_range(start: Any, limit: Any, delta: Any, kind: Any) -> int:
    """How many numbers a range has.  Raises `kind` for one that cannot reach its limit."""
    if delta == 0:
        raise kind("Requires delta != 0: 0")
    if delta > 0 and start > limit:
        raise kind(f"Requires start <= limit when delta > 0: {start}/{limit}")
    if delta < 0 and start < limit:
        raise kind(f"Requires start >= limit when delta < 0: {start}/{limit}")
    if np.asarray(start).dtype.kind == "i":
        return (abs(int(limit) - int(start)) + abs(int(delta)) - 1) // abs(int(delta))
    return int(np.ceil(abs((limit - start) / delta)))


def _range_shape(op: Operation) -> list[MaybeShape]:
    for operand in op.inputs:
        shapes.with_rank(operand._shape, 0)
    start, limit, delta = (constant_value(t) for t in op.inputs)
    if start is None or limit is None or delta is None:
        return [(None,)]
    return [(_count_in_range(start, limit, delta, ValueError),)]


def _range(start: Array, limit: Array, delta: Array) -> Any:
    """Sums of floats add up step by step, as TensorFlow's do."""
    for name, bound in (("start", start), ("limit", limit), ("delta", delta)):
        check_rank(name, bound, 0)
    count = _count_in_range(start, limit, delta, lambda text: InvalidArgumentError(None, None, text))
    check_room((count,), start.dtype.itemsize)
    steps = np.full(count, delta, dtype=start.dtype)
    if count:
        steps[0] = start
    return np.add.accumulate(steps, dtype=start.dtype)


define(
    "Range",
    "start: Tidx, limit: Tidx, delta: Tidx -> output: Tidx",
    types={"Tidx": dtypes.FLOATING - {dtypes.float16} | dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_range_shape,
    kernel=pure(_range),
    differentiable=False,
    seen_through=always,
)

_WIDENING = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)


def range_(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range") -> Tensor:
    """`start`, `start + delta` ... up to but without `limit` (`tf.range`).  ValueError when `limit` is out of reach."""
    if limit is None:
        start, limit = 0, start
    with graph_for(start, limit, delta).name_scope(name or "Range") as scope:
        kind = None if dtype is None else dtypes.as_dtype(dtype)
        parts = [convert_to_tensor(v, kind, n) for v, n in ((start, "start"), (limit, "limit"), (delta, "delta"))]
        if kind is None:
            widest = max((p.dtype.base_dtype for p in parts), key=_WIDENING.index)
            parts = [cast(p, widest) for p in parts]
        return tensor("Range", *parts, name=scope)


def every_axis(value: Any) -> Tensor:
    """The axes of a whole tensor, to reduce it over: a constant for a known rank, else a Range as in TensorFlow."""
    if isinstance(value, Tensor) and value._shape is not None:
        return constant(np.arange(len(value._shape), dtype=np.int32))
    return range_(0, rank(value))


def _linspace_shape(op: Operation) -> list[MaybeShape]:
    for operand in op.inputs:
        shapes.with_rank(operand._shape, 0)
    count = constant_value(op.inputs[2])
    if count is not None and count <= 0:
        raise ValueError(f"Requires num > 0: {count}")
    return [(None if count is None else int(count),)]


def _linspace(start: Array, stop: Array, count: Array) -> Any:
    for name, bound in (("start", start), ("stop", stop), ("num", count)):
        check_rank(name, bound, 0)
    if count <= 0:
        raise InvalidArgumentError(None, None, f"Requires num > 0: {count}")
    check_room((int(count),), start.dtype.itemsize)
    kind = start.dtype.type
    step = (stop - start) / kind(max(int(count) - 1, 1))
    line = start + step * np.arange(int(count), dtype=start.dtype)
    if count > 1:
        line[-1] = stop
    return line


define(
    "LinSpace",
    "start: T, stop: T, num: Tidx -> output: T",
    types={"T": dtypes.FLOATING - {dtypes.float16}, "Tidx": dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_linspace_shape,
    kernel=pure(_linspace),
    differentiable=False,
)


def linspace(start: Any, stop: Any, num: Any, name: str | None = None) -> Tensor:
    """`num` numbers from `start` to `stop`, both included (`tf.linspace`, `tf.lin_space`)."""
    return tensor("LinSpace", start, stop, num, name=name)


# ---------------------------------------------------------------- one-hot, mask


def _one_hot_shape(op: Operation) -> list[MaybeShape]:
    given, depth, axis = op.inputs[0]._shape, constant_value(op.inputs[1]), op.attrs["axis"]
    shapes.with_rank(op.inputs[1]._shape, 0)
    if axis < -1:
        raise ValueError(f"axis must be >= -1, got {axis}")
    if depth is not None and depth < 0:
        raise ValueError(f"depth must be non-negative, got: {depth}")
    if given is None:
        return [None]
    at = axis if axis >= 0 else len(given)
    return [(*given[:at], None if depth is None else int(depth), *given[at:])]


def _one_hot_kernel(op: Operation, store: Store) -> Kernel:
    axis, dtype = op.attrs["axis"], op.outputs[0].dtype.numpy

    def kernel(indices: Array, depth: Array, on: Array, off: Array) -> Any:
        check_rank("depth", depth, 0)
        if depth < 0:
            raise InvalidArgumentError(None, None, f"depth must be non-negative, got: {depth}")
        if axis > np.ndim(indices):
            raise InvalidArgumentError(
                None, None, f"Expected axis to be -1 or between [0, {np.ndim(indices) + 1}). But received: {axis}"
            )
        check_room((*np.shape(indices), int(depth)), dtype.itemsize + 1)
        hot = np.arange(int(depth)) == np.asarray(indices)[..., None]
        made = np.empty(hot.shape, dtype=dtype)
        made[...] = off
        made[hot] = on
        return made if axis == -1 else np.ascontiguousarray(np.moveaxis(made, -1, axis))

    return kernel


define(
    "OneHot",
    "indices: TI, depth: int32, on_value: T, off_value: T -> output: T",
    types={"TI": frozenset({dtypes.uint8, dtypes.int32, dtypes.int64})},
    attrs={"axis": -1},
    defaults={"TI": dtypes.int64},
    shape=_one_hot_shape,
    kernel=_one_hot_kernel,
    differentiable=False,
)


def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """`on_value` (1) at each index of a new dimension of size `depth` and `off_value` (0) elsewhere (`tf.one_hot`).

    The new dimension is the last one, or `axis`.  An index outside gives no `on_value`.
    Raises TypeError where the types of the two values and `dtype` differ.
    """
    with graph_for(indices, depth, on_value, off_value).name_scope(name or "one_hot") as scope:
        kind = None if dtype is None else dtypes.as_dtype(dtype)
        found = {}
        for what, value in (("on_value", on_value), ("off_value", off_value)):
            if value is not None:
                found[what] = convert_to_tensor(value).dtype.base_dtype
        for what, given in found.items():
            if kind is not None and given is not kind:
                raise TypeError(f"dtype {given} of {what} does not match dtype parameter {kind}")
        kind = kind or next(iter(found.values()), dtypes.float32)
        on_value = convert_to_tensor(1, kind, "on_value") if on_value is None else on_value
        off_value = convert_to_tensor(0, kind, "off_value") if off_value is None else off_value
        on_type, off_type = found.get("on_value", kind), found.get("off_value", kind)
        if on_type is not off_type:
            raise TypeError(f"dtype {on_type} of on_value does not match dtype {off_type} of off_value")
        return tensor("OneHot", indices, depth, on_value, off_value, axis=-1 if axis is None else axis, name=scope)


def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = dtypes.bool_, name: str | None = None) -> Tensor:
    """For each length a row that is true so far and then false (`tf.sequence_mask`): shape [..., maxlen]."""
    with graph_for(lengths, maxlen).name_scope(name or "SequenceMask"):
        lengths = convert_to_tensor(lengths)
        if maxlen is None:
            maxlen = tensor("Max", lengths, _all_axes(lengths))
            maxlen = tensor("Maximum", constant(0, maxlen.dtype), maxlen)
        else:
            maxlen = convert_to_tensor(maxlen)
        if maxlen._shape:
            raise ValueError("maxlen must be scalar for sequence_mask")
        row = tensor("Range", constant(0, maxlen.dtype), maxlen, constant(1, maxlen.dtype))
        column = tensor("Cast", expand_dims(lengths, -1), DstT=maxlen.dtype.base_dtype)
        mask = tensor("Less", row, column)
        kind = dtypes.bool_ if dtype is None else dtypes.as_dtype(dtype)
        return mask if kind is dtypes.bool_ else tensor("Cast", mask, DstT=kind)


def _all_axes(value: Tensor) -> Tensor:
    if value._shape is not None:
        return constant(np.arange(len(value._shape)), dtypes.int32)
    return tensor("Range", 0, tensor("Rank", value), 1)
