"""The rules of calculus for symbolic differentiation, and the simplifications that keep its formulas readable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine.build import apply
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.ops import broadcast_to, casts, comparison, elementwise, filling, identities, masks

Derivatives = Sequence["Tensor | None"]

# Operations that are linear in the inputs at these positions together; None: in all.
_LINEAR: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("Neg", "Reshape", "Transpose", "Sum", "Mean", "Slice", "StridedSlice", "GatherV2"), (0,)),
    **dict.fromkeys(("ExpandDims", "Squeeze", "Tile", "Cumsum", "Pad", "Cast", "BroadcastTo", "ReverseV2"), (0,)),
    **dict.fromkeys(("MatrixDiag", "MatrixDiagPart", "Diag", "DiagPart", "SegmentSum", "Unpack", "EnsureShape"), (0,)),
    **dict.fromkeys(("Add", "AddV2", "Sub", "BiasAdd"), (0, 1)),
    **dict.fromkeys(("AddN", "AccumulateNV2", "Pack"), None),
    "ConcatV2": None,
    "Fill": (1,),
    "Select": (1, 2),
}
_BILINEAR = ("Mul", "MatMul", "BatchMatMul", "BatchMatMulV2")

_Outer = Callable[[Any, Any], Any]  # (x, y) -> the derivative of y = f(x)
_FUNCTIONS: dict[str, _Outer] = {
    "Square": lambda x, y: 2.0 * x,
    "Sqrt": lambda x, y: 0.5 / y,
    "Rsqrt": lambda x, y: -0.5 * y / x,
    "Reciprocal": lambda x, y: -elementwise.square(y),
    "Exp": lambda x, y: y,
    "Expm1": lambda x, y: y + 1.0,
    "Log": lambda x, y: 1.0 / x,
    "Log1p": lambda x, y: 1.0 / (1.0 + x),
    "Sin": lambda x, y: elementwise.cos(x),
    "Cos": lambda x, y: -elementwise.sin(x),
    "Tan": lambda x, y: 1.0 + elementwise.square(y),
    "Sinh": lambda x, y: elementwise.cosh(x),
    "Cosh": lambda x, y: elementwise.sinh(x),
    "Tanh": lambda x, y: 1.0 - elementwise.square(y),
    "Atan": lambda x, y: 1.0 / (1.0 + elementwise.square(x)),
    "Sigmoid": lambda x, y: y * (1.0 - y),
    "Softplus": lambda x, y: elementwise.sigmoid(x),
    "Relu": lambda x, y: casts.cast(x > 0.0, x.dtype),
    "Abs": lambda x, y: elementwise.sign(x),
}


def derivative_of(op: Operation, inner: Derivatives) -> list[Tensor | None]:
    """Expressions for the derivatives of an operation's outputs, from those of its inputs; None stands for 0.

    Raises NotImplementedError for an operation that no rule is known for.
    """
    if op.type == "Identity":
        return list(inner)
    if op.type in _LINEAR:
        return _linear(op, inner)
    if op.type in _BILINEAR:
        return [_sum(_applied(op, dx, op.inputs[1 - i], i) for i, dx in enumerate(inner))]
    if op.type in _FUNCTIONS:
        assert inner[0] is not None
        return [_product(_FUNCTIONS[op.type](op.inputs[0], op.outputs[0]), inner[0])]
    if op.type in _RULES:
        return [_RULES[op.type](op, inner)]
    if not op.definition.differentiable:
        return [None] * len(op.outputs)
    raise NotImplementedError(
        f"Symbolic differentiation has no rule for '{op.name}' ({op.type}). "
        "Forward or reverse mode take it, if it has a gradient."
    )


def _linear(op: Operation, inner: Derivatives) -> list[Tensor | None]:
    positions = _LINEAR[op.type] or tuple(range(len(op.inputs) - (op.type == "ConcatV2")))
    if all(inner[i] is None for i in positions):
        return [None] * len(op.outputs)
    if op.type in ("Add", "AddV2", "Sub") and op.inputs[0]._shape == op.inputs[1]._shape == op.outputs[0]._shape:
        first, second = inner
        if second is None:
            return [first]
        if first is None and op.type != "Sub":
            return [second]
    inputs = list(op.inputs)
    for i in positions:
        inputs[i] = _expression(inner[i], op.inputs[i])
    return list(_again(op, inputs).outputs)


def _expression(derivative: Tensor | None, of: Tensor) -> Tensor:
    return filling.zeros_like(of) if derivative is None else derivative


def _again(op: Operation, inputs: list[Tensor]) -> Operation:
    """The same operation on other operands."""
    arguments: list[Any] = []
    rest = iter(inputs)
    for argument in op.definition.inputs:
        if argument.is_list:
            arguments.append([next(rest) for _ in range(op.attrs[argument.number_attr or ""])])
        else:
            arguments.append(next(rest))
    numbers = {a.number_attr for a in op.definition.inputs}
    return apply(op.type, *arguments, **{k: v for k, v in op.attrs.items() if k not in numbers})


def _applied(op: Operation, derivative: Tensor | None, other: Tensor, position: int) -> Tensor | None:
    if derivative is None:
        return None
    if op.type == "Mul":
        return _product(other, derivative)
    return _again(op, [derivative, other] if position == 0 else [other, derivative]).outputs[0]


# ---------------------------------------------------------------- rules with both operands


def _quotient(op: Operation, inner: Derivatives) -> Tensor | None:
    x, y = op.inputs
    above = None if inner[0] is None else inner[0] / y
    if inner[1] is None:
        return above
    below: Any = _product(x / elementwise.square(y), inner[1])
    return -below if above is None else above - below  # type: ignore[no-any-return]


def _power(op: Operation, inner: Derivatives) -> Tensor | None:
    x, y = op.inputs
    by_base = None if inner[0] is None else _product(y * x ** (y - 1.0), inner[0])
    by_exponent = None if inner[1] is None else _product(op.outputs[0] * elementwise.log(x), inner[1])
    return _sum((by_base, by_exponent))


def _squared_difference(op: Operation, inner: Derivatives) -> Tensor | None:
    x, y = op.inputs
    dx, dy = (_expression(d, t) for d, t in zip(inner, op.inputs))
    return 2.0 * (x - y) * (dx - dy)


def _extreme(takes_x: Callable[[Any, Any], Tensor]) -> Callable[[Operation, Derivatives], Tensor]:
    def rule(op: Operation, inner: Derivatives) -> Tensor:
        shape = identities.shape(op.outputs[0])
        dx, dy = (broadcast_to.broadcast_to(_expression(d, t), shape) for d, t in zip(inner, op.inputs))
        mask = broadcast_to.broadcast_to(takes_x(*op.inputs), shape)
        return masks.where(mask, dx, dy)

    return rule


_RULES: dict[str, Callable[[Operation, Derivatives], Tensor | None]] = {
    "RealDiv": _quotient,
    "Pow": _power,
    "SquaredDifference": _squared_difference,
    "Maximum": _extreme(comparison.greater_equal),
    "Minimum": _extreme(comparison.less_equal),
}


# ---------------------------------------------------------------- simplification


def _product(outer: Tensor, inner: Tensor) -> Tensor:
    """`outer * inner`, without the factors that are 1."""
    if _is(inner, 1.0) and inner._shape in ((), outer._shape):
        return outer
    if _is(outer, 1.0) and outer._shape in ((), inner._shape):
        return inner
    return outer * inner


def _sum(terms: Any) -> Tensor | None:
    total: Any = None
    for term in terms:
        if term is not None:
            total = term if total is None else total + term
    return total  # type: ignore[no-any-return]


def _is(tensor: Tensor, number: float) -> bool:
    if tensor.op.type != "Const":
        return False
    return bool(np.all(constant_value(tensor) == number))
