"""Lives on a screen of their own: how each variable moved, how long each value of the run lives, and bytes by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.lifelines import value_life
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name, right, size
from tuigraph.tui.screens.view import ListPane, View
from tuigraph.tui.sparkline import spark
from tuigraph.wire.views import Snapshot, ValueView, VariableView
from tuigraph.words import message

LIVES: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_lives"),
    Key("o", "order", "key_order_lives", "o", "help_lives", 1),
    Key("t", "tree", "key_tree", "t", "help_lives", 2),
    *NODE,
    *LEAVING,
)

Row = VariableView | ValueView | str  # a string is a message
BESIDE = 46  # columns that are kept for what stands beside a name
TRACK = 16  # cells of a spark line


class LivesPane(ListPane):
    """Variables, then the values of the run, by birth or by size."""

    def __init__(self) -> None:
        super().__init__(id="lives", classes="pane")
        self._snapshot: Snapshot | None = None
        self._rows: list[Row] = []
        self._by_size = False

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment."""
        self._snapshot = snapshot
        values = [value for value in snapshot.values if value.born or value.fed]
        values.sort(key=lambda value: -value.bytes if self._by_size else value.born)
        self._rows = [message("variables"), *(snapshot.variables or (message("no_variables"),))]
        self._rows += [message("values"), *(values or (message("no_values"),))]
        self.lines_changed()

    def turn_order(self) -> None:
        """Between the order of birth and that of size."""
        self._by_size = not self._by_size
        if self._snapshot is not None:
            self.show(self._snapshot)

    @property
    def has_order(self) -> bool:
        """Whether there is more than one value to put in order."""
        values = self._rows[self._rows.index("values") + 1 :] if self._rows else ()
        return len(values) > 1

    @property
    def current(self) -> str:
        """The name under the cursor, "" where there is none."""
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else ""
        return "" if isinstance(row, str) else row.name

    def line_count(self) -> int:
        return len(self._rows)

    def _name_width(self, width: int) -> int:
        """As wide as the longest name, as far as lives and values leave room."""
        longest = max((cell_len(clean(row.name)) for row in self._rows if not isinstance(row, str)), default=0)
        return max(8, min(longest, max(width // 4, width - BESIDE)))

    def draw(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if isinstance(row, VariableView):
            return self._draw_variable(row, width)
        if isinstance(row, ValueView):
            return self._draw_value(row, width)
        return self._draw_title(row, width)

    def _draw_title(self, name: str, width: int) -> Line:
        snapshot = self._snapshot
        line: Line = [(self.texts(name), "muted" if name.startswith("no_") else "heading")]
        if name == "variables" and snapshot is not None and snapshot.timeline_limit:
            held, limit = (f"{count / 2**20:.1f}" for count in (snapshot.timeline_bytes, snapshot.timeline_limit))
            line.append((f"  {self.texts('past_bytes', held=held, limit=limit)}", "muted"))
        if name == "values" and snapshot is not None:
            live, peak = size(snapshot.live_bytes), size(snapshot.peak_bytes)
            line.append((f"  {self.texts('bytes', live=live, peak=peak)}  ", "muted"))
            room = width - sum(len(text) for text, _ in line) - 2
            line.append((spark(_bytes_by_step(snapshot), min(max(room, 0), 60), self.glyphs.ascii), "value"))
        return line

    def _draw_variable(self, view: VariableView, width: int) -> Line:
        name = self._name_width(width)
        preview = clean(self.texts.say(view.preview))
        if view.state != "live":
            preview = self.texts("uninitialized")
            if view.state == "destroyed":
                preview = self.texts("destroyed_by", what=view.destroyed)
        rest = max(width - name - TRACK - 8, 4)
        return [
            (right(f"{view.session} ", 4), "muted"),
            (fit_name(clean(view.name), name, self.glyphs.ellipsis), "muted" if view.state == "destroyed" else ""),
            (" ", ""),
            (fit(spark(view.track, TRACK, self.glyphs.ascii), TRACK), "good"),
            (" ", ""),
            (fit(preview, rest, self.glyphs.ellipsis), "value" if view.state == "live" else "muted"),
        ]

    def _draw_value(self, view: ValueView, width: int) -> Line:
        assert self._snapshot is not None
        at = self._snapshot.position
        name = self._name_width(width)
        steps = at.steps or max(value.last_used for value in self._snapshot.values)
        bar = value_life(view, steps, at.step if at.run else steps, max(width - name - 22, 4), self.glyphs)
        dead = bool(view.freed)
        return [
            ("    ", ""),
            (fit_name(clean(view.name), name, self.glyphs.ellipsis), "muted" if dead else ""),
            (" ", ""),
            (fit(bar, max(width - name - 22, 4), ""), "muted" if dead else "good"),
            (right(size(view.bytes), 9), "muted" if dead else "strong"),
            (right(self.texts("freed") if dead else "", 8), "muted"),
        ]


def _bytes_by_step(snapshot: Snapshot) -> list[float]:
    """Bytes of the values that lived after each step so far."""
    last = max((value.born for value in snapshot.values), default=0)
    changes = [0.0] * (last + 2)
    for value in snapshot.values:
        if value.born or value.fed:
            changes[value.born] += value.bytes
            end = last + 1 if value.fetched else max(value.last_used, value.born) + 1
            changes[min(end, last + 1)] -= value.bytes
    found, total = [], 0.0
    for change in changes[:-1]:
        total += change
        found.append(total)
    return found[1:] if len(found) > 1 else found


class LivesScreen(View):
    """Follows the program."""

    KEYS = LIVES
    BINDINGS: ClassVar[list[BindingType]] = bindings(LIVES)
    AUTO_FOCUS = "#lives"

    def body(self) -> Sequence[Widget]:
        pane = LivesPane()
        pane.border_title = self.texts("lives")
        return [pane]

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        if not self.query_one(LivesPane).has_order:
            yield "order"

    def node_at_cursor(self) -> str:
        return self.query_one(LivesPane).current.partition(":")[0]

    def value_at_cursor(self) -> str:
        return self.query_one(LivesPane).current

    def show(self, picture: Picture) -> None:
        if picture.snapshot is not None:
            self.query_one(LivesPane).show(picture.snapshot)

    def action_order(self) -> None:
        self.query_one(LivesPane).turn_order()
