"""A part of the study screen: what it is given, and how its actions become actions of the screen."""

from __future__ import annotations

from tuigraph.tui.screens.openers import Openers
from tuigraph.words import Words


class Part:
    """Draws on a screen's widgets; its `action_...` are the screen's, where that has none of its own."""

    def __init__(self, screen: Openers) -> None:
        self.screen = screen
        for name in vars(type(self)):
            if name.startswith("action_") and name not in vars(type(screen)):
                setattr(screen, name, getattr(self, name))

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""
        return self.screen.texts
