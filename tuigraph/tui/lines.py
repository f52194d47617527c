"""The base of every pane: lines drawn on demand, so that a hundred thousand of them cost what is visible."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuigraph.tui.careful import Careful
from tuigraph.tui.dress import dress
from tuigraph.tui.glyphs import Glyphs
from tuigraph.tui.plain import Line, length
from tuigraph.words import Words


class LineView(Careful, ScrollView, can_focus=True):
    """A scrolling list of lines; a subclass says how many there are and draws one."""

    DEFAULT_CSS = """
    LineView {
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        scrollbar-gutter: stable;
        overflow-x: hidden;
        &:ansi { scrollbar-background: ansi_default; scrollbar-background-hover: ansi_default; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "line(-1)", show=False),
        Binding("down,j", "line(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "top", show=False),
        Binding("end,G", "bottom", show=False),
    ]
    has_cursor: ClassVar[bool] = False
    cursor = reactive(0, repaint=False)

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._painted: dict[int, Line] = {}  # what is on the screen, by line

    @property
    def cursor_shown(self) -> bool:
        """Whether the line of the cursor stands out."""
        return self.has_cursor and self.has_focus

    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def draw(self, index: int, width: int) -> Line:
        """Draw line ``index`` into at most ``width`` cells (what is longer is cut)."""
        raise NotImplementedError

    @property
    def texts(self) -> Words:
        """The interface texts in the app's language."""
        return dress(self.app).texts

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""
        return dress(self.app).glyphs

    def lines_changed(self) -> None:
        """Take the number of lines over into the scroll range, and paint what changed."""
        count = self.line_count()
        if self.virtual_size.height != count:
            self.virtual_size = Size(0, count)
        self.set_reactive(LineView.cursor, max(0, min(self.cursor, count - 1)))
        self.repaint()

    def tone(self, tone: str) -> Style:
        """The style of a tone, to be laid over the pane's own."""
        return dress(self.app).tones[tone] if tone else Style.null()

    def _drawn(self, index: int, width: int) -> Line:
        """A line as it is to be seen: with the cursor, and with neighbours of one tone joined."""
        if index >= self.line_count() or width <= 0:
            return []
        line = self.draw(index, width)
        if self.cursor_shown and index == self.cursor:
            line = [(text, "next" if tone == "next" else "cursor") for text, tone in line]
            line.append((" " * (width - length(line)), "cursor"))
        return [("".join(text for text, _ in spans), tone) for tone, spans in groupby(line, itemgetter(1))]

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        self._painted[index] = line = self._drawn(index, width)
        base = self.rich_style
        strip = Strip([Segment(text, base + self.tone(tone)) for text, tone in line])
        return strip.adjust_cell_length(max(width, 0), base)

    def repaint(self) -> None:
        """Paint the visible lines that differ from what is on the screen."""
        top = self.scroll_offset.y
        width, height = self.scrollable_content_region.size
        painted = self._painted
        self._painted = {}
        for index in range(top, top + height):
            line = self._drawn(index, width)
            if painted.get(index) == line:
                self._painted[index] = line
            else:
                self.refresh_line(index)

    def on_resize(self) -> None:
        self.resized()

    def resized(self) -> None:
        """Lay the lines out anew for another width or height."""
        self.lines_changed()

    def show_line(self, index: int, margin: int = 0) -> None:
        """Scroll so that a line is visible, with ``margin`` lines around it where there is room."""
        height = self.scrollable_content_region.height
        margin = min(margin, max(0, (height - 1) // 2))
        top = self.scroll_offset.y
        if index < top + margin:
            top = index - margin
        elif index >= top + height - margin:
            top = index - height + 1 + margin
        self.scroll_to_line(top)

    def turn_to_line(self, index: int, start: int = 0, margin: int = 3) -> None:
        """Scroll to the page that a line is on, so that it is seen at the same place whatever was shown before.

        Pages overlap by half; the first one begins at line `start`.
        """
        height = self.scrollable_content_region.height
        half, room = max(1, height // 2), max(1, height - min(margin, height // 4))
        beyond = index - start - room
        self.scroll_to_line(start + (beyond // half + 1) * half if beyond >= 0 else start)

    def scroll_to_line(self, top: int) -> None:
        """Make ``top`` the first visible line, as far as there is something to scroll."""
        last = max(0, self.line_count() - self.scrollable_content_region.height)
        self.scroll_to(y=max(0, min(top, last)), animate=False, immediate=True, force=True)

    def watch_cursor(self) -> None:
        self.show_line(self.cursor)
        self.repaint()

    def action_line(self, by: int) -> None:
        if self.has_cursor:
            self.cursor = max(0, min(self.cursor + by, self.line_count() - 1))
        else:
            self.scroll_to_line(self.scroll_offset.y + by)

    def action_page(self, by: int) -> None:
        self.action_line(by * max(1, self.scrollable_content_region.height - 1))

    def action_top(self) -> None:
        self.action_line(-self.line_count())

    def action_bottom(self) -> None:
        self.action_line(self.line_count())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if self.has_cursor and offset is not None and offset.y + self.scroll_offset.y < self.line_count():
            self.cursor = offset.y + self.scroll_offset.y
