"""The prompt of a study screen: what is typed goes to the program, and completions come back."""

from __future__ import annotations

from collections.abc import Sequence

from tuigraph.tui.learning import Learning
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.study.pane_keys import PaneKeys
from tuigraph.tui.study.part import Part
from tuigraph.tui.study.talk import Talk
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.prompt import PromptInput
from tuigraph.wire.commands import TYPED, Complete, Evaluate, Typed
from tuigraph.wire.views import Snapshot


class Prompting(Part):
    """Sends code and typed commands, and keeps the code for the day the lesson is resumed."""

    def __init__(self, screen: Openers, learning: Learning, talk: Talk, panes: PaneKeys) -> None:
        super().__init__(screen)
        self._learning = learning
        self._talk = talk
        self._panes = panes
        self._completing = False
        self._lent = False  # the prompt has the keys because the program asked for a line

    def evaluate(self, source: str) -> None:
        """Have what was typed carried out; it stays where it is while the program is busy."""
        self._talk.stop_playing()
        command = source.startswith(TYPED)
        if self._talk.send(Typed(source[1:].strip()) if command else Evaluate(source, hint=True)):
            self.screen.query_one(OutputLog).write_source(source)
            if not command:
                self._learning.keep_typed(source)
        else:
            self.screen.query_one(PromptInput).text = source

    def action_command(self) -> None:
        self._panes.action_show("prompt")
        self.screen.query_one(PromptInput).begin_command()

    def ask(self, snapshot: Snapshot) -> None:
        """Let a line be typed for the program, if it waits for one; the keys go back where they were when it stops."""
        prompt = self.screen.query_one(PromptInput)
        if prompt.ask(snapshot.asking) and snapshot.asking is not None:
            self._lent = self._lent or not prompt.has_focus
            self._panes.action_show("prompt")
            self.screen.tell(self.texts("program_asks"))
        elif self._lent and snapshot.state != "running":
            self._lent = False
            if prompt.has_focus:
                self._panes.leave_prompt()

    def give(self, line: str) -> None:
        """Give the program what was typed for it."""
        snapshot = self._talk.snapshot
        if snapshot is not None and snapshot.asking is not None:
            self.screen.query_one(OutputLog).write_typed("\n" if snapshot.asking.secret else line)
            self._talk.client.type_line(line)

    def complete(self, text: str) -> None:
        """Ask what could come next."""
        self._completing = True
        self._talk.send(Complete(text))

    def offer(self, snapshots: Sequence[Snapshot]) -> None:
        """Offer the completions that have come, if somebody waits for them."""
        names = next((s.completions for s in snapshots if s.completions), ())
        if self._completing and names:
            self._completing = False
            self.screen.query_one(PromptInput).offer(names)
