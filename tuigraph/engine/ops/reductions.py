"""Reductions over axes: sums, means, products, extremes, logical ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, Linear, Sign, arranged_by_constants, define, pure, scalar_shape
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    comparison,
    constants,
    elementwise,
    filling,
    identities,
    masks,
    reduction_gradients,
)
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, whole
from tuigraph.engine.values import Array, as_value


def reduced_shape(op: Operation) -> list[MaybeShape]:
    """The static shape left over; what is known of it when the axes are not constant is the rank at most."""
    shape = op.inputs[0]._shape
    keep = op.attrs["keep_dims"]
    axes = constant_value(op.inputs[1])
    if op.inputs[1]._shape is not None and len(op.inputs[1]._shape) > 1:
        raise ValueError(f"Shape must be at most rank 1 but is rank {len(op.inputs[1]._shape)}")
    if shape is None:
        return [None]
    if axes is None:
        return [(None,) * len(shape) if keep else None]
    gone = {shapes.normal_axis(int(a), len(shape)) for a in np.ravel(axes)}
    if keep:
        return [tuple([1 if i in gone else d for i, d in enumerate(shape)])]
    return [tuple([d for i, d in enumerate(shape) if i not in gone])]


def _axes_of(axis: Any, rank: int) -> tuple[int, ...]:
    found = set()
    for a in np.ravel(axis):
        if not -rank <= a < rank:
            raise InvalidArgumentError(
                None, None, f"Invalid reduction dimension ({a} for input with {rank} dimension(s)"
            )
        found.add(int(a) % rank)
    return tuple(found)


def _static_axes(axis: Any, rank: int) -> tuple[int, ...] | None:
    try:
        return _axes_of(axis, rank)
    except InvalidArgumentError:
        return None  # told in the run, where the error belongs


def _length(shape: tuple[int, ...], axes: tuple[int, ...]) -> int:
    """How many elements become one."""
    length = 1
    for a in axes:
        length *= shape[a]
    return length


def _reduction(
    name: str, reduce: Callable[..., Any], types: frozenset[dtypes.DType], gradient: Any, kind: str = "T", **rules: Any
) -> None:
    def rule(op: Operation, store: Store) -> Kernel:
        keep = op.attrs["keep_dims"]
        known: Any = op.inputs[1].op.attrs["value"] if op.inputs[1].op.role is Role.CONSTANT else None
        shape = op.inputs[0]._shape
        constant_axes = None if known is None or shape is None else _static_axes(known, len(shape))

        def kernel(value: Array, axis: Array) -> Any:
            array = np.asarray(value)
            if constant_axes is not None and (axis is known or (not known.ndim and axis == known)):
                axes = constant_axes
            else:  # a constant may be fed
                axes = _axes_of(axis, array.ndim)
            if _length(array.shape, axes) == 1:  # nothing to reduce: every element stays what it is, -0.0 and nan too
                left = array if keep else array.squeeze(axes)
                return left.copy() if left.ndim else left[()]
            return as_value(np.asarray(reduce(array, axes, keep)))

        return kernel

    define(
        name,
        f"input: {kind}, reduction_indices: Tidx -> output: {kind}",
        types={"T": types, "Tidx": dtypes.INDEX},
        defaults={"Tidx": dtypes.int32},
        attrs={"keep_dims": False},
        shape=reduced_shape,
        kernel=rule,
        shares=Shares(where=whole),
        keeps_elements=True,
        fits=arranged_by_constants,
        gradient=gradient,
        differentiable=gradient is not None,
        **rules,
    )


def _sum(array: Any, axis: Any, keepdims: Any) -> Any:
    return np.add.reduce(array, axis=axis, keepdims=keepdims, dtype=array.dtype)


def _prod(array: Any, axis: Any, keepdims: Any) -> Any:
    return np.multiply.reduce(array, axis=axis, keepdims=keepdims, dtype=array.dtype)


def _mean(array: Any, axis: Any, keepdims: bool) -> Any:
    """Integers are divided towards zero, as TensorFlow does."""
    total = _sum(array, axis, keepdims)
    count = _length(array.shape, axis)
    if array.dtype.kind in "fc":
        return (total / array.dtype.type(count)).astype(array.dtype) if count else total * array.dtype.type(np.nan)
    return (np.sign(total) * (np.abs(total) // count)).astype(array.dtype) if count else total


def _extreme(ufunc: Any, lowest: bool) -> Callable[..., Any]:
    """Of nothing and of nan alone: what any number would replace."""

    def reduce(array: Any, axis: Any, keepdims: bool) -> Any:
        if array.dtype.kind in "iu":
            nothing: Any = np.iinfo(array.dtype).min if lowest else np.iinfo(array.dtype).max
        else:
            nothing = -np.inf if lowest else np.inf
        return ufunc.reduce(array, axis=axis, keepdims=keepdims, initial=array.dtype.type(nothing))

    return reduce


def _norm(array: Any, axis: Any, keepdims: bool) -> Any:
    return np.sqrt(_sum(array * np.conj(array), axis, keepdims)).astype(array.dtype)


_reduction(
    "Sum",
    _sum,
    dtypes.NUMBER,
    lambda op, grad: reduction_gradients.of_sum(op, grad),
    sign=Sign("sum", "call"),
    symbolic=Linear(slice(1)),
)
_reduction(
    "Prod", _prod, dtypes.NUMBER, lambda op, grad: reduction_gradients.of_product(op, grad), sign=Sign("prod", "call")
)
_reduction(
    "Mean",
    _mean,
    dtypes.NUMBER,
    lambda op, grad: reduction_gradients.of_mean(op, grad),
    sign=Sign("mean", "call"),
    symbolic=Linear(slice(1)),
)
_reduction(
    "Max",
    _extreme(np.fmax, lowest=True),
    dtypes.REAL,
    lambda op, grad: reduction_gradients.of_extreme(op, grad),
    sign=Sign("max", "call"),
)
_reduction(
    "Min",
    _extreme(np.fmin, lowest=False),
    dtypes.REAL,
    lambda op, grad: reduction_gradients.of_extreme(op, grad),
    sign=Sign("min", "call"),
)
_reduction("EuclideanNorm", _norm, dtypes.NUMBER, None)
_reduction("All", lambda a, axis, keep: np.logical_and.reduce(a, axis=axis, keepdims=keep), frozenset(), None, "bool")
_reduction("Any", lambda a, axis, keep: np.logical_or.reduce(a, axis=axis, keepdims=keep), frozenset(), None, "bool")


define(
    "L2Loss",
    "t: T -> output: T",
    types={"T": dtypes.FLOATING},
    shape=scalar_shape,
    kernel=pure(lambda t: as_value(np.asarray(np.sum(np.square(t), dtype=t.dtype) * t.dtype.type(0.5)))),
    gradient=lambda op, grad: [op.inputs[0] * grad],
)


# ---------------------------------------------------------------- functions


def one_of(first: str, value: Any, second: str, other: Any) -> Any:
    """The value of an argument that has two names.  Raises ValueError when both are given."""
    if value is not None and other is not None:
        raise ValueError(f"Cannot specify both '{first}' and '{second}'")
    return other if value is None else value


def _reduce(op_type: str, value: Any, axis: Any, keep: Any, name: str | None) -> Tensor:
    axes = filling.every_axis(value) if axis is None else axis
    made = tensor(op_type, value, axes, keep_dims=bool(keep), name=name)
    if axis is None and not keep:
        made._shape = ()
    return made


def _function(op_type: str) -> Callable[..., Tensor]:
    def function(
        input_tensor: Any,
        axis: Any = None,
        keepdims: bool | None = None,
        name: str | None = None,
        reduction_indices: Any = None,
        keep_dims: bool | None = None,
    ) -> Tensor:
        """Raises ValueError for an axis that is not there and for two names of one argument given together."""
        axis = one_of("axis", axis, "reduction_indices", reduction_indices)
        keep = one_of("keepdims", keepdims, "keep_dims", keep_dims)
        return _reduce(op_type, input_tensor, axis, keep, name)

    return function


reduce_sum = _function("Sum")
reduce_prod = _function("Prod")
reduce_mean = _function("Mean")
reduce_max = _function("Max")
reduce_min = _function("Min")
reduce_all = _function("All")
reduce_any = _function("Any")
reduce_euclidean_norm = _function("EuclideanNorm")


def reduce_logsumexp(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """log(sum(exp(x))) over axes, without an overflow on the way (`tf.reduce_logsumexp`)."""
    axis = one_of("axis", axis, "reduction_indices", reduction_indices)
    keep = bool(one_of("keepdims", keepdims, "keep_dims", keep_dims))
    value = convert_to_tensor(input_tensor)
    with value.graph.name_scope(name or "ReduceLogSumExp"):
        largest = reduce_max(value, axis, keepdims=True)
        finite = masks.where(elementwise.is_finite(largest), largest, filling.zeros_like(largest))
        shift = identities.stop_gradient(finite)
        result = elementwise.log(reduce_sum(elementwise.exp(arithmetic.subtract(value, shift)), axis, keepdims=keep))
        if not keep:
            shift = identities.reshape(shift, identities.shape(result))
        result = arithmetic.add(result, shift)
        if axis is None and not keep:
            result.set_shape(())
        return result


def count_nonzero(
    input_tensor: Any = None,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: Any = dtypes.int64,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
    input: Any = None,
) -> Tensor:
    """How many elements are not zero (`tf.count_nonzero`)."""
    keep = bool(one_of("keepdims", keepdims, "keep_dims", keep_dims))
    axis = one_of("axis", axis, "reduction_indices", reduction_indices)
    given = one_of("input_tensor", input_tensor, "input", input)
    graph = graph_of((given,)) or get_default_graph()
    with graph.name_scope(name or "count_nonzero"):
        value = convert_to_tensor(given, name="input")
        differs = comparison.not_equal(value, constants.zeros([], value.dtype))
        count = reduce_sum(casts.cast(differs, dtypes.int64), axis, keepdims=keep)
        return casts.cast(count, dtype)


def reduce_variance(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The mean squared distance from the mean (`tf.math.reduce_variance`)."""
    graph = graph_of((input_tensor,)) or get_default_graph()
    with graph.name_scope(name or "reduce_variance"):
        value = convert_to_tensor(input_tensor)
        means = reduce_mean(value, axis, keepdims=True)
        return reduce_mean(elementwise.square(value - means), axis, keepdims=keepdims)


def reduce_std(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The square root of the variance (`tf.math.reduce_std`)."""
    graph = graph_of((input_tensor,)) or get_default_graph()
    with graph.name_scope(name or "reduce_std"):
        return elementwise.sqrt(reduce_variance(input_tensor, axis, keepdims))


def l2_loss(t: Any, name: str | None = None) -> Tensor:
    """Half the sum of the squares (`tf.nn.l2_loss`)."""
    return tensor("L2Loss", t, name=name)
