"""The graph pane: the graph as a drawing, or as a tree of scopes; of a large graph the tree."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from tuigraph.tui.described import Described
from tuigraph.tui.graph_index import Entry
from tuigraph.tui.node_filter import NodeFilter
from tuigraph.tui.picture import Picture
from tuigraph.tui.widgets.drawing import DrawingPane
from tuigraph.tui.widgets.tree import TreePane

Pane = TypeVar("Pane", bound="GraphPane")
LARGE = 500  # nodes, from which a graph opens as a tree


class GraphPane(Container):
    """Turns between the two; what the screen asks goes to the one that is seen."""

    def __init__(self) -> None:
        super().__init__(id="graph", classes="pane")
        self._drawing = DrawingPane()
        self._tree = TreePane()
        self._picture = Picture()
        self._choice: bool | None = None  # for the drawing (or against it); until then the size of the graph decides

    def compose(self) -> ComposeResult:
        yield self._drawing
        yield self._tree

    def on_mount(self) -> None:
        self._turn()

    @property
    def drawn(self) -> bool:
        """Whether the drawing is seen."""
        return self._wanted and not self._drawing.too_large

    @property
    def _wanted(self) -> bool:
        return len(self._picture.graph) <= LARGE if self._choice is None else self._choice

    @property
    def view(self) -> DrawingPane | TreePane:
        """The one that is seen."""
        return self._drawing if self.drawn else self._tree

    def focus(self: Pane, scroll_visible: bool = True) -> Pane:
        """What is seen takes the keys."""
        self.view.focus(scroll_visible)
        return self

    def show(self, picture: Picture) -> None:
        """Show a moment of the program."""
        self._picture = picture
        if self._wanted:
            self._drawing.full = self.has_class("-zoom")
            self._drawing.show(picture)
        self._turn()
        if not self.drawn:
            self._tree.show(picture)

    def _turn(self) -> None:
        """Let the one be seen that is to be, with the keys if the other had them."""
        if self._drawing.display == self.drawn and self._tree.display != self.drawn:
            return
        had_keys = self._drawing.has_focus or self._tree.has_focus
        self._drawing.display, self._tree.display = self.drawn, not self.drawn
        if had_keys:
            self.view.focus()

    def turn(self) -> None:
        """From the drawing to the tree, with the cursor on the same node, or back."""
        entry = self.current
        self._choice = not self.drawn
        self._again()
        if entry is not None:
            self.view.reveal(entry.name)

    def _again(self) -> None:
        if self._picture.snapshot is not None:
            self.show(self._picture)
        self._turn()

    def on_resize(self) -> None:
        self._again()

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self.view.current

    def reveal(self, name: str) -> None:
        """Go to a node."""
        self.view.reveal(name)

    def start_search(self) -> None:
        """Look for a node, in the tree."""
        self._use_tree()
        self._tree.start_search()

    def _use_tree(self) -> None:
        if self.drawn:
            self.turn()
        self._tree.focus()

    @property
    def filter(self) -> NodeFilter:
        """Which nodes the tree shows."""
        return self._tree.filter

    def set_filter(self, filter: NodeFilter) -> str:
        """Show only the nodes that fit, in the tree; the filter, and how many fit."""
        self._use_tree()
        return self._tree.set_filter(filter)

    @on(Described)
    def _describe(self, message: Described) -> None:
        views: tuple[Widget, ...] = (self.view,)
        if message.view in views:
            self.border_subtitle = message.text.replace("[", r"\[")
