"""Two sessions side by side on one node: the same part of its value in both, and which elements differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from tuigraph.tui.keys import LEAVING, Key, bindings
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.value import VALUE, ValueScreen
from tuigraph.tui.widgets.value import ValuePane

COMPARE: Sequence[Key] = (
    Key("tab,shift+tab", "other", "key_other_side", "Tab", "help_value", 1),
    Key("x", "session(1)", "key_session", "x", "help_value", 2),
    *(key for key in VALUE if key.section == "help_value"),
    *LEAVING,
)


class CompareScreen(ValueScreen):
    """The two newest sessions at first; each side can be turned to another one."""

    KEYS = COMPARE
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMPARE)
    AUTO_FOCUS = "#left"

    def __init__(self, title: str, host: Host, name: str) -> None:
        super().__init__(title, host, name)
        newest = self._sessions[-2:]
        self._first = (newest[0], newest[-1]) if newest else (0, 0)

    @property
    def _sessions(self) -> list[int]:
        snapshot = self.study.picture.snapshot
        return [session.session for session in snapshot.sessions] if snapshot is not None else []

    def body(self) -> Sequence[Widget]:
        left = ValuePane(self._name_shown, self._first[0], "left")
        right = ValuePane(self._name_shown, self._first[1], "right")
        left.beside, right.beside = right, left
        return [Horizontal(left, right)]

    @on(ValuePane.Moved)
    def _moved(self) -> None:
        for pane in self.panes:
            if pane is not self._pane:
                pane.follow(self._pane)

    def action_other(self) -> None:
        """The keys go to the other side."""
        for pane in self.panes:
            if not pane.has_focus:
                pane.focus()
                return

    def action_session(self, by: int) -> None:
        """Turn this side to another session."""
        sessions = self._sessions
        if sessions:
            at = sessions.index(self._pane.session) if self._pane.session in sessions else 0
            self._pane.in_session(sessions[(at + by) % len(sessions)])
