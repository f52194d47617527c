"""The screens that open over the study screen, as actions of it and of one another."""

from __future__ import annotations

from typing import Protocol

from textual.screen import Screen

from tuigraph.debugger.commands import Command
from tuigraph.tui.picture import Picture


class Host(Protocol):
    """The study screen, as the screens over it need it."""

    @property
    def picture(self) -> Picture:
        """All that is known of the program."""

    def ask(self, command: Command) -> bool:
        """Send a command; False when the program is busy."""

    def reveal(self, name: str) -> None:
        """Show a node in the tree."""

    async def run_action(self, action: str) -> object:
        """Carry out an action of its own keys."""


class Openers(Screen[None]):
    """The actions that open another screen on the node under the cursor."""

    @property
    def title_text(self) -> str:
        """What the screens over this one are headed by."""
        raise NotImplementedError

    @property
    def study(self) -> Host:
        """The screen that the program belongs to."""
        raise NotImplementedError

    def node_at_cursor(self) -> str:
        """The name of a node or scope, "" where there is none."""
        return ""

    def value_at_cursor(self) -> str:
        """The name of a variable, tensor or node that has a value."""
        return self.node_at_cursor()

    def action_value(self) -> None:
        from tuigraph.tui.screens.value import ValueScreen

        name = self.value_at_cursor()
        if name:
            self.app.push_screen(ValueScreen(self.title_text, self.study, name))

    def action_compare(self) -> None:
        from tuigraph.tui.screens.compare import CompareScreen

        name = self.value_at_cursor()
        if name:
            self.app.push_screen(CompareScreen(self.title_text, self.study, name))

    def action_lives(self) -> None:
        from tuigraph.tui.screens.lives import LivesScreen

        self.app.push_screen(LivesScreen(self.title_text, self.study))

    def action_why(self) -> None:
        from tuigraph.tui.screens.why import WhyScreen

        name = self.value_at_cursor()
        if name:
            self.app.push_screen(WhyScreen(self.title_text, self.study, name))

    def action_profile(self) -> None:
        from tuigraph.tui.screens.profile import ProfileScreen

        self.app.push_screen(ProfileScreen(self.title_text, self.study))

    def action_draw(self) -> None:
        from tuigraph.tui.screens.drawing import DrawingScreen

        self.app.push_screen(DrawingScreen(self.title_text, self.study, self.node_at_cursor()))

    def action_inputs(self) -> None:
        self._open_links(outwards=False)

    def action_outputs(self) -> None:
        self._open_links(outwards=True)

    def _open_links(self, outwards: bool) -> None:
        from tuigraph.tui.screens.links import LinksScreen

        name = self.node_at_cursor()
        if name:
            self.app.push_screen(LinksScreen(self.title_text, self.study, name, outwards))
