"""What a screen is made of outlives what its handlers raise: a fault is told, and the next message is handled.

A program that is being debugged, and all that was learned of it, must not be lost because one key met a pane that was
not there yet.
"""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen, ScreenResultType

from tuigraph.tui.widgets.too_small import LEAST, TooSmall
from tuigraph.wire.said import Text


class Careful(MessagePump):
    """Goes on after an exception in a handler, of which the app hears; without it, Textual ends the app."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not is_leaving(self):
                self.app._handle_exception(error)


def is_leaving(pump: MessagePump) -> bool:
    """Whether a screen or widget is being taken away, or the app: what a handler misses then is no fault."""
    app = pump.app
    return app._exit or not app.is_running or pump._closing or (isinstance(pump, DOMNode) and pump._pruning)


class CarefulScreen(Careful, Screen[ScreenResultType]):
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
