"""Ways out of a study screen, for a look or for good: help, what the signs mean, progress, the list, the end."""

from __future__ import annotations

from pathlib import Path

from tuigraph.lessons.progress import EXPORT, Progress
from tuigraph.tui.dress import dress
from tuigraph.tui.learning import Learning
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.screens.question import ask_first
from tuigraph.tui.study.key_line import KeyLine
from tuigraph.tui.study.moves import Moves
from tuigraph.tui.study.pane_keys import PaneKeys
from tuigraph.tui.study.part import Part
from tuigraph.tui.study.talk import Talk
from tuigraph.tui.study.tasks import Tasks
from tuigraph.tui.widgets.card import Card
from tuigraph.tui.widgets.prompt import PromptInput
from tuigraph.words.errors import of_file


class Leaving(Part):
    """Escape leaves the innermost of what is open; leaving the lesson is asked for."""

    def __init__(
        self,
        screen: Openers,
        progress: Progress,
        learning: Learning,
        talk: Talk,
        panes: PaneKeys,
        tasks: Tasks,
        moves: Moves,
        keys: KeyLine,
    ) -> None:
        super().__init__(screen)
        self._progress = progress
        self._learning = learning
        self._talk = talk
        self._panes = panes
        self._tasks = tasks
        self._moves = moves
        self._keys = keys

    def action_reset(self) -> None:
        def reset() -> None:
            self._learning.reset()
            self._moves.go_to_unit(0)

        ask_first(self.screen, self.texts("reset_question"), reset)

    def action_export(self) -> None:
        path = Path(EXPORT).resolve()
        try:
            self._progress.export(path)
            self.screen.tell(self.texts("exported", path=path))
        except OSError as error:
            self.screen.tell(self.texts("not_kept", why=of_file(error)))

    def action_help(self) -> None:
        from tuigraph.tui.screens.help import HelpScreen

        self.screen.app.push_screen(HelpScreen(now=self._keys.now, of_program=self._learning.lesson.is_program))

    def action_legend(self) -> None:
        from tuigraph.tui.screens.help import LEGEND, HelpScreen

        self.screen.app.push_screen(HelpScreen(LEGEND))

    def action_leave(self) -> None:
        if self._panes.zoomed:
            self._panes.action_zoom()
        elif self.screen.query_one(Card).whole:
            self._tasks.put_away()
        else:
            leave = dress(self.screen.app).leave_lesson
            ask_first(self.screen, self._leave_question, lambda: self._talk.end(leave), by="escape")

    def action_quit(self) -> None:
        """A lesson goes on where it was left; what would be lost is asked for."""
        question, end = self._at_stake, self.screen.app.exit
        if question:
            ask_first(self.screen, question, lambda: self._talk.end(end), by="q")
        else:
            self._talk.end(end)

    @property
    def _leave_question(self) -> str:
        if self._talk.busy:
            return self.texts("leave_running")
        return self.texts("leave_question") if self._learning.lesson.is_resumed else self.texts("leave_program")

    @property
    def _at_stake(self) -> str:
        """The question that stands before the end, "" where nothing would be lost by it."""
        snapshot = self._talk.snapshot
        if self._talk.busy:
            return self.texts("quit_question")
        if self.screen.query_one(PromptInput).text.strip():
            return self.texts("quit_typed")
        under_way = snapshot is not None and snapshot.state == "stopped" and not snapshot.position.begins
        return self.texts("quit_under_way") if under_way and not self._learning.lesson.is_resumed else ""
