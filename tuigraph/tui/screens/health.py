"""What health checks find in all runs that can be reached: two lines for each node, and what would go on from there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name, wrap
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import SECONDS, ListPane, View
from tuigraph.wire.commands import Seek, Typed
from tuigraph.wire.questions import Finding, HealthView, ShowHealth
from tuigraph.wire.said import said

HEALTH: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_health"),
    Key("enter", "go", "key_go_to_run", "Enter", "help_health", 1),
    Key("b", "stop", "key_stop_at_check", "b", "help_health", 2),
    Key("e", "choose", "key_choose_check", "e", "help_health", 3),
    Key("t", "tree", "key_tree", "t", "help_health", 4),
    *NODE,
    Key("w", "why", "key_why", "w", "help_views", 5),
    *LEAVING,
)


class HealthPane(ListPane):
    """First what was left out, then the findings."""

    def __init__(self) -> None:
        super().__init__(id="health", classes="pane")
        self._view: HealthView | None = None
        self._remarks: list[Line] = []

    def show(self, view: HealthView) -> None:
        """Show an answer."""
        self._view = view
        self.border_title = self.texts("health_title", n=view.runs, checks=", ".join(view.asked))
        self.resized()

    def resized(self) -> None:
        view, width = self._view, self.scrollable_content_region.width
        if view is None:
            return
        told = [(text, "warn") for text in view.remarks]
        if not view.findings:
            told.append((said("health_good", checks=", ".join(view.asked), n=view.runs), "good"))
        texts = [(clean(self.texts.say(text)), tone) for text, tone in told]
        self._remarks = [line for span in texts for line in wrap([span], width, "  ")]
        self.lines_changed()

    @property
    def current(self) -> Finding | None:
        """What is under the cursor."""
        place = (self.cursor - len(self._remarks)) // 2
        findings = self._view.findings if self._view is not None else ()
        return findings[place] if 0 <= place < len(findings) else None

    def line_count(self) -> int:
        return len(self._remarks) + (2 * len(self._view.findings) if self._view is not None else 0)

    def draw(self, index: int, width: int) -> Line:
        if index < len(self._remarks) or self._view is None:
            return self._remarks[index]
        place, line = divmod(index - len(self._remarks), 2)
        one, say, ellipsis = self._view.findings[place], self.texts, self.glyphs.ellipsis
        if line:
            what = clean(say.say(one.what))
            where = clean(f"  {one.at}: {one.text}" if one.at else "")
            rest = fit(where, max(width - 4 - cell_len(what), 0), ellipsis)
            return [("    ", ""), (what, "warn"), (rest.rstrip(), "muted")]
        runs = say("health_runs", first=one.first, last=one.last, n=one.count)
        room = max(width - 14 - cell_len(runs), 8)
        name = fit_name(clean(one.node), min(room, len(one.node)), ellipsis)
        return [(f"{one.check:<12}", "bad"), (name, "name"), (f"  {runs}", "number")]


class HealthScreen(View):
    """Asks again when the program has gone on."""

    KEYS = HEALTH
    BINDINGS: ClassVar[list[BindingType]] = bindings(HEALTH)
    AUTO_FOCUS = "#health"

    def __init__(self, title: str, host: Host) -> None:
        super().__init__(title, host)
        self._check = ""

    def body(self) -> Sequence[Widget]:
        pane = HealthPane()
        pane.border_title = self.texts("help_health")
        return [pane]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        if snapshot is None or snapshot.state == "running":
            return
        if self.asked_anew(snapshot, ShowHealth(self._check, SECONDS), of_all=True):
            return
        found = picture.newest(HealthView, self._check)
        if found is not None:
            self.query_one(HealthPane).show(found)

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        if self.query_one(HealthPane).current is None:
            yield "go"

    def action_go(self) -> None:
        found = self.query_one(HealthPane).current
        if found is not None:
            self.study.ask(Seek(found.moment))

    def action_stop(self) -> None:
        """Stop from now on where a check finds something."""
        found = self.query_one(HealthPane).current
        check = self._check or (found.check if found is not None else "nan")
        self.ask_text(self.texts("ask_check_stop"), check, lambda text: self.study.ask(Typed(f"break filter {text}")))

    def action_choose(self) -> None:
        self.ask_text(self.texts("ask_check"), self._check, self._choose)

    def _choose(self, text: str) -> None:
        self._check = "" if text == "*" else text
        if self.study.ask(ShowHealth(self._check, SECONDS)):
            self.query_one(HealthPane).border_title = self.texts("help_health")

    def node_at_cursor(self) -> str:
        found = self.query_one(HealthPane).current
        return found.node if found is not None else ""
