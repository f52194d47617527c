"""Sparse tensors put in order, reshaped, joined, cut and filled up: what does not compute with their values."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, static_value
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define, pure
from tuigraph.engine.ops.arithmetic import add, maximum, minimum
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import not_equal
from tuigraph.engine.ops.constants import constant, ones, zeros
from tuigraph.engine.ops.filling import fill, ones_like, range_
from tuigraph.engine.ops.gathering import gather, gather_nd, tensor_scatter_update
from tuigraph.engine.ops.identities import identity, reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.ops.layout import expand_dims, invert_permutation, transpose
from tuigraph.engine.ops.masks import where_v2
from tuigraph.engine.ops.reductions import reduce_max
from tuigraph.engine.ops.slicing import slice_
from tuigraph.engine.ops.sparse import sparse_tensor_to_dense
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor, as_sparse
from tuigraph.engine.values import Array, as_array, check_rank


def flat_places(indices: Array, shape: Any) -> Array:
    """The place of each row of indices in the flat order of a shape."""
    steps = np.append(np.cumprod(np.asarray(shape, np.int64)[:0:-1])[::-1], 1)
    return indices @ steps.astype(np.int64) if indices.shape[1] else np.zeros(len(indices), np.int64)


def rows_of(places: Array, shape: Any) -> Array:
    """The rows of indices at flat places of a shape."""
    if not len(shape):
        return np.empty((len(places), 0), np.int64)
    if not len(places):
        return np.empty((0, len(shape)), np.int64)
    return np.stack(np.unravel_index(places, tuple(int(n) for n in shape)), axis=1).astype(np.int64)


def check_parts(indices: Array, values: Array, shape: Array, inside: bool = True) -> None:
    """Raises InvalidArgumentError for parts that do not make up a sparse tensor, `inside` also for places beyond it."""
    if np.ndim(indices) != 2 or np.ndim(values) != 1 or np.ndim(shape) != 1:
        raise InvalidArgumentError(
            None,
            None,
            "Input indices should be a matrix, values and shape vectors, but received shapes "
            f"{shapes.listed(np.shape(indices))}, {shapes.listed(np.shape(values))} and "
            f"{shapes.listed(np.shape(shape))}",
        )
    if len(indices) != len(values) or indices.shape[1] != len(shape):
        raise InvalidArgumentError(
            None,
            None,
            f"{len(indices)} rows of {indices.shape[1]} indices do not go with {len(values)} values in "
            f"{len(shape)} dimensions",
        )
    if not inside:
        return
    wrong = np.any((indices < 0) | (indices >= shape), axis=1)
    if wrong.any():
        row = indices[wrong.argmax()].tolist()
        raise InvalidArgumentError(
            None, None, f"indices[{wrong.argmax()}] = {row} is out of bounds: need 0 <= index < {shape.tolist()}"
        )


def values_at(places: Iterable[Array], known: Array, values: Array) -> list[Array]:
    """For the rows of each of some `places` the values that stand at them among the known ones, else zero."""
    found = {tuple(row): value for row, value in zip(known.tolist(), values)}
    zero = values.dtype.type(0)
    return [np.array([found.get(tuple(row), zero) for row in rows.tolist()], values.dtype) for rows in places]


def length_of(op: Operation, place: int) -> int | None:
    """The first size of the input at a place: how many values there are or rows of indices, and of a shape its rank."""
    known = op.inputs[place]._shape
    return None if not known else known[0]


# ---------------------------------------------------------------- order


def _reordered(indices: Array, values: Array, shape: Array) -> tuple[Array, Array]:
    check_parts(indices, values, shape, inside=False)
    order = np.argsort(flat_places(indices, shape), kind="stable")
    return indices[order], values[order]


def _reorder_gradient(op: Operation, _: Any, grad: Tensor) -> list[Any]:
    indices, _, shape = op.inputs
    places = range_(shape_of(indices)[0])
    ordered = sparse_reorder(SparseTensor(indices, places, shape))
    return [None, gather(grad, invert_permutation(ordered.values)), None]


define(
    "SparseReorder",
    "input_indices: int64, input_values: T, input_shape: int64 -> output_indices: int64, output_values: T",
    shape=lambda op: [op.inputs[0]._shape, op.inputs[1]._shape],
    kernel=pure(_reordered),
    gradient=_reorder_gradient,
    can_fail=True,
)


def sparse_reorder(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The same with its indices in row-major order (`tf.sparse_reorder`)."""
    given = as_sparse(sp_input)
    indices, values = apply("SparseReorder", given.indices, given.values, given.dense_shape, name=name).outputs
    known = constant_shape(given.dense_shape)
    return SparseTensor(
        indices, values, list(known) if known is not None and shapes.is_static(known) else identity(given.dense_shape)
    )


# ---------------------------------------------------------------- shapes


def _reshaped(indices: Array, shape: Array, wanted: Array) -> tuple[Array, Array]:
    size = math.prod(shape.tolist())
    made = wanted.tolist()
    unknown = [place for place, n in enumerate(made) if n == -1]
    if len(unknown) > 1:
        raise InvalidArgumentError(
            None, None, f"only one output dimension may be -1, not both {unknown[0]} and {unknown[1]}"
        )
    if unknown:
        rest = math.prod(n for n in made if n != -1)
        if rest <= 0 or size % rest:
            raise InvalidArgumentError(
                None,
                None,
                f"Input to reshape is a SparseTensor with {size} dense values, but the requested shape requires a "
                f"multiple of {rest}. input_shape={shape.tolist()} output_shape={wanted.tolist()}",
            )
        made[unknown[0]] = size // rest
    if math.prod(made) != size:
        raise InvalidArgumentError(
            None,
            None,
            f"Input to reshape is a tensor with {size} dense values, but the requested shape has {math.prod(made)}. "
            f"input_shape={shape.tolist()} output_shape={made}",
        )
    return rows_of(flat_places(indices, shape), made), np.array(made, np.int64)


define(
    "SparseReshape",
    "input_indices: int64, input_shape: int64, new_shape: int64 -> output_indices: int64, output_shape: int64",
    shape=lambda op: [(length_of(op, 0), length_of(op, 2)), op.inputs[2]._shape],
    kernel=pure(_reshaped),
    differentiable=False,
    can_fail=True,
)


def sparse_reshape(sp_input: Any, shape: Any, name: str | None = None) -> SparseTensor:
    """The same values in another shape, of which one size may be -1 (`tf.sparse_reshape`).

    Raises ValueError for a shape that is known not to hold as many elements.
    """
    given = as_sparse(sp_input)
    wanted = cast(shape, dtypes.int64)
    with name_scope(name, "SparseReshape", [*given]) as scope:
        indices, made = apply("SparseReshape", given.indices, given.dense_shape, wanted, name=scope).outputs
        known, size = static_value(wanted), shapes.count(constant_shape(given.dense_shape))
        if known is not None and size is not None:
            made = constant(_whole_shape(known.tolist(), size), dtypes.int64)
        return SparseTensor(indices, identity(given.values), made)


def _whole_shape(wanted: list[int], size: int) -> list[int]:
    unknown = wanted.count(-1)
    if unknown > 1:
        raise ValueError(f"At most one dimension can be inferred (-1). Found: {wanted}")
    rest = math.prod(n for n in wanted if n != -1)
    made = [size // rest if n == -1 and rest else n for n in wanted]
    if math.prod(made) != size:
        raise ValueError(
            f"Cannot reshape a tensor with {size} elements to shape {wanted} ({math.prod(made)} elements)."
        )
    return made


def sparse_expand_dims(sp_input: Any, axis: Any = None, name: str | None = None) -> SparseTensor:
    """One dimension of size 1 more (`tf.sparse.expand_dims`).  Raises TypeError for an axis that is no whole number."""
    depth = sp_input.dense_shape.get_shape()[0]
    axis = -1 if axis is None else axis
    with name_scope(name, "expand_dims", [*sp_input]):
        if isinstance(axis, int):
            axis = convert_to_tensor(axis, dtypes.int32, "axis")
        elif not isinstance(axis, Tensor):
            raise TypeError("axis must be an integer value in range [-rank(sp_input) - 1, rank(sp_input)]")
        axis = where_v2(axis >= 0, axis, axis + depth + 1)
        new = zeros([shape_of(sp_input.indices)[0], 1], dtypes.int64)
        before = slice_(sp_input.indices, [0, 0], [-1, axis])
        after = slice_(sp_input.indices, [0, axis], [-1, -1])
        indices = concat([before, new, after], axis=1)
        shape_before = slice_(sp_input.dense_shape, [0], [axis])
        shape_after = slice_(sp_input.dense_shape, [axis], [-1])
        one = convert_to_tensor([1], dtypes.int64, "new_shape")
        return SparseTensor(indices, sp_input.values, concat([shape_before, one, shape_after], axis=0))


def sparse_transpose(sp_input: SparseTensor, perm: Any = None, name: str | None = None) -> SparseTensor:
    """The dimensions in another order, by default reversed (`tf.sparse_transpose`)."""
    with name_scope(name, "SparseTranspose", [*sp_input]):
        if perm is None:
            depth = tensor("Size", sp_input.dense_shape, name="Rank")
            perm = (depth - 1) - range_(0, depth, 1)
        indices = transpose(gather(transpose(sp_input.indices), perm))
        order = static_value(convert_to_tensor(perm))
        known = constant_shape(sp_input.dense_shape)
        made: Any
        if order is not None and known is not None and shapes.is_static(known):
            made = [known[place] for place in order.tolist()]
        else:
            made = gather(sp_input.dense_shape, perm)
        return sparse_reorder(SparseTensor(indices, sp_input.values, made))


def sparse_reset_shape(sp_input: Any, new_shape: Any = None) -> SparseTensor:
    """The same in a larger shape, by default the smallest that holds it (`tf.sparse_reset_shape`).

    Raises ValueError for a shape that is known to be smaller, InvalidArgumentError in a run otherwise.
    """
    from tuigraph.engine.ops.checks import assert_equal, assert_less_equal
    from tuigraph.engine.ops.flow import with_dependencies

    given = as_sparse(sp_input)
    indices, values, before = identity(given.indices), identity(given.values), identity(given.dense_shape)
    made: Any
    if new_shape is None:
        last = reduce_max(indices, axis=0)
        made = maximum(constant(0, dtypes.int64), add(last, ones_like(before)))
    else:
        made = cast(convert_to_tensor(new_shape), dtypes.int64)
        shapes.with_rank(made._shape, 1)
        shapes.merge(made._shape, before._shape)
        wanted, known = static_value(made), constant_shape(given.dense_shape)
        if wanted is not None and known is not None and shapes.is_static(known):
            if np.any(np.array(known) > wanted):
                raise ValueError(
                    "Requested new_shape should have dimension sizes >= sp_input.shape.  "
                    f"Found new_shape ({list(known)}), sp_input.shape ({wanted.tolist()})."
                )
            made = wanted
        else:
            made = with_dependencies([assert_equal(shape_of(before), shape_of(made))], made)
            made = with_dependencies([assert_less_equal(before, made)], made)
    return SparseTensor(indices, values, made)


# ---------------------------------------------------------------- joining and cutting


def _joined(op: Operation, store: Store) -> Kernel:
    count: int = op.attrs["N"]
    axis: int = op.attrs["concat_dim"]

    def kernel(*parts: Any) -> tuple[Array, Array, Array]:
        indices, values, sizes = parts[:count], parts[count : 2 * count], parts[2 * count :]
        first = np.array(sizes[0])
        place = axis + len(first) if axis < 0 else axis
        if not 0 <= place < len(first):
            raise InvalidArgumentError(
                None, None, f"Concat dimension must be in range [{-len(first)}, {len(first)}), got {axis}"
            )
        for number, size in enumerate(sizes):
            if len(size) != len(first):
                raise InvalidArgumentError(
                    None, None, f"Ranks of all input tensors must match: expected {len(first)} but got {len(size)}"
                )
            other = np.delete(size, place) != np.delete(first, place)
            if other.any():
                raise InvalidArgumentError(
                    None,
                    None,
                    "Input shapes must match except in the concat dimension: "
                    f"shape {number} is {size.tolist()}, the first {first.tolist()}",
                )
        begins = np.cumsum([0, *(size[place] for size in sizes)])
        moved = []
        for rows, begin in zip(indices, begins):
            own = np.array(rows)
            own[:, place] += begin
            moved.append(own)
        first[place] = begins[-1]
        return (*_reordered(np.concatenate(moved), np.concatenate(values), first), first)

    return kernel


def _joined_shapes(op: Operation) -> list[MaybeShape]:
    count = op.attrs["N"]
    rows = [length_of(op, place) for place in range(count, 2 * count)]
    whole = None if None in rows else sum(n for n in rows if n is not None)
    depth = length_of(op, 2 * count)
    return [(whole, depth), (whole,), (depth,)]


define(
    "SparseConcat",
    "indices: N*int64, values: N*T, shapes: N*int64 -> output_indices: int64, output_values: T, output_shape: int64",
    attrs={"concat_dim": REQUIRED},
    shape=_joined_shapes,
    kernel=_joined,
    differentiable=False,
    can_fail=True,
)


def sparse_concat(
    axis: Any = None,
    sp_inputs: Any = None,
    name: str | None = None,
    expand_nonconcat_dim: bool = False,
    concat_dim: Any = None,
    expand_nonconcat_dims: bool | None = None,
) -> SparseTensor:
    """Sparse tensors one after the other along a dimension (`tf.sparse_concat`).

    With `expand_nonconcat_dim` the other sizes may differ, and the largest counts; else they have to be equal, which is
    an InvalidArgumentError in a run.  Raises TypeError for what is no list of SparseTensors.
    """
    axis = concat_dim if axis is None else axis
    if not isinstance(sp_inputs, (list, tuple)):
        raise TypeError("Inputs must be a list or tuple.")
    given = [as_sparse(item) for item in sp_inputs]
    if len(given) == 1:
        return given[0]
    sizes: list[Any] = [item.dense_shape for item in given]
    if expand_nonconcat_dim if expand_nonconcat_dims is None else expand_nonconcat_dims:
        largest = reduce_max(concat([reshape(size, [1, -1]) for size in sizes], 0), 0)
        sizes = [_widened(size, largest, axis) for size in sizes]
    indices, values, made = apply(
        "SparseConcat",
        [item.indices for item in given],
        [item.values for item in given],
        sizes,
        concat_dim=axis,
        name=name,
    ).outputs
    known = [static_value(size) for size in sizes]
    if all(size is not None for size in known):
        whole = np.array(known[0])
        whole[axis] = sum(size[axis] for size in known)
        made = convert_to_tensor(whole)
    return SparseTensor(indices, values, made)


def _widened(size: Tensor, largest: Tensor, axis: int) -> Tensor:
    before = largest[:axis]
    own = size[-1:] if axis == -1 else size[axis : axis + 1]
    return concat([before, own, [] if axis == -1 else largest[axis + 1 :]], 0)


def _part(indices: Array, values: Array, start: Array, size: Array) -> tuple[Array, Array]:
    inside = np.all((indices >= start) & (indices < start + size), axis=1)
    return indices[inside] - start, values[inside]


def _split(op: Operation, store: Store) -> Kernel:
    count: int = op.attrs["num_split"]

    def kernel(axis: Any, indices: Array, values: Array, shape: Array) -> tuple[Any, ...]:
        place = int(axis) + len(shape) if axis < 0 else int(axis)
        if not 0 <= place < len(shape):
            raise InvalidArgumentError(
                None, None, f"Input axis should be in range [{-len(shape)}, {len(shape)}), got {int(axis)}"
            )
        whole = int(shape[place])
        if not 1 <= count <= whole:
            raise InvalidArgumentError(
                None,
                None,
                f"Input num_split should be between 1 and the splitting dimension size ({whole}), got {count}",
            )
        size, rest = divmod(whole, count)
        parts, begin = [], 0
        for number in range(count):
            length = size + (number < rest)
            start, lengths = np.zeros_like(shape), np.array(shape)
            start[place], lengths[place] = begin, length
            parts.append((*_part(indices, values, start, lengths), lengths))
            begin += length
        return tuple(itertools.chain.from_iterable(zip(*parts)))

    return kernel


def _split_shapes(op: Operation) -> list[MaybeShape]:
    count, depth = op.attrs["num_split"], length_of(op, 3)
    kinds: tuple[MaybeShape, ...] = ((None, depth), (None,), (depth,))
    return [kind for kind in kinds for _ in range(count)]


define(
    "SparseSplit",
    "split_dim: int64, indices: int64, values: T, shape: int64 -> output_indices: num_split*int64, "
    "output_values: num_split*T, output_shape: num_split*int64",
    attrs={"num_split": REQUIRED},
    shape=_split_shapes,
    kernel=_split,
    differentiable=False,
    can_fail=True,
)


def sparse_split(
    keyword_required: Any = None,
    sp_input: Any = None,
    num_split: int | None = None,
    axis: Any = None,
    name: str | None = None,
    split_dim: Any = None,
) -> list[SparseTensor]:
    """A sparse tensor cut into parts along a dimension, the first ones larger (`tf.sparse_split`).

    Raises ValueError where something is not given, or not by its name.
    """
    if keyword_required is not None:
        raise ValueError("Keyword arguments are required for this function.")
    axis = split_dim if axis is None else axis
    for value, what in ((sp_input, "sp_input"), (num_split, "num_split"), (axis, "axis")):
        if value is None:
            raise ValueError(f"{what} is required")
    given = as_sparse(sp_input)
    outputs = apply(
        "SparseSplit", axis, given.indices, given.values, given.dense_shape, num_split=num_split, name=name
    ).outputs
    assert num_split is not None
    return [SparseTensor(*outputs[number::num_split]) for number in range(num_split)]


def _slice_kernel(indices: Array, values: Array, shape: Array, start: Array, size: Array) -> tuple[Any, ...]:
    check_parts(indices, values, shape)
    lengths = np.maximum(np.minimum(start + size, shape) - start, 0)
    return (*_part(indices, values, start, lengths), lengths)


def _slice_gradient(op: Operation, _: Any, grad: Tensor, __: Any) -> list[Any]:
    made = tensor("SparseSliceGrad", grad, op.inputs[0], op.inputs[3], op.outputs[0])
    made.set_shape(op.inputs[1]._shape)
    return [None, made, None, None, None]


def _slice_back(grad: Array, indices: Array, start: Array, taken: Array) -> Array:
    return values_at([indices], taken + start, grad)[0]


define(
    "SparseSlice",
    "indices: int64, values: T, shape: int64, start: int64, size: int64 -> output_indices: int64, output_values: T, "
    "output_shape: int64",
    shape=lambda op: [(None, length_of(op, 2)), (None,), (length_of(op, 2),)],
    kernel=pure(_slice_kernel),
    gradient=_slice_gradient,
    can_fail=True,
)
define(
    "SparseSliceGrad",
    "backprop_val_grad: T, input_indices: int64, input_start: int64, output_indices: int64 -> val_grad: T",
    shape=lambda op: [(length_of(op, 1),)],
    kernel=pure(_slice_back),
    gradient=lambda op, grad: [found_at(op.inputs[3] + op.inputs[2], op.inputs[1], grad), *[None] * 3],
)


def found_at(places: Tensor, known: Tensor, values: Tensor) -> Tensor:
    """For each of some rows of indices the value that stands at it among the known ones, else zero."""
    return tensor("SparseAddGrad", values, places, places, known)


def sparse_slice(sp_input: Any, start: Any, size: Any, name: str | None = None) -> SparseTensor:
    """What of a sparse tensor lies in a box (`tf.sparse_slice`)."""
    given = as_sparse(sp_input)
    begin, lengths = convert_to_tensor(start, dtypes.int64), convert_to_tensor(size, dtypes.int64)
    with name_scope(name, "SparseSlice", [*given]) as scope:
        parts = apply("SparseSlice", given.indices, given.values, given.dense_shape, begin, lengths, name=scope)
        return SparseTensor(*parts.outputs)


def sparse_retain(sp_input: Any, to_retain: Any) -> SparseTensor:
    """The values for which `to_retain`, a bool vector, is True (`tf.sparse_retain`)."""
    given = as_sparse(sp_input)
    kept = convert_to_tensor(to_retain)
    shapes.with_rank(kept._shape, 1)
    shapes.merge(given.values._shape, kept._shape)
    places = reshape(where_v2(kept), [-1])
    indices, values = gather(given.indices, places), gather(given.values, places)
    return SparseTensor(indices, values, identity(given.dense_shape))


# ---------------------------------------------------------------- making and filling


def _filled(indices: Array, values: Array, shape: Array, default: Any) -> tuple[Any, ...]:
    check_parts(indices, values, shape)
    rows = int(shape[0])
    empty = np.ones(rows, bool)
    empty[indices[:, 0]] = False
    added = np.zeros((int(empty.sum()), len(shape)), np.int64)
    added[:, 0] = np.flatnonzero(empty)
    defaults = np.empty(len(added), as_array(values).dtype)
    defaults[:] = default
    all_indices = np.concatenate([indices, added])
    all_values = np.concatenate([values, defaults])
    order = np.argsort(all_indices[:, 0], kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return all_indices[order], all_values[order], empty, places[: len(indices)]


def _fill_gradient(op: Operation, _: Any, grad: Tensor, __: Any, ___: Any) -> list[Any]:
    values, default = apply("SparseFillEmptyRowsGrad", op.outputs[3], grad).outputs
    return [None, values, None, default]


def _fill_back(places: Array, grad: Array) -> tuple[Any, Any]:
    check_rank("reverse_index_map", places, 1)
    check_rank("grad_values", grad, 1)
    if np.any((places < 0) | (places >= len(grad))):
        raise InvalidArgumentError(None, None, f"Elements in reverse index must be in [0, {len(grad)})")
    others = np.ones(len(grad), bool)
    others[places] = False
    return grad[places], grad[others].sum(dtype=grad.dtype)


define(
    "SparseFillEmptyRows",
    "indices: int64, values: T, dense_shape: int64, default_value: T -> output_indices: int64, output_values: T, "
    "empty_row_indicator: bool, reverse_index_map: int64",
    shape=lambda op: [
        (None, length_of(op, 2)),
        (None,),
        ((constant_shape(op.inputs[2]) or (None,))[0],),
        (length_of(op, 0),),
    ],
    kernel=pure(_filled),
    gradient=_fill_gradient,
    can_fail=True,
)
define(
    "SparseFillEmptyRowsGrad",
    "reverse_index_map: int64, grad_values: T -> d_values: T, d_default_value: T",
    types={"T": dtypes.NUMBER},
    shape=lambda op: [op.inputs[0]._shape, ()],
    kernel=pure(_fill_back),
    gradient=lambda op, values, default: [
        None,
        tensor_scatter_update(fill(shape_of(op.inputs[1]), default), expand_dims(op.inputs[0], 1), values),
    ],
)


def sparse_fill_empty_rows(sp_input: Any, default_value: Any, name: str | None = None) -> tuple[SparseTensor, Tensor]:
    """A default value at the beginning of each empty row, and which rows these are (`tf.sparse_fill_empty_rows`)."""
    given = as_sparse(sp_input)
    with name_scope(name, "SparseFillEmptyRows", [*given]):
        default = convert_to_tensor(default_value, given.values.dtype.base_dtype)
        indices, values, empty, _ = apply(
            "SparseFillEmptyRows", given.indices, given.values, given.dense_shape, default
        ).outputs
        return SparseTensor(indices, values, given.dense_shape), empty


def from_dense(tensor: Any, name: str | None = None) -> SparseTensor:
    """What of a tensor is not zero (`tf.sparse.from_dense`)."""
    with name_scope(name, "dense_to_sparse"):
        given = convert_to_tensor(tensor)
        indices = where_v2(not_equal(given, constant(0, given.dtype.base_dtype)))
        return SparseTensor(indices, gather_nd(given, indices), shape_of(given, out_type=dtypes.int64))


def sparse_eye(
    num_rows: Any, num_columns: Any = None, dtype: Any = dtypes.float32, name: str | None = None
) -> SparseTensor:
    """Ones on the diagonal (`tf.sparse.eye`)."""
    with name_scope(name, "eye", [num_rows, num_columns]):
        rows = _as_int64(num_rows, "num_rows")
        columns = rows if num_columns is None else _as_int64(num_columns, "num_columns")
        length = minimum(rows, columns)
        places = range_(length, dtype=dtypes.int64)
        return SparseTensor(stack([places, places], axis=1), ones(length, dtype=dtype), [rows, columns])


def _as_int64(value: Any, name: str) -> Tensor:
    if isinstance(value, int):
        return convert_to_tensor(value, dtypes.int64, name)
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} must be an integer value")
    made: Tensor = cast(value, dtypes.int64)
    return made


def sparse_merge(
    sp_ids: Any, sp_values: Any, vocab_size: Any, name: str | None = None, already_sorted: bool = False
) -> SparseTensor:
    """Values at the places that whole numbers say, in rows of width `vocab_size` (`tf.sparse_merge`).

    `sp_ids`: a SparseTensor, or a list of one for each dimension, and so is `vocab_size`.  Raises TypeError and
    ValueError where these do not go together.
    """
    if isinstance(sp_ids, (SparseTensor, tuple)) and hasattr(sp_ids, "dense_shape"):
        ids: Any = [sp_ids]
        if not isinstance(vocab_size, (Tensor, int, np.integer)):
            raise TypeError(f"vocab_size has to be a Tensor or Python int. Found {type(vocab_size)}")
        sizes: Any = [vocab_size]
    else:
        for value, what in ((sp_ids, "sp_ids has to be a SparseTensor or"), (vocab_size, "vocab_size has to be a")):
            if not isinstance(value, Iterable) or isinstance(value, Tensor):
                raise TypeError(f"{what} list thereof. Found {type(value)}")
        ids, sizes = list(sp_ids), list(vocab_size)
    if len(ids) != len(sizes):
        raise ValueError("sp_ids and vocab_size have to have equal lengths.")
    with name_scope(name, "SparseMerge"):
        parts = [as_sparse(item) for item in ids]
        values = as_sparse(sp_values)
        columns = [expand_dims(cast(part.values, dtypes.int64), axis=1) for part in parts]
        widths = [cast(size, dtypes.int64) for size in sizes]
        kept = parts[0].indices[:, :-1]
        indices = concat([kept, *columns], 1)
        whole = values.values
        shape = concat([parts[0].dense_shape[:-1], widths], 0)
        made = SparseTensor(indices, whole, shape)
        if already_sorted:
            return made
        ordered = sparse_reorder(made)
        return SparseTensor(ordered.indices, ordered.values, shape)


def sparse_to_indicator(sp_input: Any, vocab_size: Any, name: str | None = None) -> Tensor:
    """For each row, which whole numbers are in it, as bools (`tf.sparse_to_indicator`)."""
    given = as_sparse(sp_input)
    with name_scope(name, "SparseToIndicator", [*given]) as scope:
        count = shape_of(given.indices)[0]
        present = SparseTensor(given.indices, fill(expand_dims(count, 0), True), given.dense_shape)
        merged = sparse_merge(given, present, vocab_size, scope)
        return sparse_tensor_to_dense(merged, default_value=False, validate_indices=False, name=scope)
