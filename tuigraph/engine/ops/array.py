"""Operations on the layout of tensors: identity, shape, transpose, reshape, pack, cast."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define, pure, same_shape, scalar_shape
from tuigraph.engine.ops import constants, reductions
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import as_value

define(
    "Identity",
    "input: T -> output: T",
    shape=same_shape,
    kernel=pure(lambda value: value),
    gradient=lambda op, grad: [grad],
    aliases=True,
)


def identity(input: Any, name: str | None = None) -> Tensor:
    """A tensor with the same value (`tf.identity`); of a variable, what it holds when this node runs."""
    return tensor("Identity", input, name=name)


# ---------------------------------------------------------------- shape, rank


def _shape_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy
    return lambda value: np.array(np.shape(value), dtype=dtype)


define(
    "Shape",
    "input: T -> output: out_type",
    types={"out_type": dtypes.INDEX},
    attrs={"out_type": dtypes.int32},
    shape=lambda op: [(None if op.inputs[0]._shape is None else len(op.inputs[0]._shape),)],
    kernel=_shape_kernel,
    differentiable=False,
)
define(
    "Rank",
    "input: T -> output: int32",
    shape=scalar_shape,
    kernel=pure(lambda value: np.int32(np.ndim(value))),
    differentiable=False,
)


def shape(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The shape as a tensor (`tf.shape`): a constant where it is known already."""
    graph = graph_of((input,)) or get_default_graph()
    with graph.name_scope(name or "Shape") as scope:
        value = convert_to_tensor(input)
        known = value._shape
        if known is not None and None not in known:
            return constants.constant(np.array(known, dtype=dtypes.as_dtype(out_type).numpy), name=scope)
        return tensor("Shape", value, out_type=dtypes.as_dtype(out_type), name=scope)


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of dimensions as a tensor (`tf.rank`): a constant where it is known already."""
    graph = graph_of((input,)) or get_default_graph()
    with graph.name_scope(name or "Rank") as scope:
        value = convert_to_tensor(input)
        if value._shape is not None:
            return constants.constant(len(value._shape), dtypes.int32, name=scope)
        return tensor("Rank", value, name=scope)


# ---------------------------------------------------------------- range


def _range_shape(op: Operation) -> list[MaybeShape]:
    start, limit, delta = (constant_value(t) for t in op.inputs)
    if start is None or limit is None or delta is None:
        return [(None,)]
    if delta == 0 or (limit < start) == (delta > 0) and limit != start:
        raise ValueError(f"Requires {'start <= limit when delta > 0' if delta > 0 else 'start >= limit when delta < 0'}: {start}/{limit}")
    return [(len(_range(start, limit, delta)),)]


def _range(start: Any, limit: Any, delta: Any) -> Any:
    return np.arange(start, limit, delta, dtype=np.asarray(start).dtype)


define(
    "Range",
    "start: Tidx, limit: Tidx, delta: Tidx -> output: Tidx",
    types={"Tidx": dtypes.FLOATING | dtypes.INDEX},
    defaults={"Tidx": dtypes.int32},
    shape=_range_shape,
    kernel=pure(_range),
    differentiable=False,
)


def range_(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range") -> Tensor:
    """`start`, `start + delta` ... below `limit` (`tf.range`).  Raises ValueError when `limit` cannot be reached."""
    if limit is None:
        start, limit = 0, start
    graph = graph_of((start, limit, delta)) or get_default_graph()
    with graph.name_scope(name) as scope:
        kind = None if dtype is None else dtypes.as_dtype(dtype)
        parts = [convert_to_tensor(v, kind, n) for v, n in ((start, "start"), (limit, "limit"), (delta, "delta"))]
        if kind is None:
            from tuigraph.engine.ops.casts import cast

            order = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)
            widest = max((p.dtype.base_dtype for p in parts), key=order.index)
            parts = [cast(p, widest) for p in parts]
        return tensor("Range", *parts, name=scope)


# ---------------------------------------------------------------- transpose, pack


def _transpose_shape(op: Operation) -> list[MaybeShape]:
    given, order = op.inputs[0]._shape, constant_value(op.inputs[1])
    if order is None or given is None:
        return [None if given is None else (None,) * len(given)]
    if sorted(int(i) for i in order) != list(range(len(given))):
        raise ValueError(f"perm must be a permutation of the {len(given)} dimensions, not {list(order)}")
    return [tuple([given[int(i)] for i in order])]


define(
    "Transpose",
    "x: T, perm: Tperm -> y: T",
    types={"Tperm": dtypes.INDEX},
    defaults={"Tperm": dtypes.int32},
    shape=_transpose_shape,
    kernel=pure(np.transpose),
    gradient=lambda op, grad: [transpose(grad, invert_permutation(op.inputs[1])), None],
    aliases=True,
)


def transpose(a: Any, perm: Any = None, name: str = "transpose", conjugate: bool = False) -> Tensor:
    """Permute the dimensions, by default in reverse order (`tf.transpose`)."""
    graph = graph_of((a,)) or get_default_graph()
    with graph.name_scope(name) as scope:
        value = convert_to_tensor(a)
        if perm is None:
            if value._shape is not None:
                perm = np.arange(len(value._shape), dtype=np.int32)[::-1]
            else:
                perm = (rank(value) - 1) - range_(0, rank(value), 1)
        return tensor("Transpose", value, perm, name=scope)


def _pack_shape(op: Operation) -> list[MaybeShape]:
    merged: MaybeShape = None
    for t in op.inputs:
        try:
            merged = shapes.merge(merged, t._shape)
        except ValueError:
            raise ValueError(f"Shapes must be equal rank and size: {', '.join(shapes.text(t._shape) for t in op.inputs)}") from None
    if merged is None:
        return [None]
    axis = shapes.normal_axis(op.attrs["axis"], len(merged) + 1)
    return [(*merged[:axis], len(op.inputs), *merged[axis:])]


def _pack_kernel(op: Operation, store: Store) -> Kernel:
    axis, dtype = op.attrs["axis"], op.outputs[0].dtype.numpy

    def kernel(*values: Any) -> Any:
        return np.stack([np.asarray(v, dtype=dtype) for v in values], axis=axis)

    return kernel


define("Pack", "values: N*T -> output: T", attrs={"axis": 0}, shape=_pack_shape, kernel=_pack_kernel)

# ---------------------------------------------------------------- reshape, fill, tile, zeros and ones


def _reshape_shape(op: Operation) -> list[MaybeShape]:
    given, wanted = op.inputs[0]._shape, constant_shape(op.inputs[1])
    if wanted is None or None not in wanted:
        if shapes.count(given) is not None and wanted is not None and shapes.count(given) != shapes.count(wanted):
            raise ValueError(f"Cannot reshape a tensor with {shapes.count(given)} elements to shape {shapes.text(wanted)}")
        return [wanted]
    size, value = shapes.count(given), constant_value(op.inputs[1])
    if size is None or value is None:
        return [wanted]
    rest = 1
    for d in wanted:
        rest *= 1 if d is None else d
    if wanted.count(None) != 1 or (rest and size % rest):
        raise ValueError(f"Cannot reshape a tensor with {size} elements to shape {shapes.text(wanted)}")
    return [tuple([(size // rest if rest else 0) if d is None else d for d in wanted])]


define(
    "Reshape",
    "tensor: T, shape: Tshape -> output: T",
    types={"Tshape": dtypes.INDEX},
    defaults={"Tshape": dtypes.int32},
    shape=_reshape_shape,
    kernel=pure(lambda value, wanted: as_value(np.reshape(value, tuple(wanted)))),
    gradient=lambda op, grad: [reshape(grad, shape(op.inputs[0])), None],
    aliases=True,
)


def reshape(value: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same elements in another shape, of which one entry may be -1 (`tf.reshape`)."""
    return tensor("Reshape", value, shape, name=name)


def _fill_shape(op: Operation) -> list[MaybeShape]:
    return [constant_shape(op.inputs[0])]


def _fill_gradient(op: Operation, grad: Any) -> list[Any]:
    return [None, reductions.reduce_sum(grad)]


define(
    "Fill",
    "dims: index_type, value: T -> output: T",
    types={"index_type": dtypes.INDEX},
    defaults={"index_type": dtypes.int32},
    shape=_fill_shape,
    kernel=pure(lambda dims, value: as_value(np.full(tuple(dims), value, dtype=getattr(value, "dtype", object)))),
    gradient=_fill_gradient,
)


def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """A tensor of one repeated value (`tf.fill`)."""
    return tensor("Fill", dims, value, name=name)


def _tile_shape(op: Operation) -> list[MaybeShape]:
    given, times = op.inputs[0]._shape, constant_shape(op.inputs[1])
    if given is None:
        return [None if times is None else (None,) * len(times)]
    if times is None:
        return [(None,) * len(given)]
    if len(times) != len(given):
        raise ValueError(f"Shape must be rank {len(times)} but is rank {len(given)}: one multiple for each dimension of {shapes.text(given)}")
    return [tuple([None if a is None or b is None else a * b for a, b in zip(given, times)])]


def _tile_gradient(op: Operation, grad: Any) -> list[Any]:
    """Each element gets the sum of the gradients of its copies."""

    input_shape = shape(op.inputs[0])
    split_shape = reshape(transpose(stack([op.inputs[1], input_shape])), [-1])
    axes = range_(0, size(split_shape), 2)
    return [reshape(reductions.reduce_sum(reshape(grad, split_shape), axes), input_shape), None]


define(
    "Tile",
    "input: T, multiples: Tmultiples -> output: T",
    types={"Tmultiples": dtypes.INDEX},
    defaults={"Tmultiples": dtypes.int32},
    shape=_tile_shape,
    kernel=pure(lambda value, times: as_value(np.tile(value, tuple(times)))),
    gradient=_tile_gradient,
)


def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """Repeat a tensor along each dimension (`tf.tile`)."""
    return tensor("Tile", input, multiples, name=name)


define(
    "ZerosLike",
    "x: T -> y: T",
    shape=same_shape,
    kernel=lambda op, store: lambda value: as_value(np.zeros(np.shape(value), op.outputs[0].dtype.numpy)),
    differentiable=False,
)


def zeros_like(value: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Zeros of the shape of a tensor (`tf.zeros_like`); with `optimize`, a constant where the shape is known."""
    graph = graph_of((value,)) or get_default_graph()
    with graph.name_scope(name or "zeros_like") as scope:
        value = convert_to_tensor(value, name="tensor")
        kind = value.dtype.base_dtype if dtype is None else dtypes.as_dtype(dtype)
        if optimize and shapes.is_static(value._shape):
            return constants.zeros(value._shape, kind, name=scope)
        if kind is not value.dtype.base_dtype:
            return constants.zeros(shape(value) if optimize else tensor("Shape", value), kind, name=scope)
        return tensor("ZerosLike", value, name=scope)


def ones_like(value: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Ones of the shape of a tensor (`tf.ones_like`)."""
    graph = graph_of((value,)) or get_default_graph()
    with graph.name_scope(name or "ones_like") as scope:
        value = convert_to_tensor(value, name="tensor")
        ones_shape = shape(value) if optimize else tensor("Shape", value)
        made = constants.ones(ones_shape, value.dtype.base_dtype if dtype is None else dtype, name=scope)
        made.set_shape(value._shape)
        return made


define(
    "Size",
    "input: T -> output: out_type",
    types={"out_type": dtypes.INDEX},
    attrs={"out_type": dtypes.int32},
    shape=scalar_shape,
    kernel=lambda op, store: lambda value: op.outputs[0].dtype.numpy.type(np.size(value)),
    differentiable=False,
)


def size(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The number of elements as a tensor (`tf.size`): a constant where it is known already."""
    graph = graph_of((input,)) or get_default_graph()
    with graph.name_scope(name or "Size") as scope:
        value, kind = convert_to_tensor(input), dtypes.as_dtype(out_type)
        count = shapes.count(value._shape)
        return tensor("Size", value, out_type=kind, name=scope) if count is None else constants.constant(count, kind, name=scope)


# ---------------------------------------------------------------- choose by a condition


def _select_shape(op: Operation) -> list[MaybeShape]:
    condition, x, y = (t._shape for t in op.inputs)
    merged = shapes.merge(x, y)
    if condition is None or merged is None or not condition or (len(condition) == 1 and len(merged) >= 1):
        rows = condition is not None and len(condition) == 1 and merged is not None
        return [(*shapes.merge(condition, merged[:1]), *merged[1:]) if rows else merged]  # type: ignore[misc,index]
    return [shapes.merge(condition, merged)]


def _select(condition: Any, x: Any, y: Any) -> Any:
    """A vector chooses whole rows, a scalar all or nothing."""
    if np.ndim(condition) == 1 and np.ndim(x) > 1:
        condition = np.reshape(condition, (-1,) + (1,) * (np.ndim(x) - 1))
    return as_value(np.where(condition, x, y))


def _select_gradient(op: Operation, grad: Any) -> list[Any]:
    condition, x, _ = op.inputs
    zeros = zeros_like(x)
    return [None, where(condition, grad, zeros), where(condition, zeros, grad)]


define(
    "Select",
    "condition: bool, t: T, e: T -> output: T",
    shape=_select_shape,
    kernel=pure(_select),
    gradient=_select_gradient,
)


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """`x` where the condition holds, else `y` (`tf.where`)."""
    return tensor("Select", condition, x, y, name=name)


# ---------------------------------------------------------------- permutations


def _invert(order: Any) -> Any:
    inverse = np.empty_like(order)
    inverse[order] = np.arange(len(order), dtype=order.dtype)
    return inverse


define(
    "InvertPermutation",
    "x: T -> y: T",
    types={"T": dtypes.INDEX},
    defaults={"T": dtypes.int32},
    shape=same_shape,
    kernel=pure(_invert),
    differentiable=False,
)


def invert_permutation(x: Any, name: str | None = None) -> Tensor:
    """The permutation that undoes `x` (`tf.invert_permutation`)."""
    return tensor("InvertPermutation", x, name=name)
