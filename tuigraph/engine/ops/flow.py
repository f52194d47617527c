"""Operations that only order others."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import apply, graph_of
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.engine.opdef import define, no_outputs, pure

define("NoOp", "->", shape=no_outputs, kernel=pure(lambda: None), stateful=True)


def no_op(name: str | None = None) -> Operation:
    """An operation that does nothing, for what it waits for (`tf.no_op`)."""
    return apply("NoOp", name=name)


def group(*inputs: Any, name: str | None = None) -> Operation:
    """An operation that is done when all `inputs` are (`tf.group`).  Raises TypeError for what is no graph element."""
    flat = _flat(inputs)
    graph = graph_of(flat) or get_default_graph()
    with graph.name_scope(name or "group_deps") as scope:
        ops: list[Operation] = []
        for item in flat:
            element = item._as_graph_element() if hasattr(item, "_as_graph_element") else item
            op = getattr(element, "op", element)
            if not isinstance(op, Operation):
                raise TypeError(f"Expected tf.group() expected Tensor objects not None or {type(item)}: got {item!r}")
            ops.append(op)
        with graph.control_dependencies(ops):
            return no_op(name=scope) if not graph_of(flat) or graph is get_default_graph() else _no_op_in(graph, scope)


def _no_op_in(graph: Any, name: str) -> Operation:
    with graph.as_default():
        return no_op(name=name)


def _flat(items: Any) -> list[Any]:
    out: list[Any] = []
    for item in items:
        if isinstance(item, (list, tuple)):
            out.extend(_flat(item))
        elif item is not None:
            out.append(item)
    return out
