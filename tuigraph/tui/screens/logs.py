"""Curves of a directory of event files: a list of tags, and the chosen one in all runs, as they grow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.curves import Trace
from tuigraph.tui.keys import ALONE, LEAVING, Key, bindings
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit_name, right
from tuigraph.tui.screens.curves import CURVES, FILE, export
from tuigraph.tui.screens.view import View
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.tui.widgets.status import Status

LOGS: Sequence[Key] = (
    Key("tab,shift+tab", "other", "key_tags", "Tab", "help_logs", 1),
    Key("", "", "key_tag", "j k", "help_logs"),
    *(key for key in CURVES if key not in LEAVING and key.text != "key_keep"),
    *ALONE,
)

if TYPE_CHECKING:
    from tuigraph.logs import EventLogs

REFRESH = 1.0  # seconds between two looks at the files
SLICE = 0.25  # seconds of reading until what was read is shown


class TagList(LineView):
    """The tags, and in how many runs each is."""

    has_cursor = True

    class Chosen(Message):
        """The cursor is on another tag."""

    def __init__(self) -> None:
        super().__init__(id="tags", classes="pane")
        self._tags: list[tuple[str, int]] = []

    @property
    def current(self) -> str:
        """The tag under the cursor, "" when there is none."""
        return self._tags[self.cursor][0] if self.cursor < len(self._tags) else ""

    def show(self, tags: dict[str, int]) -> None:
        """Show these tags; the cursor stays on its tag."""
        chosen = self.current
        self._tags = list(tags.items())
        self.lines_changed()
        if chosen and chosen in tags and self.current != chosen:
            self.cursor = list(tags).index(chosen)

    def watch_cursor(self) -> None:
        super().watch_cursor()
        self.post_message(self.Chosen())

    def line_count(self) -> int:
        return len(self._tags)

    def draw(self, index: int, width: int) -> Line:
        tag, runs = self._tags[index]
        tone = "strong" if index == self.cursor else ""
        return [(fit_name(clean(tag), max(width - 4, 4), self.glyphs.ellipsis), tone), (right(f"{runs}", 4), "muted")]


class LogsScreen(View):
    """Reads in a thread of its own, at most once a second when nothing is new."""

    KEYS = LOGS
    BINDINGS: ClassVar[list[BindingType]] = bindings(LOGS)
    AUTO_FOCUS = "#tags"

    class Read(Message):
        """The files have something new."""

    def __init__(self, directory: Path) -> None:
        super().__init__(str(directory))
        self._directory = directory
        self._logs: EventLogs | None = None
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, name="tuigraph-logs", daemon=True)

    def heading(self) -> Widget:
        return Status()

    def body(self) -> Sequence[Widget]:
        return [Horizontal(TagList(), CurvePane())]

    def on_mount(self) -> None:
        self.query_one(Status).show(self.texts("reading", path=self._directory))
        self.query_one(TagList).border_title = self.texts("tags")
        self._reader.start()

    def on_unmount(self) -> None:
        self._over.set()

    def _read(self) -> None:
        """In the reader's thread."""
        from tuigraph.logs import EventLogs

        logs = self._logs = EventLogs(self._directory)
        first = True
        while not self._over.is_set():
            changed, all_read = logs.read(SLICE)
            if changed or first:
                self.post_message(self.Read())
            first = False
            self._over.wait(REFRESH if all_read else 0.02)

    @on(Read)
    def _show_tags(self) -> None:
        if self._logs is None:
            return
        runs, tags, points = self._logs.counts()
        if points:
            say = self.texts
            found = say(
                "logs_found",
                path=self._directory,
                runs=say("found_runs", n=runs),
                tags=say("found_tags", n=tags),
                points=say("found_points", n=points),
            )
        else:
            found = self.texts("no_logs", path=self._directory)
        others = self._logs.other_tags()
        damaged = sum(damage.places > 0 for damage in self._logs.damage())
        also = [self.texts("logs_also", n=others)] if others else []
        also += [self.texts("logs_damage", n=damaged)] if damaged else []
        self.query_one(Status).show(" · ".join([found, *also]))
        self.query_one(TagList).show(self._logs.tags())
        self._show_curves()

    @on(TagList.Chosen)
    def _show_curves(self) -> None:
        tag = self.query_one(TagList).current
        if self._logs is not None and tag:
            pane = self.query_one(CurvePane)
            pane.border_title = clean(tag).replace("[", r"\[")
            found = self._logs.scalars(tag)
            pane.show_traces(tuple(Trace("", f.run, f.steps, f.values, f.times) for f in found))

    @on(CurvePane.Opened)
    def _only_the_curve(self) -> None:
        tags = self.query_one(TagList)
        tags.display = not tags.display

    def action_other(self) -> None:
        """Between the tags and the curve."""
        tags = self.query_one(TagList)
        if tags.has_focus or not tags.display:
            self.query_one(CurvePane).focus()
        else:
            tags.focus()

    def action_plot(self, action: str) -> None:
        getattr(self.query_one(CurvePane), f"action_{action}")()

    def action_export(self) -> None:
        self.ask_text(self.texts("export_to"), FILE, self._export)

    def _export(self, name: str) -> None:
        self.query_one(Status).notice(export(self.query_one(CurvePane), name))
