"""A lesson on the screen over its real program, in a process of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.clock import HANGS
from tests.tui.conftest import Study
from tuigraph.debuggee.client import Client, Target
from tuigraph.lessons import load, program
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.words import Words


class RealStudy(Study):
    """Waits for the program's answer after each key."""

    clients: Sequence[Client]

    @property
    def words(self) -> Words:
        return self.app.texts

    @property
    def _waits(self) -> bool:
        client = self.clients[-1]
        with client._lock:  # what has been answered has been handed on, too
            return client.running

    async def settle(self) -> None:
        deadline = time.monotonic() + HANGS
        while any(isinstance(s, StudyScreen) for s in self.app.screen_stack) and self._waits:
            assert time.monotonic() < deadline, self.text
            await asyncio.sleep(0.005)
        await super().settle()


@asynccontextmanager
async def open_real(
    path: Path,
    size: tuple[int, int] = (120, 40),
    language: str = "en",
    theme: str = "textual-dark",
    with_tour: bool = False,
    debugged: bool = False,
) -> AsyncIterator[RealStudy]:
    """The app with one lesson open, or with a list of it behind the tour, or a script that is debugged."""
    clients: list[Client] = []

    def factory(lesson: object, on_snapshot: object, on_exit: object) -> Client:
        target = Target.script(path, []) if debugged else Target.lesson(path, load(path).units)
        clients.append(Client(target, on_snapshot, on_exit))  # type: ignore[arg-type]
        return clients[-1]

    lesson = program(path, path.read_text()) if debugged else load(path)
    opened = None if with_tour else lesson
    app = TuigraphApp(factory, [lesson], language, opened, theme=theme, ascii=False, with_tour=with_tour)
    async with app.run_test(size=size) as pilot:
        study = RealStudy(app, pilot, None)  # type: ignore[arg-type]
        study.clients = clients
        while not clients:
            await pilot.pause()
        await study.settle()
        yield study
        assert not app.faults, app.faults
