"""GraphDefs cut down: to what some nodes need, with constants for variables, without what only training needs
(`tf.graph_util`).

Source: tensorflow/python/framework/graph_util_impl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.graph import Graph, Operation
from tuigraph.engine.opdef import find, role_of
from tuigraph.engine.roles import ROUTING, Role
from tuigraph.engine.shapes import TensorShape
from tuigraph.interop import log
from tuigraph.interop.graph_def import AttrValue, GraphDef, NodeDef, node_of, tensor_proto

_VARIABLES = (
    *("Assign", "AssignAdd", "AssignSub", "Queue", "ScatterAdd", "ScatterSub", "ScatterUpdate", "TruncatedNormal"),
    *("Variable", "VariableV2"),
)
_ON_CPU = {  # the attribute that says the type, and the types
    "Const": ("dtype", (dtypes.string, dtypes.int32)),
    "DynamicStitch": ("T", (dtypes.int32,)),
    "ParallelDynamicStitch": ("T", (dtypes.int32,)),
    "Cast": ("SrcT", (dtypes.int32,)),
}
_PASSING = ROUTING | {Role.IDENTITY, Role.LOOP_COND}


def extract_sub_graph(graph_def: Any, dest_nodes: Any) -> Any:
    """The nodes that some nodes need, and these (`tf.graph_util.extract_sub_graph`).

    Raises TypeError for what is no GraphDef or no list, AssertionError for a node that is not there.
    """
    if not isinstance(graph_def, GraphDef):
        raise TypeError("graph_def must be a graph_pb2.GraphDef proto.")
    if isinstance(dest_nodes, str):
        raise TypeError("dest_nodes must be a list.")
    by_name = {node_of(node.name): node for node in graph_def.node}
    for name in dest_nodes:
        if name not in by_name:
            raise AssertionError(f"{name} is not in graph")
    kept: set[str] = set()
    waiting = list(dest_nodes)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            waiting.extend(_needed_by(by_name[name]))
    out = GraphDef()
    out.node.extend(node for name, node in by_name.items() if name in kept)
    out.library.CopyFrom(graph_def.library)
    out.versions.CopyFrom(graph_def.versions)
    return out


def _needed_by(node: Any) -> Iterable[str]:
    yield from map(node_of, node.input)
    if "_class" in node.attr:
        for place in node.attr["_class"].list.s:
            if place.startswith(b"loc:@"):
                yield place[5:].decode()


def tensor_shape_from_node_def_name(graph: Graph, input_name: str) -> TensorShape:
    """The shape of a tensor by its name, or of the first output of a node (`tf.graph_util`)."""
    return graph.get_tensor_by_name(input_name if ":" in input_name else f"{input_name}:0").get_shape()


def must_run_on_cpu(node: Any, pin_variables_on_cpu: bool = False) -> bool:
    """Whether TensorFlow would keep a node off a GPU (`tf.graph_util.must_run_on_cpu`)."""
    definition = node.node_def if isinstance(node, Operation) else node
    if pin_variables_on_cpu and definition.op in _VARIABLES:
        return True
    if definition.op not in _ON_CPU:
        return False
    key, kinds = _ON_CPU[definition.op]
    return dtypes.as_dtype(definition.attr[key].type) in kinds


def convert_variables_to_constants(
    sess: Any,
    input_graph_def: Any,
    output_node_names: Any,
    variable_names_whitelist: Collection[str] | None = None,
    variable_names_blacklist: Collection[str] | None = None,
) -> Any:
    """What some nodes need, with the values of a session in place of its variables
    (`tf.graph_util.convert_variables_to_constants`).

    Raises what `extract_sub_graph` does, and FailedPreconditionError for a variable without a value.
    """
    graph = extract_sub_graph(input_graph_def, output_node_names)
    by_name = {node.name: node for node in graph.node}
    names = [
        node.name
        for node in graph.node
        if role_of(node.op) is Role.VARIABLE
        and (variable_names_whitelist is None or node.name in variable_names_whitelist)
        and (variable_names_blacklist is None or node.name not in variable_names_blacklist)
    ]
    reads = [f"{name}/Read/ReadVariableOp:0" if _is_handle(by_name[name]) else f"{name}:0" for name in names]
    values = dict(zip(names, sess.run(reads))) if reads else {}
    log.info("Froze %d variables.", len(values))
    passing = _types_of_handles(graph, by_name)
    out = GraphDef()
    for node in graph.node:
        for made in _frozen(node, values, passing):
            out.node.append(made)
    out.library.CopyFrom(graph.library)
    log.info("Converted %d variables to const ops.", len(values))
    return out


def _is_handle(node: Any) -> bool:
    """Whether a node makes the handle of a variable."""
    definition = find(node.op)
    return (
        definition is not None and definition.role is Role.VARIABLE and definition.outputs[0].dtype is dtypes.resource
    )


def _gathers(node: Any) -> bool:
    """Whether a node takes rows of what is behind a handle."""
    return bool(node.op == "ResourceGather")


def _types_of_handles(graph: Any, by_name: dict[str, Any]) -> dict[str, Any]:
    """The type of what is read, of each node that passes the handle of a variable on.

    Raises ValueError where what is read is no variable.
    """
    found: dict[str, Any] = {}
    for node in graph.node:
        if role_of(node.op) is not Role.READ and not _gathers(node):
            continue
        waiting = [node_of(node.input[0])]
        while waiting:
            name = waiting.pop()
            source = by_name[name]
            role = role_of(source.op)
            if _is_handle(source):
                continue
            if role not in _PASSING:
                raise ValueError("Cannot find the variable that is an input to the ReadVariableOp.")
            if name not in found:
                found[name] = node.attr["dtype"]
                waiting.extend(map(node_of, source.input[: 2 if role is Role.MERGE else 1]))
    return found


def _frozen(node: Any, values: dict[str, Any], passing: dict[str, Any]) -> list[Any]:
    """The nodes that take the place of one."""
    made = NodeDef(name=node.name)
    before: list[Any] = []
    if node.name in values:
        return [_constant(node.name, node.attr["dtype"], values[node.name])]
    if node.name in passing:
        made.CopyFrom(node)
        if "_output_shapes" in made.attr:
            del made.attr["_output_shapes"]
        made.attr["T"].CopyFrom(passing[node.name])
        return [made]
    if role_of(node.op) is Role.READ:
        made.op = "Identity"
        made.input.append(node.input[0])
        made.attr["T"].CopyFrom(node.attr["dtype"])
    elif _gathers(node):
        if node.attr["batch_dims"].i:
            raise ValueError("batch_dims != 0 is not supported by freeze_graph.")
        before = [_constant(f"{node.name}/axis", node.attr["Tindices"], 0)]
        made.op = "GatherV2"
        made.input.extend([*node.input[:2], before[0].name])
        made.attr["Tparams"].CopyFrom(node.attr["dtype"])
        made.attr["Tindices"].CopyFrom(node.attr["Tindices"])
        made.attr["Taxis"].CopyFrom(node.attr["Tindices"])
    else:
        made.CopyFrom(node)
        return [made]
    if "_class" in node.attr:
        made.attr["_class"].CopyFrom(node.attr["_class"])
    return [*before, made]


def _constant(name: str, dtype: Any, value: Any) -> Any:
    made = NodeDef(op="Const", name=name)
    made.attr["dtype"].CopyFrom(dtype)
    kind = dtypes.as_dtype(dtype.type).base_dtype
    made.attr["dtype"].type = kind.type_enum
    made.attr["value"].CopyFrom(AttrValue(tensor=tensor_proto(np.asarray(value, kind.numpy))))
    return made


def remove_training_nodes(input_graph: Any, protected_nodes: Collection[str] | None = None) -> Any:
    """Without what is there for training only: CheckNumerics, and identities that nothing waits for
    (`tf.graph_util.remove_training_nodes`).
    """
    protected = protected_nodes or ()
    removed = {node.name for node in input_graph.node if node.op == "CheckNumerics" and node.name not in protected}
    nodes = [_with_inputs(node, [i for i in node.input if _bare(i) not in removed]) for node in input_graph.node]
    nodes = [node for node in nodes if node.name not in removed]
    waited_for = {_bare(name) for node in nodes for name in node.input if name.startswith("^")}
    waiting = {node.name for node in nodes if any(name.startswith("^") for name in node.input)}
    spliced = {
        node.name: node.input[0]
        for node in nodes
        if role_of(node.op) is Role.IDENTITY
        and node.name not in protected
        and node.name not in waiting
        and node.name not in waited_for
    }
    out = GraphDef()
    for node in nodes:
        if node.name not in spliced:
            out.node.append(_with_inputs(node, [_source(name, spliced) for name in node.input]))
    return out


def _bare(name: str) -> str:
    return name.removeprefix("^")


def _source(name: str, spliced: dict[str, str]) -> str:
    while _bare(name) in spliced:
        name = spliced[_bare(name)]
    return name


def _with_inputs(node: Any, inputs: list[str]) -> Any:
    made = NodeDef()
    made.CopyFrom(node)
    del made.input[:]
    made.input.extend(inputs)
    return made
