"""All that the panes show: the newest snapshot and what earlier ones have added up to."""

from __future__ import annotations

from collections.abc import Sequence

from tuigraph.debugger.snapshot import NodeCalls, Output, ProfileView, Snapshot, ValuePage, WhyView
from tuigraph.tui.connections import Connections
from tuigraph.tui.graph_index import GraphIndex


class Picture:
    """Kept by applying every snapshot in turn, on the screen's own thread."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.graphs: dict[int, GraphIndex] = {}
        self.calls: dict[int, dict[str, NodeCalls]] = {}
        self.changed: set[str] = set()  # nodes of the shown graph that the last command ran
        self.pages: dict[tuple[str, int], ValuePage] = {}  # the newest answers, by name and session
        self.why: list[WhyView] = []  # the answers that came with the newest snapshots
        self.profile: ProfileView | None = None
        self.notes: list[str] = []  # what the debugger had to say with them
        self._connections: tuple[GraphIndex, Connections] | None = None

    def apply(self, snapshots: Sequence[Snapshot]) -> tuple[bool, list[Output]]:
        """Take snapshots over; whether the program has started anew in them, and what it has printed since."""
        output: list[Output] = []
        fresh = False
        self.why = [snapshot.why for snapshot in snapshots if snapshot.why is not None]
        for snapshot in snapshots:
            if self.snapshot is None or snapshot.number <= self.snapshot.number:  # a new start of the program
                self.graphs, self.calls, output, fresh = {}, {}, [], True
            for nodes in snapshot.nodes:
                self.graphs.setdefault(nodes.graph, GraphIndex()).add(nodes.added)
            if self.snapshot is None or self.snapshot.state != "running":
                self.changed = set()
            for call in snapshot.calls:
                former = self.calls.setdefault(call.graph, {}).get(call.name)
                if call.graph == snapshot.graph and call.total != (former.total if former else 0):
                    self.changed.add(call.name)
                self.calls[call.graph][call.name] = call
            output += snapshot.output
            if snapshot.page is not None:
                self.pages[snapshot.page.name, snapshot.page.session] = snapshot.page
            if snapshot.profile is not None:
                self.profile = snapshot.profile
            self.snapshot = snapshot
        self.notes = [item.text.strip() for item in output if item.kind == "note"]
        return fresh, output

    @property
    def graph(self) -> GraphIndex:
        """The graph to show."""
        return self.graphs.setdefault(self.snapshot.graph if self.snapshot else 0, GraphIndex())

    @property
    def connections(self) -> Connections:
        """Who reads whom in the shown graph."""
        graph = self.graph
        if self._connections is None or self._connections[0] is not graph:
            self._connections = graph, Connections(graph)
        return self._connections[1]

    @property
    def graph_calls(self) -> dict[str, NodeCalls]:
        """How often the nodes of the shown graph ran."""
        return self.calls.get(self.snapshot.graph if self.snapshot else 0, {})
