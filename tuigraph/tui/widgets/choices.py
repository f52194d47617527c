"""The list over the prompt: ways to complete a name, or entries of the history.  The input keeps the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tuigraph.tui.careful import Careful
from tuigraph.tui.dress import dress
from tuigraph.tui.plain import fit, fit_name

ROWS = 8
GAP = 2  # cells between a name and its signature


@dataclass(frozen=True)
class Choice:
    """A row: what is put in when it is taken, how it is shown, and a remark."""

    value: str
    text: str
    remark: str


class Choices(Careful, OptionList, can_focus=False):
    """Lies over what is above the input, as high as it needs to be."""

    DEFAULT_CSS = """
    Choices {
        display: none;
        overlay: screen;
        width: auto;
        height: auto;
        max-height: 100vh;
        max-width: 100vw;
        border: none;
        padding: 0 1;
        background: $panel;
        scrollbar-size-vertical: 1;
        & > .option-list--option { padding: 0; }
    }
    """

    class Taken(Message):
        """A row was chosen with the mouse."""

    def __init__(self) -> None:
        super().__init__(id="choices", compact=True)
        self.rows: list[Choice] = []

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return bool(self.rows)

    @property
    def chosen(self) -> str:
        """The value of the row that stands out; "" when none does."""
        return self.rows[self.highlighted].value if self.rows and self.highlighted is not None else ""

    def offer(self, rows: Sequence[Choice], at: int | None = None) -> None:
        """Show rows, or nothing where there are none; `at` is the row that stands out."""
        if rows == self.rows:
            return
        self.rows = list(rows)
        self.display = bool(rows)
        ellipsis = dress(self.app).glyphs.ellipsis
        room = max(self.screen.size.width - 4, 1)
        column = max((cell_len(row.text) for row in rows if row.remark), default=0) + GAP
        lines = []
        for row in rows:
            if row.remark:
                remark = fit(row.remark, min(cell_len(row.remark), max(room - column, 0)), ellipsis)
                lines.append(Text.assemble(fit_name(row.text, min(column, room), ellipsis), (remark, "dim")))
            else:
                lines.append(Text(fit_name(row.text, min(cell_len(row.text), room), ellipsis)))
        self.set_options([Option(line) for line in lines])
        self.highlighted = at if rows else None

    def stand_over(self, region: Region, column: int) -> None:
        """Take the rows over a part of the screen, from one of its columns on where there is room."""
        longest = max((cell_len(str(option.prompt)) for option in self.options), default=0)
        rows = min(len(self.rows), ROWS, max(region.y, 1))
        width = min(longest + 3, self.screen.size.width)
        self.styles.height, self.styles.width = rows, width
        left = min(region.x + column, self.screen.size.width - width)
        self.absolute_offset = Offset(max(left - 1, 0), max(region.y - rows, 0))

    def close(self) -> None:
        """Choose nothing."""
        self.offer(())

    def move(self, rows: int) -> None:
        """To another row, round and round; from none to the first or the last."""
        if self.highlighted is None:
            self.highlighted = 0 if rows > 0 else len(self.rows) - 1
        else:
            self.highlighted = (self.highlighted + rows) % len(self.rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Taken())
