"""Which rule gives the gradient of an operation: its own, or one that a program registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import GradientRule, find

Rule = TypeVar("Rule", bound=Callable[..., Any])

_registered: dict[str, GradientRule | None] = {}  # None: gradients stop there in silence


class RegisterGradient:
    """Decorator that registers ``rule(op, *gradients of the outputs) -> gradients of the inputs``
    (`tf.RegisterGradient`).

    The name is a type of operation, or one to be used in `Graph.gradient_override_map`.  Raises KeyError when the
    name has a rule.
    """

    def __init__(self, op_type: str) -> None:
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")
        self._op_type = op_type

    def __call__(self, rule: Rule) -> Rule:
        _register(self._op_type, rule)
        return rule


def NotDifferentiable(op_type: str) -> None:
    """Let gradients stop in silence at operations of a type (`tf.NotDifferentiable`)."""
    if not isinstance(op_type, str):
        raise TypeError("op_type must be a string")
    _register(op_type, None)


def name_rule(name: str, rule: Rule) -> None:
    """A rule under a name that no operation has; other than `RegisterGradient` it looks for none, and loads none."""
    _registered[name] = rule


def _register(name: str, rule: GradientRule | None) -> None:
    known = find(name)
    if name in _registered or (known is not None and (known.gradient is not None or not known.differentiable)):
        raise KeyError(f"Registering two gradient with name '{name}'! A type of operation has one gradient.")
    _registered[name] = rule


def rule_of(op: Operation) -> GradientRule | None:
    """The gradient rule of an operation, None where gradients stop in silence.  Raises LookupError where there is
    none.
    """
    name = op.attrs.get("_gradient_op_type", op.type)
    name = name.decode() if isinstance(name, bytes) else name  # of an imported graph
    if name in _registered:
        return _registered[name]
    definition = find(name)
    if definition is None or (definition.gradient is None and definition.differentiable):
        raise LookupError(
            f"No gradient defined for operation '{op.name}' (op type: {op.type}). "
            "Keep it off the path with tf.stop_gradient, or give it one with tf.RegisterGradient."
        )
    return definition.gradient
