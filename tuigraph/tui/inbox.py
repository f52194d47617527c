"""Updates on their way to the screen: taken from any thread, handed over together, at most so many times a second."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from tuigraph.wire.views import More

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

    from tuigraph.wire.picture import Update

INTERVAL = 0.05  # seconds between two repaints while nobody presses a key
PORTION = 4  # parts of a large graph that are handed over together: keys come in between


class Inbox:
    """Between the thread that reads updates and the screen that shows them."""

    def __init__(self, screen: Screen[None], show: Callable[[list[Update]], None]) -> None:
        self._screen = screen
        self._show = show
        self._waiting: deque[Update] = deque()
        self._lock = threading.Lock()
        self._told = False
        self._shown_at = 0.0
        self._timer: Timer | None = None

    def put(self, update: Update) -> None:
        """Called from any thread."""
        with self._lock:
            self._waiting.append(update)
            told, self._told = self._told, True
        if not told:
            self._screen.call_later(self._arrived)

    def hurry(self) -> None:
        """Somebody waits for the next update: show it the moment it comes."""
        self._shown_at = 0.0

    def _arrived(self) -> None:
        """Show what has come, now or when the interval is over."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        early = self._shown_at + INTERVAL - time.monotonic()
        if early > 0:
            self._timer = self._screen.set_timer(early, self._hand_over)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        self._timer = None
        self._shown_at = time.monotonic()
        with self._lock:
            updates: list[Update] = []
            while self._waiting and sum(isinstance(update, More) for update in updates) < PORTION:
                updates.append(self._waiting.popleft())
            self._told = bool(self._waiting)
        if updates:
            self._show(updates)
        if self._told:
            self._screen.call_later(self._arrived)
