"""The nodes of a saver, as TensorFlow makes them, so that saving and restoring can be seen and stepped.

save/Const             the path, to be fed
save/SaveV2            writes every variable          save/control_dependency   the path again, once it has
save/RestoreV2         reads every variable           save/restore_all          waits for the Assign of each
"""

from __future__ import annotations

import uuid
from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.ops.constants import constant, placeholder_with_default
from tuigraph.engine.ops.flow import group, with_dependencies
from tuigraph.engine.ops.identities import identity, reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.state import assign, is_resource
from tuigraph.engine.roles import Role

_CPU = "/device:CPU:0"
Saveables = list[tuple[str, Tensor]]  # name in the checkpoint, the variable's reference or what reads its handle


def add(saveables: Saveables, name: str | None, filename: str | None, reshaped: bool, sharded: bool) -> dict[str, str]:
    """Add the nodes of a saver; the names of those that a SaverDef gives."""
    graph = saveables[0][1].graph
    with graph.as_default(), graph.name_scope(name or "save"):
        path = placeholder_with_default(filename or "model", shape=(), name="filename")
        path = placeholder_with_default(path, shape=(), name="Const")
        if sharded:
            parts = _by_device(saveables)
            saved = _sharded_save_nodes(graph, path, parts)
            shards = []
            for device, part in parts:
                with graph.device(device or None):
                    shards.append(_restore_nodes(graph, path, part, reshaped, "restore_shard"))
            restored = group(*shards, name="restore_all")
        else:
            saved = _save_nodes(path, saveables)
            restored = _restore_nodes(graph, path, saveables, reshaped, "restore_all")
    return {
        "filename_tensor_name": path.name,
        "save_tensor_name": saved.name,
        "restore_op_name": restored.name,
    }


# ---------------------------------------------------------------- what is saved


def saveables(var_list: Any) -> Saveables:
    """The names and references of the variables to save, by name."""
    named = var_list if isinstance(var_list, dict) else _named(var_list)
    found: Saveables = []
    for key in sorted(named, key=str):
        if not isinstance(key, str):
            raise TypeError(
                "names_to_saveables must be a dict mapping string names to trackable operations. "
                f"Name is not a string: {key}"
            )
        reference = _saved(named[key])
        if not _is_reference(reference):
            raise TypeError(
                "names_to_saveables must be a dict mapping string names to Tensors/Variables. "
                f"Not a variable: {reference}"
            )
        if any(reference is other for _, other in found):
            raise ValueError(f"The same saveable will be restored with two names: {key}")
        found.append((key, reference))
    return found


def _named(variables: Any) -> dict[str, Tensor]:
    if not isinstance(variables, (list, tuple, set)):
        raise TypeError(f"Variables to save should be passed in a dict or a list: {variables!r}")
    named: dict[str, Tensor] = {}
    for item in sorted(variables, key=lambda v: v.name):
        reference = _saved(item)
        if not _is_reference(reference):
            raise TypeError(f"Variable to save is not a Variable: {reference}")
        handle = _handle(reference)
        name = (reference if handle is None else handle).op.name
        if name in named:
            raise ValueError(f"At least two variables have the same name: {name}")
        named[name] = reference
    return named


def _saved(item: Any) -> Tensor:
    found: Tensor = item._as_graph_element() if is_resource(item) else convert_to_tensor(item, as_ref=True)
    return found


def _handle(saved: Tensor) -> Tensor | None:
    return saved.op.inputs[0] if saved.op.role is Role.READ else None


def _is_reference(value: Tensor) -> bool:
    return value.op.role is Role.READ or (value.op.role is Role.VARIABLE and value.dtype.is_ref)


# ---------------------------------------------------------------- nodes that save


def _save_nodes(path: Tensor, saveables: Saveables) -> Tensor:
    names = [key for key, _ in saveables]
    op = apply("SaveV2", path, names, [""] * len(names), [variable for _, variable in saveables])
    saved: Tensor = with_dependencies([op], path)
    return saved


def _by_device(saveables: Saveables) -> list[tuple[str, Saveables]]:
    devices: dict[str, Saveables] = {}
    for key, variable in saveables:
        devices.setdefault(variable.device, []).append((key, variable))
    return sorted(devices.items())


def _sharded_save_nodes(graph: Graph, path: Tensor, parts: list[tuple[str, Saveables]]) -> Tensor:
    temporary = tensor("StringJoin", [path, f"_temp_{uuid.uuid4().hex}/part"], separator="")
    count = constant(len(parts), name="num_shards")
    prefixes, saved = [], []
    for shard, (device, part) in enumerate(parts):
        with graph.device(device or None), graph.device(_CPU):
            prefixes.append(tensor("ShardedFilename", temporary, shard, count))
            saved.append(_save_nodes(prefixes[-1], part))
    with graph.control_dependencies(saved), graph.device(parts[-1][0] or None), graph.device(_CPU):
        merged = apply("MergeV2Checkpoints", prefixes, path, delete_old_dirs=True)
        with graph.control_dependencies([merged]):
            return identity(path)


# ---------------------------------------------------------------- nodes that restore


def _restore_nodes(graph: Graph, path: Tensor, saveables: Saveables, reshaped: bool, name: str) -> Operation:
    names = [key for key, _ in saveables]
    types = [variable.dtype.base_dtype for _, variable in saveables]
    with graph.device(_CPU):
        values = apply("RestoreV2", path, names, [""] * len(names), dtypes=types).outputs
    assigned = []
    for (_, variable), value in zip(saveables, values):
        static = shapes.is_static(variable._shape)
        if reshaped:
            value = reshape(value, variable._shape if static else shape_of(variable))
        handle = _handle(variable)
        if handle is not None:
            with graph.device(handle.device or None):
                assigned.append(apply("AssignVariableOp", handle, identity(value)))
            continue
        assigned.append(assign(variable, value, validate_shape=static and not reshaped))
    return group(*assigned, name=name)
