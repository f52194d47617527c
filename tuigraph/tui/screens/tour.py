"""The tour on the screen: the study screen over a small lesson, which says what to press and is left by one key."""

from __future__ import annotations

from textual import on

from tuigraph.lessons import Lesson
from tuigraph.lessons.progress import Progress
from tuigraph.tui.client_protocol import ClientFactory
from tuigraph.tui.learning import Learning
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.tour import BEGIN, Tour, Unkept
from tuigraph.tui.widgets.card import Card
from tuigraph.wire.commands import GoToUnit, Motion


class TourScreen(StudyScreen):
    """Closes when it is over or skipped; nothing of it is kept."""

    def __init__(self, lesson: Lesson, client_factory: ClientFactory) -> None:
        super().__init__(lesson, client_factory, Unkept())

    def make_learning(self, lesson: Lesson, progress: Progress) -> Learning:
        self.tour = Tour(lesson, progress)
        return self.tour

    def on_mount(self) -> None:
        self.call_after_refresh(self._prepare)

    def _prepare(self) -> None:
        self.tour.begin()
        self.talk.send(GoToUnit(BEGIN))

    def action_move(self, motion: Motion) -> None:
        self.tour.press(motion)
        self.moves.action_move(motion)
        self.tasks.show_card()

    def action_restart(self) -> None:
        self.talk.action_restart()
        self._prepare()

    @on(Card.On)
    def _read(self, message: Card.On) -> None:
        """Enter shows at the end what the signs mean, and then leaves."""
        message.prevent_default()
        if self.tour.guidance.over:
            from tuigraph.tui.screens.help import LEGEND, HelpScreen

            def leave(_: None) -> None:
                self.call_later(self._leave)

            self.app.push_screen(HelpScreen(LEGEND), leave)

    def action_leave(self) -> None:
        if self.panes.zoomed:
            self.panes.action_zoom()
        else:
            self._leave()

    def _leave(self) -> None:
        self.talk.end(self.dismiss)
