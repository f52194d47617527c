"""The last door before the screen: what widgets have drawn, without characters that a terminal would obey."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tuigraph.harmless import obeyed


class OnlyText(LineFilter):
    """Takes such characters out of every line of every widget, and leaves each as wide as it was measured."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [segment if segment.text.isprintable() else _cleaned(segment) for segment in segments]


def _cleaned(segment: Segment) -> Segment:
    text = "".join(" " * cell_len(letter) if obeyed(letter) else letter for letter in segment.text)
    return Segment(text.replace("\t", " " * cell_len("\t")), segment.style, segment.control)
