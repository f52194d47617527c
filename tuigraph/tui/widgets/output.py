"""What the program printed and what became of what was typed, wrapped to the pane, without control characters."""

from __future__ import annotations

from collections.abc import Iterable

from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.tui.code import coded
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, wrap
from tuigraph.wire.views import Output, OutputKind

KEPT = 5_000  # lines of output
LONGEST = 10_000  # characters of a line that grows in parts
_TONES = {"out": "", "err": "warn", "echo": "value", "error": "bad", "note": "heading"}


class OutputLog(LineView):
    """The newest lines, at the bottom; scrolled up it stays where it is."""

    class Grew(Message):
        """There are more lines than before, or fewer."""

    def __init__(self) -> None:
        super().__init__(id="output")
        self._entries: list[tuple[str, str]] = []  # (line, tone)
        self._open = ""  # a last line without an end, and its kind
        self._open_kind: OutputKind = "out"
        self._lines: list[Line] = []
        self._width = 0
        self._told = 0  # lines of which `Grew` was told

    def lines_changed(self) -> None:
        super().lines_changed()
        if self._told != len(self._lines):
            self._told = len(self._lines)
            self.post_message(self.Grew())

    def clear(self) -> None:
        """Forget all lines: the program has started anew."""
        self._entries, self._lines, self._open = [], [], ""
        self.lines_changed()

    def write(self, output: Iterable[Output]) -> None:
        """Add output; a part of a line joins the part before it, and a note that was just made is not made again."""
        at_end = self.scroll_offset.y >= len(self._lines) - self.scrollable_content_region.height
        for item in output:
            text = self.texts.lines(item.text)
            if item.kind == "note" and self._entries[-1:] == [(clean(text.rstrip("\n")), _TONES["note"])]:
                continue
            if self._open:
                if self._open_kind == item.kind:
                    self._drop_last_line()
                    text = self._open + text
                self._open = ""
            *whole, rest = text.split("\n")
            for line in whole[-KEPT:]:
                self._add(line, _TONES[item.kind])
            if rest:
                self._add(rest, _TONES[item.kind])
                if item.kind in {"out", "err"} and len(rest) < LONGEST:
                    self._open, self._open_kind = rest, item.kind
        self._changed(at_end)

    def _changed(self, at_end: bool) -> None:
        if len(self._entries) > 2 * KEPT:
            del self._entries[:-KEPT]
            self._wrap_all()
        self.lines_changed()
        if at_end:
            self.scroll_to_line(len(self._lines))

    def write_typed(self, text: str) -> None:
        """Add what was typed for the program, behind what it had asked."""
        kind = self._open_kind if self._open else "out"
        self.write([Output(kind, text)])

    def write_source(self, source: str) -> None:
        """Add what was typed, with the prompt's signs before its lines."""
        lines = source.rstrip("\n").split("\n")
        signs = [">>> ", *["... "] * (len(lines) - 1)]
        self._open = ""
        for sign, line in zip(signs, lines, strict=True):
            self._add(sign + line, "muted")
        self._changed(at_end=True)

    def _drop_last_line(self) -> None:
        line, tone = self._entries.pop()
        del self._lines[len(self._lines) - len(self._wrapped(line, tone)) :]

    def _add(self, line: str, tone: str) -> None:
        entry = clean(line), tone
        self._entries.append(entry)
        self._lines += self._wrapped(*entry)

    def _wrapped(self, line: str, tone: str) -> list[Line]:
        spans = coded(line, tone) if tone == _TONES["note"] else [(line, tone)]
        if self._width <= 0 or (line.isascii() and len(line) <= self._width):
            return [spans]
        return wrap(spans, self._width)

    def _wrap_all(self) -> None:
        self._lines = [line for entry in self._entries for line in self._wrapped(*entry)]

    def resized(self) -> None:
        if self.scrollable_content_region.width != self._width:
            self._width = self.scrollable_content_region.width
            self._wrap_all()
        self.lines_changed()
        self.scroll_to_line(len(self._lines))

    def line_count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int) -> Line:
        return self._lines[index]
