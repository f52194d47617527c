"""A tensor's value: a table of its elements with a cursor, its statistics, a histogram or a heat map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.tui.element import element_at, index_of, place_of
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, length, right, wrap
from tuigraph.wire.questions import Order, ShowValue, Statistics, ValuePage
from tuigraph.words import message

Mode = Literal["table", "histogram", "heat"]
MODES: tuple[Mode, ...] = ("table", "histogram", "heat")
ORDERS: dict[Order, str] = {
    "index": "",
    "ascending": message("ascending"),
    "descending": message("descending"),
}
ABOVE = 4  # lines above the table: what it is, two of statistics, the columns
CELL = 12  # cells of an element, before it is known how wide they are
BARS, BARS_ASCII = " ▁▂▃▄▅▆▇█", " .:-=+*#@"
SHADES, SHADES_ASCII = " ·░░▒▒▓▓█", " .:-=+*#@"


@dataclass
class Look:
    """How a value is looked at."""

    slice: str = ""
    format: str = ""
    highlight: str = ""
    order: Order = "index"
    mode: Mode = "table"


class ValuePane(LineView):
    """Asks for what it has room for, and for more where the cursor goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", show=False),
        Binding("down,j", "move(1, 0)", show=False),
        Binding("left,h", "move(0, -1)", show=False),
        Binding("right,l", "move(0, 1)", show=False),
        Binding("pageup", "pages(-1, 0)", show=False),
        Binding("pagedown", "pages(1, 0)", show=False),
        Binding("shift+left", "pages(0, -1)", show=False),
        Binding("shift+right", "pages(0, 1)", show=False),
        Binding("home,g", "end(0)", show=False),
        Binding("end,G", "end(1)", show=False),
    ]

    class Wanted(Message):
        """The page that the pane has room for."""

        def __init__(self, pane: ValuePane, ask: ShowValue) -> None:
            super().__init__()
            self.pane = pane
            self.ask = ask

    class Moved(Message):
        """The cursor is on another element."""

    def __init__(self, name: str, session: int = 0, id: str = "value") -> None:
        super().__init__(id=id, classes="pane")
        self.name_shown = name
        self.session = session
        self.look = Look()
        self.beside: ValuePane | None = None  # the pane whose elements these are compared with
        self._page: ValuePage | None = None
        self._cells: list[list[str]] = []  # of the page, in words
        self._labels: list[str] = []  # of its rows
        self._row = self._column = 0  # of the cursor, in the whole table
        self._first_row = self._first_column = 0
        self._fitting = 0  # columns that fit, 0 when that is not known yet

    # asking

    @property
    def _rows(self) -> int:
        return max(self.content_size.height - ABOVE, 1)

    @property
    def _columns(self) -> int:
        return self._fitting or max((self.content_size.width - 8) // CELL, 1)

    def ask(self) -> None:
        """Ask for the page again, as it is looked at now."""
        if not self.content_size.width:
            return
        heat = self.look.mode == "heat"
        ask = ShowValue(
            self.name_shown,
            self.look.slice,
            self._first_row,
            self._first_column,
            self._rows,
            self._columns,
            self.look.format,
            self.look.highlight,
            self.look.order,
            self._rows if heat else 0,
            max(self.content_size.width // 2 - 1, 1) if heat else 0,
            self.session,
        )
        self.post_message(self.Wanted(self, ask))

    def change(self, **look: str) -> None:
        """Look at the value in another way."""
        for name, value in look.items():
            setattr(self.look, name, value)
        self._row = self._column = self._first_row = self._first_column = self._fitting = 0
        self.ask()

    def show(self, page: ValuePage) -> None:
        """Show a page, if it has not been shown."""
        if page is self._page:
            return
        self._page = page
        self._cells = [[clean(self.texts.say(text)) for text in row] for row in page.cells]
        self._labels = [clean(self.texts.say(label)) for label in page.row_labels]
        self._first_row, self._first_column = page.row, page.column
        self._row = max(0, min(self._row, page.total_rows - 1))
        self._column = max(0, min(self._column, page.total_columns - 1))
        fitting, there = (
            max((self.content_size.width - self._margin) // self._cell, 1),
            max(map(len, page.cells), default=0),
        )
        if fitting < there or (there < fitting and there < page.total_columns and not self._fitting):
            self._fitting = fitting
            self.ask()
        self.lines_changed()
        self._describe()

    def resized(self) -> None:
        self._fitting = 0
        self.lines_changed()
        self.ask()

    # the cursor

    def action_move(self, down: int, along: int) -> None:
        page = self._page
        if page is None or not page.cells:
            return
        self._row = max(0, min(self._row + down, page.total_rows - 1))
        self._column = max(0, min(self._column + along, page.total_columns - 1))
        rows, columns = len(page.cells), max(map(len, page.cells), default=1)
        first_row = max(min(self._first_row, self._row), self._row - rows + 1)
        first_column = max(min(self._first_column, self._column), self._column - columns + 1)
        if (first_row, first_column) != (self._first_row, self._first_column):
            self._first_row, self._first_column = first_row, first_column
            self.ask()
        self.repaint()
        self._describe()
        if self.has_focus:
            self.post_message(self.Moved())

    def follow(self, other: ValuePane) -> None:
        """Put the cursor where another pane has it."""
        self.action_move(other._row - self._row, other._column - self._column)

    def in_session(self, session: int) -> None:
        """Show the value that it has in a session."""
        self.session = session
        self._page = None
        self.ask()

    def action_pages(self, down: int, along: int) -> None:
        self._first_row = max(0, self._first_row + down * self._rows)
        self._first_column = max(0, self._first_column + along * self._columns)
        self._row += down * self._rows
        self._column += along * self._columns
        self.ask()
        self.action_move(0, 0)

    def action_end(self, last: int) -> None:
        if self._page is not None:
            self.action_move((self._page.total_rows if last else 0) - self._row, 0)

    def go_to(self, text: str) -> None:
        """Put the cursor on an element.  Raises NoElement."""
        if self._page is not None:
            if self.look.order != "index":
                self.look.order = "index"
            index = index_of(text, self._page.shape)
            self._row, self._column = place_of(index, self._page.shape, self._columns)
            self._first_row = max(0, self._row - self._rows // 2)
            self._first_column = max(0, self._column - self._columns // 2)
            self.ask()

    @property
    def element(self) -> tuple[str, str]:
        """Index and text of the element under the cursor."""
        page = self._page
        if page is None or not page.cells:
            return "", ""
        row, column = self._row - page.row, self._column - page.column
        if not (0 <= row < len(page.cells) and 0 <= column < len(page.cells[row])):
            return "", ""
        if self.look.order != "index":
            return self._labels[row], self._cells[row][column]
        width = page.total_columns
        return ",".join(map(str, element_at(self._row, self._column, page.shape, width))), self._cells[row][column]

    @property
    def page_text(self) -> str:
        """The page as lines of fields with tabs between, as spreadsheets take them."""
        return "\n".join("\t".join(row) for row in self._cells)

    # drawing

    @property
    def _margin(self) -> int:
        return max(map(cell_len, self._labels), default=0) + 1

    @property
    def _cell(self) -> int:
        return max((cell_len(text) for row in self._cells for text in row), default=1) + 2

    def line_count(self) -> int:
        return max(self.content_size.height, 1)

    def draw(self, index: int, width: int) -> Line:
        page = self._page
        if page is None:
            return [(self.texts("starting"), "muted")] if index == 0 else []
        if page.problem:
            lines = wrap([(clean(self.texts.say(page.problem)), "bad")], width)
            return lines[index] if index < len(lines) else []
        if index == 0:
            return self._draw_title(page)
        if index < ABOVE - 1:
            return self._draw_statistics(page.statistics, index - 1, width)
        at = index - ABOVE
        if self.look.mode == "histogram":
            return self._draw_histogram(page.statistics, index - ABOVE + 1, width)
        if self.look.mode == "heat":
            return self._draw_heat(page, at) if at >= 0 else []
        return self._draw_row(page, at, width) if at >= 0 else self._draw_columns(page)

    def _draw_title(self, page: ValuePage) -> Line:
        say, look = self.texts, self.look
        line: Line = [(clean(page.name + page.slice), "name"), (f"  {page.dtype} {_shape(page.shape)}", "number")]
        if page.run:
            line.append((say("cause_run", n=page.run), "warn"))
        if page.remark:
            line.append((f"  {clean(say.say(page.remark))}", "warn"))
        if page.slice:
            line.append((f"  {say('slice_of', shape=_shape(page.whole))}", "muted"))
        if look.order != "index":
            line.append((f"  [{say(ORDERS[look.order])}]", "warn"))
        if look.highlight:
            line.append((f"  [{look.highlight}: {page.marked}]", "warn"))
        return line

    def _draw_statistics(self, found: Statistics | None, line: int, width: int) -> Line:
        say = self.texts
        if found is None:
            return [(say("no_numbers"), "muted")] if line == 0 else []
        if line == 1:
            counts: Line = [(f"{say('zeros')} {found.zeros}  ", "")]
            counts.append((f"NaN {found.nans}  ", "bad" if found.nans else ""))
            counts.append((f"Inf {found.infs}  -Inf {found.negative_infs}  ", _tone(found.infs + found.negative_infs)))
            return [*counts, (self._bars(found, 1)[0], "value")] if length(counts) + 40 <= width else counts
        parts = (
            (say("least"), found.minimum),
            (say("greatest"), found.maximum),
            (say("mean"), found.mean),
            (say("deviation"), found.deviation),
        )
        spans: Line = []
        for name, value in parts:
            spans += [(f"{name} ", "muted"), (f"{value:.6g}  ", "strong")]
        return spans

    def _bars(self, found: Statistics, height: int, width: int = 1) -> list[str]:
        """The histogram as rows of characters, from the top."""
        signs = BARS_ASCII if self.glyphs.ascii else BARS
        most = max(found.histogram, default=0) or 1
        eighths = [math.ceil(count * height * 8 / most) for count in found.histogram]
        return [
            "".join(signs[max(0, min(full - row * 8, 8))] * width for full in eighths)
            for row in reversed(range(height))
        ]

    def _draw_histogram(self, found: Statistics | None, at: int, width: int) -> Line:
        if found is None or not found.histogram:
            return []
        bars = len(found.histogram)
        each = max(1, width // bars)
        height = max(self.content_size.height - ABOVE, 2)
        if at < height - 1:
            return [(self._bars(found, height - 1, each)[at], "value")]
        if at == height - 1:
            low, high = f"{found.minimum:.4g}", f"{found.maximum:.4g}"
            return [(low + right(high, each * bars - len(low)), "muted")]
        return [(self.texts("most_in_a_bar", n=max(found.histogram)), "muted")] if at == height else []

    def _draw_heat(self, page: ValuePage, at: int) -> Line:
        if at >= len(page.heat):
            return []
        shades = SHADES_ASCII if self.glyphs.ascii else SHADES
        return [("!!", "bad") if level < 0 else (shades[level] * 2, "value") for level in page.heat[at]]

    def _draw_columns(self, page: ValuePage) -> Line:
        columns = max(map(len, page.cells), default=0)
        if self.look.order != "index" or not columns:
            return []
        heads = (str(page.column + column) for column in range(columns))
        return [(" " * self._margin + "".join(right(head, self._cell) for head in heads), "muted")]

    def _draw_row(self, page: ValuePage, at: int, width: int) -> Line:
        if at >= len(page.cells):
            return []
        line: Line = [(right(self._labels[at], self._margin - 1) + " ", "muted")]
        for column, text in enumerate(self._cells[at]):
            tone = "bad" if text in ("nan", "inf", "-inf") else ""
            if page.marks and page.marks[at][column]:
                tone = "next"
            if (page.row + at, page.column + column) == (self._row, self._column):
                tone = "cursor"
            elif self._differs(page, at, column):
                tone = tone or "warn"
            line += [(" " * (self._cell - cell_len(text)), ""), (text, tone)]
        return line

    def _differs(self, page: ValuePage, at: int, column: int) -> bool:
        """Whether the element is another one in the pane beside."""
        other = self.beside._page if self.beside is not None else None
        if other is None or (other.shape, other.row, other.column) != (page.shape, page.row, page.column):
            return False
        cells = other.cells[at] if at < len(other.cells) else ()
        return column < len(cells) and cells[column] != page.cells[at][column]

    def _describe(self) -> None:
        index, text = self.element
        page = self._page
        title = self.texts("value_title", node=self.name_shown)
        if self.session:
            title = f"{self.texts('session', n=self.session)}  {title}"
        self.border_title = clean(title).replace("[", r"\[")
        where = f"{index}: " if index else ""
        self.border_subtitle = fit(
            clean(where + text), min(cell_len(where + text), max(self.size.width - 4, 1))
        ).replace("[", r"\[")
        if page is not None and not page.problem and not page.cells:
            self.border_subtitle = self.texts("empty")


def _shape(shape: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, shape))}]"


def _tone(count: int) -> str:
    return "bad" if count else ""
