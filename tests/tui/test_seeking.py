"""Seeking: whichever way a cell or a step of a lesson is reached, the screen shows the same."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.tui.real import RealStudy, open_real
from tuigraph.lessons import available
from tuigraph.wire.commands import Command, GoToUnit, Seek

OF_THIS_RUN = re.compile(r" *(/tmp/\S+|20\d{6,}) *")  # new folders, dates
SCROLLBAR = re.compile("[▁▂▃▄▅▆▇]")  # the ends of a thumb
lessons = pytest.mark.parametrize("path", available(), ids=lambda path: path.stem)


def frame(study: RealStudy) -> list[str]:
    """The screen without what differs from run to run."""
    return [OF_THIS_RUN.sub("~", SCROLLBAR.sub(" ", line)).rstrip() for line in study.timeless.split("\n")]


async def skip(study: RealStudy) -> None:
    """Leave a question that has come up."""
    if study.app.screen.query_one("#answer").display:
        await study.press("escape")


@pytest.mark.timeout(1200)
@lessons
async def test_every_cell_and_random_steps_look_the_same_from_both_sides(path: Path) -> None:
    async with open_real(path) as study:
        cells = len(study.app.screen._lesson.units)  # type: ignore[attr-defined]
        for _ in range(cells):
            await study.press("c")
            await skip(study)
        await ask(study, GoToUnit(0))
        forward = [frame(study)]
        for _ in range(cells):
            await study.press("c")
            forward.append(frame(study))
        assert "finished" in study.lines[0]
        for cell in reversed(range(cells)):
            await study.press("left_square_bracket")
            assert frame(study) == forward[cell], cell
        for cell in range(1, cells + 1):
            await study.press("right_square_bracket")
            assert frame(study) == forward[cell], cell
        await random_steps_look_the_same(study, random.Random(path.stem))


async def random_steps_look_the_same(study: RealStudy, chance: random.Random) -> None:
    extent = study.app.screen.picture.snapshot.extent  # type: ignore[union-attr]
    moments = chance.sample(range(extent.first, extent.now), min(6, extent.now - extent.first))
    seen: dict[int, list[str]] = {}
    for moment in [*moments, *reversed(moments)]:
        await ask(study, Seek(moment))
        assert seen.setdefault(moment, frame(study)) == frame(study), moment
    if moments:
        before = frame(study)
        await study.press("right", "left")
        assert frame(study) == before


async def ask(study: RealStudy, command: Command) -> None:
    study.app.screen.ask(command)  # type: ignore[attr-defined]
    await study.settle()
