"""Where in the lesson one is: its cells as a line, the shown moment marked; a click goes there."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line
from tuigraph.wire.views import Snapshot

HALF_WAY = 10  # steps at which a cell whose end is not known is shown as half done


class Scrubber(LineView, can_focus=False):
    """``1━━━━2━━●┄┄3┄┄┄┄ 12/30``: each cell has the same room, whatever it holds."""

    @dataclass
    class Sought(Message):
        """Somebody wants to go to this part, from 0.0 to 1.0, of a cell."""

        unit: int
        part: float

    def __init__(self) -> None:
        super().__init__(id="scrubber")
        self._snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Mark a moment."""
        self._snapshot = snapshot
        self.repaint()

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        snapshot = self._snapshot
        if snapshot is None or not snapshot.position.units:
            return []
        counter = self._counter(snapshot)
        share = self._share(snapshot, width)
        unit, part = shown_part(snapshot)
        mark = min(int((unit + part) * share), snapshot.position.units * share - 1)
        glyphs = self.glyphs
        line: Line = [(" ", "")]
        for at in range(snapshot.position.units * share):
            cell, offset = divmod(at, share)
            label = str(cell + 1)
            if at == mark:
                line.append((glyphs.ran, "next"))
            elif share > len(label) + 1 and offset < len(label):
                line.append((label[offset], "strong" if cell == unit else "muted"))
            else:
                line.append((glyphs.heavy, "good") if at < mark else (glyphs.dots, "muted"))
        return [*line, (" " + counter, "warn" if snapshot.position.behind else "muted")]

    def _counter(self, snapshot: Snapshot) -> str:
        extent = snapshot.extent
        return f"{extent.shown}/{extent.now}" if extent.now else ""

    def _share(self, snapshot: Snapshot, width: int) -> int:
        room = width - cell_len(self._counter(snapshot)) - 3
        return max(1, room // snapshot.position.units)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and self._snapshot is not None and self._snapshot.position.units:
            share = self._share(self._snapshot, self.size.width)
            unit, at = divmod(max(offset.x - 1, 0), share)
            if unit < self._snapshot.position.units:
                self.post_message(self.Sought(unit, at / share))


def shown_part(snapshot: Snapshot) -> tuple[int, float]:
    """The cell of the shown moment, and how much of it lies before that moment."""
    at, extent = snapshot.position, snapshot.extent
    if snapshot.state == "finished" and not at.behind:
        return at.units - 1, 1.0
    begin = extent.units[at.unit] if at.unit < len(extent.units) else extent.shown
    done = max(extent.shown - begin, 0)
    if at.unit + 1 < len(extent.units):
        return at.unit, done / max(extent.units[at.unit + 1] - begin, 1)
    return at.unit, done / (done + HALF_WAY)
