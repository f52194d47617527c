"""A graph as a tree: the nodes by scope, which have run in this run, which is next, and how often each kernel ran."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from tuigraph.harmless import clean
from tuigraph.tui.box_text import Moment, kind
from tuigraph.tui.connections import node_name
from tuigraph.tui.described import Described
from tuigraph.tui.graph_index import Entry, GraphIndex
from tuigraph.tui.lines import LineView
from tuigraph.tui.node_filter import FilteredGraph, NodeFilter
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name, length, right, wrap

INPUTS = 8  # of the next node, that are unfolded for it
MEASURED = 400  # rows around the visible ones, whose texts decide how wide the columns are


class Columns(NamedTuple):
    """Cells of what stands behind the names."""

    kind: int = 0
    calls: int = 0


class TreePane(LineView):
    """A tree over a `GraphIndex`, of which only the visible rows are ever drawn."""

    has_cursor = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "unfold", show=False),
        Binding("left,h", "fold", show=False),
        Binding("enter", "toggle_fold", show=False),
        Binding("n", "match(1)", show=False),
        Binding("N", "match(-1)", show=False),
        Binding("escape", "end_search", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="tree")
        self._index = GraphIndex()
        self._filtered = FilteredGraph()
        self._picture = Picture()
        self._moment = Moment(self._picture)
        self._shown: tuple[str, ...] | None = None  # the node to look at and its inputs
        self._next_row: Entry | None = None
        self._last_row: Entry | None = None
        self._input_rows: set[Entry] = set()
        self._search: str | None = None  # what is being searched for, None when nothing is
        self._last_search = ""
        self._found: list[str] = []
        self._found_at = 0
        self._columns = Columns()

    def show(self, picture: Picture) -> None:
        """Show a moment; the node about to run is unfolded and scrolled to."""
        snapshot = picture.snapshot
        assert snapshot is not None
        index = self._filtered.index(picture)
        if index is not self._index:
            self._shown = None
        self._picture, self._index, self._moment = picture, index, Moment(picture)
        last = snapshot.step.node if snapshot.step and snapshot.position.run else ""
        follow = snapshot.next_node or last
        shown = (follow, *snapshot.next_inputs[:INPUTS]) if follow else ()
        moved = shown != self._shown and snapshot.state != "running"
        if moved:
            self._shown = shown
            self._index.unfold_for(shown)
        self.lines_changed()
        self._place_marks()
        if moved and self._search is None:
            self.cursor = max(self._index.reveal(follow), 0)
            self.turn_to_line(self.cursor)
        self._describe()

    def _place_marks(self) -> None:
        snapshot = self._picture.snapshot
        if snapshot is None:
            return
        step = snapshot.step if snapshot.position.run else None
        self._next_row = self._index.visible(snapshot.next_node)
        self._last_row = self._index.visible(step.node) if step else None
        inputs = snapshot.next_inputs if snapshot.next_node else step.inputs if step else ()
        found = (self._index.visible(node_name(name)) for name in inputs)
        self._input_rows = {entry for entry in found if entry is not None}

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        rows = self._index.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    @property
    def cursor_shown(self) -> bool:
        return super().cursor_shown and bool(self._index.rows)

    @property
    def _nothing(self) -> str:
        return self.texts("nothing_fits" if self.filter else "no_graph")

    def lines_changed(self) -> None:
        self._measure()
        super().lines_changed()

    def line_count(self) -> int:
        rows = self._index.rows
        return len(rows) if rows else len(wrap([(self._nothing, "")], self.size.width))

    def draw(self, index: int, width: int) -> Line:
        rows = self._index.rows
        if not rows:
            return wrap([(self._nothing, "muted")], width)[index]
        entry = rows[index]
        glyphs = self.glyphs
        fold = " "
        if entry.children:
            fold = glyphs.unfolded if entry.open else glyphs.folded
        marker, tone = self._marker(entry)
        line: Line = [("  " * min(entry.depth, width // 10), ""), (fold + " ", "muted"), marker, (" ", "")]
        details = self._details(entry, width)
        room = max(width - length(line) - length(details), 4)
        given = clean(self._picture.given_names.get(entry.name, ""))
        label = f"{given} = {entry.label}" if given and given != entry.label else entry.label
        return [*line, (fit_name(label, room, glyphs.ellipsis), tone), *details]

    def _marker(self, entry: Entry) -> tuple[tuple[str, str], str]:
        glyphs = self.glyphs
        if self._breaks_at(entry.name):
            return (glyphs.breakpoint, "bad"), "next" if entry is self._next_row else "bad"
        if entry is self._next_row:
            return (glyphs.next, "next"), "next"
        if entry in self._input_rows:
            return (glyphs.input, "input"), "input"
        if entry is self._last_row:
            return (glyphs.ran, "value"), "value"
        if entry.info is None:
            return (" ", ""), "name"
        state = self._moment.content(entry.name).state
        if state == "waiting":
            return (glyphs.not_run, "muted"), ""
        if state == "dead":
            return (glyphs.passed_by, "muted"), "muted"
        return ((glyphs.gone, "muted"), "muted") if state in {"gone", "ran"} else ((glyphs.ran, "good"), "")

    def _breaks_at(self, name: str) -> bool:
        snapshot = self._picture.snapshot
        patterns = snapshot.breakpoints if snapshot else ()
        return any(fnmatchcase(name, pattern) for pattern in patterns)

    def _details(self, entry: Entry, width: int) -> Line:
        """Type, dtype and shape, and calls, against the right edge; less of them in a narrow pane."""
        info = entry.info
        if info is None:
            return [(f" {self.texts('nodes', n=entry.size)}", "muted")]
        call = self._picture.graph_calls.get(entry.name)
        total = f"{self.glyphs.times}{call.total}" if call is not None and call.total else ""
        if call is not None and call.in_run > 1:
            total += f" ({call.in_run})"
        line: Line = [(right(total, self._columns.calls), "strong" if call is not None and call.in_run else "muted")]
        room = min(self._columns.kind, width // 2)
        if width >= 26:
            line.insert(0, (" " + fit(kind(info, self.texts("kind_variable")), room, self.glyphs.ellipsis), "muted"))
        return line

    def _measure(self) -> None:
        """How wide the columns have to be for what is seen."""
        rows, first = self._index.rows, max(0, self.scroll_offset.y - MEASURED // 2)
        widest, most = 0, 0
        for entry in rows[first : first + MEASURED]:
            if entry.info is not None:
                widest = max(widest, cell_len(kind(entry.info, self.texts("kind_variable"))))
                call = self._picture.graph_calls.get(entry.name)
                if call is not None:
                    inner = len(f" ({call.in_run})") if call.in_run > 1 else 0
                    most = max(most, 1 + len(str(call.total)) + inner)
        self._columns = Columns(widest, most + 1)

    def resized(self) -> None:
        super().resized()
        self._describe()

    def watch_cursor(self) -> None:
        super().watch_cursor()
        self._describe()

    def _describe(self) -> None:
        """The whole name of the node under the cursor, or the search, stands in the lower border."""
        entry = self.current
        if self._search is not None:
            count = f"{self._found_at + 1}/{len(self._found)}" if self._found else self.texts("no_match")
            text = f"/{self._search}_  {count if self._search else ''}"
        elif entry is None:
            text = ""
        else:
            info = entry.info
            details = f" {kind(info, self.texts('kind_variable'))}" if info is not None else "/"
            room = self.size.width - 2
            text = entry.name + details if cell_len(entry.name + details) <= room else entry.name
            if len(self._found) > 1:
                text = f"{self._found_at + 1}/{len(self._found)}  {entry.name}"
            text = text if cell_len(text) <= room else self.glyphs.ellipsis + text[1 - room :]
        self.post_message(Described(self, clean(text)))

    def _fold(self, entry: Entry, open: bool) -> None:
        self._index.fold(entry, open)
        self.lines_changed()
        self._place_marks()
        self.cursor = self._index.rows.index(entry)

    @property
    def filter(self) -> NodeFilter:
        """Which nodes are shown."""
        return self._filtered.filter

    def set_filter(self, filter: NodeFilter) -> str:
        """Show only the nodes that fit; what is to be said of them."""
        self._filtered.filter = filter
        if self._picture.snapshot is not None:
            self.show(self._picture)
        return clean(self.texts("filtered", filter=filter.text, n=self._filtered.count)) if filter else ""

    def reveal(self, name: str) -> None:
        """Go to a node, unfolding what hides it."""
        row = self._index.reveal(name)
        self.lines_changed()
        self._place_marks()
        if row >= 0:
            self.cursor = row
            self.show_line(row, margin=3)

    def action_unfold(self) -> None:
        entry = self.current
        if entry is not None and entry.children:
            if entry.open:
                self.action_line(1)
            else:
                self._fold(entry, True)

    def action_fold(self) -> None:
        entry = self.current
        if entry is None:
            return
        if entry.open and entry.children:
            self._fold(entry, False)
        elif entry.parent is not None and entry.parent.parent is not None:
            self.cursor = entry.parent.row

    def action_toggle_fold(self) -> None:
        entry = self.current
        if entry is not None and entry.children:
            self._fold(entry, not entry.open)

    def start_search(self) -> None:
        """Take the next keys as the text to look for; Enter ends, Escape goes back."""
        self._search, self._found, self._found_at = "", [], 0
        self._describe()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """After a search some keys are for its matches, until Escape."""
        return bool(self._found) if action in {"match", "end_search"} else True

    def action_match(self, by: int) -> None:
        self._found = self._index.search(self._last_search)
        self._go_to_found(self._found_at + by)
        self._describe()

    def action_end_search(self) -> None:
        self._found = []
        self._describe()

    def on_key(self, event: events.Key) -> None:
        if self._search is None:
            return
        if event.key == "enter":
            if not self._search:
                self._look_for(self._last_search)
            self._last_search, self._search = self._search or self._last_search, None
        elif event.key == "escape":
            self._search, self._found = None, []
        elif event.key in {"down", "up"}:
            self._go_to_found(self._found_at + (1 if event.key == "down" else -1))
        elif event.key == "backspace":
            self._look_for(self._search[:-1])
        elif event.is_printable and event.character:
            self._look_for(self._search + event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self._describe()

    def on_paste(self, event: events.Paste) -> None:
        if self._search is not None:
            self._look_for(self._search + clean(event.text.partition("\n")[0]))
            self._describe()

    def _look_for(self, text: str) -> None:
        self._search = text
        self._found = self._index.search(text)
        here = self.current
        first = next((i for i, name in enumerate(self._found) if here and name == here.name), 0)
        self._go_to_found(first)

    def _go_to_found(self, number: int) -> None:
        if not self._found:
            return
        self._found_at = number % len(self._found)
        self.reveal(self._found[self._found_at])
