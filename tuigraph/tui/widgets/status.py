"""One line above the body of a screen without a program: what was found, or what has just happened."""

from __future__ import annotations

from tuigraph.harmless import clean
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit


class Status(LineView, can_focus=False):
    """Stands where other screens have their header."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self._text = ""

    def show(self, text: str) -> None:
        self._text = text
        self.lines_changed()

    def notice(self, text: str) -> None:
        self.show(text)

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        return [(fit(clean(self._text), width, self.glyphs.ellipsis), "heading")]
