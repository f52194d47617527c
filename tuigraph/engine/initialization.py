"""Giving variables their initial values: the nodes that do it for many at once, and those that say which have none yet.

An initial value may depend on other variables.  As all initialisers run in no particular order, `guarded_initial_value`
makes it depend on "the variable's value if it has one, else its initial value" instead (TensorFlow does the same).
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import tensor
from tuigraph.engine.graph import Graph, Operation, Tensor, definition_of, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import state
from tuigraph.engine.ops.flow import group, no_op
from tuigraph.engine.roles import Role

_LEFT_ALONE = (Role.READ, Role.IS_INITIALIZED)


def variables_initializer(var_list: Any, name: str = "init") -> Operation:
    """A node that initialises the given variables when it runs (`tf.variables_initializer`)."""
    initializers = [v.initializer for v in var_list or ()]
    return group(*initializers, name=name) if initializers else no_op(name=name)


def global_variables_initializer() -> Operation:
    """A node that initialises the global variables made so far (`tf.global_variables_initializer`)."""
    return variables_initializer(get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES))


def local_variables_initializer() -> Operation:
    """A node that initialises the graph's local variables (`tf.local_variables_initializer`)."""
    return variables_initializer(get_default_graph().get_collection(GraphKeys.LOCAL_VARIABLES))


# ---------------------------------------------------------------- which are not initialised


def _all_variables() -> list[Any]:
    graph = get_default_graph()
    found = graph.get_collection(GraphKeys.GLOBAL_VARIABLES) + graph.get_collection(GraphKeys.LOCAL_VARIABLES)
    return found or [op.outputs[0] for op in graph._operations if op.role is Role.VARIABLE]


def report_uninitialized_variables(var_list: Any = None, name: str = "report_uninitialized_variables") -> Tensor:
    """The names of the variables that have no value yet, a string vector (`tf.report_uninitialized_variables`).

    By default it looks at all global and local variables.
    """
    from tuigraph.engine.ops.comparison import logical_not
    from tuigraph.engine.ops.constants import constant
    from tuigraph.engine.ops.joining import stack
    from tuigraph.engine.ops.masks import boolean_mask

    variables = _all_variables() if var_list is None else var_list
    graph = get_default_graph()
    with graph.name_scope(name):
        initialized = [state.is_variable_initialized(v) for v in variables]
        with graph.device("/cpu:0"):
            if not initialized:
                return constant([], dtype=dtypes.string)
            mask = logical_not(stack(initialized))
            return boolean_mask(constant([v.op.name for v in variables]), mask)


def assert_variables_initialized(var_list: Any = None) -> Tensor | None:
    """A node that fails when a variable has no value (`tf.assert_variables_initialized`); None without variables."""
    from tuigraph.engine.ops.joining import stack

    variables = _all_variables() if var_list is None else var_list
    ranks = [tensor("Rank", v, name=None) for v in variables]
    if not ranks:
        return None
    return ranks[0] if len(ranks) == 1 else stack(ranks)


# ---------------------------------------------------------------- initial values that depend on other variables


def initialized_value(variable: Any) -> Tensor:
    """A conditional: the variable's value where it has one, else its initial value."""
    from tuigraph.engine.ops.control_flow import cond

    with variable.graph.as_default(), variable.graph.control_dependencies(None):
        chosen: Tensor = cond(
            state.is_variable_initialized(variable), variable.read_value, lambda: variable.initial_value
        )
        return chosen


def guarded_initial_value(name: str, value: Tensor) -> Tensor:
    """`value` with each variable that it depends on replaced by that variable's `initialized_value`.

    The operations in between are made again as ``<op>_<name>``.  A value that depends on no known variable, or on a
    loop, is returned as it is.
    """
    order = _ancestors(value.op)
    if order is None:
        return value
    known = _known_variables(value.graph)
    replaced: dict[Operation, Operation] = {}
    for op in order:
        if op.role is Role.VARIABLE:
            variable = known.get(op.name)
            if variable is not None:
                replaced[op] = initialized_value(variable).op
        elif op.role not in _LEFT_ALONE and any(t.op in replaced for t in op.inputs):
            inputs = [replaced[t.op].outputs[t.index] if t.op in replaced else t for t in op.inputs]
            replaced[op] = _made_again(op, inputs, f"{op.name}_{name}".replace(":", "_"))
    return replaced[value.op].outputs[value.index] if value.op in replaced else value


def _ancestors(op: Operation) -> list[Operation] | None:
    """What an operation is computed from, inputs first; None when no variable is among it, or a loop is."""
    order: list[Operation] = []
    seen: set[Operation] = set()
    pending = [(op, False)]
    has_variable = False
    while pending:
        current, inputs_done = pending.pop()
        if inputs_done:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            if current.role is Role.NEXT_ITERATION:
                return None
            has_variable = has_variable or current.role is Role.VARIABLE
            pending.append((current, True))
            if current.role not in _LEFT_ALONE:
                pending.extend((t.op, False) for t in reversed(current.inputs))
    return order if has_variable else None


def _known_variables(graph: Graph) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES):
        for variable in graph.get_collection(key):
            if hasattr(variable, "initialized_value"):
                found.setdefault(variable.op.name, variable)
    return found


def _made_again(op: Operation, inputs: list[Tensor], name: str) -> Operation:
    definition = definition_of("Switch") if op.role is Role.SWITCH else op.definition
    types = [t.dtype.base_dtype for t in op.outputs]
    return op.graph.create(definition, inputs, types, dict(op.attrs), name)
