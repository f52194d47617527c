"""From the records of operations to expressions for derivatives."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import apply
from tuigraph.engine.calculus import product, total
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Bilinear, Derivatives, Linear, Slope
from tuigraph.engine.ops import filling


def derivative_of(op: Operation, inner: Derivatives) -> Derivatives:
    """Expressions for the derivatives of an operation's outputs, from those of its inputs; None stands for 0.

    Raises NotImplementedError for an operation that no rule is known for.
    """
    rule = op.definition.symbolic
    if isinstance(rule, Linear):
        return _linear(op, rule, inner)
    if isinstance(rule, Bilinear):
        return [total(_applied(op, rule, dx, i) for i, dx in enumerate(inner))]
    if isinstance(rule, Slope):
        assert inner[0] is not None
        return [product(rule.outer(op.inputs[0], op.outputs[0]), inner[0])]
    if rule is not None:
        return rule(op, inner)
    if not op.definition.differentiable:
        return [None] * len(op.outputs)
    raise NotImplementedError(
        f"Symbolic differentiation has no rule for '{op.name}' ({op.type}). "
        "Forward or reverse mode take it, if it has a gradient."
    )


def _linear(op: Operation, rule: Linear, inner: Derivatives) -> Derivatives:
    positions = range(len(op.inputs))[rule.inputs]
    moving = [i for i in positions if inner[i] is not None]
    if not moving:
        return [None] * len(op.outputs)
    if rule.signs and len(moving) == 1 and rule.signs[moving[0]] == 1 and _is_elementwise(op):
        return [inner[moving[0]]]
    inputs = list(op.inputs)
    for i in positions:
        derivative = inner[i]
        inputs[i] = filling.zeros_like(op.inputs[i]) if derivative is None else derivative
    return list(_again(op, inputs).outputs)


def _is_elementwise(op: Operation) -> bool:
    return all(t._shape == op.outputs[0]._shape for t in op.inputs)


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


def _applied(op: Operation, rule: Bilinear, derivative: Tensor | None, position: int) -> Tensor | None:
    if derivative is None:
        return None
    other = op.inputs[1 - position]
    if rule.by_element:
        return product(other, derivative)
    return _again(op, [derivative, other] if position == 0 else [other, derivative]).outputs[0]
