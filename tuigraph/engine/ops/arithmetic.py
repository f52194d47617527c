"""Elementwise arithmetic, sums of many tensors."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.calculus import product, total
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices, to_tensor_or_slices
from tuigraph.engine.opdef import REQUIRED, Bilinear, Derivatives, GradientRule, Kernel, Linear, Sign, define
from tuigraph.engine.ops import comparison, constants, elementwise, filling, identities, masks
from tuigraph.engine.ops.broadcast_gradient import Broadcast, equal_static_shapes
from tuigraph.engine.ops.broadcast_to import broadcast_to
from tuigraph.engine.ops.broadcasting import ARITHMETIC, binary, floats_or_integers, larger, named, smaller
from tuigraph.engine.ops.conjugate import conj
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, alone
from tuigraph.engine.values import Array

# ---------------------------------------------------------------- sums, differences, products


def _add_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    if equal_static_shapes(x, y, grad):
        return [grad, grad]
    broadcast = Broadcast(x, y, grad, static=True)
    return [broadcast.back(0, grad), broadcast.back(1, grad)]


def _sub_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    if equal_static_shapes(x, y, grad):
        return [grad, -grad]
    broadcast = Broadcast(x, y, grad, static=True)
    return [broadcast.back(0, grad), broadcast.back(1, -grad)]


def _mul_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    if equal_static_shapes(x, y, grad) and grad.dtype in (dtypes.int32, dtypes.float32):
        return [tensor("Mul", grad, y), tensor("Mul", grad, x)]
    broadcast = Broadcast(x, y, grad, static=True)
    x, y = conj(x), conj(y)
    gx = broadcast.back(0, tensor("Mul", grad, y))
    return [gx, broadcast.back(1, tensor("Mul", x, grad))]


_ADDED = ARITHMETIC - {dtypes.uint16}
binary(
    "Add",
    np.add,
    operator.add,
    _ADDED | {dtypes.string},
    gradient=_add_gradient,
    sign=Sign("+"),
    symbolic=Linear(slice(2), signs=(1, 1)),
)
binary(
    "AddV2",
    np.add,
    operator.add,
    _ADDED,
    gradient=_add_gradient,
    sign=Sign("+"),
    symbolic=Linear(slice(2), signs=(1, 1)),
)
binary(
    "Sub", np.subtract, operator.sub, gradient=_sub_gradient, sign=Sign("-"), symbolic=Linear(slice(2), signs=(1, -1))
)
binary("Mul", np.multiply, operator.mul, gradient=_mul_gradient, sign=Sign("*"), symbolic=Bilinear(by_element=True))

add = named("Add")
subtract = named("Sub")
multiply = named("Mul")


def add_v2(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The sum as the operator ``+`` makes it: AddV2 but for strings."""
    return tensor("Add" if x.dtype.base_dtype is dtypes.string else "AddV2", x, y, name=name)


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """A scalar times a tensor or IndexedSlices (`tf.scalar_mul`).  Raises ValueError for a scalar of another rank."""
    scalar = convert_to_tensor(scalar, x.dtype.base_dtype, "scalar")
    if scalar._shape != ():
        raise ValueError(f"Only scalar multiply works, got shape {shapes.listed(scalar._shape)}")
    if isinstance(x, IndexedSlices):
        return IndexedSlices(multiply(scalar, x.values, name), x.indices, x.dense_shape)
    return multiply(scalar, x, name)


# ---------------------------------------------------------------- powers, extremes


def _power(x: Any, y: Any) -> Any:
    if getattr(x, "dtype", None) is not None and x.dtype.kind in "iu" and np.any(y < 0):
        raise InvalidArgumentError(
            None, None, "Integers to negative integer powers are not allowed: cast one operand to a float type."
        )
    result = np.power(x, y)
    if np.size(y) == 1 and np.all(y == 0.5) and result.dtype.kind == "f":  # NumPy takes the square root: another rule
        result = np.where(np.isneginf(x), np.inf, np.abs(result)).astype(result.dtype)
        return result if result.ndim else result[()]
    return result


def _pow_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    broadcast = Broadcast(x, y, grad, static=True)
    x, y = conj(x), conj(y)
    gx = broadcast.back(0, grad * y * pow(x, y - 1))
    z = conj(op.outputs[0])
    mask = comparison.not_equal(x, 0) if x.dtype.is_complex else x > 0
    safe = masks.where(mask, x, filling.ones_like(x))
    log = masks.where(mask, elementwise.log(safe), filling.zeros_like(x))
    return [gx, broadcast.back(1, grad * z * log)]


def _power_formula(op: Operation, inner: Derivatives) -> Derivatives:
    x, y = op.inputs
    by_base = None if inner[0] is None else product(y * x ** (y - 1.0), inner[0])
    by_exponent = None if inner[1] is None else product(op.outputs[0] * elementwise.log(x), inner[1])
    return [total((by_base, by_exponent))]


binary(
    "Pow",
    _power,
    types=dtypes.FLOATING | dtypes.COMPLEX | dtypes.INDEX,
    gradient=_pow_gradient,
    sign=Sign("**"),
    symbolic=_power_formula,
)


def pow(x: Any, y: Any, name: str | None = None) -> Tensor:
    """`x` to the power of `y` (`tf.pow`).  A negative power of an integer is an InvalidArgumentError in the run."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "Pow") as scope:
        return tensor("Pow", x, y, name=scope)


def _extreme_gradient(takes_x: Any) -> GradientRule:
    """The gradient goes to the operand that was taken, to x where both are equal."""

    def rule(op: Operation, grad: Tensor) -> list[Any]:
        x, y = op.inputs
        both = identities.shape(x), identities.shape(y)
        zeros = constants.zeros(identities.shape(grad), grad.dtype)
        mask = takes_x(x, y)
        broadcast = Broadcast(x, y, given=both)
        gx = broadcast.back(0, masks.where(mask, grad, zeros))
        return [gx, broadcast.back(1, masks.where(mask, zeros, grad))]

    return rule


def _extreme_formula(takes_x: Any) -> Any:
    def rule(op: Operation, inner: Derivatives) -> Derivatives:
        shape = identities.shape(op.outputs[0])
        dx, dy = (broadcast_to(d, shape) for d in _whole(op, inner))
        return [masks.where(broadcast_to(takes_x(*op.inputs), shape), dx, dy)]

    return rule


def _whole(op: Operation, inner: Derivatives) -> list[Tensor]:
    """Derivatives of which none is left out."""
    return [filling.zeros_like(x) if d is None else d for x, d in zip(op.inputs, inner)]


_EXTREME_TYPES = dtypes.FLOATING | {dtypes.int32, dtypes.int64}


for _name, _called, _choice, _ufunc, _takes_x in (
    ("Maximum", "max", larger, np.maximum, comparison.greater_equal),
    ("Minimum", "min", smaller, np.minimum, comparison.less_equal),
):
    binary(
        _name,
        _ufunc,
        types=_EXTREME_TYPES,
        kernel=floats_or_integers(_choice, _ufunc),
        in_place=None,
        gradient=_extreme_gradient(_takes_x),
        symbolic=_extreme_formula(_takes_x),
        sign=Sign(_called, "call"),
    )
maximum = named("Maximum")
minimum = named("Minimum")


def _squared_difference_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    with control_dependencies([grad]):
        x_grad = scalar_mul(2.0, grad) * (x - y)
    if equal_static_shapes(x, y, grad):
        return [x_grad, -x_grad]
    broadcast = Broadcast(x, y, grad, static=True)
    return [broadcast.back(0, x_grad), -broadcast.back(1, x_grad)]


def _squared_difference_formula(op: Operation, inner: Derivatives) -> Derivatives:
    x, y = op.inputs
    dx, dy = _whole(op, inner)
    return [2.0 * (x - y) * (dx - dy)]


def _squared_difference(x: Any, y: Any) -> Any:
    difference = x - y
    return difference * np.conj(difference)


binary(
    "SquaredDifference",
    _squared_difference,
    types=dtypes.FLOATING | dtypes.COMPLEX | dtypes.INDEX,
    gradient=_squared_difference_gradient,
    symbolic=_squared_difference_formula,
)
squared_difference = named("SquaredDifference")


# ---------------------------------------------------------------- sums of many


def _common_shape(op: Operation) -> list[MaybeShape]:
    merged: MaybeShape = None
    for t in op.inputs:
        try:
            merged = shapes.merge(merged, t._shape)
        except ValueError:
            raise ValueError(shapes.conflict(merged or (), t._shape or ())) from None
    return [merged]


def sum_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(first: Array, *rest: Any) -> Any:
        for i, value in enumerate(rest, 1):
            if np.shape(value) != np.shape(first):
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Inputs to operation {op.name} of type {op.type} must have the same size and shape.  "
                    f"Input 0: {shapes.listed(np.shape(first))} != input {i}: {shapes.listed(np.shape(value))}",
                )
        return _added(first, *rest)

    alike = shapes.is_static(op.inputs[0]._shape) and all(t._shape == op.inputs[0]._shape for t in op.inputs)
    return _added if alike else kernel


def _added(first: Any, *rest: Any) -> Any:
    if not rest:
        return first
    total = first + rest[0]
    for value in rest[1:]:
        total += value  # an array that nobody else has, or a number
    return total


def _copy_gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [grad] * len(op.inputs)


define(
    "AddN",
    "inputs: N*T -> sum: T",
    types={"T": dtypes.NUMBER | {dtypes.variant}},
    shape=_common_shape,
    kernel=sum_kernel,
    shares=Shares(where=alone),
    gradient=_copy_gradient,
    aliases=True,  # the sum of one tensor is that tensor
    sign=Sign("add_n", "call"),
    symbolic=Linear(slice(None)),
)
define(
    "AccumulateNV2",
    "inputs: N*T -> sum: T",
    types={"T": dtypes.NUMBER},
    attrs={"shape": REQUIRED},
    shape=lambda op: [shapes.merge(op.attrs["shape"], _common_shape(op)[0])],
    kernel=sum_kernel,
    shares=Shares(where=alone),
    gradient=_copy_gradient,
    aliases=True,
    symbolic=Linear(slice(None)),
)


def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of tensors of one shape and type (`tf.add_n`); a single tensor stays itself.

    Raises TypeError for what is no list and for types that differ, ValueError for an empty list and for shapes that
    differ.
    """
    if not isinstance(inputs, Iterable):
        raise TypeError(f"'{type(inputs).__name__}' object is not iterable: add_n adds up a list of tensors.")
    if not inputs or not isinstance(inputs, (list, tuple)):
        raise ValueError("inputs must be a list of at least one Tensor/IndexedSlices with the same dtype and shape")
    found = [to_tensor_or_slices(v) for v in inputs]
    if len(found) == 1:
        only = convert_to_tensor(found[0])
        return identities.identity(only, name=name) if name else only
    return tensor("AddN", found, name=name)


def accumulate_n(inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None) -> Tensor:
    """The sum of tensors of one shape and type (`tf.accumulate_n`).

    Raises ValueError for no list, for shapes or types that differ, TypeError for another `tensor_dtype` than theirs.
    """
    problem = "inputs must be a list of at least one Tensor with the same dtype and shape"
    if not inputs or not isinstance(inputs, (list, tuple)):
        raise ValueError(problem)
    found = [convert_to_tensor(v) for v in inputs]
    if any(t.dtype.base_dtype is not found[0].dtype.base_dtype for t in found):
        raise ValueError(f"{problem}: {', '.join(t.dtype.base_dtype.name for t in found)}")
    merged = shapes.as_tuple(shape)
    for t in found:
        merged = shapes.merge(merged, t._shape)
    if tensor_dtype is not None and dtypes.as_dtype(tensor_dtype) is not found[0].dtype.base_dtype:
        raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {found[0].dtype.name}")
    if len(found) == 1 and name is None:
        return found[0]
    if len(found) == 1:
        return identities.identity(found[0], name=name)
    return tensor("AccumulateNV2", found, shape=merged, name=name)
