"""The study screen: a lesson, its graph, its sessions, a prompt and a curve, moved by keys over one program."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tuigraph.debugger.commands import Break, Command, Complete, Evaluate, GoToUnit, Motion, Move, Quit
from tuigraph.debugger.snapshot import Output, Snapshot
from tuigraph.tui.client_protocol import ClientFactory, Lesson
from tuigraph.tui.inbox import Arrived, Inbox
from tuigraph.tui.keys import STUDY, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.view import View
from tuigraph.tui.texts import Texts
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.tui.widgets.footer import Footer
from tuigraph.tui.widgets.graph import GraphPane
from tuigraph.tui.widgets.header import Header
from tuigraph.tui.widgets.inspector import InspectorPane
from tuigraph.tui.widgets.lesson import LessonPane
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.prompt import PromptInput, PromptPane
from tuigraph.tui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from tuigraph.tui.app import TuigraphApp

PANES = ("lesson", "graph", "inspector", "prompt", "curve")
ASIDE = ("graph", "inspector", "curve")  # those that share the place beside the lesson
PATIENCE = 0.3  # seconds without an answer until the screen says that the program is running
FOCUS = {"prompt": "#input"}  # what takes the keys of a pane, where it is not the pane itself


class StudyScreen(Screen[None]):
    """Sends commands to a client and shows the snapshots that come back."""

    CSS_PATH = "study.tcss"
    KEYS = STUDY
    AUTO_FOCUS = "#lesson"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-medium"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(STUDY),
        *((str(number), f"show('{pane}')", pane) for number, pane in enumerate(PANES, 1)),
    ]

    def __init__(self, lesson: Lesson, client_factory: ClientFactory) -> None:
        super().__init__()
        self._lesson = lesson
        self._picture = Picture()
        self._inbox = Inbox(self, self._show)
        self._client = client_factory(lesson, self._inbox.put, self._program_ended)
        self._playing = False
        self._seconds_per_step = 1.0
        self._play_timer: Timer | None = None
        self._aside, self._single = "graph", "lesson"  # the panes that are up where there is no room for all
        self._completing = False
        self._asked = 0.0  # when the oldest command was sent that has not been answered, 0.0 when all are

    @property
    def texts(self) -> Texts:
        """The interface texts in the app's language."""
        return cast("TuigraphApp", self.app).texts

    @property
    def _title(self) -> str:
        return f"{self._lesson.number} {self._lesson.title_in(self.texts.language)}".strip()

    def compose(self) -> ComposeResult:
        yield Header(self._title)
        yield Tabs(PANES)
        with Container(id="panes"):
            yield LessonPane(self._lesson)
            yield GraphPane()
            yield InspectorPane()
            yield PromptPane()
            yield CurvePane()
        yield Footer(STUDY)

    def on_mount(self) -> None:
        for number, pane in enumerate(PANES, 1):
            self._pane(pane).border_title = f"{number} {self.texts(f'pane_{pane}')}"
        self._bring_up("lesson")
        self._client.start()

    async def on_unmount(self) -> None:
        await asyncio.to_thread(self._client.close)  # it may take a second to end

    # what comes from the program

    @on(Arrived)
    def _snapshots_arrived(self) -> None:
        self._inbox.arrived()

    def _show(self, snapshots: list[Snapshot]) -> None:
        output = self._picture.apply(snapshots)
        snapshot = snapshots[-1]
        if snapshot.state != "running":
            self._asked = 0.0
        self._play_on(snapshot)
        self.query_one(Header).show(snapshot, self._playing)
        self.query_one(LessonPane).show(snapshot)
        self.query_one(GraphPane).show(self._picture)
        self.query_one(InspectorPane).show(snapshot)
        self.query_one(CurvePane).show(snapshot.series)
        for screen in self.app.screen_stack:
            if isinstance(screen, View):
                screen.told(self._picture)
        if output:
            self.query_one(OutputLog).write(output)
        names = next((s.completions for s in snapshots if s.completions), ())
        if self._completing and names:
            self._completing = False
            left = self.query_one(PromptInput).complete(names)
            if left:
                self.query_one(OutputLog).write([Output("note", "  ".join(left))])

    def _program_ended(self, why: str) -> None:
        """Called from any thread."""
        self.app.call_later(self._say_ended, why)

    def _say_ended(self, why: str) -> None:
        if self.is_mounted:
            self._stop_playing()
            self.query_one(Header).notice(self.texts("ended", why=why))

    @property
    def picture(self) -> Picture:
        """All that is known of the program."""
        return self._picture

    # what goes to the program

    def ask(self, command: Command) -> bool:
        """Send a command; False when the program is busy."""
        return self._send(command)

    @property
    def _busy(self) -> bool:
        """True when the program has not answered for long enough that nobody should ask for more."""
        running = self._picture.snapshot is not None and self._picture.snapshot.state == "running"
        return running or (self._asked > 0 and time.monotonic() - self._asked > PATIENCE)

    def _send(self, command: Command) -> bool:
        if self._busy:
            self._say_busy()
            return False
        if not self._asked:
            self._asked = time.monotonic()
            self.set_timer(PATIENCE * 1.1, self._say_busy)
        self._inbox.hurry()
        self._client.send(command)
        return True

    def _say_busy(self) -> None:
        if self._busy:
            self.query_one(Header).show_busy()

    def action_move(self, motion: Motion) -> None:
        self._stop_playing()
        self._send(Move(motion))

    def action_live(self) -> None:
        snapshot = self._picture.snapshot
        in_past = snapshot is not None and snapshot.position.behind > 0
        self.action_move("live" if in_past else "back_run")

    def action_unit(self, by: int) -> None:
        snapshot = self._picture.snapshot
        if snapshot is not None:
            unit = max(0, min(snapshot.position.unit + by, snapshot.position.units - 1))
            self._stop_playing()
            self._send(GoToUnit(unit))

    def action_restart(self) -> None:
        self._stop_playing()
        self._asked = 0.0
        self._client.restart()

    def action_interrupt(self) -> None:
        self._stop_playing()
        self._inbox.hurry()
        self._client.interrupt()

    def action_break(self) -> None:
        entry = self.query_one(GraphPane).current
        snapshot = self._picture.snapshot
        if entry is not None and snapshot is not None:
            pattern = entry.name if entry.info is not None else entry.name + "/*"
            self._send(Break(pattern, on=pattern not in snapshot.breakpoints))

    # playing

    def action_play(self) -> None:
        if self._playing:
            self._stop_playing()
        elif self._busy:
            self._client.pause()
        elif self._picture.snapshot is not None:
            self._playing = True
            self._send(Move("step"))

    def action_speed(self, factor: float) -> None:
        self._seconds_per_step = max(0.05, min(self._seconds_per_step / factor, 8.0))

    def _play_on(self, snapshot: Snapshot) -> None:
        stops = snapshot.reason in {"breakpoint", "interrupt", "error", "end"} or snapshot.problem is not None
        if self._playing and (stops or snapshot.state in {"finished", "failed"}):
            self._stop_playing()
        elif self._playing and snapshot.state == "stopped" and self._play_timer is None:
            self._play_timer = self.set_timer(self._seconds_per_step, self._play_step)

    def _play_step(self) -> None:
        self._play_timer = None
        self._send(Move("step"))

    def _stop_playing(self) -> None:
        if not self._playing:
            return
        self._playing = False
        if self._play_timer is not None:
            self._play_timer.stop()
            self._play_timer = None
        if self._picture.snapshot is not None:
            self.query_one(Header).show(self._picture.snapshot, False)

    # the prompt

    @on(PromptInput.Submitted)
    def _evaluate(self, message: PromptInput.Submitted) -> None:
        self._stop_playing()
        if self._send(Evaluate(message.source)):
            self.query_one(OutputLog).write_source(message.source)
        else:
            self.query_one(PromptInput).text = message.source

    @on(PromptInput.CompletionAsked)
    def _ask_completions(self, message: PromptInput.CompletionAsked) -> None:
        self._completing = True
        self._send(Complete(message.text))

    @on(PromptInput.Left)
    def _leave_prompt(self) -> None:
        self.action_show(self._single)

    # panes

    def _pane(self, name: str) -> Widget:
        return self.query_one(f"#{name}")

    def _bring_up(self, name: str) -> None:
        """Show a pane where there is no room for all: beside the lesson, alone above the prompt, or alone."""
        if name in ASIDE:
            self._aside = name
        if name != "prompt":
            self._single = name
        zoomed = self.query_one("#panes").has_class("-zoomed")
        for pane in PANES:
            widget = self._pane(pane)
            widget.set_class(pane == self._aside, "-aside")
            widget.set_class(pane == self._single, "-single")
            widget.set_class(zoomed and pane == name, "-zoom")
        self._mark_tabs()

    def _mark_tabs(self) -> None:
        def mark() -> None:
            self.query_one(Tabs).show({pane for pane in PANES if self._pane(pane).display})

        self.call_after_refresh(mark)

    def on_resize(self, event: events.Resize) -> None:
        self._mark_tabs()

    def action_show(self, name: str) -> None:
        self._bring_up(name)
        self.call_after_refresh(self.query_one(FOCUS.get(name, f"#{name}")).focus)

    @property
    def _focused_pane(self) -> str:
        ancestors = self.focused.ancestors_with_self if self.focused is not None else ()
        return next((node.id for node in ancestors if node.id in PANES), self._single)

    def action_pane(self, by: int) -> None:
        self.action_show(PANES[(PANES.index(self._focused_pane) + by) % len(PANES)])

    def on_descendant_focus(self) -> None:
        if self._focused_pane not in {"prompt", self._single}:
            self._bring_up(self._focused_pane)

    def action_zoom(self) -> None:
        self.query_one("#panes").toggle_class("-zoomed")
        self.action_show(self._focused_pane)

    def action_search(self) -> None:
        self.action_show("graph")
        self.query_one(GraphPane).start_search()

    @on(CurvePane.Opened)
    def action_curves(self) -> None:
        from tuigraph.tui.screens.curves import CurvesScreen

        self.app.push_screen(CurvesScreen(self._title, self.query_one(CurvePane), self))

    def action_log_axis(self) -> None:
        self.query_one(CurvePane).toggle_log()

    # leaving

    def action_help(self) -> None:
        from tuigraph.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        if self.query_one("#panes").has_class("-zoomed"):
            self.action_zoom()
        else:
            self._close(cast("TuigraphApp", self.app).leave_lesson)

    def action_quit(self) -> None:
        self._close(self.app.exit)

    def _close(self, then: object) -> None:
        from tuigraph.tui.screens.question import Question

        def answered(yes: bool | None) -> None:
            if yes:
                self._client.send(Quit())
                then()  # type: ignore[operator]

        if self._busy:
            self.app.push_screen(Question(self.texts("quit_question")), answered)
        else:
            answered(True)
