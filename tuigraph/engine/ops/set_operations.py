"""Sets in the rows of tensors: what the last dimension of two of them has in common (`tf.sets`).

Source: tensorflow/core/kernels/set_kernels.cc.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor, SparseTensorValue
from tuigraph.engine.values import Array, as_array

_TYPES = frozenset({dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.uint16, dtypes.string})
_Group = tuple[int, ...]
_Sets = dict[_Group, set[Any]]

# By the attribute `set_operation`.
_OPERATIONS: dict[str, Callable[[set[Any], set[Any]], set[Any]]] = {
    "a-b": lambda a, b: a - b,
    "b-a": lambda a, b: b - a,
    "intersection": lambda a, b: a & b,
    "union": lambda a, b: a | b,
}


def _check_groups(first: Any, second: Any) -> tuple[int, ...]:
    """The dimensions but for the last.  Raises InvalidArgumentError where they differ or there is only one."""
    for shape in (first, second):
        if len(shape) < 2:
            raise InvalidArgumentError(None, None, f"Invalid rank {len(shape)}: sets are rows of at least 2 dimensions")
    if tuple(first[:-1]) != tuple(second[:-1]):
        raise InvalidArgumentError(
            None, None, f"Mismatched group shapes {shapes.listed(first[:-1])} vs. {shapes.listed(second[:-1])}"
        )
    return tuple(int(n) for n in first[:-1])


def _of_dense(array: Any) -> _Sets:
    rows = array.reshape(-1, array.shape[-1]).tolist() if array.size else []
    groups: Iterable[_Group] = np.ndindex(array.shape[:-1])
    return {group: set(row) for group, row in zip(groups, rows)}


def _of_sparse(indices: Any, values: Any, shape: Any, validate: bool) -> _Sets:
    rows = [tuple(row) for row in indices.tolist()]
    if validate:
        for row in rows:
            if not all(0 <= i < n for i, n in zip(row, shape)):
                raise InvalidArgumentError(None, None, f"Index {list(row)} is out of bounds of {shapes.listed(shape)}")
        for before, after in itertools.pairwise(rows):
            if before >= after:
                raise InvalidArgumentError(None, None, f"indices {list(after)} is out of order or repeated")
    found: _Sets = {}
    for row, value in zip(rows, as_array(values).tolist()):
        found.setdefault(row[:-1], set()).add(value)
    return found


def _as_sparse(groups: _Sets, shape: tuple[int, ...], dtype: Any) -> tuple[Any, Any, Any]:
    """Sets as a sparse tensor: the elements of each in order."""
    indices, values, most = [], [], 0
    for group in sorted(groups):
        members = sorted(groups[group])
        most = max(most, len(members))
        for i, member in enumerate(members):
            indices.append((*group, i))
            values.append(member)
    made = np.empty(len(values), dtype)
    made[:] = values
    return (
        np.array(indices, np.int64).reshape(len(indices), len(shape) + 1),
        made,
        np.array([*shape, most], np.int64),
    )


def _kernel(sparse_first: bool, sparse_second: bool) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[1].dtype.numpy
        validate = op.attrs["validate_indices"]

        def kernel(*operands: Array) -> Any:
            rest = list(operands)

            def taken(sparse: bool) -> tuple[_Sets, Any]:
                if not sparse:
                    array = rest.pop(0)
                    return (_of_dense(array) if array.ndim > 1 else {}), array.shape
                indices, values, shape = rest[:3]
                del rest[:3]
                return _of_sparse(indices, values, shape, validate), tuple(shape.tolist())

            (first, one), (second, other) = taken(sparse_first), taken(sparse_second)
            groups = _check_groups(one, other)
            work = _OPERATIONS.get(op.attrs["set_operation"])
            if work is None:
                raise InvalidArgumentError(None, None, f"Invalid set_operation {op.attrs['set_operation']}.")
            keys = first.keys() | second.keys()
            made = {key: work(first.get(key, set()), second.get(key, set())) for key in keys}
            return _as_sparse(made, groups, dtype)

        return kernel

    return rule


def _shape(op: Operation) -> list[MaybeShape]:
    rank = None if op.inputs[0]._shape is None else len(op.inputs[0]._shape)
    if op.type == "SparseToSparseSetOperation":
        rank = (shapes.with_rank(op.inputs[2]._shape, 1))[0]
    return [(None, rank), (None,), (rank,)]


_SPARSE = "{0}_indices: int64, {0}_values: T, {0}_shape: int64"
_RESULTS = "result_indices: int64, result_values: T, result_shape: int64"

for _name, _first, _second in (
    ("DenseToDenseSetOperation", False, False),
    ("DenseToSparseSetOperation", False, True),
    ("SparseToSparseSetOperation", True, True),
):
    _given = (_SPARSE.format(f"set{i}") if sparse else f"set{i}: T" for i, sparse in ((1, _first), (2, _second)))
    define(
        _name,
        f"{', '.join(_given)} -> {_RESULTS}",
        types={"T": _TYPES},
        attrs={"set_operation": REQUIRED, "validate_indices": True},
        shape=_shape,
        kernel=_kernel(_first, _second),
        differentiable=False,
        can_fail=True,
    )


def _size_kernel(op: Operation, store: Store) -> Kernel:
    validate = op.attrs["validate_indices"]

    def kernel(indices: Array, values: Array, shape: Array) -> Any:
        groups = tuple(shape.tolist()[:-1])
        sizes = np.zeros(groups, np.int32)
        for group, members in _of_sparse(indices, values, shape, validate).items():
            sizes[group] = len(members)
        return sizes if groups else sizes[()]

    return kernel


define(
    "SetSize",
    "set_indices: int64, set_values: T, set_shape: int64 -> size: int32",
    types={"T": _TYPES},
    attrs={"validate_indices": True},
    shape=lambda op: [None],
    kernel=_size_kernel,
    differentiable=False,
    can_fail=True,
)


# ---------------------------------------------------------------- functions


def as_either(value: Any, name: str | None = None) -> Any:
    """A SparseTensor for one or its value, else a tensor."""
    if isinstance(value, SparseTensorValue):
        return SparseTensor(*value)
    return value if isinstance(value, SparseTensor) else convert_to_tensor(value, name=name)


def set_size(a: Any, validate_indices: bool = True) -> Tensor:
    """The number of different elements in each row of a sparse tensor, int32 (`tf.sets.set_size`).

    Raises TypeError for a dense one, and for elements that are neither integers nor strings.
    """
    a = as_either(a, "a")
    if not isinstance(a, SparseTensor):
        raise TypeError(f"Expected `SparseTensor`, got {a}.")
    if a.values.dtype.base_dtype not in _TYPES:
        raise TypeError(f"Invalid dtype {a.values.dtype}.")
    return tensor("SetSize", a.indices, a.values, a.dense_shape, validate_indices=validate_indices)


def _operation(a: Any, b: Any, operation: str, flipped: str, validate: bool) -> SparseTensor:
    """`operation` of two tensors, or `flipped` with the dense one first."""
    a = as_either(a, "a")
    if a.dtype.base_dtype not in _TYPES:
        raise TypeError(f"'a' invalid dtype {a.dtype}.")
    b = as_either(b, "b")
    if a.dtype.base_dtype is not b.dtype.base_dtype:
        raise TypeError(f"Types don't match, {a.dtype} vs {b.dtype}.")
    if isinstance(a, SparseTensor) and not isinstance(b, SparseTensor):
        a, b, operation = b, a, flipped
    kinds = ["Sparse" if isinstance(one, SparseTensor) else "Dense" for one in (a, b)]
    operands = [
        part
        for one in (a, b)
        for part in ((one.indices, one.values, one.dense_shape) if isinstance(one, SparseTensor) else (one,))
    ]
    made = apply(f"{kinds[0]}To{kinds[1]}SetOperation", *operands, set_operation=operation, validate_indices=validate)
    return SparseTensor(*made.outputs)


def set_intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What the rows of two tensors have in common (`tf.sets.set_intersection`)."""
    return _operation(a, b, "intersection", "intersection", validate_indices)


def set_difference(a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True) -> SparseTensor:
    """What the rows of one tensor have and those of the other have not (`tf.sets.set_difference`)."""
    first, second = ("a-b", "b-a") if aminusb else ("b-a", "a-b")
    return _operation(a, b, first, second, validate_indices)


def set_union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What the rows of either tensor have (`tf.sets.set_union`)."""
    return _operation(a, b, "union", "union", validate_indices)
