"""A screen that paints what stays: every pane knows where it lies in the end, and all of it reaches the terminal."""

from __future__ import annotations

from dataclasses import replace

import pyte
import pytest
from textual._compositor import CompositorUpdate

from tests.tui.conftest import OpenStudy, Study
from tuigraph.tui import steady
from tuigraph.tui.arrangement import Prompt
from tuigraph.tui.study.pane_keys import PaneKeys
from tuigraph.tui.widgets.footer import Footer
from tuigraph.tui.widgets.header import Header
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.panes import Panes
from tuigraph.tui.widgets.prompt import PromptPane
from tuigraph.wire.views import Output


class Painted:
    """A terminal that is shown what the app paints, from all of the screen on."""

    def __init__(self, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
        self._screen = pyte.Screen(*study.app.size)
        self._stream = pyte.Stream(self._screen)
        self._console = study.app.console
        self._batches = lambda: study.app._batch_count
        monkeypatch.setattr(study.app, "_display", self._display)
        study.app.screen.refresh()

    def _display(self, screen: object, update: object) -> None:
        if isinstance(update, CompositorUpdate) and not self._batches():
            self._stream.feed(update.render_segments(self._console))

    @property
    def lines(self) -> list[str]:
        rows, columns = range(self._screen.lines), range(self._screen.columns)
        return ["".join(self._screen.buffer[y][x].data for x in columns).rstrip() for y in rows]


async def test_what_changes_while_paints_are_kept_back_for_long_is_painted_afterwards(
    open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_study() as study:
        painted = Painted(study, monkeypatch)
        await study.settle()
        monkeypatch.setattr(steady, "LONGEST", 0.0)
        screen = study.app.screen
        assert isinstance(screen, steady.SteadyScreen)
        header, footer = screen.query_one(Header), screen.query_one(Footer)
        for turn in range(3):
            header.notice(f"notice {turn}")
            header._check_refresh()
            screen.settle()
            assert screen._dirty_widgets == set(), "the screen has not heard of it yet"
            screen._kept_back = True  # of what came before
            screen._dirty_widgets.update({header, footer})
            await study.settle()
            assert any(f"notice {turn}" in line for line in painted.lines), painted.lines
        assert painted.lines == [line.rstrip() for line in study.lines]


async def test_what_changes_in_a_batch_is_painted_after_it(
    open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_study() as study:
        painted = Painted(study, monkeypatch)
        await study.settle()
        screen, header = study.app.screen, study.app.screen.query_one(Header)
        assert isinstance(screen, steady.SteadyScreen)
        with study.app.batch_update():
            header.notice("in a batch")
            screen._compositor.update_widgets({header})
            screen._kept_back = True
            await study.pilot.pause()
            assert not any("in a batch" in line for line in painted.lines)
        await study.settle()
        assert any("in a batch" in line for line in painted.lines)
        assert painted.lines == [line.rstrip() for line in study.lines]


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
