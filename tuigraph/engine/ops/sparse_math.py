"""Computing with sparse tensors: products, sums, reductions, softmax and what goes element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define, pure
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.conjugate import conj
from tuigraph.engine.ops.constants import constant, ones
from tuigraph.engine.ops.elementwise import square
from tuigraph.engine.ops.filling import range_, zeros_like
from tuigraph.engine.ops.gathering import gather, gather_nd
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.identities import size as size_of
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.ops.layout import expand_dims, matrix_transpose
from tuigraph.engine.ops.reduction_gradients import kept_shape
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.engine.ops.slicing import slice_
from tuigraph.engine.ops.sparse import add_dense
from tuigraph.engine.ops.sparse_structure import check_parts, flat_places, found_at, length_of, rows_of, values_at
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor, SparseTensorValue, as_sparse
from tuigraph.engine.values import Array, as_value

_SPARSE = (SparseTensor, SparseTensorValue)


# ---------------------------------------------------------------- products with matrices


def _product_shape(op: Operation) -> list[MaybeShape]:
    left, right = constant_shape(op.inputs[2]), op.inputs[3]._shape
    if right is not None:
        shapes.with_rank(right, 2)
    rows, inner = (None, None) if left is None else reversed(left) if op.attrs["adjoint_a"] else left
    other, columns = (None, None) if right is None else reversed(right) if op.attrs["adjoint_b"] else right
    if not shapes.compatible((inner,), (other,)):
        raise ValueError(f"Dimensions must be equal, but are {inner} and {other} for 'SparseTensorDenseMatMul'.")
    return [(rows, columns)]


def _product_kernel(op: Operation, store: Store) -> Kernel:
    adjoint_a, adjoint_b = op.attrs["adjoint_a"], op.attrs["adjoint_b"]

    def kernel(indices: Array, values: Array, shape: Array, right: Array) -> Array:
        if len(shape) != 2:
            raise InvalidArgumentError(None, None, "Tensor 'a_shape' must have 2 elements")
        check_parts(indices.astype(np.int64), values, shape)
        rows, columns = indices[:, 0], indices[:, 1]
        size, inner = shape.tolist()
        if adjoint_a:
            rows, columns, values, (size, inner) = columns, rows, np.conj(values), (inner, size)
        other = np.conj(right.T) if adjoint_b else right
        if inner != other.shape[0]:
            raise InvalidArgumentError(
                None,
                None,
                f"Cannot multiply A and B because inner dimension does not match: {inner} vs. {other.shape[0]}.  "
                "Did you forget a transpose?",
            )
        made = np.zeros((size, other.shape[1]), right.dtype)
        np.add.at(made, rows, values[:, None] * other[columns])
        return made

    return kernel


def _product_gradient(op: Operation, grad: Tensor) -> list[Any]:
    indices, values, shape, right = op.inputs
    adjoint_a, adjoint_b = op.attrs["adjoint_a"], op.attrs["adjoint_b"]
    by_right = sparse_tensor_dense_matmul(SparseTensor(indices, values, shape), grad, adjoint_a=not adjoint_a)
    if adjoint_b:
        by_right = matrix_transpose(by_right, conjugate=True)
    rows, columns = indices[:, 0], indices[:, 1]
    of_grad = gather(grad, columns if adjoint_a else rows)
    other = matrix_transpose(right, conjugate=True) if adjoint_b else right
    of_right = gather(other, rows if adjoint_a else columns)
    by_values = reduce_sum(of_grad * conj(of_right), axis=1)
    if adjoint_a:
        by_values = conj(by_values)
    return [None, by_values, None, by_right]


define(
    "SparseTensorDenseMatMul",
    "a_indices: Tindices, a_values: T, a_shape: int64, b: T -> product: T",
    types={"Tindices": dtypes.INDEX, "T": dtypes.NUMBER},
    attrs={"adjoint_a": False, "adjoint_b": False},
    shape=_product_shape,
    kernel=_product_kernel,
    gradient=_product_gradient,
    can_fail=True,
)


def sparse_tensor_dense_matmul(
    sp_a: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False, name: str | None = None
) -> Tensor:
    """A sparse matrix times a dense one (`tf.sparse_tensor_dense_matmul`).

    InvalidArgumentError in a run for sizes that do not go together.
    """
    given = as_sparse(sp_a)
    with name_scope(name, "SparseTensorDenseMatMul", [given.indices, given.values, b]):
        right = convert_to_tensor(b, name="b")
        return tensor(
            "SparseTensorDenseMatMul",
            *(given.indices, given.values, given.dense_shape, right),
            adjoint_a=adjoint_a,
            adjoint_b=adjoint_b,
        )


# ---------------------------------------------------------------- sums


def _sum_kernel(
    indices: Array, values: Array, shape: Array, other: Array, more: Array, its_shape: Array, threshold: Any
) -> tuple[Any, ...]:
    check_parts(indices, values, shape)
    check_parts(other, more, its_shape)
    if shape.tolist() != its_shape.tolist():
        raise InvalidArgumentError(
            None,
            None,
            "Operands do not have the same ranks or shapes; got shapes: "
            f"{shapes.listed(shape.tolist())} and {shapes.listed(its_shape.tolist())}",
        )
    places = np.concatenate([flat_places(indices, shape), flat_places(other, shape)])
    order, inverse = np.unique(places, return_inverse=True)
    made = np.zeros(len(order), values.dtype)
    np.add.at(made, inverse, np.concatenate([values, more]))
    times = np.bincount(inverse, minlength=len(order))
    kept = (times == 1) | (np.abs(made) >= threshold)  # what stands in one of both alone stays
    return rows_of(order[kept], shape), made[kept], shape.copy()


def _sum_gradient(op: Operation, _: Any, grad: Tensor, __: Any) -> list[Any]:
    ours, theirs = apply("SparseAddGrad", grad, op.inputs[0], op.inputs[3], op.outputs[0]).outputs
    ours.set_shape(op.inputs[1]._shape)
    theirs.set_shape(op.inputs[4]._shape)
    return [None, ours, None, None, theirs, None, None]


def _sum_back(grad: Array, indices: Array, other: Array, taken: Array) -> tuple[Any, Any]:
    ours, theirs = values_at([indices, other], taken, grad)
    return ours, theirs


define(
    "SparseAdd",
    "a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64, thresh: Treal "
    "-> sum_indices: int64, sum_values: T, sum_shape: int64",
    types={"T": dtypes.NUMBER, "Treal": dtypes.REAL},
    shape=lambda op: [
        (None, length_of(op, 2)),
        (None,),
        op.inputs[2]._shape,
    ],
    kernel=pure(_sum_kernel),
    gradient=_sum_gradient,
    can_fail=True,
)
define(
    "SparseAddGrad",
    "backprop_val_grad: T, a_indices: int64, b_indices: int64, sum_indices: int64 -> a_val_grad: T, b_val_grad: T",
    types={"T": dtypes.NUMBER},
    shape=lambda op: [(length_of(op, 1),), (length_of(op, 2),)],
    kernel=pure(_sum_back),
    gradient=lambda op, ours, theirs: [
        found_at(op.inputs[3], op.inputs[1], ours) + found_at(op.inputs[3], op.inputs[2], theirs),
        *[None] * 3,
    ],
)


def sparse_add(a: Any, b: Any, threshold: Any = None, thresh: Any = None) -> Any:
    """The sum of two tensors of which one is sparse, or both; then the result is, too (`tf.sparse_add`).

    Sums that are smaller than `threshold` are left out.  Raises TypeError when none of them is sparse.
    """
    if not isinstance(a, _SPARSE) and not isinstance(b, _SPARSE):
        raise TypeError("At least one input should be SparseTensor; do you mean to use tf.add()?")
    if not (isinstance(a, _SPARSE) and isinstance(b, _SPARSE)):
        given, dense = (b, a) if isinstance(b, _SPARSE) else (a, b)
        return add_dense(as_sparse(given), dense)
    one, other = as_sparse(a), as_sparse(b)
    limit = thresh if threshold is None else threshold
    least = convert_to_tensor(0 if limit is None else limit, one.values.dtype.real_dtype.base_dtype, "threshold")
    indices, values, made = apply("SparseAdd", *one, *other, least).outputs
    known = shapes.broadcast(constant_shape(one.dense_shape), constant_shape(other.dense_shape))
    return SparseTensor(indices, values, list(known) if known is not None and shapes.is_static(known) else made)


# ---------------------------------------------------------------- reductions


def _axes(given: SparseTensor, axis: Any) -> Any:
    if axis is not None:
        return axis
    known = given.dense_shape._shape
    if known is not None and known[0] is not None:
        return constant(np.arange(known[0]), dtypes.int32)
    return range_(0, tensor("Size", given.dense_shape, name="Rank"))


def _reduced_shape(op: Operation) -> list[MaybeShape]:
    known, axes = constant_shape(op.inputs[2]), constant_value(op.inputs[3])
    if known is None or axes is None:
        return [None]
    gone = {int(a) % len(known) for a in np.ravel(axes)} if len(known) else set()
    if op.attrs["keep_dims"]:
        return [tuple(1 if place in gone else n for place, n in enumerate(known))]
    return [tuple(n for place, n in enumerate(known) if place not in gone)]


def _reduced(
    indices: Array, values: Array, shape: Array, axes: Any, keep: bool, ufunc: np.ufunc
) -> tuple[Array, Array, list[int]]:
    """Flat places, values and shape of the reduction."""
    check_parts(indices, values, shape)
    depth = len(shape)
    gone = set()
    for axis in np.ravel(axes).tolist():
        if not -depth <= axis < depth:
            raise InvalidArgumentError(
                None, None, f"Invalid reduction dimension {axis}, for input with {depth} dimensions."
            )
        gone.add(axis % depth)
    kept = [place for place in range(depth) if place not in gone]
    size = [int(shape[place]) for place in kept]
    places, inverse = np.unique(flat_places(indices[:, kept], size), return_inverse=True)
    made = np.empty(len(places), values.dtype)
    if len(values):
        order = np.argsort(inverse, kind="stable")
        starts = np.flatnonzero(np.diff(inverse[order], prepend=-1))
        made = ufunc.reduceat(values[order], starts)
    full = [1 if place in gone else int(shape[place]) for place in range(depth)] if keep else size
    return places, made, full


def _dense_reduction(ufunc: np.ufunc) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        keep: bool = op.attrs["keep_dims"]

        def kernel(indices: Array, values: Array, shape: Array, axes: Any) -> Any:
            places, made, size = _reduced(indices, values, shape, axes, keep, ufunc)
            whole = np.zeros(int(np.prod(size, dtype=np.int64)), values.dtype)
            whole[places] = made
            return as_value(whole.reshape(size))

        return kernel

    return rule


def _sparse_reduction(ufunc: np.ufunc) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        keep: bool = op.attrs["keep_dims"]

        def kernel(indices: Array, values: Array, shape: Array, axes: Any) -> Any:
            places, made, size = _reduced(indices, values, shape, axes, keep, ufunc)
            return rows_of(places, size), made, np.array(size, np.int64)

        return kernel

    return rule


def _reduction_gradient(op: Operation, grad: Tensor) -> list[Any]:
    indices, _, shape, axes = op.inputs
    kept = kept_shape(shape, axes)
    wide = reshape(grad, kept)
    scale = shape // cast(kept, dtypes.int64)
    return [None, gather_nd(wide, indices // scale), None, None]


_PARTS = "input_indices: int64, input_values: T, input_shape: int64, reduction_axes: int32"
for _name, _ufunc, _gradient in (
    ("SparseReduceSum", np.add, _reduction_gradient),
    ("SparseReduceMax", np.maximum, None),
):
    define(
        _name,
        f"{_PARTS} -> output: T",
        types={"T": dtypes.NUMBER},
        attrs={"keep_dims": False},
        shape=_reduced_shape,
        kernel=_dense_reduction(_ufunc),
        gradient=_gradient,
        differentiable=_gradient is not None,
        can_fail=True,
    )
    define(
        f"{_name}Sparse",
        f"{_PARTS} -> output_indices: int64, output_values: T, output_shape: int64",
        types={"T": dtypes.NUMBER},
        attrs={"keep_dims": False},
        shape=lambda op: [None, None, None],
        kernel=_sparse_reduction(_ufunc),
        differentiable=False,
        can_fail=True,
    )


def _reduce(op_type: str, given: Any, axis: Any, keepdims: Any, keep_dims: Any, reduction_axes: Any) -> Any:
    keep = keep_dims if keepdims is None else keepdims
    chosen = reduction_axes if axis is None else axis
    sparse = as_sparse(given)
    return apply(op_type, *sparse, _axes(sparse, chosen), keep_dims=bool(keep))


def sparse_reduce_sum(
    sp_input: Any, axis: Any = None, keepdims: Any = None, reduction_axes: Any = None, keep_dims: Any = None
) -> Tensor:
    """Sums along dimensions, by default all, as a dense tensor (`tf.sparse_reduce_sum`)."""
    made: Tensor = _reduce("SparseReduceSum", sp_input, axis, keepdims, keep_dims, reduction_axes).outputs[0]
    return made


def sparse_reduce_max(
    sp_input: Any, axis: Any = None, keepdims: Any = None, reduction_axes: Any = None, keep_dims: Any = None
) -> Tensor:
    """The largest of the values that are there along dimensions, zero where there is none (`tf.sparse_reduce_max`)."""
    made: Tensor = _reduce("SparseReduceMax", sp_input, axis, keepdims, keep_dims, reduction_axes).outputs[0]
    return made


def sparse_reduce_sum_sparse(
    sp_input: Any, axis: Any = None, keepdims: Any = None, reduction_axes: Any = None, keep_dims: Any = None
) -> SparseTensor:
    """Sums along dimensions as a SparseTensor (`tf.sparse_reduce_sum_sparse`)."""
    made = _reduce("SparseReduceSumSparse", sp_input, axis, keepdims, keep_dims, reduction_axes)
    return SparseTensor(*made.outputs)


def sparse_reduce_max_sparse(
    sp_input: Any, axis: Any = None, keepdims: Any = None, reduction_axes: Any = None, keep_dims: Any = None
) -> SparseTensor:
    """The largest values along dimensions as a SparseTensor (`tf.sparse_reduce_max_sparse`)."""
    made = _reduce("SparseReduceMaxSparse", sp_input, axis, keepdims, keep_dims, reduction_axes)
    return SparseTensor(*made.outputs)


# ---------------------------------------------------------------- element by element


def _at_places(indices: Array, shape: Array, dense: Any) -> Array:
    """The elements of a dense tensor at the places of a sparse one, to whose shape it is broadcast."""
    try:
        wide = np.broadcast_to(dense, tuple(shape.tolist()))
    except ValueError:
        raise InvalidArgumentError(
            None,
            None,
            "SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible shapes: "
            f"{shapes.listed(shape.tolist())} vs. {shapes.listed(np.shape(dense))}",
        ) from None
    found: Array = wide[tuple(indices.T)]
    return found


def _elementwise(function: Callable[..., Any]) -> Callable[..., Any]:
    def kernel(indices: Array, values: Array, shape: Array, dense: Any) -> Any:
        check_parts(indices, values, shape)
        return function(values, _at_places(indices, shape, dense))

    return kernel


def _elementwise_gradient(op_type: str) -> Callable[..., list[Any]]:
    def gradient(op: Operation, grad: Tensor) -> list[Any]:
        indices, values, shape, dense = op.inputs
        size = cast(shape_of(dense), dtypes.int64)
        added = expand_dims(size_of(shape) - size_of(size), 0)
        augmented = concat([ones(added, size.dtype.base_dtype), size], 0)
        scaled = indices // (shape // augmented)
        scaled = slice_(scaled, concat([[0], added], 0), [-1, -1])
        others = gather_nd(dense, scaled)
        if op_type == "SparseDenseCwiseAdd":
            by_sparse, by_dense = grad, grad
        elif op_type == "SparseDenseCwiseMul":
            by_sparse, by_dense = grad * others, grad * values
        else:
            by_sparse, by_dense = grad / others, grad * (-values / square(others))
        return [None, by_sparse, None, sparse_add(zeros_like(dense), SparseTensor(scaled, by_dense, size))]

    return gradient


def _quotient(x: Any, y: Any) -> Any:
    if np.issubdtype(np.asarray(x).dtype, np.integer):
        made = np.trunc(np.true_divide(x, y))
        return made.astype(x.dtype)
    return x / y


for _name, _function in (
    ("SparseDenseCwiseAdd", np.add),
    ("SparseDenseCwiseMul", np.multiply),
    ("SparseDenseCwiseDiv", _quotient),
):
    define(
        _name,
        "sp_indices: int64, sp_values: T, sp_shape: int64, dense: T -> output: T",
        types={"T": dtypes.NUMBER},
        shape=lambda op: [op.inputs[1]._shape],
        kernel=pure(_elementwise(_function)),
        gradient=_elementwise_gradient(_name),
        can_fail=True,
    )


def sparse_dense_cwise_add(sp_t: SparseTensor, dense_t: Any) -> SparseTensor:
    """A dense tensor added to the values that are there."""
    made = tensor("SparseDenseCwiseAdd", *sp_t, dense_t)
    return SparseTensor(sp_t.indices, made, sp_t.dense_shape)


def _softmax(indices: Array, values: Array, shape: Array) -> Array:
    if len(shape) < 2:
        raise InvalidArgumentError(None, None, "Input should have rank >= 2")
    check_parts(indices, values, shape)
    _, inverse = np.unique(flat_places(indices[:, :-1], shape[:-1]), return_inverse=True)
    count = int(inverse.max()) + 1 if len(inverse) else 0
    largest = np.full(count, -np.inf, values.dtype)
    np.maximum.at(largest, inverse, values)
    powers = np.exp(values - largest[inverse])
    sums = np.zeros(count, values.dtype)
    np.add.at(sums, inverse, powers)
    made: Array = powers / sums[inverse]
    return made


def _softmax_gradient(op: Operation, grad: Tensor) -> list[Any]:
    indices, _, shape = op.inputs
    made = op.outputs[0]
    product = SparseTensor(indices, made * grad, shape)
    total = -sparse_reduce_sum(product, [-1], keepdims=True)
    sums = sparse_dense_cwise_add(SparseTensor(indices, grad, shape), total)
    return [None, sums.values * made, None]


define(
    "SparseSoftmax",
    "sp_indices: int64, sp_values: T, sp_shape: int64 -> output: T",
    types={"T": frozenset({dtypes.float32, dtypes.float64})},
    shape=lambda op: [op.inputs[1]._shape],
    kernel=pure(_softmax),
    gradient=_softmax_gradient,
    can_fail=True,
)


def sparse_softmax(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """The softmax of the values that are there, along the last dimension (`tf.sparse_softmax`)."""
    with name_scope(name, "SparseSoftmax", [sp_input.indices, sp_input.values]):
        made = tensor("SparseSoftmax", *sp_input)
        return SparseTensor(sp_input.indices, made, sp_input.dense_shape)


def _both(ufunc: np.ufunc) -> Callable[..., Any]:
    def kernel(
        indices: Array, values: Array, shape: Array, other: Array, more: Array, its_shape: Array
    ) -> tuple[Any, ...]:
        check_parts(indices, values, shape)
        check_parts(other, more, its_shape)
        if shape.tolist() != its_shape.tolist():
            raise InvalidArgumentError(
                None,
                None,
                f"Operands' shapes do not match: got {shapes.listed(shape.tolist())} for the first and "
                f"{shapes.listed(its_shape.tolist())} for the second",
            )
        one, two = flat_places(indices, shape), flat_places(other, shape)
        places = np.union1d(one, two)
        sides = np.zeros((2, len(places)), values.dtype)
        sides[0, np.searchsorted(places, one)] = values
        sides[1, np.searchsorted(places, two)] = more
        return rows_of(places, shape), ufunc(*sides)

    return kernel


for _name, _pair in (("SparseSparseMaximum", np.maximum), ("SparseSparseMinimum", np.minimum)):
    define(
        _name,
        "a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64 "
        "-> output_indices: int64, output_values: T",
        types={"T": dtypes.REAL},
        shape=lambda op: [(None, length_of(op, 2)), (None,)],
        kernel=pure(_both(_pair)),
        differentiable=False,
        can_fail=True,
    )


def _of_both(op_type: str, sp_a: SparseTensor, sp_b: SparseTensor, name: str | None) -> SparseTensor:
    with name_scope(name, op_type, [sp_a.indices, sp_a.values, sp_b.indices, sp_b.values]) as scope:
        indices, values = apply(op_type, *sp_a, *sp_b, name=scope).outputs
    return SparseTensor(indices, values, sp_a.dense_shape)


def sparse_maximum(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
    """The larger of both at each place that one of them has (`tf.sparse_maximum`)."""
    return _of_both("SparseSparseMaximum", sp_a, sp_b, name)


def sparse_minimum(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
    """The smaller of both at each place that one of them has (`tf.sparse_minimum`)."""
    return _of_both("SparseSparseMinimum", sp_a, sp_b, name)
