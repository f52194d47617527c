"""The panes of the study screen in their places, and the edges between them, which keys and the mouse can move."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.containers import Container
from textual.geometry import Offset, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from tuigraph.tui.arrangement import Arrangement, Edge, Wishes, arrange
from tuigraph.tui.careful import Careful
from tuigraph.tui.pane_sizes import load_shares, save_shares

KEPT_AFTER = 1.0  # seconds after the last move of an edge


class _Places(Layout):
    """Puts each child of `Panes` where its arrangement says."""

    name = "places"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        assert isinstance(parent, Panes)
        regions = parent.arrangement_at(size).regions
        return [
            WidgetPlacement(regions[child.id], Offset(), Spacing(), child) for child in children if child.id in regions
        ]


class Panes(Careful, Container):
    """Holds the panes by their ids.  What they wish for is told by `wish`."""

    class Moved(Message):
        """Other panes are seen than before."""

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children, id="panes")
        self._places = _Places()
        self.wishes = Wishes(shares=load_shares())
        self.arrangement = Arrangement()
        self._asked: tuple[Size, Wishes] | None = None
        self._held: Edge | None = None  # by the mouse
        self._saving: Timer | None = None

    @property
    def layout(self) -> Layout:
        return self._places

    def arrangement_at(self, size: Size) -> Arrangement:
        """Where everything lies in an area."""
        if (size, self.wishes) != self._asked:
            self._asked = size, self.wishes
            before, self.arrangement = self.arrangement, arrange(size, self.wishes)
            if before.hidden != self.arrangement.hidden or set(before.regions) != set(self.arrangement.regions):
                self.post_message(self.Moved())
        return self.arrangement

    @property
    def text_width(self) -> int:
        """How wide the lesson is, or the pane that fills the screen."""
        regions = self.arrangement.regions
        seen = regions.get(self.wishes.zoomed or "lesson")
        return seen.width if seen is not None else self.size.width

    def wish(self, wishes: Wishes) -> None:
        """Lay the panes out for other wishes."""
        if wishes != self.wishes:
            self.wishes = wishes
            if self.size:
                self.arrangement_at(self.size)
            self.children[0].refresh(layout=True)  # of a child: Textual remembers where a container put its own

    # the edges

    def grow(self, pane: str, columns: int, rows: int) -> bool:
        """Make a pane wider or higher; False where no edge of it can be moved that way."""
        by = columns or rows
        touching = [e for e in self.arrangement.edges if e.upright == bool(columns) and pane in e.before | e.after]
        if not touching:
            return False
        edge = min(touching, key=lambda edge: edge.extent)
        self._move(edge, edge.at + (by if pane in edge.before else -by))
        self._save_soon()
        return True

    def as_they_were(self) -> None:
        """Give all edges their usual places."""
        self.wish(replace(self.wishes, shares={}))
        self._save_soon()

    def _move(self, edge: Edge, to: int) -> None:
        self.wish(replace(self.wishes, shares={**self.wishes.shares, edge.share: edge.moved(to)}))

    def _save_soon(self) -> None:
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(KEPT_AFTER, self._save)

    def _save(self) -> None:
        self._saving = None
        save_shares(self.wishes.shares)

    def on_unmount(self) -> None:
        if self._saving is not None:
            self._save()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        at = event.screen_offset - self.region.offset
        for edge in self.arrangement.edges:
            place, along = (at.x, at.y) if edge.upright else (at.y, at.x)
            if place in (edge.at - 1, edge.at) and along in edge.across:
                self._held = edge
                self.capture_mouse()
                event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is not None:
            at = event.screen_offset - self.region.offset
            self._move(self._held, at.x if self._held.upright else at.y)

    def on_mouse_up(self) -> None:
        if self._held is not None:
            self._held = None
            self.release_mouse()
            self._save_soon()
