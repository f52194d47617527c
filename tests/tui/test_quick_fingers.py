"""Keys that are quicker than the screen, and faults of the screen itself: neither ends a session."""

from __future__ import annotations

import pytest
from textual import events
from textual.screen import Screen

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import demo_lesson
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.widgets.graph import GraphPane

VIEWS = ("lives", "why", "value", "stops", "profile", "compare", "inputs", "outputs", "branch", "curves")


def burst(study: Study, *keys: str) -> None:
    """Keys that arrive together, before anything is done about the first."""
    for key in keys:
        study.app.post_message(events.Key(key, key if len(key) == 1 else None))


def study_screen(study: Study) -> StudyScreen:
    return next(screen for screen in study.app.screen_stack if isinstance(screen, StudyScreen))


@pytest.mark.parametrize("view", VIEWS)
async def test_a_moment_that_comes_before_a_view_is_composed_is_shown_when_it_is(
    open_study: OpenStudy, view: str
) -> None:
    async with open_study() as study:
        await study.press("n", "n", "n", "n", "s", "s", "2")
        below = study_screen(study)
        getattr(below, f"action_{view}")()
        snapshot = below.picture.snapshot
        assert snapshot is not None
        below.show([snapshot])
        await study.settle()
        assert study.app.screen is not below
        await study.press("escape")
        assert study.app.screen is below


@pytest.mark.parametrize("key", ["d", "T", "w", "v", "B", "D", "p", "I", "O", "W"])
async def test_a_key_for_a_view_that_is_being_opened_waits_for_it(open_study: OpenStudy, key: str) -> None:
    async with open_study() as study:
        burst(study, "n", "n", "s", key, "s", "s", "down", "T", "t", "escape", "escape")
        await study.settle()
        burst(study, "s", key, "escape", "escape", "escape")
        await study.settle()
        assert study.app.is_running


@pytest.mark.parametrize("key", ["v", "D", "d"])
async def test_a_key_that_one_screen_leaves_alone_is_not_for_the_next_one(open_study: OpenStudy, key: str) -> None:
    async with open_study(in_list=True) as study:
        below = study.app.screen
        study.app.open_lesson(demo_lesson())
        assert study.app.screen is not below
        left = events.Key(key, key)
        left._set_forwarded()
        study.app.post_message(left)
        await study.settle()
        assert isinstance(study.app.screen, StudyScreen)


@pytest.mark.parametrize("keys", [("pagedown",), ("enter", "enter"), ("down", "enter", "enter"), ("escape", "escape")])
async def test_palette_takes_any_keys_at_once(open_study: OpenStudy, keys: tuple[str, ...]) -> None:
    async with open_study() as study:
        burst(study, "ctrl+p", *keys)
        await study.settle()
        await study.pilot.pause(0.2)
        await study.settle()
        assert study.app.is_running
        assert any(isinstance(screen, StudyScreen) for screen in study.app.screen_stack)


async def test_an_answer_that_comes_after_the_screen_is_gone_is_no_fault(open_study: OpenStudy) -> None:
    async with open_study(in_list=True) as study:
        await study.press("enter")
        client = study.client or study.app.screen.talk.client  # type: ignore[attr-defined]
        burst(study, "s", "d", "R", "T", "escape", "escape")
        client.on_exit("the program ended")
        client.emit(client.moments[0])
        await study.settle()
        assert study.app.is_running


async def test_fault_of_a_handler_is_told_and_the_session_goes_on(
    open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("no such box")

    async with open_study(expect_faults=True) as study:
        monkeypatch.setattr(study.app.screen, "action_draw", broken)
        monkeypatch.setattr(GraphPane, "action_toggle", broken, raising=False)
        monkeypatch.setattr(study.app.screen, "action_speed", broken)
        await study.press("plus")
        await study.press("d")
        await study.pilot.pause(0.1)
        assert "LookupError: no such box" in study.text
        assert [str(fault) for fault in study.app.faults] == ["no such box"] * 2
        await study.press("n")
        assert isinstance(study.app.screen, Screen)
        assert "cell 1/2 · line 2" in study.lines[0]


async def test_screen_that_does_nothing_but_fail_is_given_up(open_study: OpenStudy) -> None:
    async def fail_always() -> None:
        async with open_study(expect_faults=True) as study:
            for _ in range(30):
                study.app.call_later(lambda: 1 / 0)
            await study.settle()

    with pytest.raises(ZeroDivisionError):
        await fail_always()
