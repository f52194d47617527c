"""Graphs with what a program keeps beside them, as MetaGraphDef protocol buffers: collections, and how to save them.

An item of a collection is written as its own protocol buffer where there is one for the collection (variables, savers,
queue runners), else as the name of a node, a string or a number.  What cannot be written so is left out with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import DecodeError
from tensorboard.compat.proto import graph_pb2, meta_graph_pb2, saver_pb2

from tuigraph.engine.graph import Graph, Operation, Tensor, definition_of, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.opdef import REQUIRED
from tuigraph.engine.variables import Variable
from tuigraph.interop import log
from tuigraph.interop.context_def import context_def, read_context
from tuigraph.interop.graph_def import AttrValue, import_nodes, write_attribute
from tuigraph.interop.protos import CondContextDef, WhileContextDef
from tuigraph.interop.variable_def import VariableDef, prepend_name_scope, strip_name_scope

if TYPE_CHECKING:
    from tensorboard.compat.proto._message import Message

GraphDef = graph_pb2.GraphDef
CollectionDef = meta_graph_pb2.CollectionDef
MetaGraphDef = meta_graph_pb2.MetaGraphDef
SaverDef = saver_pb2.SaverDef

SPOKEN_VERSION = "1.15.5"  # the version of TensorFlow whose interface this is
UNBOUND = "unbound_inputs"  # the collection of inputs that an exported part of a graph takes from outside of it

_VARIABLES = (
    GraphKeys.GLOBAL_VARIABLES,
    GraphKeys.LOCAL_VARIABLES,
    GraphKeys.MODEL_VARIABLES,
    GraphKeys.TRAINABLE_VARIABLES,
    GraphKeys.MOVING_AVERAGE_VARIABLES,
    GraphKeys.GLOBAL_STEP,
)
_CONTEXTS = {GraphKeys.COND_CONTEXT: CondContextDef, GraphKeys.WHILE_CONTEXT: WhileContextDef}
_SAVING = ("SaveV2", "RestoreV2")


class _Saved(Protocol):
    """What says itself how it is written."""

    def to_proto(self, export_scope: str | None = None) -> Message | None: ...


class _Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class _Kind:
    """How the items of a collection are written and read."""

    proto_type: type[Message] | None
    to_proto: Callable[..., Message | None]
    from_proto: Callable[..., object]


_kinds: dict[str, _Kind] = {}


def register_proto_function(
    collection_name: str,
    proto_type: type[Message] | None = None,
    to_proto: Callable[..., Message | None] | None = None,
    from_proto: Callable[..., object] | None = None,
) -> None:
    """Say how the items of a collection become protocol buffers, ``to_proto(item, export_scope=...)``, and items again,
    ``from_proto(proto, import_scope=...)`` (TensorFlow's ops.register_proto_function).

    Raises TypeError for what cannot be called.
    """
    if not callable(to_proto) or not callable(from_proto):
        raise TypeError("to_proto and from_proto must be callable.")
    _kinds[collection_name] = _Kind(proto_type, to_proto, from_proto)


def _variable_to_proto(item: _Saved, export_scope: str | None = None) -> Message | None:
    return item.to_proto(export_scope=export_scope)


for _key in _VARIABLES:
    register_proto_function(_key, VariableDef, _variable_to_proto, Variable.from_proto)
for _key, _proto_type in _CONTEXTS.items():
    register_proto_function(_key, _proto_type, context_def, read_context)


# ---------------------------------------------------------------- out


def export_scoped_meta_graph(
    graph: Graph | None = None,
    graph_def: GraphDef | None = None,
    saver_def: SaverDef | None = None,
    meta_info_def: MetaGraphDef.MetaInfoDef | None = None,
    collection_list: Iterable[str] | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
) -> MetaGraphDef:
    """A graph and its collections as a MetaGraphDef; with `export_scope`, the part under that scope, without it.

    `clear_devices` leaves devices out, `clear_extraneous_savers` the nodes of all savers but that of `saver_def`,
    `strip_default_attrs` attributes that have their default.  Raises TypeError for arguments of the wrong class.
    """
    graph = graph or get_default_graph()
    expected: tuple[tuple[object, type[Message]], ...] = (
        (graph_def, GraphDef),
        (saver_def, SaverDef),
        (meta_info_def, MetaGraphDef.MetaInfoDef),
    )
    for value, kind in expected:
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"Expected a {kind.DESCRIPTOR.name}, got {type(value)}")
    whole: GraphDef = graph_def if graph_def is not None else graph.as_graph_def(add_shapes=True)
    left_out = _other_savers(whole, saver_def) if clear_extraneous_savers else set()
    meta = MetaGraphDef(meta_info_def=meta_info_def, saver_def=saver_def)
    meta.meta_info_def.tensorflow_version = SPOKEN_VERSION
    unbound = _copy_nodes(whole, meta.graph_def, export_scope, left_out, clear_devices)
    if strip_default_attrs:
        _strip_defaults(meta.graph_def)
        meta.meta_info_def.stripped_default_attrs = True
    keys = graph.get_all_collection_keys() if collection_list is None else collection_list
    for key in keys:
        if key == UNBOUND:
            continue
        items = graph.get_collection(key)
        if key == GraphKeys.SAVERS and clear_extraneous_savers:
            items = [item for item in items if item.to_proto() == saver_def]
        items = [item for item in items if _included(getattr(item, "name", None), export_scope, left_out)]
        if items:
            add_collection_def(meta, key, items, export_scope)
    if unbound:
        meta.collection_def[UNBOUND].bytes_list.value.extend(name.encode() for name in unbound)
    return meta


def _included(name: object, scope: str | None, left_out: set[str]) -> bool:
    return not isinstance(name, str) or (name not in left_out and (not scope or name.startswith(scope)))


def _copy_nodes(
    source: GraphDef, target: GraphDef, scope: str | None, left_out: set[str], clear_devices: bool
) -> list[str]:
    """Copy the nodes that belong to an export; the names of inputs from outside of its scope."""
    if not (scope or left_out or clear_devices):
        target.CopyFrom(source)
        return []
    target.versions.CopyFrom(source.versions)
    target.library.CopyFrom(source.library)
    unbound = []
    for node in source.node:
        if not _included(node.name, scope, left_out):
            continue
        copy = target.node.add()
        copy.CopyFrom(node)
        copy.name = strip_name_scope(node.name, scope)
        for i, name in enumerate(node.input):
            if scope and not name.lstrip("^").startswith(scope):
                copy.input[i] = re.sub(r"^(\^?)", r"\1$unbound_inputs_", name)
                unbound.append(copy.input[i])
            else:
                copy.input[i] = strip_name_scope(name, scope)
        if clear_devices:
            copy.device = ""
    return unbound


def _other_savers(graph_def: GraphDef, saver_def: SaverDef | None) -> set[str]:
    """The names of the nodes that stand in the scope of a saver other than that of `saver_def`."""
    own = set() if saver_def is None else {_scope(saver_def.save_tensor_name), _scope(saver_def.restore_op_name)}
    others = {_scope(node.name) for node in graph_def.node if node.op in _SAVING} - own
    prefixes = tuple(scope + "/" for scope in others)
    return {node.name for node in graph_def.node if node.name.startswith(prefixes)} if prefixes else set()


def _scope(name: str) -> str:
    return name.rpartition("/")[0]


def _strip_defaults(graph_def: GraphDef) -> None:
    for node in graph_def.node:
        for key, default in definition_of(node.op).attrs.items():
            if default is not REQUIRED and key in node.attr:
                usual = AttrValue()
                write_attribute(usual, default)
                if node.attr[key] == usual:
                    del node.attr[key]


def add_collection_def(meta: MetaGraphDef, key: str, items: Sequence[object], export_scope: str | None = None) -> None:
    """Write the items of one collection into a MetaGraphDef.  All are taken to be what the first one is: the message
    refuses others.
    """
    target = meta.collection_def[key]
    kind = _kinds.get(key)
    try:
        if kind is not None:
            protos = [kind.to_proto(item, export_scope=export_scope) for item in items]
            target.bytes_list.value.extend(proto.SerializeToString() for proto in protos if proto is not None)
        elif isinstance(items[0], (str, bytes)):
            texts = cast(Sequence[str | bytes], items)
            target.bytes_list.value.extend(item.encode() if isinstance(item, str) else item for item in texts)
        elif isinstance(items[0], AnyMessage):
            target.any_list.value.extend(cast(Sequence[AnyMessage], items))
        elif isinstance(items[0], int):
            target.int64_list.value.extend(cast(Sequence[int], items))
        elif isinstance(items[0], float):
            target.float_list.value.extend(cast(Sequence[float], items))
        else:
            target.node_list.value.extend(
                strip_name_scope(item.name, export_scope) for item in cast(Sequence[_Named], items)
            )
    except (AttributeError, TypeError, ValueError) as error:
        del meta.collection_def[key]
        log.warning("The collection %s is not in the meta graph: its items have no form there (%s).", key, error)


# ---------------------------------------------------------------- in


def import_scoped_meta_graph(
    meta: MetaGraphDef,
    clear_devices: bool = False,
    import_scope: str | None = None,
    input_map: Mapping[str, object] | None = None,
    return_elements: Iterable[str] | None = None,
    restore_collections_predicate: Callable[[str], bool] = lambda key: True,
) -> tuple[str, list[Operation | Tensor] | None]:
    """Add the nodes and the collections of a MetaGraphDef to the default graph, under `import_scope`.

    Returns the scope they stand under, and the operations and tensors that `return_elements` names.  Raises ValueError
    when the graph takes inputs from outside that `input_map` does not give, and where `tf.import_graph_def` does.
    """
    graph = get_default_graph()
    needed = []
    if UNBOUND in meta.collection_def:
        needed = [name.decode() for name in meta.collection_def[UNBOUND].bytes_list.value]
    if needed and sorted(needed) != sorted(input_map or ()):
        missing = [name for name in needed if name not in (input_map or ())]
        raise ValueError(
            f"Graph contains unbound inputs: {','.join(missing)}. Must provide these inputs through input_map."
        )
    graph_def = meta.graph_def
    if clear_devices:
        graph_def = GraphDef()
        graph_def.CopyFrom(meta.graph_def)
        for node in graph_def.node:
            node.device = ""
    scope = graph.unique_name(import_scope or "", mark_as_used=False)
    elements = import_nodes(graph_def, input_map, return_elements, name=import_scope or scope)
    made: dict[bytes, object] = {}
    for key, definition in sorted(meta.collection_def.items(), key=lambda item: item[0]):
        if key != UNBOUND and restore_collections_predicate(key):
            _read_collection(graph, key, definition, scope, made)
    return scope, elements


def _read_collection(graph: Graph, key: str, definition: CollectionDef, scope: str, made: dict[bytes, object]) -> None:
    """`made` holds the variables read so far: one that is in several collections is one object."""
    kind = _kinds.get(key)
    items: list[object] = [*definition.int64_list.value, *definition.float_list.value, *definition.any_list.value]
    for name in definition.node_list.value:
        items.append(graph.as_graph_element(prepend_name_scope(name, scope)))
    for value in definition.bytes_list.value:
        if kind is not None and kind.proto_type is not None:
            known = made if key in _VARIABLES else {}
            if value not in known:
                try:
                    proto = kind.proto_type.FromString(value)
                except DecodeError as error:
                    raise ValueError(
                        f"The collection '{key}' holds what is no {kind.proto_type.__name__}: {error}"
                    ) from None
                known[value] = kind.from_proto(proto, import_scope=scope)
            items.append(known[value])
        else:
            items.append(prepend_name_scope(value.decode(), scope) if scope else value)
    for item in items:
        graph.add_to_collection(key, item)
