"""A screen that paints at once, and only what stays: what several layouts lead to is painted when the last is done.

Textual paints every sixtieth of a second what has come to be, whatever follows from it: a pane that moved and then
scrolled was sent twice, a frame apart.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from textual import events
from textual.geometry import Size
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

FRAME = 1 / 60  # seconds between two paints
LONGEST = 0.1  # seconds that paints are kept back at most: something may move all the time
QUIET = 2  # times that nobody has anything left to do before it is believed


class SteadyScreen(Screen[ScreenResultType]):
    """Keeps paints back from `settle` on, until everything lies where it stays."""

    _unsettled = 0.0  # since when paints are kept back, 0.0 when they are not
    _expecting = 0.0  # until when they are kept back although everything lies
    _quiet = 0
    _kept_back = False
    _last_painted = 0.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._sizes: dict[Widget, Size] = {}  # at the last layout

    def settle(self, expecting: float = 0.0) -> None:
        """Much has changed: lay it out before any of it is painted; more is expected within so many seconds."""
        now = time.monotonic()
        self._quiet = 0
        self._expecting = now + expecting
        self._unsettled = self._unsettled or now
        self.check_idle()

    @property
    def settled(self) -> bool:
        """Whether no paint is kept back."""
        return not self._unsettled

    async def _on_idle(self, event: events.Idle) -> None:
        now = time.monotonic()
        if not self.is_current or self.app._batch_count:
            self._unsettled = 0.0
        elif self._unsettled and now - self._unsettled < LONGEST:
            again = self._not_settled(now)
            if again is not None:
                event.prevent_default()
                asyncio.get_running_loop().call_later(again, self.check_idle)  # what the widgets do comes before it
                return
        self._release()
        if self.is_current and self._wants_frame and now - self._last_painted >= FRAME:
            self._on_timer_update()

    def _not_settled(self, now: float) -> float | None:
        """Lay out what is to be laid out; after how many seconds to look again, None when everything lies."""
        if self._wants_frame:
            self._quiet = 0
            self._on_timer_update()
        elif any(widget.message_queue_size for widget in self.walk_children(with_self=False)):
            self._quiet = 0
        else:
            self._quiet += 1
        if self._quiet < QUIET:
            return 0.0
        return self._expecting - now if self._expecting > now else None

    @property
    def _wants_frame(self) -> bool:
        return bool(self._layout_required or self._scroll_required or self._repaint_required or self._dirty_widgets)

    def _release(self) -> None:
        """Paint what was kept back."""
        self._unsettled = 0.0
        if self._kept_back:
            self._compositor_refresh()

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Tell each widget its new size: Textual tells none whose place was looked up between a scroll and a layout."""
        only_scrolls = scroll and not self._layout_widgets
        super()._refresh_layout(size, scroll)
        if not only_scrolls:
            before, self._sizes = self._sizes, {}
            for widget, place in self._compositor.layers:
                self._sizes[widget] = now = place.region.size
                if before.get(widget, now) != now:
                    widget.post_message(events.Resize(now, place.virtual_size, place.container_size))

    def _compositor_refresh(self) -> None:
        """Paint, or keep it back; Textual forgets what wants to be painted since the compositor was told last."""
        self._compositor.update_widgets(self._dirty_widgets)
        self._dirty_widgets.clear()
        self._kept_back = bool(self._unsettled or self.app._batch_count)
        if not self._kept_back:
            self._last_painted = time.monotonic()
            super()._compositor_refresh()
