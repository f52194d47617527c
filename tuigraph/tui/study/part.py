"""A part of the study screen, and how a screen gets the actions of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from tuigraph.tui.screens.openers import Openers
from tuigraph.words import Words


class Part:
    """Carries out actions (`action_...`) for a screen, and draws on its widgets."""

    def __init__(self, screen: Openers) -> None:
        self.screen = screen

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""
        return self.screen.texts


def route(screen: type[Openers], parts: Mapping[str, type[Part]]) -> None:
    """Give a class of screens the actions of the parts that its screens have under these names."""
    for attribute, part in parts.items():
        for action in [name for name in vars(part) if name.startswith("action_")]:
            setattr(screen, action, _passed_to(attribute, getattr(part, action)))


def _passed_to(attribute: str, action: Callable[..., object]) -> Callable[..., object]:
    @wraps(action)  # Textual reads the signature, and gives as many arguments as it names
    def act(screen: Openers, *arguments: object) -> object:
        return action(getattr(screen, attribute), *arguments)

    return act
