"""A line that names the panes where not all of them fit, with the keys that bring them up."""

from __future__ import annotations

from collections.abc import Mapping

from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line


class Tabs(LineView, can_focus=False):
    """``1 Lesson  2 Graph  3 Session``, those on the screen emphasised."""

    def __init__(self, panes: Mapping[str, str]) -> None:
        super().__init__(id="tabs")
        self._panes = panes
        self._visible: set[str] = set()

    def show(self, visible: set[str]) -> None:
        """Mark the panes that are on the screen."""
        if visible != self._visible:
            self._visible = visible
            self.repaint()

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        line: Line = []
        for number, (pane, title) in enumerate(self._panes.items(), 1):
            name = f" {number} {self.texts(title)} "
            line += [(name, "heading" if pane in self._visible else "muted")]
        return line
