"""The study screen: a lesson, its graph, its sessions, a prompt and a curve, moved by keys over one program.

What it is made of stands here, and who gets what is pressed and what the program tells.  What is done about it stands
in the parts, in `tui/study`.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tuigraph.lessons import Lesson
from tuigraph.lessons.progress import Progress
from tuigraph.tui.client_protocol import ClientFactory
from tuigraph.tui.keys import STUDY, bindings
from tuigraph.tui.learning import Learning
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.openers import Host, Openers
from tuigraph.tui.screens.view import View
from tuigraph.tui.study.graph_keys import GraphKeys
from tuigraph.tui.study.key_line import KeyLine
from tuigraph.tui.study.leaving import Leaving
from tuigraph.tui.study.moves import Moves
from tuigraph.tui.study.pane_keys import PaneKeys
from tuigraph.tui.study.pane_titles import PaneTitles
from tuigraph.tui.study.prompting import Prompting
from tuigraph.tui.study.talk import Talk
from tuigraph.tui.study.tasks import Tasks
from tuigraph.tui.widgets.card import Card
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.tui.widgets.footer import Footer
from tuigraph.tui.widgets.graph import GraphPane
from tuigraph.tui.widgets.header import Header
from tuigraph.tui.widgets.inspector import InspectorPane
from tuigraph.tui.widgets.lesson import LessonPane
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.panes import Panes
from tuigraph.tui.widgets.prompt import PromptInput, PromptPane
from tuigraph.tui.widgets.scrubber import Scrubber
from tuigraph.tui.widgets.watches import WatchLines
from tuigraph.wire.commands import Command
from tuigraph.wire.picture import Update
from tuigraph.wire.questions import WhyView
from tuigraph.wire.said import Text
from tuigraph.wire.views import Snapshot


class StudyScreen(Openers):
    """Sends commands to a client and shows the snapshots that come back."""

    CSS_PATH = "study.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012
    KEYS = STUDY
    AUTO_FOCUS = "#lesson"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(STUDY),
        *((str(number), f"digit({number})", "") for number in range(1, 10)),
    ]

    def __init__(self, lesson: Lesson, client_factory: ClientFactory, progress: Progress) -> None:
        super().__init__()
        self.learning = learning = self.make_learning(lesson, progress)
        self.talk = talk = Talk(self, learning, client_factory, self.show)
        self.panes = panes = PaneKeys(self)
        self.titles = PaneTitles(self, panes)
        self.key_line = KeyLine(self, learning, talk)
        self.tasks = tasks = Tasks(self, learning, talk, panes, self.key_line)
        self.moves = moves = Moves(self, learning, talk, tasks)
        self.graph = GraphKeys(self, panes, self.titles)
        self.prompting = Prompting(self, learning, talk, panes)
        self.leaving = Leaving(self, progress, learning, talk, panes, tasks, moves, self.key_line)

    def make_learning(self, lesson: Lesson, progress: Progress) -> Learning:
        """What follows the learner through the lesson."""
        return Learning(lesson, progress)

    @property
    def title_text(self) -> str:
        lesson = self.learning.lesson
        return f"{lesson.number} {lesson.title_in(self.texts.language)}".strip()

    def compose(self) -> ComposeResult:
        yield Header(self.title_text)
        lesson = LessonPane(self.learning, self.picture)
        with Panes():
            yield lesson
            yield GraphPane()
            yield InspectorPane()
            yield PromptPane()
            yield CurvePane()
            yield Card(self.learning, lesson)
        yield WatchLines()
        yield Scrubber()
        yield Footer(STUDY)

    def on_mount(self) -> None:
        self.titles.write()
        self.query_one(Card).display = False
        self.talk.client.start()
        self.tasks.offer_to_resume()

    async def on_unmount(self) -> None:
        await asyncio.to_thread(self.talk.client.close)  # it may take a second to end

    # what the program tells

    def show(self, updates: list[Update]) -> None:
        """Show what the program has told: first in the panes, then what it asks of the learner, then what it says."""
        if not self.query(Header):
            return  # the screen is on its way out
        self.picture.apply(updates)
        snapshot = self.picture.snapshot
        if snapshot is None:
            return
        snapshots = [update for update in updates if isinstance(update, Snapshot)]
        for each in snapshots:
            self.learning.show(each)
        if snapshots:
            self.talk.answered(snapshot)
        self._show_in_panes(snapshot)
        for verdict in (verdict for each in snapshots for verdict in each.verdicts if verdict.exercise):
            self.tasks.tell(verdict)
        self.tasks.show_card()
        self.tasks.arrive()
        for answer in self.picture.answers:
            if isinstance(answer, WhyView) and not answer.name:
                self.graph.show_origin(answer)
        if snapshot.reason == "prompt" and self.picture.notes:
            self.tell(self.picture.notes[-1])
        if self.learning.trouble:
            self.tell(self.texts("not_kept", why=self.learning.trouble))
        self.prompting.offer(snapshots)
        self.prompting.ask(snapshot)
        self.key_line.show()
        self.settle()

    def _show_in_panes(self, snapshot: Snapshot) -> None:
        picture = self.picture
        self.talk.show_header()
        self.query_one(Scrubber).show(snapshot)
        self.query_one(LessonPane).show(snapshot)
        self.query_one(GraphPane).show(picture)
        self.query_one(InspectorPane).show(snapshot)
        self.query_one(WatchLines).show(snapshot)
        self.titles.say_graph(picture)
        self.titles.say_file(picture)
        curve = self.query_one(CurvePane)
        curve.show(snapshot.series)
        filled = {
            "graph": len(picture.graph) > 0 or picture.which_graph[0] > 0,
            "inspector": bool(snapshot.sessions or snapshot.variables),
            "curve": curve.worth_seeing,
        }
        self.panes.fill(frozenset(pane for pane, full in filled.items() if full))
        for screen in self.app.screen_stack:
            if isinstance(screen, View):
                screen.told(picture)
        if picture.fresh:
            self.query_one(OutputLog).clear()
        if picture.printed:
            self.query_one(OutputLog).write(picture.printed)

    def tell(self, text: Text) -> bool:
        headers = self.query(Header)  # none on a screen that is on its way out
        for header in headers:
            header.notice(text)
        return bool(headers)

    # what the screens over this one ask of it

    @property
    def study(self) -> Host:
        return self

    @property
    def picture(self) -> Picture:
        """All that is known of the program."""
        return self.talk.picture

    def ask(self, command: Command) -> bool:
        """Send a command; False when the program is busy."""
        return self.talk.send(command)

    def reveal(self, name: str) -> None:
        """Show a node in the tree."""
        self.graph.reveal(name)

    def node_at_cursor(self) -> str:
        entry = self.query_one(GraphPane).current
        return entry.name if entry is not None else ""

    def value_at_cursor(self) -> str:
        inspector = self.query_one(InspectorPane)
        return inspector.name_at_cursor if inspector.has_focus else self.node_at_cursor()

    # what the widgets say

    def on_descendant_focus(self) -> None:
        self.panes.follow_focus()
        self.key_line.show()

    @on(Panes.Moved)
    def _panes_moved(self) -> None:
        self.titles.write()

    @on(Scrubber.Sought)
    def _sought(self, message: Scrubber.Sought) -> None:
        self.moves.seek(message)

    @on(Card.Answered)
    def _answered(self, message: Card.Answered) -> None:
        self.tasks.answer(message.text)

    @on(Card.Typing)
    def _card_typing(self) -> None:
        self.key_line.show()

    @on(Card.Left)
    def _card_left(self) -> None:
        self.tasks.leave_card()

    @on(Card.On)
    def _card_read(self) -> None:
        self.tasks.read()

    @on(PromptPane.Wants)
    def _prompt_wants(self, message: PromptPane.Wants) -> None:
        self.panes.make_room(message.prompt)

    @on(PromptInput.Submitted)
    def _submitted(self, message: PromptInput.Submitted) -> None:
        self.prompting.evaluate(message.source)

    @on(PromptInput.Given)
    def _given(self, message: PromptInput.Given) -> None:
        self.prompting.give(message.line)

    @on(PromptInput.CompletionAsked)
    def _completion_asked(self, message: PromptInput.CompletionAsked) -> None:
        self.prompting.complete(message.text)

    @on(PromptInput.Left)
    def _prompt_left(self) -> None:
        self.panes.leave_prompt()

    @on(CurvePane.Opened)
    def _curve_opened(self) -> None:
        self.graph.action_curves()
