"""A screen that paints what stays: every pane knows where it lies in the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.conftest import OpenStudy
from tuigraph.tui.arrangement import Prompt
from tuigraph.tui.study.pane_keys import PaneKeys
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.panes import Panes
from tuigraph.tui.widgets.prompt import PromptPane
from tuigraph.wire.views import Output


async def test_a_pane_hears_of_its_new_size_when_its_place_was_looked_up_after_a_scroll(
    open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_study() as study:
        screen = study.app.screen
        panes, prompt = screen.query_one(Panes), screen.query_one(PromptPane)
        with monkeypatch.context() as patched:
            patched.setattr(PaneKeys, "make_room", lambda *_: None)
            screen.query_one(OutputLog).write([Output("out", "one\ntwo\nthree\n")])
            await study.settle()
        assert prompt.outer_size.height == 1
        screen._compositor.reflow_visible(screen, screen.outer_size)
        panes.wish(replace(panes.wishes, prompt=Prompt(1, 3)))
        panes._clear_arrangement_cache()  # as it does before the screen hears of it
        assert screen._compositor.full_map[prompt].region.height == 5
        await study.settle()
        assert [line for line in ("one", "two", "three") if line not in study.text] == []
