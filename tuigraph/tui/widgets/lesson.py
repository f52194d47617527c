"""The lesson pane: text in the reader's language and code, with the line that is about to run."""

from __future__ import annotations

from tuigraph.tui.learning import Learning
from tuigraph.tui.lesson_text import FileText, LessonText
from tuigraph.tui.lines import LineView
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line
from tuigraph.wire.views import Problem, Snapshot


class LessonPane(LineView):
    """Scrolls with the program; a problem is shown under the line where it arose."""

    def __init__(self, learning: Learning, picture: Picture) -> None:
        super().__init__(id="lesson", classes="pane")
        self._learning, self._picture = learning, picture
        self._text: LessonText | FileText | None = None
        self._laid_out_for: object = None
        self._unit, self._line = 0, 0
        self._begins = False
        self._ended = False
        self._file = ""  # that is shown in the place of the lesson
        self._problem: Problem | None = None
        self._followed = 0  # where it was scrolled to last by itself

    def show(self, snapshot: Snapshot) -> None:
        """Mark the line of a moment and scroll to it."""
        at = snapshot.position
        ended = snapshot.state == "finished" and not at.behind
        moment = (at.unit, at.line, at.begins, ended, at.file)
        former = self._unit, self._line, self._begins, self._ended, self._file
        moved = moment != former or snapshot.problem != self._problem
        self._unit, self._line, self._begins, self._ended, self._file = moment
        self._problem = snapshot.problem
        self._lay_out()
        self.repaint()
        if moved:
            self._follow()
        self._point()

    def changed(self, exercise: str = "") -> None:
        """What a learner has been told has changed; an exercise to scroll to."""
        self._lay_out()
        self.repaint()
        text = self._text
        if text is not None and exercise in text.exercise:
            start = text.exercise[exercise]
            self.scroll_to_line(max(start, self._end_of_exercise(text, start) - self.scrollable_content_region.height))
        self._point()

    def _end_of_exercise(self, text: LessonText | FileText, start: int) -> int:
        following = [index for index in (*text.exercise.values(), *text.text.values()) if index > start]
        return min(following, default=len(text.lines))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._point()

    def _point(self) -> None:
        """Say in the border where the marked line is when it is out of sight, and that there is more to read."""
        text, top = self._text, self.scroll_offset.y
        if text is None:
            return
        index = text.code.get((self._unit, self._line))
        bottom = top + self.scrollable_content_region.height
        glyphs, say = self.glyphs, self.texts
        if self._asked and bottom < text.after_code[self._unit] - 1:
            self.border_subtitle = f"{glyphs.below} {say('code_below')}"
        elif index is not None and not top <= index < bottom:
            arrow = glyphs.above if index < top else glyphs.below
            self.border_subtitle = f"{arrow} {glyphs.next} {say('line', n=self._line)}  {say('read_on')}"
        elif self._begins and self._arrival(text) < top:
            self.border_subtitle = f"{glyphs.above} {say('text_above')}"
        elif index is None and bottom < len(text.lines):
            self.border_subtitle = f"{glyphs.below} {say('read_on')}"
        else:
            self.border_subtitle = ""

    @property
    def _asked(self) -> bool:
        """Whether the cell that is about to begin is asked about."""
        question = self._learning.question
        about = self._begins and question is not None and not question.after
        return about and self._learning.question_unit == self._unit

    def line_count(self) -> int:
        return len(self._text.lines) if self._text else 0

    def draw(self, index: int, width: int) -> Line:
        text = self._text
        if text is None or index >= len(text.lines):
            return []
        line = text.lines[index]
        if index != text.code.get((self._unit, self._line)):
            return line
        problem = self._shown_problem
        failed = problem is not None and (problem.unit, problem.line) == (self._unit, self._line)
        sign = (self.glyphs.failed, "bad") if failed else (self.glyphs.next, "warn")
        return [sign, *line[1:2], *[(text, tone or "strong") for text, tone in line[2:]]]

    def resized(self) -> None:
        self._lay_out()
        if self.scroll_offset.y == self._followed:  # nobody has scrolled
            self._follow()
        self._point()

    def _arrival(self, text: LessonText | FileText) -> int:
        """Where to read on when a cell is about to begin: after the code that has run, at it if it is asked about."""
        ran = self._unit - 1
        end = text.after_code.get(ran, 0)
        question = self._learning.question
        if question is None or not question.after or self._learning.question_unit != ran:
            return end
        return max(text.code.get((ran, 1), 0), end - self.scrollable_content_region.height)

    def _follow(self) -> None:
        """Scroll to what is to be read now."""
        if self._text is not None:
            self._scroll_to_moment(self._text)
            self._followed = self.scroll_offset.y

    def _scroll_to_moment(self, text: LessonText | FileText) -> None:
        height = self.scrollable_content_region.height
        index = text.code.get((self._unit, self._line), text.code.get((self._unit, 1), 0))
        problem = self._shown_problem
        if problem is not None and problem.unit == self._unit:
            index = text.code.get((problem.unit, problem.line), index)
            end = text.after_code.get(self._unit, index)
            self.scroll_to_line(min(index, max(end, index + 2) - height))
        elif self._ended:
            self.scroll_to_line(text.after_code[len(text.after_code) - 1])
        elif self._begins:
            self.scroll_to_line(self._arrival(text))
        else:  # the text before the cell is seen from its start if there is room
            self.turn_to_line(index, text.text[self._unit])

    @property
    def _shown_problem(self) -> Problem | None:
        """The problem, where it arose in what is shown."""
        problem = self._problem
        return problem if problem is not None and problem.file == self._file else None

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        wanted = width, self._learning.version, self._problem, self._file, self._file and self._unit
        if width > 0 and wanted != self._laid_out_for:
            self._laid_out_for = wanted
            source, problem = self._picture.files.get(self._file), self._shown_problem
            if source is not None:
                self._text = FileText(source.text, self._unit, problem, width, self.texts, self.glyphs)
            else:
                printed = self._picture.printed_by
                self._text = LessonText(self._learning, problem, printed, width, self.texts, self.glyphs)
            self.lines_changed()
