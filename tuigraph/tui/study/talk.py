"""The talk with a lesson's program: what it is asked, whether it answers, and playing it."""

from __future__ import annotations

import time
from collections.abc import Callable

from tuigraph.tui.client_protocol import ClientFactory
from tuigraph.tui.inbox import Inbox
from tuigraph.tui.learning import Learning
from tuigraph.tui.picture import Picture
from tuigraph.tui.playback import Playback
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.screens.question import ask_first
from tuigraph.tui.study.part import Part
from tuigraph.tui.widgets.header import Header
from tuigraph.tui.widgets.prompt import PromptInput
from tuigraph.wire.commands import Command, Quit
from tuigraph.wire.picture import Update
from tuigraph.wire.said import Said
from tuigraph.wire.views import Snapshot

PATIENCE = 0.3  # seconds without an answer until the screen says that the program is running


class Talk(Part):
    """Sends commands to a client; what comes back goes to `show`, which adds it to `picture`."""

    def __init__(
        self, screen: Openers, learning: Learning, client_factory: ClientFactory, show: Callable[[list[Update]], None]
    ) -> None:
        super().__init__(screen)
        self._learning = learning
        self.picture = Picture()
        self.inbox = Inbox(screen, show)
        self.client = client_factory(learning.lesson, self.inbox.put, self._ended)
        self.playback = Playback(screen.set_timer, self.send)
        self._asked = 0.0  # since when an answer is waited for, 0.0 when all have come

    @property
    def snapshot(self) -> Snapshot | None:
        """The moment that is shown."""
        return self.picture.snapshot

    @property
    def behind(self) -> bool:
        """Whether the shown moment is in the past."""
        return self.snapshot is not None and self.snapshot.position.behind > 0

    @property
    def busy(self) -> bool:
        """True when the program has not answered for long enough that nobody should ask for more."""
        running = self.snapshot is not None and self.snapshot.state == "running"
        return running or (self._asked > 0 and time.monotonic() - self._asked > PATIENCE)

    def send(self, *commands: Command) -> bool:
        """Ask for something; False when the program is busy."""
        if self.busy:
            self.say_busy()
            return False
        if not self._asked:
            self._wait()
        self.inbox.hurry()
        for command in commands:
            self.client.send(command)
        return True

    def _wait(self) -> None:
        self._asked = time.monotonic()
        self.screen.set_timer(PATIENCE * 1.1, self.say_busy)

    def say_busy(self) -> None:
        """Say that the program runs, where it does."""
        if self.busy and (self.snapshot is None or self.snapshot.asking is None):
            self.screen.query_one(Header).show_busy()

    def answered(self, snapshot: Snapshot) -> None:
        """A moment has been told: the answer to what was asked, unless the program runs."""
        if self.client.running and snapshot.state != "running":
            self._wait()  # it answers what came before: where the program starts, or an earlier key
        elif snapshot.state != "running":
            self._asked = 0.0
        self.playback.show(snapshot)

    def show_header(self) -> None:
        """Say where the program stands, how fast it plays, and what there is to do."""
        if self.snapshot is not None:
            speed = f"{self.playback.speed:g}" if self.playback.playing else ""
            self.screen.query_one(Header).show(self.snapshot, speed, self._learning.to_do)

    def stop_playing(self) -> None:
        """Play no further, if it plays."""
        if self.playback.playing:
            self.playback.stop()
            self.show_header()

    def action_speed(self, factor: float) -> None:
        self.playback.change_speed(factor)
        self.show_header()

    def action_restart(self) -> None:
        self.stop_playing()
        self._asked = 0.0
        self.client.restart()

    def action_interrupt(self) -> None:
        """End what runs; where nothing does, what is half typed."""
        prompt = self.screen.query_one(PromptInput)
        if prompt.has_focus and not self.busy and prompt.drop():
            return
        self.stop_playing()
        self.inbox.hurry()
        self.client.interrupt()

    def close(self, then: Callable[[], object]) -> None:
        """End the program and go on to something else; ask before, while it runs."""
        if self.busy:
            ask_first(self.screen, self.texts("quit_question"), lambda: self.end(then))
        else:
            self.end(then)

    def end(self, then: Callable[[], object]) -> None:
        """End the program and go on to something else."""
        self.client.send(Quit())
        then()

    def _ended(self, why: Said) -> None:
        """Called from any thread."""
        self.screen.app.call_later(self._say_ended, why)

    def _say_ended(self, why: Said) -> None:
        if self.screen.is_mounted:
            self.stop_playing()
            self.screen.tell(self.texts("ended", why=why))
