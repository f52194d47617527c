"""The history of an expression: a curve over all runs that can be reached, and below it the values, a run a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.curves import Trace
from tuigraph.tui.keys import LEAVING, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, wrap
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import SECONDS, ListPane, View
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.wire.commands import Seek
from tuigraph.wire.questions import HistoryView, ShowHistory

HISTORY: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_over_runs"),
    Key("enter", "go", "key_go_to_run", "Enter", "help_over_runs", 1),
    Key("e", "history", "key_other_expression", "e", "help_over_runs", 2),
    Key("L", "log", "key_log_y", "L", "help_over_runs", 3),
    Key("tab", "app.focus_next", "key_next_pane", "Tab", "help_over_runs", 4),
    *LEAVING,
)


class HistoryPane(ListPane):
    """First what was left out, then the runs, the newest first."""

    def __init__(self) -> None:
        super().__init__(id="history", classes="pane")
        self._view: HistoryView | None = None
        self._remarks: list[Line] = []

    def show(self, view: HistoryView) -> None:
        """Show an answer."""
        self._view = view
        count = len(view.runs)
        self.border_title = self.texts("history_shown", n=view.total, shown=count) if count else ""
        self.resized()

    def resized(self) -> None:
        view, width = self._view, self.scrollable_content_region.width
        told = [] if view is None else [view.problem, *view.remarks] if view.problem else view.remarks
        texts = [clean(self.texts.say(text)) for text in told]
        self._remarks = [line for text in texts for line in wrap([(text, "warn")], width, "  ")]
        self.lines_changed()

    @property
    def current(self) -> int | None:
        """The place of the run under the cursor among the answer's."""
        count = len(self._view.runs) if self._view is not None else 0
        place = count - 1 - (self.cursor - len(self._remarks))
        return place if 0 <= place < count else None

    @property
    def moment(self) -> int | None:
        """At which the run under the cursor ended."""
        return None if self._view is None or self.current is None else self._view.moments[self.current]

    def line_count(self) -> int:
        return len(self._remarks) + (len(self._view.runs) if self._view is not None else 0)

    def draw(self, index: int, width: int) -> Line:
        if index < len(self._remarks) or self._view is None:
            return self._remarks[index]
        view = self._view
        place = len(view.runs) - 1 - (index - len(self._remarks))
        value = clean(self.texts.say(view.values[place]))
        return [
            (f"{view.runs[place]:>8}  ", "number"),
            (fit(value, width - 10, self.glyphs.ellipsis).rstrip(), "value"),
        ]


class HistoryScreen(View):
    """Asks again when the program has gone on."""

    KEYS = HISTORY
    BINDINGS: ClassVar[list[BindingType]] = bindings(HISTORY)
    AUTO_FOCUS = "#history"

    def __init__(self, title: str, host: Host, expression: str) -> None:
        super().__init__(title, host)
        self._expression = expression

    def body(self) -> Sequence[Widget]:
        curve = CurvePane()
        curve.border_title = self.texts("history_of", expression=clean(self._expression))
        curve.display = False
        return [curve, HistoryPane()]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        if snapshot is None or snapshot.state == "running":
            return
        if self.asked_anew(snapshot, ShowHistory(self._expression, SECONDS), of_all=True):
            return
        found = picture.newest(HistoryView, self._expression)
        if found is not None:
            points = [(float(run), number) for run, number in zip(found.runs, found.numbers) if isfinite(number)]
            curve = self.query_one(CurvePane)
            curve.display = len(points) > 1
            if points:
                steps, values = zip(*points)
                curve.show_traces((Trace("", clean(self._expression), steps, values),))
            self.query_one(HistoryPane).show(found)

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        if self.query_one(HistoryPane).current is None:
            yield "go"
        if not self.query_one(CurvePane).display:
            yield "log"

    def action_go(self) -> None:
        moment = self.query_one(HistoryPane).moment
        if moment is not None:
            self.study.ask(Seek(moment))

    def action_log(self) -> None:
        self.query_one(CurvePane).action_log_y()

    def history_of(self) -> str:
        return self._expression

    def show_history(self, expression: str) -> None:
        self.app.pop_screen()
        super().show_history(expression)
