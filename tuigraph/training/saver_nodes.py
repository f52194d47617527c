"""The nodes of a saver, as TensorFlow makes them, so that saving and restoring can be seen and stepped.

save/Const             the path, to be fed
save/SaveV2            writes every variable          save/control_dependency   the path again, once it has
save/RestoreV2         reads every variable           save/restore_all          waits for the Assign of each
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from tuigraph.engine import shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.ops.constants import constant, placeholder_with_default
from tuigraph.engine.ops.flow import group, with_dependencies
from tuigraph.engine.ops.identities import identity, reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.state import assign, is_resource
from tuigraph.engine.partitions import PartitionedVariable
from tuigraph.engine.roles import Role
from tuigraph.engine.variables import Variable

_CPU = "/device:CPU:0"


class Saveable(NamedTuple):
    """A variable by its name in the checkpoint: its reference or what reads its handle.

    Of a part of another variable `part` says which, and `variable` is the part.
    """

    key: str
    reference: Tensor
    part: str = ""
    variable: Variable | None = None


Saveables = list[Saveable]


def add(saveables: Saveables, name: str | None, filename: str | None, reshaped: bool, sharded: bool) -> dict[str, str]:
    """Add the nodes of a saver; the names of those that a SaverDef gives."""
    graph = saveables[0].reference.graph
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
        for reference, *part in _parts(named[key]):
            if not _is_reference(reference):
                raise TypeError(
                    "names_to_saveables must be a dict mapping string names to Tensors/Variables. "
                    f"Not a variable: {reference}"
                )
            if any(reference is other.reference for other in found):
                raise ValueError(f"The same saveable will be restored with two names: {key}")
            found.append(Saveable(key, reference, *part))
    return found


def _parts(item: Any) -> Iterator[tuple[Any, ...]]:
    """What is saved under one name: a variable, or the parts of one, each with its place in the whole."""
    if not isinstance(item, (list, tuple, PartitionedVariable)):
        yield (_saved(item),)
        return
    name = None
    for variable in item:
        if not isinstance(variable, Variable):
            raise ValueError(f"Slices must all be Variables: {variable}")
        place = variable._save_slice_info
        if place is None:
            raise ValueError(f"Slices must all be slices: {variable}")
        if name not in (None, place.full_name):
            raise ValueError(f"Slices must all be from the same tensor: {name} != {place.full_name}")
        name = place.full_name
        yield _saved(variable), place.spec, variable


def _named(variables: Any) -> dict[str, Any]:
    if not isinstance(variables, (list, tuple, set)):
        raise TypeError(f"Variables to save should be passed in a dict or a list: {variables!r}")
    named: dict[str, Any] = {}
    for item in sorted(variables, key=lambda v: v.name):
        if isinstance(item, PartitionedVariable):
            if item.name in named:
                raise ValueError(f"At least two variables have the same name: {item.name}")
            named[item.name] = item
            continue
        place = item._save_slice_info if isinstance(item, Variable) else None
        if place is not None:
            slices = named.setdefault(place.full_name, [])
            if not isinstance(slices, list):
                raise ValueError(f"Mixing slices and non-slices with the same name: {place.full_name}")
            slices.append(item)
            continue
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
    values = [_value(saveable) for saveable in saveables]
    op = apply("SaveV2", path, *_keys(saveables), values)
    saved: Tensor = with_dependencies([op], path)
    return saved


def _value(saveable: Saveable) -> Tensor:
    """What is saved: the cell itself, but of a part what reads it, as in TensorFlow."""
    part = saveable.variable
    if part is None:
        return saveable.reference
    return identity(part.read_value()) if is_resource(part) else part.value()


def _keys(saveables: Saveables) -> tuple[list[str], list[str]]:
    return [saveable.key for saveable in saveables], [saveable.part for saveable in saveables]


def _by_device(saveables: Saveables) -> list[tuple[str, Saveables]]:
    devices: dict[str, Saveables] = {}
    for saveable in saveables:
        devices.setdefault(saveable.reference.device, []).append(saveable)
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
    names, parts = _keys(saveables)
    types = [saveable.reference.dtype.base_dtype for saveable in saveables]
    with graph.device(_CPU):
        values = apply("RestoreV2", path, names, parts, dtypes=types).outputs
    assigned = []
    for saveable, value in zip(saveables, values):
        if reshaped:
            known = saveable.reference._shape
            value = reshape(value, known if shapes.is_static(known) else shape_of(saveable.reference))
        assigned.append(assign_restored(saveable.reference, value, reshaped))
    return group(*assigned, name=name)


def assign_restored(reference: Tensor, value: Tensor, reshaped: bool = False) -> Any:
    """The node that puts a value of a checkpoint into a variable."""
    handle = _handle(reference)
    if handle is None:
        return assign(reference, value, validate_shape=shapes.is_static(reference._shape) and not reshaped)
    with handle.graph.device(handle.device or None):
        return apply("AssignVariableOp", handle, identity(value))
