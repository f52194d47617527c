"""The drawn graph: one scope at a time, as boxes and wires."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.tui.keys import bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import View
from tuigraph.tui.view_keys import DRAWING
from tuigraph.tui.widgets.drawing import DrawingPane


class DrawingScreen(View):
    """Opens on a node; follows the program where it is asked to."""

    KEYS = DRAWING
    BINDINGS: ClassVar[list[BindingType]] = bindings(DRAWING)
    AUTO_FOCUS = "#drawing"

    def __init__(self, title: str, host: Host, node: str) -> None:
        super().__init__(title, host)
        self._node = node

    def body(self) -> Sequence[Widget]:
        return [DrawingPane()]

    def node_at_cursor(self) -> str:
        part = self.query_one(DrawingPane).selected
        return part.name if part is not None else ""

    def show(self, picture: Picture) -> None:
        pane = self.query_one(DrawingPane)
        pane.show(picture)
        if self._node:
            pane.reveal(self._node)
            self._node = ""

    def action_pane(self, action: str) -> None:
        getattr(self.query_one(DrawingPane), f"action_{action}")()

    def action_draw(self) -> None:
        self.action_pane("open")

    def action_follow(self) -> None:
        self.query_one(DrawingPane).follow()

    def action_tree(self) -> None:
        """Back to the tree, with its cursor on the box."""
        pane = self.query_one(DrawingPane)
        part = pane.selected
        self.reveal_below(part.name if part is not None else pane.scope)

    def on_drawing_pane_too_large(self) -> None:
        self.action_tree()
