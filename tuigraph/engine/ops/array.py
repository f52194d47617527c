"""Operations on the layout of tensors: identity, shape, transpose, reshape, pack, cast."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define, pure, same_shape, scalar_shape
from tuigraph.engine.shapes import MaybeShape

define("Identity", "input: T -> output: T", shape=same_shape, kernel=pure(lambda value: value), aliases=True)


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
            from tuigraph.engine.ops.constants import constant

            return constant(np.array(known, dtype=dtypes.as_dtype(out_type).numpy), name=scope)
        return tensor("Shape", value, out_type=dtypes.as_dtype(out_type), name=scope)


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of dimensions as a tensor (`tf.rank`): a constant where it is known already."""
    graph = graph_of((input,)) or get_default_graph()
    with graph.name_scope(name or "Rank") as scope:
        value = convert_to_tensor(input)
        if value._shape is not None:
            from tuigraph.engine.ops.constants import constant

            return constant(len(value._shape), dtypes.int32, name=scope)
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
    from tuigraph.engine import shapes

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
