"""The app: a list of lessons, and a lesson studied."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, cast

from rich.style import Style
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.messages import TerminalSupportsSynchronizedOutput
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import WorkerFailed

from tuigraph.lessons import Lesson, load, tour
from tuigraph.lessons.progress import Progress
from tuigraph.tui.background import KEPT
from tuigraph.tui.careful import Careful, CarefulScreen, concerns_what_leaves
from tuigraph.tui.client_protocol import ClientFactory, Unreadable
from tuigraph.tui.glyphs import ASCII, LINES, wants_ascii
from tuigraph.tui.of_program import instead
from tuigraph.tui.only_text import OnlyText
from tuigraph.tui.screens.lessons import LessonsScreen
from tuigraph.tui.settings import keep_setting
from tuigraph.tui.slow_line import ASKED, SlowLine
from tuigraph.tui.themes import THEMES, USUAL, theme_for
from tuigraph.tui.tones import tones_in
from tuigraph.words import Words

READY = 60.0  # seconds that a key waits for the screen that it is for, on however busy a machine
PAINTED = 1.0  # seconds after which a lesson that was opened has been painted
MANY = 20  # faults without a key between them: the screen cannot be saved


def _commands() -> type[Provider]:
    from tuigraph.tui.palette import Commands

    return Commands


def _driver() -> type[Driver] | None:
    """How the terminal is written to; None for Textual's own choice."""
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return None
    from tuigraph.tui.driver import ChangedCellsDriver

    return ChangedCellsDriver


class TuigraphApp(Careful, App[None]):
    """Shows lessons; a client is made for each lesson that is opened."""

    TITLE = "tuigraph"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "interrupt", show=False, priority=True)]

    def __init__(
        self,
        client_factory: ClientFactory,
        lessons: Sequence[Lesson | Unreadable],
        language: str = "en",
        opened: Lesson | None = None,
        theme: str = "",
        ascii: bool | None = None,
        progress: Progress | None = None,
        with_tour: bool = False,
    ) -> None:
        theme = theme or theme_for("")
        is_ansi = (theme in THEMES and THEMES[theme].ansi) or theme.startswith("ansi")
        super().__init__(driver_class=_driver(), ansi_color=is_ansi)  # which decides what NO_COLOR makes of colours
        self.set_reactive(App.ansi_color, None)  # from now on each theme says it
        for one in THEMES.values():
            self.register_theme(one)
        self._filters.insert(0, OnlyText())
        self.theme = theme
        self._tones: dict[str, dict[str, Style]] = {}  # by theme
        self.animation_level = "none"
        self.texts = Words(language, instead(opened))
        self.glyphs = ASCII if (wants_ascii() if ascii is None else ascii) else LINES
        self._client_factory = client_factory
        self._lessons = lessons
        self._opened = opened
        self._with_tour = with_tour
        self._progress = progress or Progress()
        self.faults: list[Exception] = []  # what handlers have raised
        self._line = SlowLine(self._ask_terminal)
        self._faults_since_key = 0

    def on_mount(self) -> None:
        self._end_on_signals()
        self.begin()

    def _end_on_signals(self) -> None:
        """Somebody who ends this process, or closes its terminal, gets the terminal back as it was."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT) if os.name == "posix" else ():
            with contextlib.suppress(ValueError, RuntimeError):  # in another thread than the main one nobody is told
                loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))

    def begin(self) -> None:
        """Open the first screen, behind the tour where that is wanted."""
        if self._with_tour:
            self._open_tour(self._open_first)
        else:
            self._open_first()

    def _open_first(self, _: None = None) -> None:
        if self._opened is not None:
            self.open_lesson(self._opened)
        else:
            self.push_screen(self._list())

    def _open_tour(self, then: Callable[[None], None] | None = None) -> None:
        from tuigraph.tui.screens.tour import TourScreen

        if not any(isinstance(screen, TourScreen) for screen in self.screen_stack):
            self.push_screen(self._dressed(TourScreen(load(tour()), self._client_factory)), then)

    def action_tour(self) -> None:
        """The tour of the keys, over whatever is there."""
        self._open_tour()

    def _list(self) -> Screen[None]:
        return self._dressed(LessonsScreen(self._lessons, self._progress))

    def _study(self, lesson: Lesson) -> Screen[None]:
        from tuigraph.tui.screens.study import StudyScreen  # and all its panes: the list is there before them

        return self._dressed(StudyScreen(lesson, self._client_factory, self._progress))

    def _dressed(self, screen: Screen[None]) -> Screen[None]:
        screen.set_class(self.glyphs.ascii, "-ascii")
        return screen

    def open_lesson(self, lesson: Lesson) -> None:
        """Study a lesson."""
        self.push_screen(self._study(lesson))
        self.set_timer(PAINTED, self._line.painted)

    def lesson_after(self, lesson: Lesson) -> Lesson | None:
        """The next lesson in the list."""
        known = [other for other in self._lessons if isinstance(other, Lesson)]
        paths = [other.path for other in known]
        place = paths.index(lesson.path) + 1 if lesson.path in paths else len(known)
        return known[place] if place < len(known) else None

    def change_lesson(self, lesson: Lesson) -> None:
        """Study another lesson instead of the one that is open."""
        self.switch_screen(self._study(lesson))

    def leave_lesson(self) -> None:
        """Back to the list; to where one came from, where a program was debugged."""
        if self._opened is not None and self._opened.is_program:
            self.exit()
        elif any(isinstance(screen, LessonsScreen) for screen in self.screen_stack):
            self.pop_screen()
        else:
            self.switch_screen(self._list())

    # what must not end a session

    async def on_event(self, event: events.Event) -> None:
        """A key waits until the screen that it is for has been composed; after a new size all is painted anew."""
        if isinstance(event, events.Resize):
            self._forget_what_is_shown()
        if isinstance(event, (events.Key, events.Paste)) and self.screen_stack:
            there: asyncio.Event = self.screen._mounted_event
            if event.is_forwarded:
                if not there.is_set():
                    return  # a screen that is not there any more has left it alone: it is not for the next one
            else:
                self._faults_since_key = 0
                if isinstance(event, events.Key) and event.key == "ctrl+l":  # whatever else has the keys
                    self.action_redraw()
                try:
                    await asyncio.wait_for(there.wait(), READY)
                except asyncio.TimeoutError:
                    return
        await super().on_event(event)

    def action_redraw(self) -> None:
        """Paint all of the screen, whatever somebody else has written on it."""
        self._forget_what_is_shown()
        self.refresh()

    def _forget_what_is_shown(self) -> None:
        if sys.platform != "win32":
            from tuigraph.tui.driver import ChangedCellsDriver

            if isinstance(self._driver, ChangedCellsDriver):
                self._driver.forget()

    def _handle_exception(self, error: Exception) -> None:
        """Tell of what a handler has raised, and go on; only a screen that does nothing else is given up."""
        lost = isinstance(error, WorkerFailed) and isinstance(error.error, NoMatches)  # its screen is gone
        if lost or concerns_what_leaves(error, cast(App[object], self)):
            return
        self.faults.append(error)
        self._faults_since_key += 1
        if self._faults_since_key > MANY:
            super()._handle_exception(error)
        else:
            text = f"{type(error).__name__}: {error}".strip().partition("\n")[0]
            self._tell(self.texts("fault", what=text), "error")

    def on_terminal_supports_synchronized_output(self, answer: TerminalSupportsSynchronizedOutput) -> None:
        if (seconds := self._line.answered(answer.time)) is not None:
            self._tell(self.texts("slow_line", seconds=round(seconds)))

    def _ask_terminal(self) -> None:
        if self._driver is not None:
            self._driver.write(ASKED)

    def _tell(self, text: str, severity: SeverityLevel = "information") -> None:
        screen = self.screen_stack[-1] if self.screen_stack else None
        if not (isinstance(screen, CarefulScreen) and screen.tell(text)):
            self.notify(text, severity=severity, markup=False)

    def action_command_palette(self) -> None:
        from tuigraph.tui.palette import Palette

        if self.use_command_palette and not Palette.is_open(cast(App[object], self)):
            self.push_screen(Palette(id="--command-palette"))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return USUAL

    @property
    def tones(self) -> dict[str, Style]:
        """How each tone is drawn in the theme."""
        if self.theme not in self._tones:
            self._tones[self.theme] = tones_in(self.get_css_variables(), self.native_ansi_color)
        return self._tones[self.theme]

    def action_choose_theme(self, name: str) -> None:
        """Change the colours, here and from the next start on."""
        self.theme = name
        keep_setting(KEPT, name)

    def action_interrupt(self) -> None:
        """Ctrl-C is for the program, whatever lies over its screen, and never ends the app."""
        from tuigraph.tui.screens.study import StudyScreen

        for screen in self.screen_stack:
            if isinstance(screen, StudyScreen):
                screen.talk.action_interrupt()
