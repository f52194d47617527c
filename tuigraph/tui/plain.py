"""Text that is well formed on a terminal: measured in cells, cut and wrapped.

A drawn line is a list of (text, tone) pairs; a tone is the name of a style ("muted", "bad"), "" for plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len, chop_cells, set_cell_size

Span = tuple[str, str]
Line = list[Span]

_PIECE = re.compile(r"\n|[^\S\n]+|[^\s\u1100-\U0010ffff]+|.", re.DOTALL)
_NOT_AT_START = "，。、；：？！）】》」』”’…%"


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """Exactly ``width`` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    room = width - cell_len(ellipsis)
    return set_cell_size(text, room) + ellipsis if room > 0 else set_cell_size(ellipsis, width)


def fit_name(name: str, width: int, ellipsis: str = "…") -> str:
    """Like `fit`, but cut in the middle: nodes that belong together have names that begin alike."""
    room = width - cell_len(ellipsis)
    if cell_len(name) <= width or room < 4:
        return fit(name, width, ellipsis)
    end = ""
    for letter in reversed(name):
        if cell_len(letter + end) > room - room // 2:
            break
        end = letter + end
    return set_cell_size(name, room - cell_len(end)) + ellipsis + end


def right(text: str, width: int) -> str:
    """Like `fit`, against the right edge."""
    return " " * (width - cell_len(text)) + text if cell_len(text) < width else fit(text, width)


def length(line: Iterable[Span]) -> int:
    """Cells that a drawn line takes."""
    return sum(cell_len(text) for text, _ in line)


def longest(spans: Iterable[Span]) -> int:
    """Cells of the longest stretch that `wrap` breaks nowhere."""
    return max((length(cluster) for cluster in _clusters(spans)), default=0)


def wrap(spans: Iterable[Span], width: int, indent: str = "") -> list[Line]:
    """Break at spaces and between wide characters (but not before closing punctuation); later lines are indented."""
    margin = cell_len(indent)
    width = max(width, margin + 2)
    lines: list[Line] = [[]]
    used = 0
    for cluster in _clusters(spans):
        text = "".join(part for part, _ in cluster)
        if text != "\n" and used + cell_len(text) <= width:
            lines[-1] += cluster
            used += cell_len(text)
            continue
        if used > margin or text == "\n":
            lines.append([(indent, "")] if indent else [])
            used = margin
        if text.isspace():
            continue
        for part, tone in cluster:
            for piece in chop_cells(part, width - margin):
                if used + cell_len(piece) > width:
                    lines.append([(indent, "")] if indent else [])
                    used = margin
                lines[-1].append((piece, tone))
                used += cell_len(piece)
    return lines


def _clusters(spans: Iterable[Span]) -> Iterable[list[Span]]:
    """The parts that a line is not broken in: a word with its punctuation, a wide character, a stretch of space."""
    cluster: list[Span] = []
    for text, tone in spans:
        for piece in _PIECE.findall(text):
            before = cluster[-1][0][-1] if cluster else ""
            joined = (
                piece[0] in _NOT_AT_START or not (piece.isspace() or before.isspace() or _wide(piece) or _wide(before))
            ) and before != "\n"
            if before and not joined:
                yield cluster
                cluster = []
            cluster.append((piece, tone))
    if cluster:
        yield cluster


def _wide(text: str) -> bool:
    return text[:1] >= "\u1100" and cell_len(text[:1]) == 2


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
