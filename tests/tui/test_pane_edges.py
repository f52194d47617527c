"""Edges between panes: moved by keys and by the mouse, kept for the next start, written once."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from textual.events import MouseDown, MouseMove, MouseUp

from tests.clock import HANGS
from tests.tui.conftest import OpenStudy, Study
from tuigraph.files import state_file
from tuigraph.tui.pane_sizes import save_shares
from tuigraph.tui.widgets import panes as panes_module
from tuigraph.tui.widgets.panes import Panes


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, float]]:
    """What was written, each time."""
    found: list[Mapping[str, float]] = []

    def saved(shares: Mapping[str, float]) -> None:
        found.append(dict(shares))
        save_shares(shares)

    monkeypatch.setattr(panes_module, "save_shares", saved)
    return found


def region(study: Study, pane: str) -> tuple[int, int]:
    size = study.app.screen.query_one(f"#{pane}").size
    return size.width, size.height


@pytest.mark.parametrize(("wider", "narrower"), [("greater_than_sign", "less_than_sign"), ("ctrl+right", "ctrl+left")])
async def test_keys_make_a_pane_wider_and_narrower(wider: str, narrower: str, open_study: OpenStudy) -> None:
    async with open_study((160, 45)) as study:
        await study.press(*"cc", "2")
        width, height = region(study, "graph")
        await study.press(narrower, narrower)
        assert region(study, "graph") == (width - 8, height)
        await study.press(wider)
        assert region(study, "graph") == (width - 4, height)
        await study.press("backslash")
        assert region(study, "graph") == (width, height)


@pytest.mark.parametrize(("taller", "shorter"), [("circumflex_accent", "underscore"), ("ctrl+down", "ctrl+up")])
@pytest.mark.parametrize("size", [(80, 24), (80, 30)])
async def test_keys_make_a_pane_taller_and_shorter(
    taller: str, shorter: str, size: tuple[int, int], open_study: OpenStudy
) -> None:
    async with open_study(size) as study:
        await study.press(*"cc", "2")
        _, height = region(study, "graph")
        await study.press(taller)
        assert region(study, "graph")[1] == height + 2
        await study.press(shorter)
        assert region(study, "graph")[1] == height


async def test_a_pane_without_such_an_edge_says_so(open_study: OpenStudy) -> None:
    async with open_study((80, 24)) as study:
        await study.press("z", "greater_than_sign")
        before = study.text
        await study.press("less_than_sign")
        assert study.text == before


async def drag(study: Study, edge_x: int, y: int, to: int) -> None:
    panes = study.app.screen.query_one(Panes)
    left, top = panes.region.offset

    def event(kind: type, x: int) -> None:
        panes.post_message(kind(panes, x, y, 0, 0, 1, False, False, False, left + x, top + y))

    event(MouseDown, edge_x)
    for x in range(edge_x, to, 1 if to > edge_x else -1):
        event(MouseMove, x)
    event(MouseMove, to)
    event(MouseUp, to)
    await study.settle()


async def test_the_mouse_moves_an_edge_and_the_file_is_written_once(
    open_study: OpenStudy, written: list[Mapping[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panes_module, "KEPT_AFTER", 0.01)
    async with open_study((160, 45)) as study:
        await study.press(*"cc")
        panes = study.app.screen.query_one(Panes)
        edge = next(edge for edge in panes.arrangement.edges if edge.upright)
        before = region(study, "lesson")[0]
        await drag(study, edge.at, min(edge.across), edge.at + 10)
        assert region(study, "lesson")[0] == before + 10
        await study.until(lambda: bool(written))
    assert len(written) == 1
    assert json.loads(state_file("panes.json").read_text()) == written[0]
    async with open_study((160, 45)) as study:
        await study.press(*"cc")
        assert region(study, "lesson")[0] == before + 10


async def test_an_edge_that_is_still_held_is_kept_when_the_app_ends(
    open_study: OpenStudy, written: list[Mapping[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panes_module, "KEPT_AFTER", HANGS)
    async with open_study((160, 45)) as study:
        await study.press(*"cc", "2", "less_than_sign")
        assert written == []
    assert len(written) == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"lesson": "wide"}', '{"nosuch": 0.5, "lesson": 7}', "\x00"])
async def test_a_file_of_edges_that_is_nonsense_is_no_fault(text: str, open_study: OpenStudy) -> None:
    path = state_file("panes.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    async with open_study((160, 45)) as study:
        usual = region(study, "lesson")
    path.write_text(text)
    async with open_study((160, 45)) as study:
        assert region(study, "lesson") == usual
