"""Text that is safe and well formed on a terminal: no control characters, measured in cells, cut and wrapped.

A drawn line is a list of (text, tone) pairs; a tone is the name of a style ("muted", "bad"), "" for plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rich.cells import cell_len, chop_cells, set_cell_size

Span = tuple[str, str]
Line = list[Span]

_ESCAPE = re.compile(
    r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~]?)"
)
_WORD = re.compile(r"\s+|[^\s\u1100-\uffff]+|.", re.DOTALL)
_NOT_AT_START = "，。、；：？！）】》」』”’…%"


def clean(text: str) -> str:
    """One line of program output without what a terminal would obey: escape sequences, control and format characters.

    A carriage return overwrites the line, as it would on a terminal; a tab becomes spaces.
    """
    text = _ESCAPE.sub("", text).rstrip("\r").rpartition("\r")[2].expandtabs(8)
    return "".join(c for c in text if c.isprintable() or (unicodedata.category(c) == "Cf" and c == "\u200d"))


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """Exactly ``width`` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - cell_len(ellipsis)) + ellipsis if width > 1 else ellipsis


def right(text: str, width: int) -> str:
    """Like `fit`, against the right edge."""
    return " " * (width - cell_len(text)) + text if cell_len(text) < width else fit(text, width)


def length(line: Iterable[Span]) -> int:
    """Cells that a drawn line takes."""
    return sum(cell_len(text) for text, _ in line)


def wrap(spans: Iterable[Span], width: int, indent: str = "") -> list[Line]:
    """Break at spaces and between wide characters (but not before closing punctuation); later lines are indented."""
    width = max(width, cell_len(indent) + 2)
    lines: list[Line] = [[]]
    used = 0

    def put(text: str, tone: str) -> None:
        nonlocal used
        if lines[-1] and lines[-1][-1][1] == tone:
            text = lines[-1].pop()[0] + text
        lines[-1].append((text, tone))
        used = length(lines[-1])

    def new_line() -> None:
        nonlocal used
        lines.append([(indent, "")] if indent else [])
        used = cell_len(indent)

    for text, tone in spans:
        for word in _WORD.findall(text):
            if word == "\n":
                new_line()
                continue
            if used + cell_len(word) <= width or (word in _NOT_AT_START and used <= width):
                put(word, tone)
                continue
            if word.isspace():
                continue
            if used > cell_len(indent):
                new_line()
            *parts, last = chop_cells(word, width - cell_len(indent)) or [""]
            for part in parts:
                put(part, tone)
                new_line()
            put(last, tone)
    return lines


def size(count: int) -> str:
    """Bytes for a reader: 812 B, 3.4 kB, 1.2 MB."""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 1000 or unit == "TB":
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    raise AssertionError
