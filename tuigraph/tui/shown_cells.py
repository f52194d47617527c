"""What a terminal shows, cell by cell: of all that is painted, only what differs has to be sent to it.

Understands what Textual paints with (a place, a style, text) and passes everything else on as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from rich.cells import cell_len, get_character_cell_size

_PLACE = re.compile(r"\x1b\[(\d+);(\d+)H")
_TOKEN = re.compile(r"\x1b\[([\d;:]*)m|([^\x00-\x1f\x7f-\x9f]+)")
_CODE = re.compile(r"[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|[^;]+")  # of a style
_COLOUR = re.compile(r"([34])8;2;(\d+;\d+;\d+)")
_LETTERS = re.compile(r"(3\d|9[0-7])(;|$)")
_BEHIND = re.compile(r"(4\d|10[0-7])(;|$)")
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
_NOT_ON_BLANK = {"1", "2", "3"}  # what a blank does not show
# Modes (but for the other screen), questions, the keyboard's protocol, bell, titles, clipboard: no cell changes.
_NO_CELL = re.compile(
    r"(?:\x1b\[\?(?!1049)[\d;]*[hl]|\x1b\[\?\d+\$p|\x1b\[[<>=]\d*u|\x07|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))*"
)
_BEGIN_UPDATE = "\x1b[?2026h"
_END_UPDATE = "\x1b[?2026l"
_PLAIN = ""  # the style after a reset
_REST = ""  # what a cell holds that the character before it covers
_NEAR = 5  # cells that are sent again rather than a new place
_FEW = 10  # columns whose number is one digit
_LEVELS = (0, 95, 135, 175, 215, 255)  # of red, green and blue among the 256 colours, the first 16 of which vary
_NUMBERS = {
    ";".join(map(str, colour)): str(number)
    for number, colour in enumerate((*product(_LEVELS, repeat=3), *((level,) * 3 for level in range(8, 248, 10))), 16)
}

Cell = tuple[str, str]  # what is written from there on, and its style


@lru_cache(4096)
def _pieces(text: str) -> tuple[str, ...]:
    """What each cell of a text holds; a text of whose width terminals may think differently is one piece."""
    if text.isascii():
        return tuple(text)
    widths = [get_character_cell_size(letter) for letter in text]
    if 0 in widths or max(text) >= "\U0001f000":
        return (text, *[_REST] * (cell_len(text) - 1))
    return tuple(piece for letter, width in zip(text, widths) for piece in (letter, *[_REST] * (width - 1)))


class ShownCells:
    """Remembers what was sent, and makes the shortest thing to send of what is painted."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Cell | None]] = {}
        self._runs: dict[int, dict[int, str]] = {}  # what was painted of a row, by column, and is there still
        self._cursor: tuple[int, int] | None = None  # column and row, from 1
        self._update_begins = False
        self._pen = _PLAIN  # the style that the terminal has

    def forget(self) -> None:
        """Nothing is known of the terminal any more (it was resized, cleared, or somebody else wrote on it)."""
        self._rows.clear()
        self._runs.clear()
        self._cursor = None

    def changes(self, data: str) -> str:
        """What must be sent so that the terminal shows what ``data`` would have made it show."""
        if data == _BEGIN_UPDATE:
            self._update_begins = True
            return ""
        if data == _END_UPDATE and self._update_begins:
            self._update_begins = False
            return ""
        text = data if data == _END_UPDATE else self._painted(data)
        if text and self._update_begins:
            self._update_begins = False
            return _BEGIN_UPDATE + text
        return text

    def _painted(self, data: str) -> str:
        if data.startswith("\x1b") and _NO_CELL.fullmatch(data):
            return data
        before, *places = _PLACE.split(data)
        if before or not places:
            return self._unknown(data)
        sent: list[str] = []
        self._pen = _PLAIN
        for row, column, run in zip(places[::3], places[1::3], places[2::3]):
            x, y = int(column), int(row)
            run = run.rstrip("\n")
            if not run or self._runs.setdefault(y, {}).get(x) == run:
                continue
            if not self._paint(sent, x, y, run):
                return self._unknown(data)
        if self._pen:
            sent.append("\x1b[m")
        if not run and (x, y) != self._cursor:
            self._move(sent, x, y)
        return "".join(sent)

    def _unknown(self, data: str) -> str:
        """Not painted by Textual: it is sent as it is, and what the terminal shows then is not known."""
        self.forget()
        return data

    def _paint(self, sent: list[str], x: int, y: int, run: str) -> bool:
        """Send what differs of a run of styled text; False when it is anything else."""
        start, at, style, before = x, 0, _PLAIN, len(sent)
        while at < len(run):
            token = _TOKEN.match(run, at)
            if token is None:
                return False
            at = token.end()
            if token[2]:
                pieces = _pieces(token[2])
                self._write(sent, x, y, pieces, style)
                x += len(pieces)
            else:
                style = _added(style, _in_palette(token[1]))
        if style:
            return False
        if len(sent) > before:
            self._runs[y].clear()
        self._runs[y][start] = run
        return True

    def _write(self, sent: list[str], first: int, y: int, pieces: tuple[str, ...], style: str) -> None:
        """Send what differs of a piece of a row."""
        blank = _of_blank(style)
        cells: list[Cell | None] = [(piece, blank if piece == " " else style) for piece in pieces]
        end = first + len(cells)
        row = self._rows.setdefault(y, [])
        if len(row) <= end:
            row.extend([None] * (end + 1 - len(row)))
        if row[first:end] == cells:
            return
        x = first
        while x < end:
            after = x + 1
            while after < end and pieces[after - first] == _REST:
                after += 1
            if row[x:after] != cells[x - first : after - first]:
                self._send(sent, row, x, y, pieces[x - first], blank if pieces[x - first] == " " else style)
                self._cursor = after, y
                _break(row, x, after)
                row[x:after] = cells[x - first : after - first]
            x = after

    def _send(self, sent: list[str], row: list[Cell | None], x: int, y: int, text: str, style: str) -> None:
        if self._cursor != (x, y):
            between = self._between(row, x, y)
            if between is None:
                self._move(sent, x, y)
            else:
                sent.append(between)
        if not self._serves(text, style):
            sent.append(_turned(self._pen, style))
            self._pen = style
        sent.append(text)

    def _between(self, row: list[Cell | None], x: int, y: int) -> str | None:
        """The few cells up to there, where they can be sent again in the style that the terminal has."""
        if self._cursor is None or self._cursor[1] != y or not 0 < x - self._cursor[0] <= _NEAR:
            return None
        cells = row[self._cursor[0] : x]
        if any(cell is None or cell[0] == _REST or not self._serves(*cell) for cell in cells) or _is_rest(row[x]):
            return None
        return "".join(cell[0] for cell in cells if cell is not None)

    def _serves(self, text: str, style: str) -> bool:
        """Whether text looks right in the style that the terminal has."""
        return style == (_of_blank(self._pen) if text == " " else self._pen)

    def _move(self, sent: list[str], x: int, y: int) -> None:
        row = self._cursor[1] if self._cursor else 0
        if y == row and x == 1:
            sent.append("\r")
        elif y == row:
            sent.append(f"\x1b[{x}G")
        elif row and y == row + 1 and x <= _FEW:
            sent.append("\r\n" + f"\x1b[{x - 1}C" * (x > 1))
        else:
            sent.append(f"\x1b[{y};{x}H")
        self._cursor = x, y


def _added(style: str, codes: str) -> str:
    """The style after more codes; a reset takes back those before it."""
    if codes in {"", "0"}:
        return _PLAIN
    if codes.startswith("0;"):
        return codes[2:]
    return f"{style};{codes}" if style else codes


@lru_cache(4096)
def _in_palette(codes: str) -> str:
    """The same colours by their numbers among the 256, which is shorter, where they are among them."""
    return _COLOUR.sub(
        lambda found: f"{found[1]}8;5;{number}" if (number := _NUMBERS.get(found[2])) else found[0], codes
    )


@lru_cache(4096)
def _turned(pen: str, style: str) -> str:
    """What turns one style into another: what differs, or all of it after a reset."""
    (old_rest, *old_colours), (rest, *colours) = _parts(pen), _parts(style)
    off = {_OFF.get(code, "") for code in old_rest if code not in rest}
    if "" in off or not style:
        return f"\x1b[0;{style}m" if pen and style else f"\x1b[{style}m"
    on = [code for code in sorted(rest) if code not in old_rest or _OFF.get(code) in off]
    turned = [new or usual for new, old, usual in zip(colours, old_colours, ("39", "49")) if new != old]
    return f"\x1b[{';'.join((*sorted(off), *on, *turned))}m"


@lru_cache(4096)
def _of_blank(style: str) -> str:
    """What can be seen of a style where there is no letter."""
    rest, _, behind = _parts(style)
    return behind if not rest - _NOT_ON_BLANK else style


def _parts(style: str) -> tuple[set[str], str, str]:
    """Of a style what is no colour, the colour of the letters, and the colour behind them."""
    rest, letters, behind = set(), "", ""
    for code in _CODE.findall(style):
        if _LETTERS.match(code):
            letters = code
        elif _BEHIND.match(code):
            behind = code
        else:
            rest.add(code)
    return rest, letters, behind


def _break(row: list[Cell | None], x: int, after: int) -> None:
    """A character of which a part is written over is gone; what its other cells show then, no one knows."""
    start = x
    while start > 0 and _is_rest(row[start]):
        start -= 1
    row[start:x] = [None] * (x - start)
    while after < len(row) and _is_rest(row[after]):
        row[after] = None
        after += 1


def _is_rest(cell: Cell | None) -> bool:
    return cell is not None and cell[0] == _REST
