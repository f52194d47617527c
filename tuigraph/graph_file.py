"""The nodes of a graph in a file, whether tuigraph knows their operations or not: as text, for dot, and for Mermaid.

Reads GraphDef and MetaGraphDef as bytes or text, the folder of a SavedModel, and event files.  Nothing is imported
into a graph, so a file that could not be run can be looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from google.protobuf import text_format
from google.protobuf.message import DecodeError
from tensorboard.compat.proto import graph_pb2, meta_graph_pb2

from tuigraph import _api  # noqa: F401 - says where the operations are that nobody has used yet
from tuigraph.engine.dtypes import as_dtype
from tuigraph.engine.opdef import find
from tuigraph.engine.roles import Role
from tuigraph.event_files import EventFile
from tuigraph.harmless import clean
from tuigraph.interop.lowering import LOWERED, functions_of
from tuigraph.reading import contents
from tuigraph.words import Words
from tuigraph.words.errors import of_system, refused

_SAVED_MODEL = "saved_model.pb"
_ARGUMENT = "_Arg"  # of a function


class Node(NamedTuple):
    """A node of a file: what it reads are names of nodes, `after` those that it merely waits for."""

    name: str
    op: str
    reads: tuple[str, ...]
    after: tuple[str, ...]
    dtype: str = ""  # of its result, where the file says it
    shape: str = ""


def nodes_of(path: Path) -> list[Node]:
    """The nodes of a file, or of the graph in a folder, in its order.  Raises SaidError for what is none."""
    try:
        graph = _graph_def(path)
    except OSError as error:
        raise refused("graph_unread", path=str(path), why=of_system(error)) from None
    if graph is None or not graph.node:
        raise refused("graph_none", path=str(path))
    found = [_node(node, "") for node in graph.node]
    for name, function in functions_of(graph).items():
        found += [Node(f"{name}/{argument.name}", _ARGUMENT, (), ()) for argument in function.signature.input_arg]
        found += [_node(node, f"{name}/") for node in function.node_def]
    return found


def _node(node: Any, scope: str) -> Node:
    """A node of the graph, or of a function, which is a scope of its own."""
    return Node(
        scope + node.name,
        node.op,
        tuple(scope + text.partition(":")[0] for text in node.input if not text.startswith("^")),
        tuple(scope + text[1:] for text in node.input if text.startswith("^")),
        _dtype(node),
        _shape(node),
    )


def _dtype(node: Any) -> str:
    number = next((node.attr[name].type for name in ("dtype", "DstT", "out_type", "T") if name in node.attr), 0)
    try:
        return as_dtype(number).name
    except TypeError:  # none, or one that tuigraph does not have
        return ""


def _shape(node: Any) -> str:
    attrs = node.attr
    if "_output_shapes" in attrs and attrs["_output_shapes"].list.shape:
        shape = attrs["_output_shapes"].list.shape[0]
    elif "shape" in attrs and attrs["shape"].HasField("shape"):
        shape = attrs["shape"].shape
    elif "value" in attrs and attrs["value"].HasField("tensor"):
        shape = attrs["value"].tensor.tensor_shape
    else:
        return ""
    if shape.unknown_rank:
        return "?"
    return f"[{','.join('?' if dim.size < 0 else str(dim.size) for dim in shape.dim)}]"


def is_variable(node: Node) -> bool:
    """Whether a node makes a variable, or a handle of it."""
    known = find(node.op)
    return known is not None and known.role is Role.VARIABLE


def unknown(nodes: Sequence[Node]) -> dict[str, int]:
    """The operations that tuigraph does not have, each with how many nodes there are of it."""
    functions = {node.name.partition("/")[0] for node in nodes if node.op == _ARGUMENT}
    known = LOWERED | functions | {_ARGUMENT}
    return dict(sorted(Counter(n.op for n in nodes if n.op not in known and find(n.op) is None).items()))


def as_text(nodes: Sequence[Node], words: Words) -> Iterator[str]:
    """What there is of each kind, inputs and outputs, unknown operations, and then a line for each node."""
    kinds = Counter(node.op for node in nodes)
    read = {name for node in nodes for name in (*node.reads, *node.after)}
    yield words("graph_counts", n=len(nodes), kinds=", ".join(f"{clean(op)} {n}" for op, n in kinds.most_common()))
    inputs = [clean(node.name) for node in nodes if node.op.startswith("Placeholder")]
    outputs = [clean(node.name) for node in nodes if node.name not in read]
    if inputs:
        yield words("graph_inputs", names=", ".join(inputs))
    yield words("graph_outputs", names=", ".join(outputs))
    missing = unknown(nodes)
    if missing:
        yield words("graph_unknown", kinds=", ".join(f"{clean(op)} {n}" for op, n in missing.items()))
    for node in nodes:
        reads = ", ".join([*node.reads, *(f"^{name}" for name in node.after)])
        yield clean(f"{node.name} = {node.op}({reads})")


def as_dot(nodes: Sequence[Node]) -> Iterator[str]:
    """For Graphviz; what is merely waited for is dotted."""
    yield "digraph {"
    yield "  node [shape=box]"
    for node in nodes:
        yield f"  {_quoted(node.name)} [label={_quoted(f'{node.name} ({node.op})')}]"
    for node in nodes:
        for name in node.reads:
            yield f"  {_quoted(name)} -> {_quoted(node.name)}"
        for name in node.after:
            yield f"  {_quoted(name)} -> {_quoted(node.name)} [style=dotted]"
    yield "}"


def as_mermaid(nodes: Sequence[Node]) -> Iterator[str]:
    """For Mermaid, whose identifiers are numbers here: its names may hold little."""
    number = {node.name: f"n{place}" for place, node in enumerate(nodes)}
    yield "flowchart TD"
    for node in nodes:
        label = clean(f"{node.name} ({node.op})").replace('"', "#quot;")
        yield f'  {number[node.name]}["{label}"]'
    for node in nodes:
        for names, arrow in ((node.reads, "-->"), (node.after, "-.->")):
            for name in names:
                if name in number:
                    yield f"  {number[name]} {arrow} {number[node.name]}"


FORMS: dict[str, Callable[[Sequence[Node]], Iterator[str]]] = {"dot": as_dot, "mermaid": as_mermaid}


def _quoted(text: str) -> str:
    return '"' + clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _graph_def(path: Path) -> Any:
    """The GraphDef of whatever this is; None when it is nothing of the kind."""
    if path.is_dir():
        if (path / _SAVED_MODEL).is_file():
            return _graph_def(path / _SAVED_MODEL)
        events = sorted(path.glob("*tfevents*"))
        return _of_events(events[-1]) if events else None
    if "tfevents" in path.name:
        return _of_events(path)
    data = contents(path)
    kinds = (_saved_model, _plain, _meta) if path.name == _SAVED_MODEL else (_plain, _meta, _saved_model)
    return next((graph for kind in kinds if (graph := kind(data)) is not None), None)


def _plain(data: bytes) -> Any:
    return _believed(_parsed(graph_pb2.GraphDef(), data))


def _meta(data: bytes) -> Any:
    message = _parsed(meta_graph_pb2.MetaGraphDef(), data)
    return None if message is None else _believed(message.graph_def)


def _saved_model(data: bytes) -> Any:
    from tuigraph.interop.protos import SavedModel

    try:
        saved = SavedModel.FromString(data)
    except DecodeError:
        return None
    return _believed(saved.meta_graphs[0].graph_def) if saved.meta_graphs else None


def _parsed(message: Any, data: bytes) -> Any:
    try:
        message.ParseFromString(data)
        return message
    except DecodeError:
        pass
    try:
        return text_format.Parse(data.decode("utf-8"), message, allow_unknown_field=True)
    except (text_format.ParseError, UnicodeDecodeError, RecursionError, ValueError):
        return None


def _believed(graph: Any) -> Any:
    """A graph that was read from bytes of another kind has no nodes, or some without a name or operation."""
    return graph if graph is not None and graph.node and all(node.name and node.op for node in graph.node) else None


def _of_events(path: Path) -> Any:
    found = None
    for event in EventFile(str(path)).read():
        if event.graph_def:
            found = _plain(event.graph_def)
        elif event.meta_graph_def and found is None:
            found = _meta(event.meta_graph_def)
    return found
