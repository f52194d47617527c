"""What a screen is made of outlives what its handlers raise: a fault is told, and the next message is handled.

A program that is being debugged, and all that was learned of it, must not be lost because one key met a pane that was
not there yet.
"""

from __future__ import annotations

from traceback import walk_tb

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ScreenResultType

from tuigraph.tui.steady import SteadyScreen
from tuigraph.tui.widgets.too_small import LEAST, TooSmall
from tuigraph.wire.said import Text


class Careful(MessagePump):
    """Goes on after an exception in a handler, of which the app hears; without it, Textual ends the app."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            self.app._handle_exception(error)


def concerns_what_leaves(error: Exception, app: App[object]) -> bool:
    """Whether it was raised where the app or a screen or widget is being taken away: what is missed there is no fault.

    A key may have been on its way to it.
    """
    if app._exit or not app.is_running:
        return True
    owners = (frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__))
    return any(isinstance(owner, DOMNode) and (owner._pruning or owner._closing) for owner in owners)


class CarefulScreen(Careful, SteadyScreen[ScreenResultType]):
    """A screen that can be closed once: a second key for it comes too late, and does nothing."""

    def tell(self, text: Text) -> bool:
        """Say it where this screen says things; False where it cannot."""
        return False

    def on_resize(self) -> None:
        """Say when there is too little room, and go on where there is enough again."""
        size, told = self.app.size, self.query(TooSmall)
        if size.width >= LEAST[0] and size.height >= LEAST[1]:
            told.remove()
        elif told:
            told.first().refresh(layout=True)
        else:
            self.mount(TooSmall())

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()
