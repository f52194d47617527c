"""What a terminal shows that is smaller than the screens are made for."""

from __future__ import annotations

from rich.cells import cell_len
from textual.widget import Widget

from tuigraph.tui.dress import dress
from tuigraph.tui.plain import wrap

LEAST = 60, 20  # columns and rows


class TooSmall(Widget):
    """A line that lies over everything, and says which size there is and which is needed."""

    DEFAULT_CSS = """
    TooSmall {
        overlay: screen;
        position: absolute;
        width: 100vw;
        height: 100vh;
        background: $background;
        color: $foreground;
    }
    """

    def render(self) -> str:
        size = self.app.size
        text = dress(self.app).texts("too_small", width=size.width, height=size.height, least=f"{LEAST[0]}x{LEAST[1]}")
        lines = ["".join(part for part, _ in line) for line in wrap([(text, "")], max(size.width, 2))]
        return "\n".join(lines) if cell_len(text) > size.width else text
