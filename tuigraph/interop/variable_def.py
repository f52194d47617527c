"""Variables as VariableDef protocol buffers: by which a meta graph says which nodes are one variable."""

from __future__ import annotations

from typing import Any

from tensorboard.compat.proto import variable_pb2

from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.partitions import SaveSliceInfo

VariableDef = variable_pb2.VariableDef


def strip_name_scope(name: str, scope: str | None) -> str:
    """`name` without the scope it starts with, as a name that stands in an exported part of a graph."""
    control, plain = ("^", name[1:]) if name.startswith("^") else ("", name)
    if scope and plain.startswith(scope.rstrip("/") + "/"):
        plain = plain[len(scope.rstrip("/")) + 1 :]
    return control + plain


def prepend_name_scope(name: str, scope: str | None) -> str:
    """`name` under a scope."""
    if not scope:
        return name
    control, plain = ("^", name[1:]) if name.startswith("^") else ("", name)
    return f"{control}{scope.rstrip('/')}/{plain}"


def variable_def(variable: Any, export_scope: str | None = None) -> Any:
    """A variable as a VariableDef, its names without `export_scope`; None when it is outside of that scope."""
    if export_scope and not variable.name.startswith(export_scope):
        return None
    definition = VariableDef(
        variable_name=strip_name_scope(variable._variable.name, export_scope),
        initializer_name=strip_name_scope(variable.initializer.name, export_scope),
        snapshot_name=strip_name_scope(_snapshot(variable).name, export_scope),
        trainable=variable.trainable,
        is_resource=hasattr(variable, "handle"),
    )
    place = variable._save_slice_info
    if place is not None:
        place = place._replace(full_name=strip_name_scope(place.full_name, export_scope))
        definition.save_slice_info_def.CopyFrom(variable_pb2.SaveSliceInfoDef(**place._asdict()))
    if variable.initial_value is not None:
        definition.initial_value_name = strip_name_scope(variable.initial_value.name, export_scope)
    return definition


def _snapshot(variable: Any) -> Tensor:
    """The node that reads a variable and was made with it."""
    cached = getattr(variable, "_cached", None)
    snapshot: Tensor = variable._snapshot if cached is None else cached
    return snapshot


def variable_nodes(
    definition: Any, import_scope: str | None = None
) -> tuple[Tensor, Operation, Tensor | None, Tensor, bool, SaveSliceInfo | None]:
    """The nodes of the default graph that a VariableDef names, whether it is trainable, and of what it is a part.

    They are the variable, its initializer, its initial value where it is known, and what reads it.

    Raises KeyError when one is not there.
    """
    graph = get_default_graph()

    def tensor(name: str) -> Tensor:
        return graph.get_tensor_by_name(prepend_name_scope(name, import_scope))

    initial = definition.initial_value_name
    return (
        tensor(definition.variable_name),
        graph.get_operation_by_name(prepend_name_scope(definition.initializer_name, import_scope)),
        tensor(initial) if initial else None,
        tensor(definition.snapshot_name or f"{definition.variable_name.split(':')[0]}/Read/ReadVariableOp:0"),
        definition.trainable,
        _place(definition.save_slice_info_def, import_scope) if definition.HasField("save_slice_info_def") else None,
    )


def _place(definition: Any, import_scope: str | None) -> SaveSliceInfo:
    lists = (list(definition.full_shape), list(definition.var_offset), list(definition.var_shape))
    return SaveSliceInfo(prepend_name_scope(definition.full_name, import_scope), *lists)
