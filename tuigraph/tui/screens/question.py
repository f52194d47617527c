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
    """Gives True for y and False for n; the key that brought up the question is yes, and Escape otherwise no."""

    CSS_PATH = "question.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "dismiss(True)", "yes"),
        ("n", "dismiss(False)", "no"),
        ("escape", "again('escape')", "no"),
        ("q", "again('q')", "yes"),
    ]

    def __init__(self, text: str, by: str = "") -> None:
        super().__init__()
        self._text, self._by = text, by

    def compose(self) -> ComposeResult:
        yield Static(self._text, id="question", markup=False)

    def action_again(self, key: str) -> None:
        if key in (self._by, "escape"):
            self.dismiss(key == self._by)


def ask_first(screen: Screen[None], question: str, then: Callable[[], object], by: str = "") -> None:
    """Do something if the answer is yes; `by` is the key that asks, and answers so when it is pressed again."""

    def answered(yes: bool | None) -> None:
        if yes:
            then()

    screen.app.push_screen(Question(question, by), answered)
