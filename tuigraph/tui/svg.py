"""A screen as an SVG picture, in whatever monospaced font a browser has.

Fonts differ in how wide and high they draw a cell.  So each run of text is stretched to its cells, and what joins the
cell beside it (lines of boxes, bars, dots of curves) is drawn as shapes and not as letters.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI, TerminalTheme
from textual.app import App

WIDE, HIGH = 10, 20  # a cell, in units of the picture
_BASE = 15  # of the letters, below the top of their cell
_SIZE = 16
_EDGE = 12
_THIN, _THICK = 1.3, 3.2

_RIGHT, _DOWN, _LEFT, _UP = 1, 2, 4, 8
_ARMS = {  # in which directions a line goes from the middle of the cell
    "─┄┈╌━┅┉╍═": _RIGHT | _LEFT,
    "│┆┊╎┃┇┋╏║": _UP | _DOWN,
    "┌╭┏╔": _RIGHT | _DOWN,
    "┐╮┓╗": _LEFT | _DOWN,
    "└╰┗╚": _RIGHT | _UP,
    "┘╯┛╝": _LEFT | _UP,
    "├┝┠┣╞╠": _UP | _DOWN | _RIGHT,
    "┤┥┨┫╡╣": _UP | _DOWN | _LEFT,
    "┬┯┰┳╤╦": _LEFT | _RIGHT | _DOWN,
    "┴┷┸┻╧╩": _LEFT | _RIGHT | _UP,
    "┼┿╂╋╪╬": _LEFT | _RIGHT | _UP | _DOWN,
    "╴╸": _LEFT,
    "╵╹": _UP,
    "╶╺": _RIGHT,
    "╷╻": _DOWN,
}
_LINES = {letter: arms for letters, arms in _ARMS.items() for letter in letters}
_HEAVY = frozenset("━┅┉╍┃┇┋╏┏┓┗┛┣┫┳┻╋╸╹╺╻")
_BROKEN = frozenset("┄┈╌┅┉╍┆┊╎┇┋╏")
_BRAILLE = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))  # column and row of each bit


def picture(rows: Sequence[Sequence[Segment]], title: str, theme: TerminalTheme = DIMMED_MONOKAI) -> str:
    """An SVG document of the rows of a screen; `theme` has the sixteen colours and those of the terminal itself."""
    width = max((sum(cell_len(segment.text) for segment in row) for row in rows), default=0) * WIDE
    height = len(rows) * HIGH
    drawn = [part for y, row in enumerate(rows) for part in _row(row, y, theme)]
    ground = _hex(None, False, theme)
    around = f"{width + 2 * _EDGE} {height + 2 * _EDGE}"
    font = f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{_SIZE}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_EDGE} {-_EDGE} {around}" {font} role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect x="{-_EDGE}" y="{-_EDGE}" width="100%" height="100%" rx="8" fill="{ground}"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def screenshot(app: App[Any], title: str) -> str:
    """The screen of an app that runs, with what lies under its newest screen where that lets it through."""
    return picture([list(strip) for strip in app.screen._compositor.render_strips()], title, app.ansi_theme)


@contextmanager
def rich_terminal() -> Iterator[None]:
    """An app that is made inside draws in all colours, whatever this terminal can do."""
    names = ("COLORTERM", "TERM", "NO_COLOR")
    former = {name: os.environ.pop(name, None) for name in names}
    os.environ.update(COLORTERM="truecolor", TERM="xterm-256color")
    try:
        yield
    finally:
        for name, value in former.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _row(row: Sequence[Segment], y: int, theme: TerminalTheme) -> Iterator[str]:
    """Backgrounds first, so that none covers what reaches over the edge of its cell."""
    runs = list(_runs(row))
    for x, text, style in runs:
        ground = _colours(style, theme)[1]
        if ground != _hex(None, False, theme):
            width = cell_len(text) * WIDE
            yield f'<rect x="{x * WIDE}" y="{y * HIGH}" width="{width}" height="{HIGH}" fill="{ground}"/>'
    for x, text, style in runs:
        yield from _run(x, y, text, style, _colours(style, theme)[0])


def _runs(row: Sequence[Segment]) -> Iterator[tuple[int, str, Style]]:
    """Neighbours of the same style are one: the cell where each run begins, its text and its style."""
    x = 0
    for text, style, _ in Segment.simplify(segment for segment in row if segment.text):
        yield x, text, style or Style.null()
        x += cell_len(text)


def _run(x: int, y: int, text: str, style: Style, colour: str) -> Iterator[str]:
    """The shapes of a run as one path for each kind, its words stretched to their cells."""
    paths: dict[str, str] = {}
    words, begin = "", x
    for letter in [*text, ""]:
        shape = _shape(letter, x * WIDE, y * HIGH) if letter else None
        apart = letter in ("", " ") or shape is not None
        if words and (apart or (cell_len(letter) == 2) != (cell_len(words[0]) == 2)):
            yield _words(begin, y, words, style, colour)
            words = ""
        if shape is not None:
            paths[shape[0]] = paths.get(shape[0], "") + shape[1]
        elif not apart:
            begin = begin if words else x
            words += letter
        x += cell_len(letter)
    for kind, path in paths.items():
        yield f'<path d="{path}" {kind.format(colour)}/>'


def _words(x: int, y: int, words: str, style: Style, colour: str) -> str:
    looks = ' font-weight="bold"' if style.bold else ""
    looks += ' font-style="italic"' if style.italic else ""
    looks += ' text-decoration="underline"' if style.underline else ""
    at = f'x="{x * WIDE}" y="{y * HIGH + _BASE}" textLength="{cell_len(words) * WIDE}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {at} fill="{colour}"{looks}>{escape(words)}</text>'


def _shape(letter: str, x: int, y: int) -> tuple[str, str] | None:
    """How the shape of a letter is painted and its path; None for what is drawn as text."""
    if letter in _LINES:
        thick = _THICK if letter in _HEAVY else _THIN
        dashes = ' stroke-dasharray="2.5 2.5"' if letter in _BROKEN else ""
        return f'fill="none" stroke="{{}}" stroke-width="{thick}"{dashes}', _line(_LINES[letter], x, y)
    code = ord(letter)
    if 0x2581 <= code <= 0x2588:  # blocks that grow from below
        return 'fill="{}"', _box(x, y + HIGH - HIGH * (code - 0x2580) / 8, WIDE, HIGH * (code - 0x2580) / 8)
    if 0x2589 <= code <= 0x258F:  # and from the left
        return 'fill="{}"', _box(x, y, WIDE * (0x2590 - code) / 8, HIGH)
    if letter in "▀▐":
        return 'fill="{}"', _box(x, y, WIDE, HIGH / 2) if letter == "▀" else _box(x + WIDE / 2, y, WIDE / 2, HIGH)
    if letter in "░▒▓":
        return f'fill="{{}}" fill-opacity="{(" ░▒▓".index(letter)) / 4}"', _box(x, y, WIDE, HIGH)
    if 0x2800 <= code <= 0x28FF:
        dots = [place for bit, place in enumerate(_BRAILLE) if code >> bit & 1]
        return 'fill="{}"', "".join(_box(x + 1.5 + 5 * a, y + 1.5 + 5 * b, 2.4, 2.4) for a, b in dots)
    return None


def _line(arms: int, x: int, y: int) -> str:
    middle, across = x + WIDE / 2, y + HIGH / 2
    if arms == _RIGHT | _LEFT:
        return f"M{x} {across:g}h{WIDE}"
    if arms == _UP | _DOWN:
        return f"M{middle:g} {y}v{HIGH}"
    ends = {_RIGHT: f"H{x + WIDE}", _LEFT: f"H{x}", _DOWN: f"V{y + HIGH}", _UP: f"V{y}"}
    parts = [end for arm, end in ends.items() if arms & arm]
    if len(parts) == 2:  # a corner, drawn as one stroke
        first = f"{x + WIDE if arms & _RIGHT else x} {across:g}"
        return f"M{first}H{middle:g}{ends[_DOWN if arms & _DOWN else _UP]}"
    return "".join(f"M{middle:g} {across:g}{part}" for part in parts)


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"


def _colours(style: Style, theme: TerminalTheme) -> tuple[str, str]:
    """Of the letters and behind them."""
    front, back = _hex(style.color, True, theme), _hex(style.bgcolor, False, theme)
    if style.reverse:
        front, back = back, front
    return (_between(front, back) if style.dim else front), back


def _hex(colour: Color | None, foreground: bool, theme: TerminalTheme) -> str:
    red, green, blue = (colour or Color.default()).get_truecolor(theme, foreground=foreground)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _between(front: str, back: str) -> str:
    parts = [(int(front[i : i + 2], 16) * 3 + int(back[i : i + 2], 16) * 2) // 5 for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)
