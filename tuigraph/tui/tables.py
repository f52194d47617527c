"""Tables as drawn lines: cells are wrapped where there is less room than they want, or each row is a record."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from tuigraph.tui.plain import Line, Span, length, longest, wrap

Cell = Sequence[Span]

GAP = 2  # between two columns
NARROW = 8  # a column is not made narrower than this


def table_lines(rows: Sequence[Sequence[Cell]], width: int, line: str = "─") -> list[Line]:
    """A table whose first row is its head, at most `width` columns wide; `line` is what is drawn under the head."""
    columns = max(map(len, rows), default=0)
    whole = [[*row, *([[]] * (columns - len(row)))] for row in rows]
    widths = _widths(whole, width - GAP * (columns - 1))
    if widths is None:
        return _records(whole, width)
    head, *body = whole
    heading = [[(text, tone or "heading") for text, tone in cell] for cell in head]
    parts = [_row(heading, widths), [_spaced([[(line * n, "muted")] for n in widths], widths)]]
    filled = [_row(row, widths) for row in body]
    tall = any(len(lines) > 1 for lines in filled)
    for number, lines in enumerate(filled):
        parts += [[[]], lines] if tall and number else [lines]  # or one could not tell where a row begins
    return [drawn for part in parts for drawn in part]


def _widths(rows: Sequence[Sequence[Cell]], room: int) -> list[int] | None:
    """How wide each column is: the widest give way until all fit, words stay whole; None when that cannot be."""
    columns = list(zip(*rows))
    widths = [max(map(length, column)) for column in columns]
    least = [max(min(widest, NARROW), *map(longest, column)) for widest, column in zip(widths, columns)]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        at = max((i for i, n in enumerate(widths) if n > least[i]), key=lambda i: widths[i])
        widths[at] -= 1
    return widths


def _row(cells: Sequence[Cell], widths: Sequence[int]) -> list[Line]:
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths)]
    return [_spaced([part or [] for part in parts], widths) for parts in zip_longest(*wrapped)]


def _spaced(parts: Sequence[Line], widths: Sequence[int]) -> Line:
    line: Line = []
    for part, width in zip(parts, widths):
        if line:
            line.append((" " * GAP, ""))
        line += [*part, (" " * (width - length(part)), "")]
    while line and not line[-1][0].strip():
        line.pop()
    return line


def _records(rows: Sequence[Sequence[Cell]], width: int) -> list[Line]:
    """Each row by itself: its first cell, and under it the others, each after the head of its column."""
    head, *body = rows
    lines: list[Line] = []
    for number, (first, *others) in enumerate(body):
        lines += [[]] if number else []
        lines += wrap([(text, tone or "strong") for text, tone in first], width)
        for title, cell in zip(head[1:], others):
            name = "".join(text for text, _ in title)
            lines += wrap([("  ", ""), (f"{name}: " if name else "", "muted"), *cell], width, "    ")
    return lines
