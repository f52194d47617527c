"""Play a lesson on the app's own screen: for somebody who watches, into a recording, into pictures.

The program runs in a process of its own, as in the app; only that a walk, and nobody's keys, says what comes next.
For recordings and pictures there is no terminal: the app draws to a driver that keeps what is written.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, ClassVar

from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

import tuigraph.tui.app
from tuigraph.configuration import is_on
from tuigraph.debuggee.client import Client, Target
from tuigraph.files import replacing, write_text
from tuigraph.lessons import Lesson
from tuigraph.lessons.progress import Progress
from tuigraph.player.cast import Cast
from tuigraph.player.pace import Pace
from tuigraph.player.walk import StepNumber, Stretch, Walk
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.svg import rich_terminal, screenshot
from tuigraph.tui.widgets.header import Header
from tuigraph.wire.commands import Command, Quit
from tuigraph.wire.picture import Update
from tuigraph.wire.said import Said
from tuigraph.wire.views import Snapshot

SIZE = (120, 40)  # of recordings and pictures: columns, lines

Viewer = Callable[[StepNumber, float], Awaitable[None]]
"""Is shown a step, which is to stay for so many seconds."""


def watch(lesson: Lesson, language: str, ascii: bool | None, stretch: Stretch, speed: float, theme: str = "") -> int:
    """Play in this terminal; 0, or 1 when the lesson's program failed.

    Space holds and goes on; any key that moves the program takes over from the player; `q` leaves.
    """
    performance = _Performance(lesson, language, stretch, speed)
    app = _PlayingApp(performance, theme, ascii=ascii)
    performance.viewers.append(performance.stay)
    app.run(mouse=is_on("mouse"), auto_pilot=performance.play)
    return 1 if performance.failed else app.return_code or 0


def record(
    lesson: Lesson,
    language: str,
    ascii: bool | None,
    stretch: Stretch,
    speed: float,
    recording: Path | None = None,
    pictures: Path | None = None,
    theme: str = "",
) -> int:
    """Write an asciicast, or an SVG picture of each step into a folder, or both; 0, or 1 when the program failed.

    Raises OSError when something cannot be written.
    """
    performance = _Performance(lesson, language, stretch, speed)
    with rich_terminal():
        app = _PlayingApp(performance, theme=theme or "dark", ascii=ascii)
    with ExitStack() as cleanup:
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            performance.viewers.append(_photographing(app, pictures))
        if recording:
            cast = Cast(cleanup.enter_context(replacing(recording, encoding="utf-8")), *SIZE, lesson.title_in(language))
            cleanup.callback(cast.end)
            app.driver_class = _driver(cast.write)
            performance.viewers.append(_filming(cast))
        app.run(headless=recording is None, size=SIZE, auto_pilot=performance.play)
    return 1 if performance.failed else app.return_code or 0


def _driver(write: Callable[[str], None]) -> type[Driver]:
    class Recorder(HeadlessDriver):
        """Has no terminal, and hands on what would be written to one."""

        @property
        def is_headless(self) -> bool:
            return False

        def write(self, data: str) -> None:
            write(data)

    return Recorder


def _filming(cast: Cast) -> Viewer:
    async def view(number: StepNumber, seconds: float) -> None:
        if number.step == 1:
            cast.mark(str(number.cell))
        cast.wait(seconds)

    return view


def _photographing(app: TuigraphApp, folder: Path) -> Viewer:
    async def view(number: StepNumber, seconds: float) -> None:
        drawn = screenshot(app, f"tuigraph · {number}")
        write_text(folder / f"{number.cell:02}-{number.step:04}.svg", drawn)

    return view


class _Performance:
    """Takes an app through a walk: the next command goes out when every viewer has seen the step."""

    def __init__(self, lesson: Lesson, language: str, stretch: Stretch, speed: float) -> None:
        self.lesson = lesson
        self.language = language
        self.viewers: list[Viewer] = []
        self.failed = False
        self.over = False  # it has come to its end, or somebody has taken over
        self._walk = Walk(stretch)
        self._speed = speed
        self._pace = Pace(lesson, language, speed)
        self._arrived: asyncio.Queue[Snapshot | None] = asyncio.Queue()
        self._going = asyncio.Event()
        self._going.set()
        self._ended = asyncio.Event()
        self._sending = False
        self._waiting = True  # for the program to stop

    def make_client(
        self, lesson: object, on_update: Callable[[Update], None], on_exit: Callable[[Said], None]
    ) -> Client:
        """A client whose answers come here too, and that tells who sends it commands."""
        loop = asyncio.get_running_loop()

        def arrived(update: Update) -> None:
            on_update(update)
            if self._waiting and not client.running and isinstance(update, Snapshot):  # an answer
                self._waiting = False
                loop.call_soon_threadsafe(self._arrived.put_nowait, update)

        def ended(why: Said) -> None:
            on_exit(why)
            self.failed = True
            loop.call_soon_threadsafe(self.leave)

        client = _WatchedClient(self, Target.lesson(self.lesson.path, self.lesson.units), arrived, ended)
        return client

    async def play(self, pilot: Pilot[object]) -> None:
        """Until the walk ends, and with it the app; or until somebody takes over, who then has the app."""
        app = pilot.app
        while (snapshot := await self._next(app)) is not None:
            command = self._walk.arrive(snapshot)
            self.failed = snapshot.problem is not None
            if self._walk.shown:
                await self._paint(pilot, snapshot)
                seconds = self._pace.seconds(self._walk.number, command == Quit())
                for view in self.viewers:
                    await view(self._walk.number, seconds)
                await self._going.wait()
            if self.over:
                return
            if command == Quit():
                break
            await self._send(_study(app), command)
        if not self.over:
            app.exit()

    async def _next(self, app: App[object]) -> Snapshot | None:
        """The next stop of the program; None when there is nobody to show it to."""
        while app.is_running and not self.over:
            try:
                return await asyncio.wait_for(self._arrived.get(), 1)
            except asyncio.TimeoutError:
                continue
        return None

    async def stay(self, number: StepNumber, seconds: float) -> None:
        """A viewer in real time."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    def hold(self) -> None:
        """Stay at this step, or go on."""
        if self._going.is_set():
            self._going.clear()
        else:
            self._going.set()

    def commanded(self) -> None:
        """Somebody has sent the program a command."""
        if not self._sending:
            self.leave()

    def leave(self) -> None:
        """Play no further."""
        self.over = True
        self._ended.set()
        self._going.set()
        self._arrived.put_nowait(None)

    async def _send(self, screen: StudyScreen, command: Command) -> None:
        """Ask for something as soon as the screen has taken over what came before."""
        while not self.over:
            self._sending = self._waiting = True
            sent = screen.ask(command)
            self._sending = False
            if sent:
                return
            self._waiting = False
            await asyncio.sleep(0.005)

    async def _paint(self, pilot: Pilot[object], snapshot: Snapshot) -> None:
        """Wait until the screen shows a snapshot, and let it say at which step it is."""
        screen = _study(pilot.app)
        while not self.over and (screen.picture.snapshot is None or screen.picture.snapshot.number < snapshot.number):
            await pilot.pause(0.005)
        screen.query_one(Header).show(snapshot, f"{self._speed:g}  [{self._walk.number}]")
        await pilot.pause()


def _study(app: App[object]) -> StudyScreen:
    """The study screen, whatever lies over it."""
    return next(screen for screen in app.screen_stack if isinstance(screen, StudyScreen))


class _WatchedClient(Client):
    """Tells a performance of what it is asked for."""

    def __init__(
        self,
        performance: _Performance,
        target: Target,
        on_update: Callable[[Update], None],
        on_exit: Callable[[Said], None],
    ) -> None:
        super().__init__(target, on_update, on_exit)
        self._performance = performance

    def send(self, command: Command) -> None:
        self._performance.commanded()
        super().send(command)

    def restart(self) -> None:
        self._performance.commanded()
        super().restart()

    def interrupt(self) -> None:
        self._performance.commanded()
        super().interrupt()


class _PlayingApp(TuigraphApp):
    """The app with one lesson, which is played; the learner's progress is left alone."""

    CSS_PATH = str(Path(tuigraph.tui.app.__file__).with_name("app.tcss"))
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "hold", show=False, priority=True)]

    def __init__(self, performance: _Performance, theme: str = "", ascii: bool | None = None) -> None:
        self._performance = performance
        self._folder = tempfile.TemporaryDirectory()
        super().__init__(
            performance.make_client,
            [performance.lesson],
            performance.language,
            opened=performance.lesson,
            theme=theme,
            ascii=ascii,
            progress=Progress(Path(self._folder.name) / "progress.json"),
        )

    async def on_unmount(self) -> None:
        self._folder.cleanup()

    def leave_lesson(self) -> None:
        self.exit()

    def exit(self, *arguments: Any, **options: Any) -> None:
        self._performance.leave()
        super().exit(*arguments, **options)

    def action_hold(self) -> None:
        if self._performance.over:
            raise SkipAction
        self._performance.hold()
