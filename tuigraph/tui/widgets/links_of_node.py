"""What a node is, what it reads and who reads it: a list in which Enter goes to the node of a line."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.tui.connections import Connections, Link
from tuigraph.tui.graph_index import Entry
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit
from tuigraph.words import message


class _Row(NamedTuple):
    text: str
    tone: str
    node: str = ""  # that the line leads to


class LinksOfNode(LineView):
    """Of one entry of a graph; `unknown` are the operations that tuigraph does not have."""

    has_cursor = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "go", show=False)]

    class Chosen(Message):
        """Somebody wants to go to a node."""

        def __init__(self, node: str) -> None:
            super().__init__()
            self.node = node

    def __init__(self, unknown: Collection[str]) -> None:
        super().__init__(id="links", classes="pane")
        self._unknown = unknown
        self._rows: list[_Row] = []

    def show(self, entry: Entry | None, connections: Connections) -> None:
        """Show another entry."""
        self._rows = self._rows_of(entry, connections) if entry is not None else []
        self.border_title = clean(entry.name).replace("[", r"\[") if entry is not None else ""
        self.cursor = 0
        self.scroll_to(y=0, animate=False)
        self.lines_changed()

    def _rows_of(self, entry: Entry, connections: Connections) -> list[_Row]:
        info = entry.info
        if info is None:
            return [_Row(self.texts("nodes", n=entry.size), "strong")]
        rows = [_Row(info.type, "strong"), _Row(f"{info.dtype} {info.shape}".strip(), "number")]
        if info.type in self._unknown:
            rows.append(_Row(self.texts("graph_not_here"), "warn"))
        for title, links in (
            (message("graph_reads"), connections.inputs(entry.name)),
            (message("graph_read_by"), connections.outputs(entry.name)),
        ):
            rows += [_Row("", ""), _Row(self.texts(title, n=len(links)), "heading")]
            rows += [self._row(link) for link in links]
        return rows

    def _row(self, link: Link) -> _Row:
        return _Row(f"  {link.node}" + (f"  {self.texts('control')}" if link.control else ""), "", link.node)

    def line_count(self) -> int:
        return len(self._rows)

    def draw(self, index: int, width: int) -> Line:
        row = self._rows[index]
        return [(fit(clean(row.text), width, self.glyphs.ellipsis), row.tone)]

    def action_go(self) -> None:
        if self.cursor < len(self._rows) and self._rows[self.cursor].node:
            self.post_message(self.Chosen(self._rows[self.cursor].node))
