"""The screens that open over the study screen, as actions of it and of one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.picture import Picture
from tuigraph.wire.commands import Command, Rewind, WhatIf
from tuigraph.words import Words

if TYPE_CHECKING:
    from tuigraph.tui.app import TuigraphApp


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


class Openers(CarefulScreen[None]):
    """The actions that open another screen on the node under the cursor."""

    @property
    def title_text(self) -> str:
        """What the screens over this one are headed by."""
        raise NotImplementedError

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""
        return cast("TuigraphApp", self.app).texts

    def ask_text(self, question: str, text: str, then: Callable[[str], object]) -> None:
        """Ask for a line of text; nothing happens when there is none."""
        from tuigraph.tui.screens.ask import Ask

        def answered(answer: str | None) -> None:
            if answer:
                then(answer)

        self.app.push_screen(Ask(question, text), answered)

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

    def action_suppose(self) -> None:
        """Ask for another value of the node or variable under the cursor, and show what it changes."""
        name = self.value_at_cursor()
        if name:
            self.ask_text(self.texts("ask_suppose", node=name), "", lambda text: self._suppose(name, text))

    def _suppose(self, name: str, text: str) -> None:
        from tuigraph.tui.screens.whatif import WhatIfScreen

        if self.study.ask(WhatIf(name, text)) and not isinstance(self, WhatIfScreen):
            self.app.push_screen(WhatIfScreen(self.title_text, self.study))

    def action_branch(self) -> None:
        from tuigraph.tui.screens.whatif import WhatIfScreen

        self.app.push_screen(WhatIfScreen(self.title_text, self.study))

    def action_stops(self) -> None:
        from tuigraph.tui.screens.stops import StopsScreen

        self.app.push_screen(StopsScreen(self.title_text, self.study, self.node_at_cursor()))

    def action_back_to_breakpoint(self) -> None:
        self.study.ask(Rewind("breakpoint"))

    def action_back_to_write(self) -> None:
        """To before the last write of the variable under the cursor."""
        name = self.value_at_cursor()
        if name:
            self.study.ask(Rewind("write", name))

    def action_back_to_condition(self) -> None:
        self.ask_text(self.texts("ask_condition"), "", lambda text: self.study.ask(Rewind("condition", text)))

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
