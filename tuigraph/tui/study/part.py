"""A part of the study screen: what it is given, and how its actions become actions of the screen."""

from __future__ import annotations

from tuigraph.tui.screens.openers import Openers
from tuigraph.words import Words


class Part:
    """Draws on a screen's widgets; what it defines as `action_...` is an action of the screen."""

    def __init__(self, screen: Openers) -> None:
        self.screen = screen
        for name in vars(type(self)):
            if name.startswith("action_"):
                setattr(screen, name, getattr(self, name))

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""
        return self.screen.texts
