"""Functions of one number: signs, roots, exponentials, trigonometry, rounding."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import GradientRule, Kernel, Linear, Sign, Slope
from tuigraph.engine.ops import constants, identities
from tuigraph.engine.ops.broadcasting import (
    Unary,
    binary,
    elementwise,
    floats_only,
    floats_or_integers,
    named_unary,
    unary,
)
from tuigraph.engine.ops.conjugate import conj
from tuigraph.engine.values import Array

_FLOATS = dtypes.FLOATING | dtypes.COMPLEX
_SIGNED = _FLOATS | dtypes.INDEX
_SIGNED_REAL = dtypes.FLOATING | dtypes.INDEX | {dtypes.int8, dtypes.int16}


def _slope(derivative: Any) -> GradientRule:
    """The gradient rule ``derivative(x, y, grad)``, where y is the result; it waits for the gradient, as TensorFlow
    does.
    """

    def rule(op: Operation, grad: Tensor) -> list[Any]:
        with control_dependencies([grad]):
            return [derivative(conj(op.inputs[0]), op.outputs[0], grad)]

    return rule


# ---------------------------------------------------------------- sign, square, roots, inverse


def _sign(x: Any) -> Any:
    """Of nan, 0: it is neither above nor below zero."""
    if x.dtype.kind == "c":
        return (x / np.where(x == 0, 1, np.abs(x))).astype(x.dtype)
    found = np.sign(x)
    unordered = found != found  # nan alone differs from itself
    return np.where(unordered, x.dtype.type(0), found)[()] if unordered.any() else found


def _square_gradient(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        x = conj(op.inputs[0])
        two = constants.constant(2.0, dtype=x.dtype)
        return [tensor("Mul", grad, tensor("Mul", x, two))]


unary(
    "Neg",
    np.negative,
    operator.neg,
    _SIGNED,
    gradient=lambda op, grad: [-grad],
    sign=Sign("-", "before"),
    symbolic=Linear(slice(1)),
)
unary(
    "Abs",
    np.abs,
    operator.abs,
    _SIGNED_REAL,
    gradient=lambda op, grad: [grad * sign(op.inputs[0])],
    sign=Sign("abs", "call"),
    symbolic=Slope(lambda x, y: sign(x)),
)
unary(
    "Sign",
    _sign,
    types=_SIGNED,
    gradient=lambda op, grad: [constants.zeros(identities.shape(op.inputs[0]), op.inputs[0].dtype)],
)
unary(
    "Square",
    np.square,
    lambda x: x * x,
    _SIGNED,
    gradient=_square_gradient,
    sign=Sign("square", "call"),
    symbolic=Slope(lambda x, y: 2.0 * x),
)
unary(
    "Sqrt",
    np.sqrt,
    types=_FLOATS,
    gradient=lambda op, grad: [tensor("SqrtGrad", op.outputs[0], grad)],
    sign=Sign("sqrt", "call"),
    symbolic=Slope(lambda x, y: 0.5 / y),
)
unary(
    "Rsqrt",
    lambda x: x.dtype.type(1) / np.sqrt(x),
    types=_FLOATS,
    gradient=lambda op, grad: [tensor("RsqrtGrad", op.outputs[0], grad)],
    symbolic=Slope(lambda x, y: -0.5 * y / x),
)
for _name in ("Reciprocal", "Inv"):
    unary(
        _name,
        None,
        types=_SIGNED,
        kernel=floats_only(elementwise(lambda x: x.dtype.type(1) / x)),
        gradient=lambda op, grad: [tensor("ReciprocalGrad", op.outputs[0], grad)],
        symbolic=Slope(lambda x, y: -square(y)),
    )


def _reciprocal_second(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        y, g = conj(op.inputs[0]), conj(grad)
        return [g * -2.0 * op.inputs[1] * y, tensor("ReciprocalGrad", y, grad)]


def _sqrt_second(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        ga = grad / op.inputs[0]
        return [-conj(ga) * op.outputs[0], 0.5 * ga]


def _rsqrt_second(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        y, g = conj(op.inputs[0]), conj(grad)
        return [-1.5 * g * op.inputs[1] * square(y), tensor("RsqrtGrad", y, grad)]


def _tanh_second(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        y, b = conj(op.inputs[0]), conj(op.inputs[1])
        return [grad * -2.0 * b * y, tensor("TanhGrad", y, grad)]


def _sigmoid_second(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        y, b = conj(op.inputs[0]), conj(op.inputs[1])
        gb = grad * b
        return [gb - 2.0 * gb * y, tensor("SigmoidGrad", y, grad)]


def _conj(y: Any) -> Any:
    return np.conjugate(y) if y.dtype.kind == "c" else y


def _if_wanted(derivative: Any) -> Kernel:
    """A derivative ``(y, dy)`` that is 0 where `dy` is, whatever y would make of it, inf and nan too."""

    def kernel(y: Array, dy: Array) -> Any:
        found, unwanted = derivative(y, dy), dy == 0
        return np.where(unwanted, dy.dtype.type(0), found)[()] if unwanted.any() else found

    return kernel


# The derivative of a function, from its result y and the gradient dy.
binary(
    "ReciprocalGrad",
    _if_wanted(lambda y, dy: -dy * _conj(y) * _conj(y)),
    operands=("y", "dy"),
    types=_FLOATS,
    gradient=_reciprocal_second,
)
binary(
    "SqrtGrad",
    _if_wanted(lambda y, dy: y.dtype.type(0.5) * dy / _conj(y)),
    operands=("y", "dy"),
    types=_FLOATS,
    gradient=_sqrt_second,
)
binary(
    "RsqrtGrad",
    _if_wanted(lambda y, dy: y.dtype.type(-0.5) * dy * _conj(y) ** 3),
    operands=("y", "dy"),
    types=_FLOATS,
    gradient=_rsqrt_second,
)
binary(
    "TanhGrad", lambda y, dy: dy * (y.dtype.type(1) - y * y), operands=("y", "dy"), types=_FLOATS, gradient=_tanh_second
)
binary(
    "SigmoidGrad",
    lambda y, dy: dy * y * (y.dtype.type(1) - y),
    operands=("y", "dy"),
    types=_FLOATS,
    gradient=_sigmoid_second,
)

# ---------------------------------------------------------------- exponentials and logarithms


def _sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)) from the side on which exp cannot overflow."""
    one = x.dtype.type(1)
    if x.dtype.kind == "c":
        return one / (one + np.exp(-x))
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, one, small)[()] / (one + small)


def _exp_gradient(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        return [grad * conj(op.outputs[0])]


def _tanh_gradient(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        return [tensor("TanhGrad", conj(op.outputs[0]), grad)]


def _sigmoid_gradient(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        return [tensor("SigmoidGrad", conj(op.outputs[0]), grad)]


unary("Exp", np.exp, types=_FLOATS, gradient=_exp_gradient, sign=Sign("exp", "call"), symbolic=Slope(lambda x, y: y))
unary(
    "Expm1",
    np.expm1,
    types=_FLOATS,
    gradient=_slope(lambda x, y, grad: grad * exp(x)),
    symbolic=Slope(lambda x, y: y + 1.0),
)
unary(
    "Log",
    np.log,
    types=_FLOATS,
    gradient=_slope(lambda x, y, grad: grad * reciprocal(x)),
    sign=Sign("log", "call"),
    symbolic=Slope(lambda x, y: 1.0 / x),
)
unary(
    "Log1p",
    np.log1p,
    types=_FLOATS,
    gradient=_slope(lambda x, y, grad: grad * reciprocal(1 + x)),
    symbolic=Slope(lambda x, y: 1.0 / (1.0 + x)),
)
unary(
    *("Tanh", np.tanh),
    types=_FLOATS,
    gradient=_tanh_gradient,
    symbolic=Slope(lambda x, y: 1.0 - square(y)),
    ends=(-1.0, 1.0),
)
unary(
    *("Sigmoid", _sigmoid),
    types=_FLOATS,
    gradient=_sigmoid_gradient,
    symbolic=Slope(lambda x, y: y * (1.0 - y)),
    ends=(0.0, 1.0),
)

# ---------------------------------------------------------------- trigonometry


def _one(grad: Any) -> Tensor:
    return constants.constant(1, dtype=grad.dtype)


def _arc(sign: str) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        with control_dependencies([grad]):
            x2 = square(conj(op.inputs[0]))
            inverse = reciprocal(sqrt(tensor("Sub", _one(grad), x2)))
            return [(-grad if sign == "-" else grad) * inverse]

    return rule


def _atan_like(op_type: str) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        with control_dependencies([grad]):
            x2 = square(conj(op.inputs[0]))
            return [grad * reciprocal(tensor(op_type, _one(grad), x2))]

    return rule


def _tan_slope(x: Any, y: Any, grad: Any) -> Any:
    return square(reciprocal(cos(x))) * grad


def _by_result(divisor: Any) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        with control_dependencies([grad]):
            return [grad / divisor(conj(op.outputs[0]))]

    return rule


unary(
    "Sin", np.sin, types=_FLOATS, gradient=_slope(lambda x, y, grad: grad * cos(x)), symbolic=Slope(lambda x, y: cos(x))
)
unary(
    "Cos",
    np.cos,
    types=_FLOATS,
    gradient=_slope(lambda x, y, grad: -grad * sin(x)),
    symbolic=Slope(lambda x, y: -sin(x)),
)
unary("Tan", np.tan, types=_FLOATS, gradient=_slope(_tan_slope), symbolic=Slope(lambda x, y: 1.0 + square(y)))
unary("Asin", np.arcsin, types=_FLOATS, gradient=_arc("+"))
unary("Acos", np.arccos, types=_FLOATS, gradient=_arc("-"))
unary(
    "Atan", np.arctan, types=_FLOATS, gradient=_atan_like("Add"), symbolic=Slope(lambda x, y: 1.0 / (1.0 + square(x)))
)
unary(
    "Sinh",
    np.sinh,
    types=_FLOATS,
    gradient=_slope(lambda x, y, grad: grad * cosh(x)),
    symbolic=Slope(lambda x, y: cosh(x)),
)
unary(
    "Cosh",
    np.cosh,
    types=_FLOATS,
    gradient=_slope(lambda x, y, grad: grad * sinh(x)),
    symbolic=Slope(lambda x, y: sinh(x)),
)
unary("Asinh", np.arcsinh, types=_FLOATS, gradient=_by_result(lambda y: cosh(y)))
unary("Acosh", np.arccosh, types=_FLOATS, gradient=_by_result(lambda y: sinh(y)))
unary("Atanh", np.arctanh, types=_FLOATS, gradient=_atan_like("Sub"))


def _atan2_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """Without a way back through a broadcast, as in TensorFlow 1."""
    y, x = op.inputs
    with control_dependencies([grad]):
        inverse = grad / (square(x) + square(y))
        return [x * inverse, -y * inverse]


binary("Atan2", np.arctan2, types=dtypes.FLOATING, operands=("y", "x"), gradient=_atan2_gradient)

# ---------------------------------------------------------------- rounding and what is finite

_ufunc: Any
for _name, _ufunc, _types in (
    ("Floor", np.floor, dtypes.FLOATING),
    ("Ceil", np.ceil, dtypes.FLOATING),
    ("Rint", np.rint, dtypes.FLOATING),
):
    unary(_name, _ufunc, types=_types, gradient=lambda op, grad: [None])
unary(
    "Round", np.rint, types=_SIGNED, kernel=floats_or_integers(np.rint, np.positive), gradient=lambda op, grad: [None]
)
for _name, _ufunc in (("IsNan", np.isnan), ("IsInf", np.isinf), ("IsFinite", np.isfinite)):
    unary(_name, _ufunc, types=dtypes.FLOATING, result="bool")

# ---------------------------------------------------------------- functions

negative: Unary = named_unary("Neg")
sign: Unary = named_unary("Sign")
square: Unary = named_unary("Square")
sqrt: Unary = named_unary("Sqrt")
rsqrt: Unary = named_unary("Rsqrt")
reciprocal: Unary = named_unary("Reciprocal")
exp: Unary = named_unary("Exp")
expm1: Unary = named_unary("Expm1")
log: Unary = named_unary("Log")
log1p: Unary = named_unary("Log1p")
sin: Unary = named_unary("Sin")
cos: Unary = named_unary("Cos")
tan: Unary = named_unary("Tan")
asin: Unary = named_unary("Asin")
acos: Unary = named_unary("Acos")
atan: Unary = named_unary("Atan")
sinh: Unary = named_unary("Sinh")
cosh: Unary = named_unary("Cosh")
asinh: Unary = named_unary("Asinh")
acosh: Unary = named_unary("Acosh")
atanh: Unary = named_unary("Atanh")
floor: Unary = named_unary("Floor")
ceil: Unary = named_unary("Ceil")
rint: Unary = named_unary("Rint")
is_nan: Unary = named_unary("IsNan")
is_inf: Unary = named_unary("IsInf")
is_finite: Unary = named_unary("IsFinite")


def atan2(y: Any, x: Any, name: str | None = None) -> Tensor:
    """The angle of the point (x, y) (`tf.atan2`)."""
    return tensor("Atan2", y, x, name=name)


def abs(x: Any, name: str | None = None) -> Tensor:
    """The absolute value; of a complex number, its real modulus (`tf.abs`)."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "Abs") as scope:
        value = convert_to_tensor(x, name="x")
        if value.dtype.is_complex:
            return tensor("ComplexAbs", value, Tout=value.dtype.base_dtype.real_dtype, name=scope)
        return tensor("Abs", value, name=scope)


def round(x: Any, name: str | None = None) -> Tensor:
    """Rounded to the nearest integer, halves to the even one (`tf.round`); an integer tensor stays itself."""
    value = convert_to_tensor(x, name="x")
    return value if value.dtype.is_integer else tensor("Round", value, name=name)


def tanh(x: Any, name: str | None = None) -> Tensor:
    return tensor("Tanh", x, name=name)


def sigmoid(x: Any, name: str | None = None) -> Tensor:
    """1 / (1 + exp(-x)) (`tf.sigmoid`)."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "Sigmoid") as scope:
        return tensor("Sigmoid", convert_to_tensor(x, name="x"), name=scope)


def log_sigmoid(x: Any, name: str | None = None) -> Tensor:
    """log(sigmoid(x)), without an overflow on the way (`tf.log_sigmoid`)."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "LogSigmoid") as scope:
        value = convert_to_tensor(x, name="x")
        return negative(tensor("Softplus", -value), name=scope)
