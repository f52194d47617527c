"""A question that is answered with y or n."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tuigraph.tui.careful import CarefulScreen


class Question(ModalScreen[bool], CarefulScreen[bool]):
    """Gives True for y and False for n; Escape is no, but where it was Escape that brought up the question."""

    CSS_PATH = "question.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "dismiss(True)", "yes"),
        ("n", "dismiss(False)", "no"),
        ("escape", "escape", "no"),
    ]

    def __init__(self, text: str, escape: bool = False) -> None:
        super().__init__()
        self._text, self._escape = text, escape

    def compose(self) -> ComposeResult:
        yield Static(self._text, id="question", markup=False)

    def action_escape(self) -> None:
        self.dismiss(self._escape)


def ask_first(screen: Screen[None], question: str, then: Callable[[], object], escape: bool = False) -> None:
    """Do something if the answer is yes."""

    def answered(yes: bool | None) -> None:
        if yes:
            then()

    screen.app.push_screen(Question(question, escape), answered)
