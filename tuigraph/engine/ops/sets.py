"""Values as sets and sorted rows: unique, setdiff1d, searchsorted."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, check_rank

Unique = namedtuple("Unique", "y idx")
UniqueWithCounts = namedtuple("UniqueWithCounts", "y idx count")
ListDiff = namedtuple("ListDiff", "out idx")

# ---------------------------------------------------------------- unique


def _unique_shape(op: Operation) -> list[MaybeShape]:
    given = shapes.with_rank(op.inputs[0]._shape, 1)
    found: list[MaybeShape] = [(None,), given, (None,)]
    return found[: len(op.outputs)]


def _unique_kernel(op: Operation, store: Store) -> Kernel:
    kind = op.attrs["out_idx"].numpy
    count = len(op.outputs)

    def kernel(values: Array) -> Any:
        check_rank("unique expects a 1D vector: x", values, 1)
        places: dict[Any, int] = {}
        index = np.array([places.setdefault(v, len(places)) for v in values.tolist()], dtype=kind)
        firsts = np.zeros(len(places), dtype=np.intp)
        firsts[index[::-1]] = np.arange(len(values))[::-1]
        found = (values[firsts], index, np.bincount(index, minlength=len(places)).astype(kind))
        return found[:count]

    return kernel


for _name, _outputs in (("Unique", "y: T, idx: out_idx"), ("UniqueWithCounts", "y: T, idx: out_idx, count: out_idx")):
    define(
        _name,
        f"x: T -> {_outputs}",
        types={"out_idx": dtypes.INDEX},
        attrs={"out_idx": dtypes.int32},
        shape=_unique_shape,
        kernel=_unique_kernel,
    )


def unique(x: Any, out_idx: Any = dtypes.int32, name: str | None = None) -> Unique:
    """The different values of a vector in order of appearance, and the place of each element (`tf.unique`)."""
    return Unique(*apply("Unique", x, out_idx=dtypes.as_dtype(out_idx), name=name).outputs)


def unique_with_counts(x: Any, out_idx: Any = dtypes.int32, name: str | None = None) -> UniqueWithCounts:
    """As `unique`, and how often each value appears (`tf.unique_with_counts`)."""
    return UniqueWithCounts(*apply("UniqueWithCounts", x, out_idx=dtypes.as_dtype(out_idx), name=name).outputs)


def _difference_kernel(op: Operation, store: Store) -> Kernel:
    kind = op.attrs["out_idx"].numpy

    def kernel(x: Array, y: Array) -> Any:
        check_rank("x", x, 1)
        check_rank("y", y, 1)
        gone = set(y.tolist())
        kept = np.array([i for i, v in enumerate(x.tolist()) if v not in gone], dtype=kind)
        return x[kept], kept

    return kernel


define(
    "ListDiff",
    "x: T, y: T -> out: T, idx: out_idx",
    types={"out_idx": dtypes.INDEX},
    attrs={"out_idx": dtypes.int32},
    shape=lambda op: [(None,), (None,)],
    kernel=_difference_kernel,
)


def setdiff1d(x: Any, y: Any, index_dtype: Any = dtypes.int32, name: str | None = None) -> ListDiff:
    """The elements of `x` that are not in `y`, and their places in `x` (`tf.setdiff1d`)."""
    return ListDiff(*apply("ListDiff", x, y, out_idx=dtypes.as_dtype(index_dtype), name=name).outputs)


# ---------------------------------------------------------------- searchsorted


def _bound_kernel(op: Operation, store: Store) -> Kernel:
    side: Any = "left" if op.type == "LowerBound" else "right"
    kind = op.attrs["out_type"].numpy

    def kernel(rows: Array, values: Array) -> Any:
        check_rank("sorted_inputs", rows, 2)
        check_rank("values", values, 2)
        if len(rows) != len(values):
            raise InvalidArgumentError(
                None, None, f"Leading dim_size of both tensors must match: {len(rows)} and {len(values)}"
            )
        found = [np.searchsorted(row, wanted, side=side) for row, wanted in zip(rows, values)]
        return np.array(found, dtype=kind).reshape(values.shape)

    return kernel


for _name in ("LowerBound", "UpperBound"):
    define(
        _name,
        "sorted_inputs: T, values: T -> output: out_type",
        types={"out_type": dtypes.INDEX},
        attrs={"out_type": dtypes.int32},
        shape=lambda op: [shapes.with_rank(op.inputs[1]._shape, 2)],
        kernel=_bound_kernel,
        differentiable=False,
    )


def searchsorted(
    sorted_sequence: Any, values: Any, side: str = "left", out_type: Any = dtypes.int32, name: str | None = None
) -> Tensor:
    """Where each value would have to be put in, in the sorted rows of `sorted_sequence` (`tf.searchsorted`).

    `side`: "left" puts it before equal elements, "right" behind them; ValueError for another.
    """
    length = shape_of(sorted_sequence)
    length = length[-1]
    count = shape_of(values)
    count = count[-1]
    rows = reshape(sorted_sequence, [-1, length])
    wanted = reshape(values, [-1, count])
    op_type = {"left": "LowerBound", "right": "UpperBound"}.get(side)
    if op_type is None:
        raise ValueError(f"side must be either 'right' or 'left'.  Saw: {side}.")
    return reshape(tensor(op_type, rows, wanted, out_type=dtypes.as_dtype(out_type), name=name), shape_of(values))
