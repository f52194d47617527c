"""The graphs of a program by number, and the rows that the screen shows of their nodes."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any, NamedTuple

from tuigraph.debugger.given_names import GivenNames
from tuigraph.debugger.refusals import Refused
from tuigraph.engine.graph import Graph, Operation, default_graphs, get_default_graph
from tuigraph.engine.roles import Role
from tuigraph.wire.said import said
from tuigraph.wire.views import GraphNodes, NodeInfo


class Declared(NamedTuple):
    """A variable as the graph has it."""

    name: str
    dtype: str
    shape: str


class GraphRecord:
    """A graph by a number that counts from 1 since the program started."""

    def __init__(self, number: int, graph: Graph) -> None:
        self.number = number
        self.graph = weakref.ref(graph)
        self.sent = 0
        self._scanned = 0
        self._variables: list[Declared] = []

    def variables(self) -> list[Declared]:
        graph = self.graph()
        if graph is not None and self._scanned < graph.version:
            ops = graph.get_operations()
            self._variables += [declared(op) for op in ops[self._scanned :] if op.role is Role.VARIABLE]
            self._scanned = len(ops)
        return self._variables

    def variable(self, name: str) -> Declared | None:
        """The variable of that name; None when the name is something else's."""
        graph = self.graph()
        op = None if graph is None else graph._by_name.get(name)
        return declared(op) if op is not None and op.role is Role.VARIABLE else None

    @property
    def size(self) -> int:
        graph = self.graph()
        return 0 if graph is None else graph.version

    def unsent(self, most: int) -> GraphNodes | None:
        """The nodes added since this was last asked, the first `most` of them."""
        graph = self.graph()
        if graph is None or self.sent >= graph.version or most <= 0:
            return None
        ops = graph.get_operations()
        added = tuple(_info(op) for op in ops[self.sent : self.sent + most])
        self.sent += len(added)
        return GraphNodes(self.number, added, len(ops))


class GraphBook:
    """The graphs that the program has shown an interest in.

    The shown one is that which somebody has chosen, until the program moves; else the one that is being built, that
    ran last, or the newest that has nodes.
    """

    def __init__(self) -> None:
        self._records: weakref.WeakKeyDictionary[Graph, GraphRecord] = weakref.WeakKeyDictionary()
        self._count = 0
        self._ran: GraphRecord | None = None  # last
        self._shown: GraphRecord | None = None
        self._default_size = 0  # of the outermost default graph, when the newest run began
        self.chosen: GraphRecord | None = None
        self.given = GivenNames(lambda graph: self.record(graph).number)

    def look(self, names: Mapping[str, Any]) -> None:
        """Take note of the graphs of this moment, and of what the program calls them and their nodes."""
        default = self.record(get_default_graph())
        self.given.look(names)
        if default_graphs.stack or default.size > self._default_size:
            self._shown = default
        elif self._ran is not None and self._ran.size:
            self._shown = self._ran
        elif not default.size:
            others = [record for record in list(self._records.values()) if record.size]
            self._shown = max(others, key=lambda record: record.number, default=default)

    def run_begins(self) -> None:
        """The program's main thread makes a run."""
        outermost = default_graphs.outermost
        self._default_size = outermost.version if outermost is not None else 0

    def ran(self, record: GraphRecord) -> None:
        """The newest run was one of this graph."""
        self._ran = record

    @property
    def shown(self) -> GraphRecord | None:
        """What is shown where no run is going on."""
        return self.chosen or self._shown

    def choose(self, which: str) -> None:
        """Show the graph of that number or name, until the program moves.  Raises Refused."""
        for record in self.all():
            if which in (str(record.number), self.given.of_graph(record.number)):
                self.chosen = self._shown = record
                return
        raise Refused(said("no_such_graph", name=which, graphs=", ".join(str(record.number) for record in self.all())))

    def all(self) -> list[GraphRecord]:
        """Those that have nodes, in the order of their numbers."""
        return sorted((r for r in list(self._records.values()) if r.size), key=lambda record: record.number)

    def record(self, graph: Graph) -> GraphRecord:
        found = self._records.get(graph)
        if found is None:
            self._count += 1
            found = self._records[graph] = GraphRecord(self._count, graph)
        return found

    def retell(self) -> None:
        """Begin again: nothing has been sent."""
        self.given.retell()
        for record in list(self._records.values()):
            record.sent = 0

    @property
    def size(self) -> int:
        """How many nodes there are in all."""
        return sum(record.size for record in list(self._records.values()))

    def unsent(self, most: int) -> tuple[GraphNodes, ...]:
        """The nodes added since this was last asked, the first `most` of them."""
        found = []
        for record in list(self._records.values()):
            nodes = record.unsent(most)
            if nodes is not None:
                found.append(nodes)
                most -= len(nodes.added)
        return tuple(found)


def declared(op: Operation) -> Declared:
    output = op.outputs[0]
    return Declared(op.name, output.dtype.base_dtype.name, shape_text(output.shape))


def shape_text(shape: Any) -> str:
    """A static shape: ``[?,3]``, ``[]``, ``?`` when the rank is not known."""
    if shape.dims is None:
        return "?"
    return f"[{','.join('?' if d is None else str(d) for d in shape.as_list())}]"


def _info(op: Operation) -> NodeInfo:
    output = op.outputs[0] if op.outputs else None
    file, line = op.source or ("", 0)
    return NodeInfo(
        name=op.name,
        type=op.type,
        dtype=output.dtype.base_dtype.name if output is not None else "",
        shape=shape_text(output.shape) if output is not None else "",
        inputs=tuple(t.name for t in op.inputs),
        control_inputs=tuple(c.name for c in op.control_inputs),
        file=file,
        line=line,
        is_variable=op.role is Role.VARIABLE,
    )
