"""Seeking: whichever way a cell or a step of a lesson is reached, the screen shows the same.

Where the boxes of the graph stand is left out: they stay where they were, so their places tell of the way.
"""

from __future__ import annotations

import asyncio
import random
import re
from pathlib import Path

import pytest
from rich.cells import set_cell_size
from textual.geometry import Region

from tests.clock import without_times
from tests.tui.real import RealStudy, open_real
from tuigraph.lessons import available
from tuigraph.tui.box_text import Moment
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.wire.commands import Command, GoToUnit, Seek

OF_THIS_RUN = re.compile(r" *(/tmp/\S+|20\d{6,}|grpc://localhost:\d+) *")  # new folders, dates, servers
SCROLLBAR = re.compile("[▁▂▃▄▅▆▇]")  # the ends of a thumb
lessons = pytest.mark.parametrize("path", available(), ids=lambda path: path.stem)


def frame(study: RealStudy) -> list[str]:
    """The screen without what differs from run to run, and what the box of each node says."""
    around = "\n".join(without(study.lines, study.app.screen.query_one("#graph").region))
    lines = [SCROLLBAR.sub(" ", without_times(line)) for line in around.split("\n")] + boxes(study)
    return [OF_THIS_RUN.sub("~", line).rstrip(" ~") for line in lines]  # a time stands where there is room for it


def without(lines: list[str], region: Region) -> list[str]:
    """Lines of a screen, a part of it left out."""
    return [
        set_cell_size(line, region.x) + "~" + right_of(line, region.right) if region.y <= y < region.bottom else line
        for y, line in enumerate(lines)
    ]


def right_of(line: str, column: int) -> str:
    return line[len(set_cell_size(line, column)) :]


async def shown(study: RealStudy) -> list[str]:
    """The same, with the keys going to the lesson: where they go is the way's own."""
    study.app.screen.query_one("#lesson").focus()
    await study.settle()
    seen: list[str] = []
    now = frame(study)
    while seen != now:  # on a busy machine panes may be moved once more
        await asyncio.sleep(0.05)
        await study.settle()
        seen, now = now, frame(study)
    return now


def boxes(study: RealStudy) -> list[str]:
    picture = study.app.screen.picture  # type: ignore[attr-defined]
    moment = Moment(picture)
    return [f"{name} {picture.given_names.get(name, '')} {moment.content(name)}" for name in picture.graph.entries]


@pytest.mark.timeout(1200)
@lessons
async def test_every_cell_and_random_steps_look_the_same_from_both_sides(path: Path) -> None:
    async with open_real(path) as study:
        cells = len(study.app.screen.learning.lesson.units)  # type: ignore[attr-defined]
        await ask(study, GoToUnit(cells))
        await ask(study, GoToUnit(0))
        forward = [await shown(study)]
        for _ in range(cells):
            await study.press("c")
            forward.append(await shown(study))
        assert "finished" in study.lines[0]
        for cell in [*range(cells)][:-3:-1]:  # each runs the program over again: two from the end, then the first
            await study.press("left_square_bracket")
            assert await shown(study) == forward[cell], cell
        await ask(study, GoToUnit(0))
        assert await shown(study) == forward[0]
        for cell in range(1, cells + 1):
            await study.press("right_square_bracket")
            assert await shown(study) == forward[cell], cell
        await random_steps_look_the_same(study, random.Random(path.stem))


async def random_steps_look_the_same(study: RealStudy, chance: random.Random) -> None:
    screen = study.app.screen
    assert isinstance(screen, StudyScreen)
    assert screen.picture.snapshot is not None
    extent = screen.picture.snapshot.extent
    moments = chance.sample(range(extent.first, extent.now), min(6, extent.now - extent.first))
    seen: dict[int, list[str]] = {}
    for moment in [*moments, *reversed(moments)]:
        await ask(study, Seek(moment))
        now = await shown(study)
        assert seen.setdefault(moment, now) == now, moment
    if moments:
        before = await shown(study)
        await study.press("right", "left")
        assert await shown(study) == before


async def ask(study: RealStudy, command: Command) -> None:
    study.app.screen.ask(command)  # type: ignore[attr-defined]
    await study.settle()
