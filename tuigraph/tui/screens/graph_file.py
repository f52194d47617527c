"""The graph of a file: drawn, or as a tree, and beside it what the node under the cursor reads and who reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from tuigraph.tui.described import Described
from tuigraph.tui.keys import ALONE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.view import View
from tuigraph.tui.widgets.graph import GraphPane
from tuigraph.tui.widgets.links_of_node import LinksOfNode
from tuigraph.tui.widgets.status import Status
from tuigraph.wire.said import Text
from tuigraph.wire.views import GraphNodes, NodeInfo, Position, Snapshot

GRAPH_FILE: Sequence[Key] = (
    Key("slash", "search", "key_search", "/", "help_graph_file", 1),
    Key("ampersand", "filter", "key_filter", "&", "help_graph_file"),
    Key("d", "draw", "key_draw", "d", "help_graph_file", 2),
    Key("tab,shift+tab", "other", "key_next_pane", "Tab", "help_graph_file", 3),
    Key("", "", "key_go_to", "Enter", "help_graph_file", 4),
    Key("z", "zoom", "key_zoom", "z", "help_graph_file", 5),
    *ALONE,
)
GRAPH = 1  # the number of the one graph that there is


class GraphFileScreen(View):
    """Nothing runs here, so operations that tuigraph does not have are as good as others."""

    KEYS = GRAPH_FILE
    BINDINGS: ClassVar[list[BindingType]] = bindings(GRAPH_FILE)
    AUTO_FOCUS = ""

    def __init__(self, title: str, nodes: Sequence[NodeInfo], unknown: Collection[str]) -> None:
        super().__init__(title)
        self._unknown = unknown
        self._first = nodes[0].name if nodes else ""
        self._picture = Picture()
        position = Position(0, 0, 0, 0, 0, 0, 0, (), (), 0)
        told = (GraphNodes(GRAPH, tuple(nodes), len(nodes)),)
        self._picture.apply([Snapshot(1, "finished", "end", position, GRAPH, nodes=told)])

    def heading(self) -> Widget:
        return Status()

    def body(self) -> Sequence[Widget]:
        graph = GraphPane()
        graph.add_class("-zoom")  # boxes that say what they are
        return [Horizontal(graph, LinksOfNode(self._unknown))]

    def on_mount(self) -> None:
        self._say_what_it_is()
        pane = self.query_one(GraphPane)
        pane.border_title = self.texts("pane_graph")
        pane.show(self._picture)
        if self._first:
            pane.reveal(self._first)
        pane.focus()

    def _say_what_it_is(self) -> None:
        found = self.texts("graph_file_found", path=self._title, n=len(self._picture.graph))
        missing = self.texts("graph_unknown", kinds=", ".join(sorted(self._unknown))) if self._unknown else ""
        self.query_one(Status).show(" · ".join(part for part in (found, missing) if part))

    def node_at_cursor(self) -> str:
        entry = self.query_one(GraphPane).current
        return entry.name if entry is not None else ""

    @on(Described)
    def _another_node(self) -> None:
        self.query_one(LinksOfNode).show(self.query_one(GraphPane).current, self._picture.connections)

    @on(LinksOfNode.Chosen)
    def _go(self, message: LinksOfNode.Chosen) -> None:
        self.query_one(GraphPane).reveal(message.node)

    def action_draw(self) -> None:
        self.query_one(GraphPane).turn()

    def action_search(self) -> None:
        self.query_one(GraphPane).start_search()

    def action_filter(self) -> None:
        self.ask_filter(self.query_one(GraphPane), self.query_one(Status).notice)

    def tell(self, text: Text) -> bool:
        self.query_one(Status).notice(self.texts.say(text))
        return True

    def action_other(self) -> None:
        """Between the graph and the list beside it."""
        links = self.query_one(LinksOfNode)
        if links.has_focus or not links.display:
            self.query_one(GraphPane).focus()
        else:
            links.focus()

    def action_zoom(self) -> None:
        """The graph alone, or with the list beside it."""
        links = self.query_one(LinksOfNode)
        links.display = not links.display
        self.query_one(GraphPane).focus()
