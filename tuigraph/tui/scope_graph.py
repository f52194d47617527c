"""One scope of a graph as a small graph: its nodes, its inner scopes each as one, and what lies around it.

What is outside stands for itself as the outermost scope that does not hold this one, as TensorBoard collapses it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from tuigraph.tui.connections import Connections, node_name
from tuigraph.tui.graph_index import Entry, GraphIndex
from tuigraph.tui.layered import Edge
from tuigraph.wire.views import NodeInfo

MOST = 200  # parts of a scope that can be drawn
MOST_OUTSIDE = 24  # of what lies around it
REST = "\0rest"  # stands for everything else outside

Kind = Literal["node", "scope", "outside"]
Way = tuple[str, str, bool]  # parts that an edge leads from and to, and whether it is a control edge


@dataclass(frozen=True)
class Part:
    """A box of the drawing: `name` is that of an entry of the index, "" for the rest of what is outside."""

    key: str
    name: str
    label: str
    kind: Kind
    count: int  # of nodes that it stands for


@dataclass(frozen=True)
class ScopeGraph:
    scope: str
    parts: dict[str, Part]
    edges: tuple[Edge, ...]


def inside(scope: str, name: str) -> str:
    """The part of a scope that a node of it belongs to; "" for a node that is outside."""
    if not scope:
        return name.partition("/")[0]
    if name == scope:
        return name
    start = len(scope) + 1
    if not name.startswith(scope + "/"):
        return ""
    end = name.find("/", start)
    return name if end < 0 else name[:end]


def outside(scope: str, name: str) -> str:
    """The outermost scope around a node that does not hold `scope` (or the node itself)."""
    around = scope
    while around:
        around = around.rpartition("/")[0]
        found = inside(around, name)
        if found:
            return found
    return name


def scope_graph(index: GraphIndex, connections: Connections, scope: str) -> ScopeGraph:
    """The parts of a scope ("" is the whole graph) and what flows between them."""
    entry = index.entries.get(scope, index.root)
    parts = {child.name: _part(child) for child in entry.children.values()}
    if entry.info is not None:
        parts = {scope: Part(scope, scope, entry.label, "node", 1), **parts}
    part_of: dict[str, str] = {}  # by tensor or node that is read
    edges: Counter[Way] = Counter()
    for info in _nodes(entry):
        own = inside(scope, info.name)
        for control, names in ((False, info.inputs), (True, info.control_inputs)):
            for name in names:
                part = part_of.get(name)
                if part is None:
                    source = node_name(name)
                    part = part_of[name] = inside(scope, source) or ">" + outside(scope, source)
                if part != own:
                    edges[part, own, control] += 1
        if scope:
            for link in connections.outputs(info.name):
                if not inside(scope, link.node):
                    edges[own, "<" + outside(scope, link.node), link.control] += 1
    return ScopeGraph(scope, parts, _with_outside(index, parts, edges))


def _part(entry: Entry) -> Part:
    kind: Kind = "scope" if entry.children else "node"
    return Part(entry.name, entry.name, entry.label, kind, entry.size)


def _nodes(entry: Entry) -> list[NodeInfo]:
    """All nodes of a scope."""
    found, stack = [], [entry]
    while stack:
        entry = stack.pop()
        if entry.info is not None:
            found.append(entry.info)
        stack.extend(entry.children.values())
    return found


def _with_outside(index: GraphIndex, parts: dict[str, Part], edges: Counter[Way]) -> tuple[Edge, ...]:
    """Add parts for what is outside; where it is too much, those with the fewest edges become one."""
    weights: Counter[str] = Counter()
    for (source, target, _), count in edges.items():
        for key in (source, target):
            if key not in parts:
                weights[key] += count
    kept = {key for key, _ in weights.most_common(MOST_OUTSIDE)}
    names: dict[str, str] = {}
    for key in weights:
        name = key[1:]
        if key in kept:
            names[key] = key
            entry = index.entries.get(name)
            parts[key] = Part(key, name, name, "outside", entry.size if entry else 0)
        else:
            names[key] = key[0] + REST
            former = parts.get(names[key])
            parts[names[key]] = Part(names[key], "", "", "outside", former.count + 1 if former else 1)
    found = (Edge(names.get(source, source), names.get(target, target), control) for source, target, control in edges)
    return tuple(dict.fromkeys(found))
