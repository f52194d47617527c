"""Breakpoints, with what they wait for and how often they were reached, and watches with their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit_name
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import ListPane, View
from tuigraph.tui.widgets.watches import watch_line
from tuigraph.wire.commands import Break, Typed, Watch
from tuigraph.wire.views import Snapshot, StopPoint, WatchView
from tuigraph.words import message

STOPS: Sequence[Key] = (
    Key("a", "add", "key_add_stop", "a", "help_stops", 1),
    Key("A", "stop_at_change", "key_stop_at_change", "A", "help_stops", 2),
    Key("w", "watch", "key_add_watch", "w", "help_stops", 2),
    Key("x,delete", "remove", "key_remove", "x", "help_stops", 3),
    Key("u", "back_to_breakpoint", "key_back_to_breakpoint", "u", "help_stops", 4),
    Key("t", "tree", "key_tree", "t", "help_stops", 5),
    *LEAVING,
)

Row = StopPoint | WatchView | str  # a string is a message


class StopsPane(ListPane):
    """Breakpoints first, then watches."""

    def __init__(self) -> None:
        super().__init__(id="stops", classes="pane")
        self._rows: list[Row] = []

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment."""
        self._rows = [message("breakpoints"), *(snapshot.stops or (message("no_breakpoints"),))]
        self._rows += [message("watches"), *(snapshot.watches or (message("no_watches"),))]
        self.lines_changed()

    @property
    def current(self) -> Row:
        """What is under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else ""

    def line_count(self) -> int:
        return len(self._rows)

    def draw(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if isinstance(row, StopPoint):
            return self._draw_stop(row, width)
        if isinstance(row, WatchView):
            return [("  ", ""), *watch_line(row, width - 2, self.glyphs.ellipsis, self.texts)]
        none = row.startswith("no_")
        return [("  " * none + self.texts(row), "muted" if none else "heading")]

    def _draw_stop(self, stop: StopPoint, width: int) -> Line:
        what = stop.pattern if stop.kind == "node" else f"{stop.kind} {stop.pattern}"
        what += f" if {stop.condition}" if stop.condition else ""
        what += f" ignore {stop.ignore}" if stop.ignore else ""
        hits = f"  {self.texts('hits', n=stop.hits)}"
        room = max(width - len(hits) - 4, 10)
        line: Line = [
            (f"{self.glyphs.breakpoint} ", "bad"),
            (fit_name(clean(what), room, self.glyphs.ellipsis).rstrip(), ""),
        ]
        return [*line, (hits, "muted"), (f"  {clean(self.texts.say(stop.trouble))}" if stop.trouble else "", "warn")]


class StopsScreen(View):
    """A breakpoint is typed as at the prompt: ``train if x > 3 ignore 2``."""

    KEYS = STOPS
    BINDINGS: ClassVar[list[BindingType]] = bindings(STOPS)
    AUTO_FOCUS = "#stops"

    def __init__(self, title: str, host: Host, node: str) -> None:
        super().__init__(title, host)
        self._node = node

    def body(self) -> Sequence[Widget]:
        pane = StopsPane()
        pane.border_title = self.texts("help_stops")
        return [pane]

    def show(self, picture: Picture) -> None:
        if picture.snapshot is not None and picture.snapshot.state != "running":
            self.query_one(StopsPane).show(picture.snapshot)

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        if isinstance(self.query_one(StopsPane).current, str):
            yield "remove"

    def action_add(self) -> None:
        self.ask_text(self.texts("ask_stop"), self._node, lambda text: self.study.ask(Typed(f"break {text}")))

    def action_stop_at_change(self) -> None:
        self.ask_text(self.texts("ask_change"), self._node, lambda text: self.study.ask(Typed(f"break change {text}")))

    def action_watch(self) -> None:
        self.ask_text(self.texts("ask_watch"), self._node, lambda text: self.study.ask(Watch(text)))

    def action_remove(self) -> None:
        row = self.query_one(StopsPane).current
        if isinstance(row, StopPoint):
            self.study.ask(Break(row.pattern, on=False, kind=row.kind))  # type: ignore[arg-type]
        elif isinstance(row, WatchView):
            self.study.ask(Watch(row.expression, on=False))

    def node_at_cursor(self) -> str:
        row = self.query_one(StopsPane).current
        return row.pattern if isinstance(row, StopPoint) and row.kind == "node" else self._node
