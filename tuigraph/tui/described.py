"""What a view of the graph says of what is under its cursor: the pane around it has it in its lower border."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


class Described(Message):
    """The text of a view, safe to be shown."""

    def __init__(self, view: Widget, text: str) -> None:
        super().__init__()
        self.view = view
        self.text = text
