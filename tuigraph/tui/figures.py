"""What the chapter prints beside what was printed here, as drawn lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tuigraph.harmless import clean
from tuigraph.lessons import Beside
from tuigraph.tui.glyphs import Glyphs
from tuigraph.tui.plain import Line, length
from tuigraph.tui.tables import table_lines

if TYPE_CHECKING:
    from tuigraph.words import Words

GAP = "   "


def figure_lines(pairs: Sequence[Beside], width: int, texts: Words, glyphs: Glyphs) -> list[Line]:
    """One line for a single pair, a table for several; a sign says whether they agree, and so does the colour."""
    book, yours = texts("book"), texts("yours")
    rows: list[list[Line]] = [[[], [(book, "muted")], [(yours, "muted")]]]
    for pair in pairs:
        tone = "good" if pair.same else "muted" if pair.near else "bad"
        sign = glyphs.done if pair.same else glyphs.near if pair.near else glyphs.failed
        rows.append([[(sign, tone)], [(clean(pair.book), "")], [(clean(pair.yours), tone)]])
    if len(pairs) == 1:
        mark, theirs, mine = rows[1]
        line = [(f"{book} ", "muted"), *theirs, (f"{GAP}{yours} ", "muted"), *mine, ("  ", ""), *mark]
        if length(line) <= width:
            return [line]
    return table_lines(rows, width, glyphs.line)
