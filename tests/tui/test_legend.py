"""Signs and what they mean, columns that measure themselves, terminals that are too small."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tuigraph.lessons import available, load
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.client_protocol import Client
from tuigraph.tui.glyphs import ASCII, LINES
from tuigraph.tui.legend import SIGNS
from tuigraph.tui.widgets.inspector import InspectorPane
from tuigraph.wire.record import replace

SIZES = [(60, 20), (80, 24), (120, 40), (200, 55)]


def test_no_two_signs_that_are_explained_look_alike() -> None:
    for glyphs in (LINES, ASCII):
        signs = [getattr(glyphs, sign) for sign in SIGNS if (glyphs, sign) != (ASCII, "times")]
        assert len({*signs}) >= len(signs) - (1 if glyphs is ASCII else 0)  # x is a cross, and times beside a number


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("language", "gone"), [("en", "○ a node that has run, and has no"), ("zh", "○ 已执行、值已丢弃")]
)
async def test_signs_are_one_key_away(size: tuple[int, int], language: str, gone: str, open_study: OpenStudy) -> None:
    async with open_study(size, language) as study:
        await study.press("m")
        said = " ".join(study.text.split())
        assert gone in said
        assert "├━┄┤" in study.text
        await study.press("m")
        assert "├━┄┤" not in study.text or size[0] >= 120  # where an empty graph pane has room it says them too


async def test_an_empty_graph_pane_says_what_signs_will_come(open_study: OpenStudy) -> None:
    async with open_study((120, 40)) as study:
        study.line_with("○", "has no value any more")
        await study.press("n")
        assert "has no value any more" not in study.text


async def test_what_has_run_has_a_sign_of_its_own_when_its_value_is_gone(open_study: OpenStudy) -> None:
    async with open_study((120, 40)) as study:
        await study.press("d", *"ccccn")
        assert "●" not in "".join(line for line in study.lines if " add" in line or "Const" in line)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["layer_one/weights/kernel", "权重矩阵", "w"])
async def test_nothing_is_cut_in_the_session_pane_where_there_is_room(
    size: tuple[int, int], name: str, open_study: OpenStudy
) -> None:
    async with open_study(size) as study:
        await study.press(*"cccc", "3")
        snapshot = study.client.moments[-1]
        dead = replace(snapshot.variables[0], name=name, state="destroyed", destroyed="session closed")
        study.client.emit(snapshot, variables=(dead,), values=())
        await study.settle()
        pane = study.app.screen.query_one(InspectorPane)
        width = pane.scrollable_content_region.width
        if 4 + cell_len(name) + len("destroyed by session closed") + 8 <= width:
            assert f"{name} " in study.line_with(name, "destroyed by session closed")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_title_is_cut_in_the_list_of_lessons(language: str) -> None:
    lessons = [load(path) for path in available()]
    app = TuigraphApp(_no_program, lessons, language, theme="textual-dark", ascii=False)
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        for lesson in lessons:
            study.line_with(f" {lesson.number}  {lesson.title_in(language)} ")


def _no_program(*_: object) -> Client:
    raise AssertionError("nothing is opened")


SMALL = [(59, 20), (60, 19), (40, 10), (20, 5), (5, 3), (2, 2), (1, 1)]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_terminal_that_is_too_small_says_so_and_goes_on_when_it_is_larger(
    language: str, open_study: OpenStudy
) -> None:
    async with open_study((80, 24), language) as study:
        await study.press("n")
        before = study.timeless
        for width, height in SMALL:
            await study.pilot.resize_terminal(width, height)
            await study.settle()
            assert len(study.lines) == height
            if width >= 20:
                told = "".join(study.text.split())
                assert f"{width}x{height}" in told
                assert "60x20" in told
                assert "tf.constant" not in told
        await study.pilot.resize_terminal(80, 24)
        await study.settle()
        assert study.timeless == before


@pytest.mark.parametrize("keys", [("question_mark",), ("ctrl+p",), ("T",), ("v",), ("i",), ("d",)])
async def test_no_screen_minds_any_size(keys: tuple[str, ...], open_study: OpenStudy) -> None:
    async with open_study((80, 24)) as study:
        await study.press(*"cc", *keys)
        for width, height in [*SMALL, (80, 24), (1, 40), (200, 1), (60, 20)]:
            await study.pilot.resize_terminal(width, height)
            await study.settle()
        assert "60x20" not in study.text
