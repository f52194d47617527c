"""The watched expressions with their values at this stop, one a line; there only while something is watched."""

from __future__ import annotations

from tuigraph.harmless import clean
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, fit_name
from tuigraph.wire.views import Snapshot, WatchView
from tuigraph.words import Words

MOST = 3  # lines


class WatchLines(LineView, can_focus=False):
    """While the program runs, the values of the last stop stay."""

    def __init__(self) -> None:
        super().__init__(id="watches")
        self._watches: tuple[WatchView, ...] = ()
        self.display = False

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment."""
        if snapshot.state == "running":
            return
        self._watches = snapshot.watches
        self.display = bool(self._watches)
        self.styles.height = max(self.line_count(), 1)
        self.lines_changed()

    def line_count(self) -> int:
        return min(len(self._watches), MOST)

    def draw(self, index: int, width: int) -> Line:
        more = len(self._watches) - MOST
        if more > 0 and index == MOST - 1:
            return [(self.texts("more_watches", n=more + 1), "muted")]
        return watch_line(self._watches[index], width, self.glyphs.ellipsis, self.texts)


def watch_line(watch: WatchView, width: int, ellipsis: str, words: Words) -> Line:
    """``expression = value``, cut to a width."""
    name = clean(watch.expression)
    shown = fit_name(name, min(len(name), width // 2), ellipsis)
    return [
        (shown, "name"),
        (" = ", ""),
        (fit(clean(words.say(watch.value)), max(width - len(shown) - 3, 1), ellipsis), "value"),
    ]
