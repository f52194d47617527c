"""The screens that open over the study screen, in a table: actions of it and of one another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partialmethod
from importlib import import_module
from typing import Literal, NamedTuple, Protocol

from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.dress import dress
from tuigraph.tui.node_filter import BadFilter, NodeFilter
from tuigraph.tui.picture import Picture
from tuigraph.wire.commands import Command, Rewind, WhatIf
from tuigraph.words import Words


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


class Filtered(Protocol):
    """A pane that shows some of the nodes."""

    @property
    def filter(self) -> NodeFilter:
        """Which ones."""

    def set_filter(self, filter: NodeFilter) -> str:
        """Show only the nodes that fit; what is to be said of them."""


class Openers(CarefulScreen[None]):
    """The actions that open another screen on the node under the cursor."""

    shows_branch = False

    @property
    def title_text(self) -> str:
        """What the screens over this one are headed by."""
        raise NotImplementedError

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""
        return dress(self.app).texts

    def ask_text(self, question: str, text: str, then: Callable[[str], object]) -> None:
        """Ask for a line of text; nothing happens when there is none."""
        from tuigraph.tui.screens.ask import Ask

        def answered(answer: str | None) -> None:
            if answer:
                then(answer)

        self.app.push_screen(Ask(question, text), answered)

    def ask_filter(self, pane: Filtered, then: Callable[[str], object]) -> None:
        """Ask which nodes a graph pane is to show; what is to be said of them goes to `then`."""
        from tuigraph.tui.screens.ask import Ask

        def answered(text: str | None) -> None:
            if text is not None:
                try:
                    then(pane.set_filter(NodeFilter(text)))
                except BadFilter as error:
                    self.tell(self.texts("bad_filter", word=error))

        self.app.push_screen(Ask(self.texts("ask_filter"), pane.filter.text), answered)

    @property
    def study(self) -> Host:
        """The screen that the program belongs to."""
        raise NotImplementedError

    @property
    def no_node(self) -> str:
        """What is said where a node is asked for and none is under the cursor."""
        return self.texts("no_node_here")

    def node_at_cursor(self) -> str:
        """The name of a node or scope, "" where there is none."""
        return ""

    def value_at_cursor(self) -> str:
        """The name of a variable, tensor or node that has a value."""
        return self.node_at_cursor()

    def action_suppose(self) -> None:
        """Ask for another value of the node or variable under the cursor, and show what it changes."""
        name = self.value_at_cursor()
        if not name:
            self.tell(self.no_node)
        else:
            self.ask_text(self.texts("ask_suppose", node=name), "", lambda text: self._suppose(name, text))

    def _suppose(self, name: str, text: str) -> None:
        if self.study.ask(WhatIf(name, text)) and not self.shows_branch:
            self.open_over(SCREENS["branch"])

    def action_back_to_breakpoint(self) -> None:
        self.study.ask(Rewind("breakpoint"))

    def action_back_to_write(self) -> None:
        """To before the last write of the variable under the cursor."""
        name = self.value_at_cursor()
        if not name:
            self.tell(self.no_node)
        else:
            self.study.ask(Rewind("write", name))

    def action_back_to_condition(self) -> None:
        self.ask_text(self.texts("ask_condition"), "", lambda text: self.study.ask(Rewind("condition", text)))

    def history_of(self) -> str:
        """The expression whose history is offered."""
        return self.value_at_cursor()

    def action_history(self) -> None:
        """Ask for an expression, and show what it has come to over all runs."""
        self.ask_text(self.texts("ask_history"), self.history_of(), self.show_history)

    def show_history(self, expression: str) -> None:
        """Show what an expression has come to over all runs."""
        self.open_over(Opening("history.HistoryScreen", more=(expression,)))

    def open_over(self, opening: Opening) -> None:
        """Open a screen over this one."""
        names = {"": (), "node": (self.node_at_cursor(),), "value": (self.value_at_cursor(),)}[opening.on]
        if all(names) or not opening.needed:
            module, name = opening.screen.split(".")
            made = getattr(import_module(f"tuigraph.tui.screens.{module}"), name)
            self.app.push_screen(made(self.title_text, self.study, *names, *opening.more))
        else:
            self.tell(self.no_node)


class Opening(NamedTuple):
    """A screen over another one: its module and class here, and what under the cursor it is opened on."""

    screen: str
    on: Literal["", "node", "value"] = ""
    needed: bool = True  # without something under the cursor it is not opened
    more: tuple[object, ...] = ()  # arguments


SCREENS = {  # by the action that opens it
    "value": Opening("value.ValueScreen", "value"),
    "compare": Opening("compare.CompareScreen", "value"),
    "why": Opening("why.WhyScreen", "value"),
    "lives": Opening("lives.LivesScreen"),
    "branch": Opening("whatif.WhatIfScreen"),
    "stack": Opening("stack.StackScreen"),
    "profile": Opening("profile.ProfileScreen"),
    "health": Opening("health.HealthScreen"),
    "stops": Opening("stops.StopsScreen", "node", needed=False),
    "inputs": Opening("links.LinksScreen", "node", more=(False,)),
    "outputs": Opening("links.LinksScreen", "node", more=(True,)),
}

for _action, _opening in SCREENS.items():
    setattr(Openers, f"action_{_action}", partialmethod(Openers.open_over, _opening))
