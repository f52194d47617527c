"""Graphs as GraphDef protocol buffers, out and in, so that TensorFlow and TensorBoard read ours and we read theirs.

An attribute's Python value decides its form: a DType is a type, a tuple or None a shape, a list a list, an array a
tensor.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from tensorboard.compat.proto import attr_value_pb2, graph_pb2, node_def_pb2, tensor_pb2, tensor_shape_pb2

from tuigraph.engine import dtypes, errors, shapes
from tuigraph.engine.build import convert_to_tensor, to_array
from tuigraph.engine.control import topological
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph
from tuigraph.engine.naming import check_node_name
from tuigraph.engine.opdef import find, role_of
from tuigraph.engine.ops.constants import filled
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_text, check_room
from tuigraph.interop.checked_nodes import Checked, check_input, checked, incompatible, wrong
from tuigraph.interop.imported_contexts import restore_contexts
from tuigraph.interop.lowering import lowered
from tuigraph.interop.variable_def import variable_def, variable_nodes

# The codec of `Graph`, and what scripts call.
__all__ = ["attribute", "graph_def", "import_graph_def", "node_def", "variable_def", "variable_nodes"]

GraphDef = graph_pb2.GraphDef
NodeDef = node_def_pb2.NodeDef
AttrValue = attr_value_pb2.AttrValue
TensorProto = tensor_pb2.TensorProto
TensorShapeProto = tensor_shape_pb2.TensorShapeProto

MOST_DIMENSIONS = 64  # of an array
PRODUCER = 134  # the GraphDef version of TensorFlow 1.15


# ---------------------------------------------------------------- out


def graph_def(graph: Graph, from_version: int | None = None, add_shapes: bool = False) -> GraphDef:
    """The operations of `graph` as a GraphDef (`tf.Graph.as_graph_def`).

    Control inputs are in the order of their names, as TensorFlow writes them.  `from_version` is accepted; TensorFlow
    1.15 leaves out no operation for it either.
    """
    out = graph_pb2.GraphDef()
    out.versions.producer = PRODUCER
    for op in graph._operations:
        node = out.node.add()
        node.CopyFrom(_node_def(op, sorted(op.control_inputs, key=lambda c: c.name)))
        if add_shapes and op.outputs:
            node.attr["_output_shapes"].list.shape.extend(shape_proto(t._shape) for t in op.outputs)
    return out


def node_def(op: Operation) -> NodeDef:
    """One operation as a NodeDef (`tf.Operation.node_def`)."""
    return _node_def(op, op.control_inputs)


def _node_def(op: Operation, control_inputs: Iterable[Operation]) -> NodeDef:
    node = node_def_pb2.NodeDef(name=op.name, op=op.type, device=op.device)
    node.input.extend(_input_name(t) for t in op.inputs)
    node.input.extend("^" + c.name for c in control_inputs)
    for key, value in op.attrs.items():
        if not callable(value):
            write_attribute(node.attr[key], value)
    return node


def _input_name(tensor: Tensor) -> str:
    return tensor.name if tensor.index else tensor.op.name


def write_attribute(attribute: AttrValue, value: object) -> None:
    """Write an attribute's value in the form that it has."""
    if isinstance(value, list):
        attribute.list.SetInParent()
        for item in value:
            _append(attribute.list, item)
    elif isinstance(value, DType):
        attribute.type = value.type_enum
    elif value is None or isinstance(value, tuple):
        attribute.shape.CopyFrom(shape_proto(value))
    elif isinstance(value, np.ndarray):
        attribute.tensor.CopyFrom(tensor_proto(value))
    elif isinstance(value, (bool, np.bool_)):
        attribute.b = bool(value)
    elif isinstance(value, (int, np.integer)):
        attribute.i = int(value)
    elif isinstance(value, (float, np.floating)):
        attribute.f = float(value)
    else:
        attribute.s = value.encode() if isinstance(value, str) else _as_bytes(value)


def attribute(value: object) -> object:
    """An attribute's value as TensorFlow's `Operation.get_attr` gives it."""
    if isinstance(value, list):
        return [attribute(item) for item in value]
    if value is None or isinstance(value, tuple):
        return shape_proto(value)
    if isinstance(value, np.ndarray):
        return tensor_proto(value)
    return value.encode() if isinstance(value, str) else value


def _append(target: AttrValue.ListValue, item: object) -> None:
    if isinstance(item, DType):
        target.type.append(item.type_enum)
    elif item is None or isinstance(item, tuple):
        target.shape.append(shape_proto(item))
    elif isinstance(item, (bool, np.bool_)):
        target.b.append(bool(item))
    elif isinstance(item, (int, np.integer)):
        target.i.append(int(item))
    elif isinstance(item, (float, np.floating)):
        target.f.append(float(item))
    else:
        target.s.append(item.encode() if isinstance(item, str) else _as_bytes(item))


def _as_bytes(value: object) -> bytes:
    """What has a form as bytes; TypeError for what has none."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise TypeError(f"{type(value).__name__} has no form as an attribute.")


def shape_proto(shape: MaybeShape) -> TensorShapeProto:
    out = tensor_shape_pb2.TensorShapeProto()
    if shape is None:
        out.unknown_rank = True
    else:
        out.SetInParent()
        for size in shape:
            out.dim.add(size=-1 if size is None else size)
    return out


def tensor_proto(array: Array) -> TensorProto:
    """An array as a TensorProto: a single value in the field of its type, more as bytes."""
    out = tensor_pb2.TensorProto(dtype=dtypes.as_dtype(array.dtype).type_enum, tensor_shape=shape_proto(array.shape))
    if array.dtype == object:
        out.string_val.extend(array.reshape(-1).tolist())
    elif array.size == 1 and array.dtype.kind not in "c":
        field = _FIELDS.get(array.dtype.name, "int_val")
        getattr(out, field).append((array.view(np.uint16) if field == "half_val" else array).item())
    else:
        out.tensor_content = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return out


def make_tensor_proto(values: Any, dtype: Any = None, shape: Any = None, verify_shape: bool = False) -> TensorProto:
    """What converts to a constant, as a TensorProto (`tf.make_tensor_proto`)."""
    array = to_array(values, None if dtype is None else dtypes.as_dtype(dtype))
    return tensor_proto(array if shape is None else filled(array, shapes.as_tuple(shape), verify_shape))


# ---------------------------------------------------------------- in


_FIELDS = {
    "float16": "half_val",
    "float32": "float_val",
    "float64": "double_val",
    "int64": "int64_val",
    "bool": "bool_val",
    "uint32": "uint32_val",
    "uint64": "uint64_val",
}


def array_of(proto: TensorProto) -> Array:
    """The array of a TensorProto (`tf.make_ndarray`).  Raises ValueError when its content does not fill its shape."""
    dtype = dtypes.as_dtype(proto.dtype)
    shape = tuple(d.size for d in proto.tensor_shape.dim)
    size = math.prod(shape)
    if min(shape, default=0) < 0 or len(shape) > MOST_DIMENSIONS or size * dtype.numpy.itemsize > sys.maxsize:
        raise ValueError(f"There is no tensor of shape {shape}.")
    check_room(shape, dtype.numpy.itemsize)
    if proto.tensor_content:
        flat = np.frombuffer(proto.tensor_content, dtype=dtype.numpy.newbyteorder("<")).astype(dtype.numpy)
        if flat.size != size:
            raise ValueError(f"A tensor of shape {shape} cannot hold {flat.size} values.")
        return flat.reshape(shape)
    if dtype is dtypes.string:
        values: Any = list(proto.string_val)
    elif dtype is dtypes.float16:
        values = np.array(proto.half_val, dtype=np.uint16).view(np.float16)
    elif dtype.is_complex:
        values = np.array(proto.scomplex_val or proto.dcomplex_val, dtype=np.float64).view(np.complex128)
    else:
        values = list(getattr(proto, _FIELDS.get(dtype.name, "int_val")))
    flat = np.zeros(size, dtype=dtype.numpy)
    if dtype is dtypes.string:
        flat[:] = b""
    if len(values) > size:
        raise ValueError(f"A tensor of shape {shape} cannot hold {len(values)} values.")
    if len(values):
        flat[: len(values)] = values
        flat[len(values) :] = values[-1]
    return flat.reshape(shape)


def _read_attribute(attribute: AttrValue) -> object:
    kind = attribute.WhichOneof("value")
    if kind == "list":
        items = attribute.list
        if items.type:
            return [dtypes.as_dtype(t) for t in items.type]
        if items.shape:
            return [_read_shape(s) for s in items.shape]
        return list(items.s or items.i or items.f or items.b)
    if kind == "type":
        return dtypes.as_dtype(attribute.type)
    if kind == "shape":
        return _read_shape(attribute.shape)
    if kind == "tensor":
        return array_of(attribute.tensor)
    if kind == "s":
        return as_text(attribute.s)
    return getattr(attribute, kind) if kind else None


def _read_shape(shape: TensorShapeProto) -> MaybeShape:
    if shape.unknown_rank:
        return None
    return tuple(None if d.size < 0 else d.size for d in shape.dim)


@overload
def import_graph_def(
    graph_def: GraphDef,
    input_map: Mapping[str, object] | None = None,
    return_elements: None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> None: ...


@overload
def import_graph_def(
    graph_def: GraphDef,
    input_map: Mapping[str, object] | None = None,
    *,
    return_elements: Iterable[str],
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Any]: ...


def import_graph_def(
    graph_def: GraphDef,
    input_map: Mapping[str, object] | None = None,
    return_elements: Iterable[str] | None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Any] | None:
    """Add the nodes of a GraphDef to the default graph (`tf.import_graph_def`).

    `input_map` gives tensors to read in place of some of its own (``{"x:0": tensor}``); `return_elements` names the
    tensors and operations to return; names get the prefix `name`, "import" unless it is given.

    Raises TypeError for arguments of the wrong kind, NotFoundError for an operation type that is not known, ValueError
    for inputs, names or map entries that are not there, nodes of one name, and tensors of the wrong type.
    """
    made: list[Operation] = []
    elements = import_nodes(graph_def, input_map, return_elements, name, made)
    restore_contexts(get_default_graph(), made)
    return elements


def import_nodes(
    graph_def: GraphDef,
    input_map: Mapping[str, object] | None,
    return_elements: Iterable[str] | None,
    name: str | None,
    made: list[Operation] | None = None,
) -> list[Operation | Tensor] | None:
    """As `import_graph_def`, without a look at conditionals and loops.  `made` gets the operations."""
    if not isinstance(graph_def, graph_pb2.GraphDef):
        raise TypeError("graph_def must be a GraphDef proto.")
    if not isinstance(input_map or {}, Mapping) or not all(isinstance(key, str) for key in input_map or ()):
        raise TypeError("input_map must be a dictionary mapping strings to Tensor objects.")
    return_elements = None if return_elements is None else list(return_elements)
    if not all(isinstance(element, str) for element in return_elements or ()):
        raise TypeError("return_elements must be a list of strings.")
    graph = get_default_graph()
    with graph.name_scope("import" if name is None else name or None) as prefix:
        replaced = _replacements(graph, input_map or {}, name)
        importer = _Importer(graph, prefix, replaced)
        importer.add(lowered(graph_def))
    importer.check_map(list(input_map or ()))
    if made is not None:
        made.extend(importer.made.values())
    return None if return_elements is None else [importer.element(e) for e in return_elements]


def _replacements(graph: Graph, input_map: Mapping[str, object], name: str | None) -> dict[str, Tensor]:
    tensors = {_full(key): value for key, value in input_map.items() if isinstance(value, Tensor)}
    if len(tensors) == len(input_map):
        return tensors
    if name == "":
        raise ValueError(
            "tf.import_graph_def() requires a non-empty `name` if `input_map` contains non-Tensor values. Try calling "
            "tf.convert_to_tensor() on `input_map` values before calling tf.import_graph_def()."
        )
    with graph.name_scope("_inputs"):
        return {_full(key): convert_to_tensor(value) for key, value in input_map.items()}


def _full(name: str) -> str:
    return name if ":" in name or name.startswith("^") else name + ":0"


class _Importer:
    """The nodes made so far, by their names in the GraphDef."""

    def __init__(self, graph: Graph, prefix: str, replaced: dict[str, Tensor]) -> None:
        self.graph = graph
        self.prefix = prefix
        self.replaced = replaced
        self.used: set[str] = set()
        self.made: dict[str, Operation] = {}

    def add(self, nodes: Sequence[NodeDef]) -> None:
        """Make each node after those it reads; a loop's back edge is put in at the end."""
        for node in nodes:
            check_node_name(node.name)
        missing = Counter(node.op for node in nodes if find(node.op) is None)
        if len(missing) > 1:
            kinds = ", ".join(f"'{op}' ({count})" for op, count in sorted(missing.items()))
            raise errors.NotFoundError(
                None,
                None,
                f"Op types not registered: {kinds}. tuigraph knows no such operations; nodes of each in brackets.",
            )
        by_name = {node.name: node for node in nodes}
        if len(by_name) < len(nodes):
            twice = next(name for name, count in Counter(node.name for node in nodes).items() if count > 1)
            raise ValueError(f"Node '{twice}' is not unique")

        found = {name: checked(node, _read_attribute) for name, node in by_name.items()}
        for name, node in by_name.items():
            for text in node.input:
                if _full(text) not in self.replaced and node_of(text) not in by_name:
                    raise ValueError(f"Node '{name}': Unknown input node '{text}'")
                if _full(text) not in self.replaced and node_of(text) == name:
                    raise wrong(node, "it waits for itself")
            for text, wanted in zip(found[name].data, found[name].takes):
                if _full(text) not in self.replaced:
                    source = by_name[node_of(text)]
                    check_input(node, text, source, found[source.name].gives, wanted)

        def comes_back(name: str, before: str) -> bool:
            """Whether a node is reached from another one in a later round of a loop."""
            return found[name].definition.role is Role.MERGE and role_of(by_name[before].op) is Role.NEXT_ITERATION

        for name, said in found.items():
            if said.data and all(
                _full(text) not in self.replaced and comes_back(name, node_of(text)) for text in said.data
            ):
                raise wrong(by_name[name], "nothing leads into this loop")

        def reads(name: str) -> Iterator[str]:
            node = by_name[name]
            for text in node.input:
                before = node_of(text)
                if _full(text) in self.replaced:
                    continue
                if text.startswith("^") or not comes_back(name, before):
                    yield before

        back_edges: list[tuple[Operation, int, str]] = []
        for name in topological(list(by_name), reads):
            self._make(by_name[name], found.pop(name), back_edges)
        for op, index, text in back_edges:
            op._update_input(index, self._tensor(text))

    def _make(self, node: NodeDef, said: Checked, back_edges: list[tuple[Operation, int, str]]) -> None:
        definition, attrs, takes, gives, data = said
        later = [
            i for i, text in enumerate(data) if _full(text) not in self.replaced and node_of(text) not in self.made
        ]
        first = next((self._tensor(text) for i, text in enumerate(data) if i not in later), None)
        inputs = [first if i in later and first is not None else self._tensor(text) for i, text in enumerate(data)]
        full = self._unused(self.prefix + node.name)
        for tensor, kind in zip(inputs, takes):
            if tensor.dtype.base_dtype is not kind:
                raise incompatible(full, tensor.dtype.base_dtype, tensor.name, kind)
        if "_class" in attrs:
            attrs["_class"] = [b"loc:@" + self.prefix.encode() + group[len(b"loc:@") :] for group in attrs["_class"]]
        self.graph._names.take(full)
        with self.graph.device(node.device) if node.device else contextlib.nullcontext():
            try:
                op = self.graph.create(definition, inputs, gives, attrs, full)
            except (TypeError, LookupError, ArithmeticError, AttributeError, AssertionError) as error:
                raise wrong(node, f"{type(error).__name__}: {error}") from error
        op._add_control_inputs([self.made[t[1:]] for t in node.input if t.startswith("^")])
        _take_shapes(op, node.attr)
        self.made[node.name] = op
        back_edges.extend((op, i, data[i]) for i in later)

    def _unused(self, name: str) -> str:
        """The name itself, or with a number where the graph has a node of that name."""
        taken = self.graph._by_name
        numbered = (f"{name}_{i}" for i in itertools.count(1))
        return name if name not in taken else next(n for n in numbered if n not in taken)

    def _tensor(self, text: str) -> Tensor:
        full = _full(text)
        if full in self.replaced:
            self.used.add(full)
            return self.replaced[full]
        op_name, _, index = full.rpartition(":")
        return self.made[op_name].outputs[int(index)]

    def check_map(self, keys: list[str]) -> None:
        unused = [key for key in keys if _full(key) not in self.used and node_of(key) not in self.made]
        if unused:
            raise ValueError(f"Attempted to map inputs that were not found in graph_def: [{', '.join(unused)}]")

    def element(self, name: str) -> Operation | Tensor:
        op = self.made.get(node_of(name))
        if op is None or (":" in name and int(name.rpartition(":")[2]) >= len(op.outputs)):
            raise ValueError(f"Requested return_element '{name}' not found in graph_def.")
        return op.outputs[int(name.rpartition(":")[2])] if ":" in name else op


def _take_shapes(op: Operation, attributes: Mapping[str, AttrValue]) -> None:
    """What the definition says about the shapes of results; that of a loop variable may change from round to round."""
    if "_output_shapes" not in attributes:
        return
    for value, proto in zip(op.outputs, attributes["_output_shapes"].list.shape):
        shape = _read_shape(proto)
        if op.role in (Role.ENTER, Role.MERGE):
            value._shape = shape
        elif shapes.compatible(value._shape, shape):
            value.set_shape(shape)


def node_of(text: str) -> str:
    """The name of the node that an input of a NodeDef comes from or waits for."""
    return text.lstrip("^").partition(":")[0]
