"""The tour: four keys on the real screen over the real program, at the first start and whenever it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import OpenStudy
from tests.tui.real import open_real
from tuigraph.lessons import load, tour
from tuigraph.lessons.progress import Progress, Record
from tuigraph.tui.screens.lessons import LessonsScreen
from tuigraph.tui.screens.tour import TourScreen
from tuigraph.tui.tour import STOPS, Tour, Unkept, is_first_start
from tuigraph.wire.views import Extent, Position, Snapshot
from tuigraph.words import Words

KEYS = {"next": "n", "step": "s", "back": "S", "continue": "c"}


@pytest.mark.parametrize(("size", "language"), [((60, 20), "zh"), ((80, 24), "en")])
async def test_each_key_is_asked_for_and_does_what_is_said(size: tuple[int, int], language: str) -> None:
    say = Words(language)
    async with open_real(tour(), size, language, with_tour=True) as study:
        for stop in STOPS:
            await study.until(say(stop.asks))
            await study.press(KEYS[stop.motion])
            await study.until(say(stop.did))
            if stop.motion == "next":
                assert [study.text.count(f"·{box} ─") for box in ("Const", "Const_1", "z ─ mul")] == [1, 1, 1]
            elif stop.motion == "step":
                study.line_with("┏▶Const ━", "┌·Const_1 ─")
            elif stop.motion == "back":
                study.line_with(say("behind", n=1))
        await study.until(say("tour_over"))
        assert say("tour_ended") in study.lines[1]
        study.line_that_begins("12")
        await study.press("enter")
        study.line_with("○", say("sign_gone")[:8])
        await study.press("escape")
        await study.until(lambda: isinstance(study.app.screen, LessonsScreen))
    assert not Progress().last()  # nothing of it is kept


def at(line: int, step: int = 0, run: int = 0, behind: int = 0, state: str = "stopped", shown: int = 1) -> Snapshot:
    """Where the program of the tour may stand."""
    position = Position(1, 2, line, run, run, step, 3 * run, (), (), behind)
    return Snapshot(1, state, "statement", position, 1, extent=Extent(0, shown, shown + behind, (0, 1)))  # type: ignore[arg-type]


def test_whoever_takes_another_way_is_asked_only_for_what_does_something_there() -> None:
    learning = Tour(load(tour()), Unkept())

    def asked_at(snapshot: Snapshot) -> str:
        learning.show(snapshot)
        return learning.guidance.asks

    assert asked_at(at(1, shown=0)) == "tour_asks_next"
    learning.press("back")  # there is nothing to take back
    assert asked_at(at(1, shown=0)) == "tour_asks_next"
    learning.press("continue")  # the whole cell at once
    assert asked_at(at(0, state="finished", shown=5)) == "tour_asks_back"
    learning.press("back")
    assert asked_at(at(2, step=3, run=1, behind=1, state="finished", shown=4)) == "tour_asks_step"
    learning.press("step")
    assert asked_at(at(0, state="finished", shown=5)) == "tour_over"
    learning.begin()
    assert asked_at(at(1, shown=0)) == "tour_asks_next"


def test_a_newcomer_sees_it_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not is_first_start(Progress())  # the tests' own variable is off
    monkeypatch.delenv("TUIGRAPH_TOUR")
    assert is_first_start(Progress())
    assert not is_first_start(Progress())
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    lesson = load(tour())
    Progress().save(lesson, Record(cell=1))
    assert not is_first_start(Progress())  # who has been here before is no newcomer
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/nowhere")
    assert not is_first_start(Progress())  # it would come again and again


@pytest.mark.parametrize("in_list", [True, False])
async def test_it_is_found_again_and_left_by_one_key(in_list: bool, open_study: OpenStudy) -> None:
    async with open_study((80, 24), in_list=in_list) as study:
        before = study.timeless
        if in_list:
            await study.press("t")
        else:
            await study.press("ctrl+p")
            await study.type("tour")
            await study.press("enter")
        is_open: Callable[[], bool] = lambda: isinstance(study.app.screen, TourScreen)  # noqa: E731
        await study.until(is_open)
        await study.press("escape")
        await study.until(lambda: not is_open())
        assert study.timeless == before
