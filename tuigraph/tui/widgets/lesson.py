"""The lesson pane: text in the reader's language and code, with the line that is about to run."""

from __future__ import annotations

from tuigraph.debugger.snapshot import Problem, Snapshot
from tuigraph.tui.client_protocol import Lesson
from tuigraph.tui.code import python_lines
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, clean, wrap
from tuigraph.tui.prose import prose_lines


class LessonPane(LineView):
    """Scrolls with the program; a problem is shown under the line where it arose."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(id="lesson", classes="pane")
        self._lesson = lesson
        self._unit, self._line = 0, 0
        self._ended = False
        self._problem: Problem | None = None
        self._lines: list[Line] = []
        self._first_line_of: dict[tuple[int, int], int] = {}  # (unit, line) -> index of the drawn line
        self._last_line_of: dict[int, int] = {}  # unit -> index of the line after it
        self._width = 0

    def show(self, snapshot: Snapshot) -> None:
        """Mark the line of a moment and scroll to it."""
        at = snapshot.position
        moved = (at.unit, at.line) != (self._unit, self._line)
        self._unit, self._line = at.unit, at.line
        ended = snapshot.state == "finished" and not self._ended
        self._ended = snapshot.state == "finished"
        if snapshot.problem != self._problem:
            self._problem = snapshot.problem
            self._width = 0
            moved = True
        self._lay_out()
        self.repaint()
        if ended:
            self.action_bottom()
        elif moved:
            self._follow()
        self._point_to_line()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._point_to_line()

    def _point_to_line(self) -> None:
        """Say in the border where the marked line is when it is out of sight."""
        index = self._first_line_of.get((self._unit, self._line))
        top = self.scroll_offset.y
        glyphs = self.glyphs
        if index is None or top <= index < top + self.scrollable_content_region.height:
            unread = self._line == 1 and self._text_start(self._unit) < top
            self.border_subtitle = f"{glyphs.above} {self.texts('text_above')}" if unread else ""
        else:
            arrow = glyphs.above if index < top else glyphs.below
            self.border_subtitle = f"{arrow} {glyphs.next} {self.texts('line', n=self._line)}"

    def line_count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int) -> Line:
        if width != self._width:
            self._lay_out()
        return self._mark(index) if index < len(self._lines) else []

    def _mark(self, index: int) -> Line:
        line = self._lines[index]
        if index != self._first_line_of.get((self._unit, self._line)):
            return line
        problem = self._problem
        failed = problem is not None and (problem.unit, problem.line) == (self._unit, self._line)
        sign = (self.glyphs.failed, "bad") if failed else (self.glyphs.next, "warn")
        return [sign, *line[1:2], *[(text, tone or "strong") for text, tone in line[2:]]]

    def resized(self) -> None:
        self._lay_out()
        self._follow()

    def _follow(self) -> None:
        index = self._first_line_of.get((self._unit, self._line))
        if index is None:
            index = self._first_line_of.get((self._unit, 1), 0)
        height = self.scrollable_content_region.height
        end = self._last_line_of.get(self._unit, index)
        if self._problem is not None and self._problem.unit == self._unit:
            index = max(index, min(end, index + height - 2))
        start = self._text_start(self._unit)
        if index - start < height:  # the text before the cell is seen from its start
            self.scroll_to_line(start)
        else:
            self.show_line(index, margin=height // 3 if self._line > 1 else 0)

    def _text_start(self, unit: int) -> int:
        return self._last_line_of.get(unit - 1, -1) + 1

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width == self._width or width <= 0:
            return
        self._width = width
        self._lines, self._first_line_of, self._last_line_of = [], {}, {}
        units = self._lesson.units
        for number in range(len(units) + 1):
            text = self._lesson.text_before(number, self.texts.language)
            prose = prose_lines(_without_title(text) if number == 0 else text, width)
            self._lines += [*prose, []] if prose else []
            if number < len(units):
                self._lay_out_code(number, units[number].source, width)
        self.lines_changed()

    def _lay_out_code(self, unit: int, source: str, width: int) -> None:
        digits = 2 if width < 50 else 3
        for number, code in enumerate(python_lines(source.rstrip("\n")), 1):
            self._first_line_of[unit, number] = len(self._lines)
            indent = len(source.split("\n")[number - 1]) - len(source.split("\n")[number - 1].lstrip()) + 2
            first, *rest = wrap(code, width - digits - 2, " " * min(indent, width // 3)) if code else [[]]
            self._lines.append([(" ", ""), (f"{number:>{digits}} ", "muted"), *first])
            self._lines += [[(" " * (digits + 2), ""), *line] for line in rest]
            problem = self._problem
            if problem is not None and (problem.unit, problem.line) == (unit, number):
                self._lay_out_problem(problem, width)
        self._lines.append([])
        self._last_line_of[unit] = len(self._lines) - 1

    def _lay_out_problem(self, problem: Problem, width: int) -> None:
        bar = (f" {self.glyphs.bar} ", "bad")
        for number, text in enumerate(f"{problem.type}: {problem.message}".strip().split("\n")):
            tone = "bad" if number == 0 else ""
            self._lines += [[bar, *line] for line in wrap([(clean(text), tone)], width - 3, "  ")]


def _without_title(text: str) -> str:
    """The text without a first heading, which the header shows."""
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.startswith("# ") else text
