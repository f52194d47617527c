"""Slots: variables that accompany another one, named after it (``theta/Momentum``)."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import initializers, shapes
from tuigraph.engine.node import Tensor
from tuigraph.engine.ops import constants, identities
from tuigraph.engine.ops.state import is_resource
from tuigraph.engine.scopes import get_variable_scope, variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import Variable


def create_slot(primary: Variable, initial_value: Tensor, name: str) -> Variable:
    """A variable named after `primary` that starts at the tensor `initial_value`."""
    return _create(primary, name, initializer=initial_value, validate_shape=shapes.is_static(initial_value._shape))


def create_slot_with_initializer(primary: Variable, initializer: Any, shape: Any, dtype: Any, name: str) -> Variable:
    """A variable named after `primary` that an initializer starts."""
    static = shapes.is_static(shapes.as_tuple(shape))
    return _create(primary, name, initializer=initializer, shape=shape, dtype=dtype, validate_shape=static)


def create_zeros_slot(primary: Variable, name: str, dtype: Any = None) -> Variable:
    """A variable named after `primary`, of its shape, that starts at zero."""
    dtype = (primary.dtype if dtype is None else dtype).base_dtype
    if shapes.is_static(primary._shape):
        return create_slot_with_initializer(primary, initializers.Zeros(), primary.shape, dtype, name)
    value = primary.initialized_value() if isinstance(primary, Variable) else primary
    return create_slot(primary, constants.zeros(identities.shape(value), dtype), name)


def _create(primary: Variable, name: str, **arguments: Any) -> Variable:
    resource = True if is_resource(primary) else None
    with variable_scope(None, f"{primary.op.name}/{name}"), primary.graph.colocate_with(primary):
        scope = get_variable_scope()
        scope.set_partitioner(None)
        made: Variable = get_variable("", trainable=False, use_resource=resource, **arguments)
    part = primary._save_slice_info if isinstance(primary, Variable) else None
    if part is not None:
        made._save_slice_info = part.of_slot(made.op.name[len(primary.op.name) + 1 :])
    return made
