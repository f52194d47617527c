"""The lesson list: what there is to learn, and what the lesson under the cursor is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.lessons import Lesson
from tuigraph.lessons.progress import EXPORT, Progress, Record
from tuigraph.lessons.progress import key as lesson_key
from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.client_protocol import Unreadable
from tuigraph.tui.dress import dress
from tuigraph.tui.keys import LIST, bindings
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, right, wrap
from tuigraph.tui.prose import prose_lines
from tuigraph.tui.screens.question import ask_first
from tuigraph.tui.widgets.footer import Footer
from tuigraph.words.errors import of_file

MEDIUM = 76  # columns from which on the summary stands beside the list
SUMMARY = 30  # columns of it at least


class LessonList(LineView):
    """One line per lesson."""

    has_cursor = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    class Moved(Message):
        """The cursor is on another lesson."""

    class Opened(Message):
        """The lesson under the cursor was chosen."""

    def __init__(self, lessons: Sequence[Lesson | Unreadable], progress: Progress) -> None:
        super().__init__(id="list", classes="pane")
        self._lessons = lessons
        self._progress = progress
        self._state: dict[int, str] = {}  # how far each lesson has been studied, by place in the list

    def count(self) -> None:
        """Look up how far each lesson has been studied; the cursor is on the next open one."""
        last, open_ones = self._progress.last(), []
        for place, lesson in enumerate(self._lessons):
            if isinstance(lesson, Lesson):
                record = self._progress.of(lesson)
                self._state[place] = self._words(lesson, record)
                if not record.complete(lesson):
                    open_ones.append(place)
        began = next((place for place, one in enumerate(self._lessons) if last and last == lesson_key(one)), 0)
        self.cursor = next((place for place in open_ones if place >= began), (open_ones or [began])[0])
        self.repaint()

    def _words(self, lesson: Lesson, record: Record) -> str:
        if record.complete(lesson):
            return self.glyphs.done
        cells = len(lesson.units)
        if record.cell >= cells or record.done.issuperset(range(cells)):
            return self.texts("exercise")
        return self.texts("cell", n=record.cell + 1, of=cells) if record.begun else ""

    @property
    def current(self) -> Lesson | Unreadable | None:
        """The lesson under the cursor."""
        return self._lessons[self.cursor] if self._lessons else None

    def line_count(self) -> int:
        return max(len(self._lessons), 1)

    @property
    def wish(self) -> int:
        """The columns in which no title is cut, with border and scrollbar."""
        titles = [one.title_in(self.texts.language) for one in self._lessons if isinstance(one, Lesson)]
        state = max(map(cell_len, self._state.values()), default=0)
        return max((cell_len(clean(title)) for title in titles), default=0) + state + 10

    def draw(self, index: int, width: int) -> Line:
        if not self._lessons:
            return [(self.texts("no_lessons"), "muted")]
        lesson = self._lessons[index]
        if isinstance(lesson, Unreadable):
            return [(f" {self.glyphs.failed}  ", "bad"), (clean(lesson.name), "bad")]
        state = self._state.get(index, "")
        room = max(map(cell_len, self._state.values()), default=0) + 1
        title = fit(f" {clean(lesson.title_in(self.texts.language))}", width - 4 - room, self.glyphs.ellipsis)
        return [(f" {lesson.number or '  '} ", "name"), (title, "strong"), (right(state, room), "good")]

    def watch_cursor(self) -> None:
        super().watch_cursor()
        self.post_message(self.Moved())

    def action_open(self) -> None:
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        if event.chain == 2:
            self.action_open()


class Summary(LineView, can_focus=False):
    """The first text of a lesson."""

    def __init__(self) -> None:
        super().__init__(id="summary", classes="pane")
        self._lines: Sequence[Line] = ()
        self._lesson: Lesson | Unreadable | None = None

    def show(self, lesson: Lesson | Unreadable | None) -> None:
        """Show what a lesson is about."""
        self._lesson = lesson
        width = self.scrollable_content_region.width
        if lesson is None or width <= 0:
            self._lines = ()
        elif isinstance(lesson, Unreadable):
            self._lines = [line for text in lesson.why.split("\n") for line in wrap([(clean(text), "bad")], width)]
        else:
            self._lines = prose_lines(lesson.text_before(0, self.texts.language), width)
        self.lines_changed()

    def resized(self) -> None:
        self.show(self._lesson)

    def line_count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int) -> Line:
        return self._lines[index]


class LessonsScreen(CarefulScreen[None]):
    """Enter opens the lesson under the cursor."""

    CSS_PATH = "lessons.tcss"
    AUTO_FOCUS = "#list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (MEDIUM, "-medium")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [*bindings([key for key in LIST if key.action != "open"])]

    def __init__(self, lessons: Sequence[Lesson | Unreadable], progress: Progress) -> None:
        super().__init__()
        self._lessons = lessons
        self._progress = progress

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield LessonList(self._lessons, self._progress)
            yield Summary()
        yield Footer(LIST)

    def on_mount(self) -> None:
        texts = dress(self.app).texts
        self.query_one(LessonList).border_title = texts("lessons")
        self.query_one(LessonList).border_subtitle = texts("app")
        self.query_one(Summary).border_title = texts("about_lesson")
        self._show_summary()

    def on_screen_resume(self) -> None:
        self.query_one(LessonList).count()
        self._share_width()

    def on_resize(self) -> None:
        super().on_resize()
        self._share_width()

    def _share_width(self) -> None:
        """Half of the screen for the titles; more, where one would be cut and the summary can spare it."""
        lessons, width = self.query_one(LessonList), self.app.size.width
        beside = width >= MEDIUM
        lessons.styles.width = max(width // 2, min(lessons.wish, width - SUMMARY)) if beside else None

    def on_lesson_list_moved(self) -> None:
        self._show_summary()

    def _show_summary(self) -> None:
        self.query_one(Summary).show(self.query_one(LessonList).current)

    def on_lesson_list_opened(self) -> None:
        lesson = self.query_one(LessonList).current
        if lesson is not None and not isinstance(lesson, Unreadable):
            dress(self.app).open_lesson(lesson)

    def action_reset_all(self) -> None:
        ask_first(self, dress(self.app).texts("reset_all_question"), lambda: self._keep(self._progress.reset))

    def action_export(self) -> None:
        path = Path(EXPORT).resolve()
        self._keep(lambda: self._progress.export(path), dress(self.app).texts("exported", path=path))

    def _keep(self, write: Callable[[], object], told: str = "") -> None:
        """Change or write out the progress, and show what became of that."""
        texts = dress(self.app).texts
        try:
            write()
        except OSError as error:
            told = texts("not_kept", why=of_file(error))
        self.query_one(LessonList).count()
        self.query_one(LessonList).border_subtitle = told.replace("[", r"\[") or texts("app")

    def action_help(self) -> None:
        from tuigraph.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())
