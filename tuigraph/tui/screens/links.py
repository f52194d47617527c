"""Inputs and outputs of a node to a depth, as tfdbg's ``li -r`` and ``lo -r`` list them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.connections import Connections
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.link_tree import LinkTree, Row
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name, length, right
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import ListPane, View

LINKS: Sequence[Key] = (
    Key("", "", "key_fold", "Left Right", "help_links", 1),
    Key("", "", "key_ask_about", "Enter", "help_links", 2),
    Key("", "", "key_ask_back", "Backspace", "help_links", 3),
    Key("plus,equals_sign", "deeper(1)", "key_deeper", "+", "help_links", 4),
    Key("minus", "deeper(-1)", "key_less_deep", "-", "help_links", 5),
    Key("tab", "turn", "key_turn", "Tab", "help_links", 6),
    Key("x", "control", "key_control", "x", "help_links"),
    Key("t", "tree", "key_tree", "t", "help_links", 7),
    *NODE[:2],
    *LEAVING,
)

DEPTH = 2  # at first
DEEPEST = 20  # as tfdbg's limit


class LinksPane(ListPane):
    """One line per node: how far away, whether it has run, its type and shape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "unfold", show=False),
        Binding("left,h", "fold", show=False),
        Binding("enter", "enter", show=False),
        Binding("backspace", "back", show=False),
    ]

    def __init__(self, root: str, outwards: bool) -> None:
        super().__init__(id="links", classes="pane")
        self._picture = Picture()
        self._root = root
        self._former: list[str] = []
        self._outwards = outwards
        self._control = True
        self._depth = DEPTH
        self._tree = LinkTree(Connections(self._picture.graph), root, outwards, 0)
        self._built_for: tuple[object, int] | None = None
        self._widths = 0, 0  # of the longest type and the longest dtype with shape

    def show(self, picture: Picture) -> None:
        """Show a moment of the program."""
        self._picture = picture
        if self._built_for != (picture.graph, len(picture.graph)):
            self._build()
        self.repaint()

    def _build(self) -> None:
        graph = self._picture.graph
        self._built_for = graph, len(graph)
        self._tree = LinkTree(self._picture.connections, self._root, self._outwards, self._depth, self._control)
        self._measure()
        say = self.texts
        parts = [say("links_out" if self._outwards else "links_in", node=self._root), say("depth", n=self._depth)]
        parts += [] if self._control else [say("without_control")]
        self.border_title = clean("  ".join(parts)).replace("[", r"\[")
        self.border_subtitle = say("links_cut", n=len(self._tree.rows)) if self._tree.cut else ""

    def _measure(self) -> None:
        """The rows have changed, and so may what their columns need."""
        entries = self._picture.graph.entries
        known = [entries[row.link.node].info for row in self._tree.rows if row.link.node in entries]
        told = [(len(info.type), len(f"{info.dtype} {info.shape}")) for info in known if info is not None]
        self._widths = max((one for one, _ in told), default=0), max((two for _, two in told), default=0)
        self.lines_changed()

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._tree.rows[self.cursor] if self.cursor < len(self._tree.rows) else None

    def line_count(self) -> int:
        return len(self._tree.rows)

    def draw(self, index: int, width: int) -> Line:
        row, glyphs = self._tree.rows[index], self.glyphs
        name = row.link.node
        entry = self._picture.graph.entries.get(name)
        fold = " "
        if self._tree.children(row):
            fold = glyphs.unfolded if row.open else glyphs.folded
        marker, tone = self._marker(name)
        line: Line = [("  " * min(row.depth, width // 8), ""), (fold + " ", "muted"), (marker + " ", tone)]
        details: Line = []
        if row.link.control:
            details.append((f" {self.texts('control')}", "warn"))
        if row in self._tree.repeated:
            details.append((f" {self.texts('shown_above')}", "muted"))
        if entry is not None and entry.info is not None:
            info = entry.info
            types, shapes = self._widths
            details.append((f"  {fit(info.type, min(types, max(8, width // 4)), glyphs.ellipsis)}", "muted"))
            if width >= 60:
                shape = f"{info.dtype} {info.shape}"
                lacking = max(length([*line, *details, (name, "")]) + shapes + 2 - width, 0)  # for the whole name
                details.append((right(shape, max(shapes + 2 - lacking, len(shape) + 2)), "number"))
        room = max(width - length(line) - length(details), 8)
        tone = "strong" if index == 0 else tone if tone == "next" else ""
        return [*line, (fit_name(clean(name), room, glyphs.ellipsis), tone), *details]

    def _marker(self, name: str) -> tuple[str, str]:
        snapshot = self._picture.snapshot
        if snapshot is not None and snapshot.next_node == name:
            return self.glyphs.next, "next"
        call = self._picture.graph_calls.get(name)
        return (self.glyphs.ran, "good") if call is not None and call.in_run else (self.glyphs.not_run, "muted")

    def _fold(self, row: Row, open: bool) -> None:
        self._tree.fold(row, open)
        self._measure()

    def action_unfold(self) -> None:
        row = self.current
        if row is not None:
            if row.open:
                self.action_line(1)
            else:
                self._fold(row, True)

    def action_fold(self) -> None:
        row = self.current
        if row is None:
            return
        if row.open:
            self._fold(row, False)
        elif row.parent is not None:
            self.cursor = self._tree.rows.index(row.parent)

    def action_enter(self) -> None:
        """Make the node under the cursor the one that is asked about."""
        row = self.current
        if row is not None and row.link.node != self._root:
            self._former.append(self._root)
            self._go(row.link.node)

    def action_back(self) -> None:
        """Back to the node that was asked about before."""
        if self._former:
            self._go(self._former.pop())

    def _go(self, root: str) -> None:
        self._root = root
        self.cursor = 0
        self._build()

    def turn(self) -> None:
        """Between inputs and outputs."""
        self._outwards = not self._outwards
        self._go(self._root)

    def deeper(self, by: int) -> None:
        self._depth = max(1, min(self._depth + by, DEEPEST))
        self._build()

    def toggle_control(self) -> None:
        self._control = not self._control
        self._build()


class LinksScreen(View):
    """Walks along the edges of the graph."""

    KEYS = LINKS
    BINDINGS: ClassVar[list[BindingType]] = bindings(LINKS)
    AUTO_FOCUS = "#links"

    def __init__(self, title: str, host: Host, node: str, outwards: bool) -> None:
        super().__init__(title, host)
        self._node = node
        self._outwards = outwards

    def body(self) -> Sequence[Widget]:
        return [LinksPane(self._node, self._outwards)]

    def show(self, picture: Picture) -> None:
        self.query_one(LinksPane).show(picture)

    def node_at_cursor(self) -> str:
        row = self.query_one(LinksPane).current
        return row.link.node if row is not None else ""

    def action_turn(self) -> None:
        self.query_one(LinksPane).turn()

    def action_deeper(self, by: int) -> None:
        self.query_one(LinksPane).deeper(by)

    def action_control(self) -> None:
        self.query_one(LinksPane).toggle_control()
