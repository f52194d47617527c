"""Conditionals and loops as CondContextDef and WhileContextDef protocol buffers.

By these a meta graph says which nodes are in which branch or loop, so that gradients go through them after an import.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine.contexts import Conditional, Context, Loop
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph
from tuigraph.engine.roles import Role
from tuigraph.interop.protos import CondContextDef, ControlFlowContextDef, WhileContextDef
from tuigraph.interop.variable_def import prepend_name_scope, strip_name_scope


def context_def(context: Context, export_scope: str | None = None) -> Any:
    """A context with those inside of it, its names without `export_scope`; None when it is outside of that scope."""
    if export_scope and not context.name.startswith(export_scope):
        return None

    def name(tensor: Any) -> str:
        return "" if tensor is None else strip_name_scope(tensor.name, export_scope)

    own = strip_name_scope(context.name, export_scope)
    made: Any
    if isinstance(context, Conditional):
        made = CondContextDef(
            context_name=own, pred_name=name(context.pred), pivot_name=name(context.pivot()), branch=context.branch
        )
    else:
        assert isinstance(context, Loop)
        made = WhileContextDef(
            context_name=own,
            parallel_iterations=context.parallel_iterations,
            back_prop=context.back_prop,
            swap_memory=context.swap_memory,
            pivot_name=name(context.condition),
            pivot_for_pred_name=name(context.pivot_for_pred),
            pivot_for_body_name=name(context.pivot_for_body),
            loop_exit_names=map(name, context.exits),
            loop_enter_names=map(name, context.enters),
            maximum_iterations_name=name(context.maximum_iterations),
        )
    made.values_def.values.extend(sorted(map(name, context.seen)))
    for outside, inside in context.entered.items():
        made.values_def.external_values.add(key=name(outside), value=name(inside))
    for nested in context.nested:
        inner = context_def(nested, export_scope)
        if inner is not None:
            field = {"cond_ctxt" if isinstance(nested, Conditional) else "while_ctxt": inner}
            made.nested_contexts.append(ControlFlowContextDef(**field))
    return made


def read_context(definition: Any, import_scope: str | None = None) -> Context:
    """The context that a protocol buffer describes, and those inside of it; its nodes are in the default graph already.

    Raises KeyError when one of them is not.
    """
    graph = get_default_graph()
    made = _conditional(graph, definition, import_scope) if _is_conditional(definition) else None
    context: Context = made or _loop(graph, definition, import_scope)
    _read_values(graph, context, definition.values_def, import_scope)
    with context:
        for nested in definition.nested_contexts:
            read_context(nested.cond_ctxt if nested.HasField("cond_ctxt") else nested.while_ctxt, import_scope)
    return context


def _is_conditional(definition: Any) -> bool:
    return bool(definition.DESCRIPTOR.name == "CondContextDef")


def _conditional(graph: Graph, definition: Any, scope: str | None) -> Conditional:
    pred, pivot = (_tensor(graph, name, scope) for name in (definition.pred_name, definition.pivot_name))
    made = Conditional(graph, pred, pivot, definition.branch)
    made.name = prepend_name_scope(definition.context_name, scope)
    return made


def _loop(graph: Graph, definition: Any, scope: str | None) -> Loop:
    limit = definition.maximum_iterations_name
    made = Loop(
        graph,
        definition.context_name,
        _tensor(graph, limit, scope) if limit else None,
        definition.parallel_iterations or 10,
        definition.back_prop,
        definition.swap_memory,
    )
    made.name = prepend_name_scope(definition.context_name, scope)
    made.pivot_for_pred = _tensor(graph, definition.pivot_for_pred_name, scope)
    made.pivot_for_body = _tensor(graph, definition.pivot_for_body_name, scope)
    made.condition = _tensor(graph, definition.pivot_name, scope)
    made.exits = [_tensor(graph, name, scope) for name in definition.loop_exit_names]
    made.enters = [_tensor(graph, name, scope) for name in definition.loop_enter_names]
    return made


def _read_values(graph: Graph, context: Context, values: Any, scope: str | None) -> None:
    context.seen = {_tensor(graph, name, scope) for name in values.values}
    for entry in values.external_values:
        context.entered[_tensor(graph, entry.key, scope)] = _tensor(graph, entry.value, scope)
    for op in {value.op for value in context.seen.difference(context.entered)}:
        op.control_flow = context
        if isinstance(context, Loop) and op.role is Role.ENTER and scope:
            _enter_frame(op, context.name)


def _enter_frame(op: Operation, name: str) -> None:
    op.attrs["frame_name"] = name
    op.graph.mutate()


def _tensor(graph: Graph, name: str, scope: str | None) -> Tensor:
    return graph.get_tensor_by_name(prepend_name_scope(name, scope))
