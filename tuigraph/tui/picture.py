"""The picture of the program with what the screen lays over it: trees of scopes, and who reads whom."""

from __future__ import annotations

from tuigraph.tui.connections import Connections
from tuigraph.tui.graph_index import GraphIndex
from tuigraph.wire.picture import Picture as Told
from tuigraph.wire.views import GraphNodes


class Picture(Told):
    """All that the panes show."""

    def __init__(self) -> None:
        super().__init__()
        self._graphs: dict[int, GraphIndex] = {}
        self._connections: tuple[GraphIndex, Connections] | None = None

    def start(self) -> None:
        super().start()
        self._graphs = {}

    def add(self, nodes: GraphNodes) -> None:
        super().add(nodes)
        self._graphs.setdefault(nodes.graph, GraphIndex()).add(nodes.added)

    @property
    def graph(self) -> GraphIndex:
        """The graph to show."""
        return self._graphs.setdefault(self.snapshot.graph if self.snapshot else 0, GraphIndex())

    @property
    def connections(self) -> Connections:
        """Who reads whom in the shown graph."""
        graph = self.graph
        if self._connections is None or self._connections[0] is not graph:
            self._connections = graph, Connections(graph)
        return self._connections[1]

    @property
    def graph_numbers(self) -> tuple[int, list[int]]:
        """The number of the shown graph, and those of the others that have nodes."""
        shown = self.snapshot.graph if self.snapshot else 0
        return shown, sorted(number for number, index in self._graphs.items() if len(index) and number != shown)

    @property
    def which_graph(self) -> tuple[int, str]:
        """The number of the shown graph and what the program calls it; 0 where there is no other to tell it from."""
        shown, others = self.graph_numbers
        return (shown, self.given_names.get("", "")) if others else (0, "")

    @property
    def given_names(self) -> dict[str, str]:
        """What the program calls the nodes of the shown graph."""
        return self.given.get(self.snapshot.graph if self.snapshot else 0, {})
