"""What every screen and widget asks of its app: the words and signs to draw with, and the way between lessons."""

from __future__ import annotations

from typing import Protocol, cast

from rich.style import Style
from textual.app import App

from tuigraph.lessons import Lesson
from tuigraph.tui.glyphs import Glyphs
from tuigraph.words import Words


class Dress(Protocol):
    """The app, as what is inside it knows it."""

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""

    @property
    def tones(self) -> dict[str, Style]:
        """How each tone is drawn in the theme."""

    def open_lesson(self, lesson: Lesson) -> None:
        """Study a lesson."""

    def lesson_after(self, lesson: Lesson) -> Lesson | None:
        """The next lesson in the list."""

    def change_lesson(self, lesson: Lesson) -> None:
        """Study another lesson instead of the one that is open."""

    def leave_lesson(self) -> None:
        """Back to the list, or to where one came from."""


def dress(app: App[object]) -> Dress:
    """The app around a screen or widget."""
    return cast(Dress, app)
