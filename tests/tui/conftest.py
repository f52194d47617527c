"""What the tests of the screen share: the app over a scripted program, and the screen as text."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.clock import HANGS, without_times
from tests.tui.demo_program import DemoClient, demo_lesson
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.steady import SteadyScreen
from tuigraph.tui.widgets.choices import Choices


class Study:
    """A lesson on the screen: press keys, read what is seen."""

    def __init__(self, app: TuigraphApp, pilot: Pilot[None], client: DemoClient) -> None:
        self.app = app
        self.pilot = pilot
        self.client = client

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        names = {" ": "space", "\n": "enter", "(": "left_parenthesis", ")": "right_parenthesis", ":": "colon"}
        names |= {"=": "equals_sign", ".": "full_stop", "_": "underscore", "/": "slash", "+": "plus"}
        await self.pilot.press(*(names.get(letter, letter) for letter in text))
        await self.settle()

    async def settle(self) -> None:
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()
        deadline = time.monotonic() + HANGS
        while any(isinstance(screen, StudyScreen) and screen.talk.inbox._told for screen in self.app.screen_stack):
            assert time.monotonic() < deadline, self.text
            await self.pilot.pause(0.01)
        await self.pilot.pause()
        while isinstance(screen := self.app.screen, SteadyScreen) and not screen.settled:
            assert time.monotonic() < deadline, self.text
            await asyncio.sleep(0.005)
            await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def offered(self) -> list[str]:
        """What the list over the prompt offers."""
        return [choice.value for choice in self.app.screen.query_one(Choices).rows]

    @property
    def timeless(self) -> str:
        """The screen without the durations on it."""
        return "\n".join(without_times(line).rstrip() for line in self.lines)

    async def until(self, wanted: str | Callable[[], bool]) -> None:
        """Wait until the screen shows a text, or something holds."""
        deadline = time.monotonic() + HANGS
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            assert time.monotonic() < deadline, self.text
            await self.pilot.pause(0.02)

    def line_with(self, *parts: str) -> str:
        """The first line that holds all the parts."""
        found = [line for line in self.lines if all(part in line for part in parts)]
        assert found, f"no line holds {parts}:\n{self.text}"
        return found[0]

    def line_that_begins(self, start: str) -> str:
        """The first line that begins so."""
        found = [line for line in self.lines if line.startswith(start)]
        assert found, f"no line begins with {start!r}:\n{self.text}"
        return found[0]


@pytest.fixture(autouse=True)
def own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is kept in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


OpenStudy = Callable[..., AbstractAsyncContextManager[Study]]


@pytest.fixture
def open_study() -> OpenStudy:
    """To open the demo lesson at a size and in a language."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 40),
        language: str = "en",
        ascii: bool = False,
        in_list: bool = False,
        expect_faults: bool = False,
        theme: str = "textual-dark",
    ) -> AsyncIterator[Study]:
        client = None

        def factory(lesson: object, on_snapshot: object, on_exit: object) -> DemoClient:
            nonlocal client
            client = DemoClient(on_snapshot, on_exit)  # type: ignore[arg-type]
            return client

        lesson = demo_lesson()
        app = TuigraphApp(factory, [lesson], language, opened=None if in_list else lesson, theme=theme, ascii=ascii)
        async with app.run_test(size=size) as pilot:
            study = Study(app, pilot, client)  # type: ignore[arg-type]
            await study.settle()
            study.client = client  # type: ignore[assignment]
            yield study
            assert expect_faults or not app.faults, app.faults

    return opened
