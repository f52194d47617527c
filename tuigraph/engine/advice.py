"""What to do about a variable that has no value, in the words of an error.

The cure must not harm: an initializer of all variables is named only where none of them has a value yet, so that
nothing restored or trained is overwritten by whoever follows the advice.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine.containers import UNINITIALIZED, Cell
from tuigraph.engine.graph import Graph, Operation
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.roles import Role


def advice(graph: Graph, cell: Cell) -> str:
    """How to give the variable of a cell a value in the session of that cell."""
    globals_, locals_ = (
        {v.op.name: v for v in graph.get_collection(key) if hasattr(v, "op")}
        for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES)
    )
    op = _node(graph, cell)
    name = cell.name if op is None else op.name
    if name in globals_:
        kind, alike, all_of_them = _beside(graph, name), globals_, "tf.global_variables_initializer()"
    elif name in locals_:
        kind, alike, all_of_them = f"'{name}' is a local variable", locals_, "tf.local_variables_initializer()"
    else:
        return f"'{name}' is in no collection of variables. Run its own initializer first: {_own(graph, name, None)}."
    variable = alike[name]
    if not any(_has_value(cell, other) for other in alike if other != name):
        return f"{kind}. Run {all_of_them} in this session first."
    return (
        f"{kind}. Run its own initializer first: {_own(graph, name, variable)}. Other variables have values in this "
        f"session, which {all_of_them} would overwrite; tf.report_uninitialized_variables() tells which have none."
    )


def _node(graph: Graph, cell: Cell) -> Operation | None:
    op = graph._by_name.get(cell.name)
    if op is not None and op.role is Role.VARIABLE:
        return op
    return next((op for op in graph._operations if op.attrs.get("shared_name") == cell.name), None)


def _beside(graph: Graph, name: str) -> str:
    parts = name.split("/")
    for count in range(len(parts) - 1, 0, -1):
        first = graph._by_name.get("/".join(parts[:count]))
        if first is not None and first.role is Role.VARIABLE:
            return f"'{name}' was made to accompany '{first.name}', as an optimizer's slot is"
    return f"'{name}' is a global variable"


def _has_value(cell: Cell, name: str) -> bool:
    other = cell.store.cells.get((cell.container, name))
    return other is not None and other.value is not UNINITIALIZED


def _own(graph: Graph, name: str, variable: Any) -> str:
    initializer = f"{name}/Assign" if variable is None else variable.initializer.name
    known = initializer in graph._by_name
    return f"sess.run('{initializer}')" if known else "tf.variables_initializer([the variable])"
