"""The viewer of a value, over a program that answers with pages of real arrays."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tuigraph.debugger.values import page
from tuigraph.tui import clipboard
from tuigraph.tui.element import NoElement, element_at, index_of, place_of
from tuigraph.wire.commands import Command, SaveValue
from tuigraph.wire.questions import ShowValue
from tuigraph.wire.record import replace

MATRIX = (np.arange(6000.0).reshape(100, 60) - 3000) / 7
MATRIX[50, 30] = np.nan


def answering(study: Study, value: object = MATRIX, run: int = 0) -> None:
    client = study.client
    others = client.send

    def send(command: Command) -> None:
        if isinstance(command, ShowValue):
            client.sent.append(command)
            here = replace(client.moments[client.at], nodes=(), calls=(), output=())
            client.emit(here, answer=replace(page(value, command), run=run))
        else:
            others(command)

    client.send = send  # type: ignore[method-assign]


async def open_value(study: Study, value: object = MATRIX, run: int = 0) -> None:
    answering(study, value, run)
    await study.press(*["s"] * 7, "2", "d", "g", "v")


async def answer(study: Study, text: str) -> None:
    study.app.screen.query_one("Input").value = text  # type: ignore[attr-defined]
    await study.press("enter")


@pytest.mark.parametrize(("language", "least"), [("en", "min -428.571"), ("zh", "最小 -428.571")])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_value_is_a_table_with_statistics(
    open_study: OpenStudy, size: tuple[int, int], language: str, least: str
) -> None:
    async with open_study(size=size, language=language) as study:
        await open_value(study)
        assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        study.line_with("Const  float64 [100,60]")
        study.line_with(least)
        study.line_with("NaN 1", "Inf 0")
        assert "-428.571  -428.429" in study.line_with("┃ 0 ")
        assert "0,0: -428.571" in study.text


async def test_a_value_of_an_earlier_run_says_of_which(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await open_value(study, run=5)
        study.line_with("Const  float64 [100,60] in run 5")


async def test_cursor_goes_through_the_whole_value_page_by_page(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await open_value(study)
        await study.press("down", "right")
        assert "━ 1,1: -419.857 ━" in study.text
        await study.press("pagedown", "pagedown")
        assert "━ 31,1: -162.714 ━" in study.text
        await study.press("G")
        assert "━ 99,1: 420.143 ━" in study.text
        await study.press(*["shift+right"] * 12)
        assert "━ 99,59: 428.429 ━" in study.text
        study.line_with("┃99 ", "428.429")


async def test_an_element_is_found_by_its_index(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_value(study)
        await study.press("at")
        await answer(study, "50, 30")
        assert "━ 50,30: nan ━" in study.text
        await study.press("at")
        await answer(study, "100, 0")
        assert "100, 0 is out of bounds of [100, 60]" in study.text


async def test_slice_format_and_highlight(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_value(study)
        await study.press("left_square_bracket")
        await answer(study, "3:5, ::20")
        study.line_with("Const[3:5, ::20]  float64 [2,3]", "of [100,60]")
        await study.press("percent_sign")
        await answer(study, ".2e")
        study.line_with("-4.03e+02", "-4.00e+02", "-3.97e+02")
        await study.press("r")
        await answer(study, "> -400")
        study.line_with("[> -400: 4]")
        await study.press("left_square_bracket")
        await answer(study, "[200]")
        assert "out of bounds" in study.text
        await study.press("left_square_bracket")
        await answer(study, "[]")
        study.line_with("float64 [100,60]")


async def test_sorted_histogram_and_heat_map(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_value(study)
        await study.press("o")
        study.line_with("[from the least up]")
        study.line_with("┃ 0,0", "-428.571")
        await study.press("o")
        study.line_with("50,30", "nan")
        await study.press("o", "m")
        study.line_with("the highest bar: 150")
        assert "█" in study.text
        await study.press("m")
        study.line_with("!!")
        assert "▓▓" in study.text


async def test_value_is_asked_again_when_the_program_goes_on(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_value(study)
        asked = study.client.sent.count(study.client.sent[-1])
        await study.press("s")
        assert study.client.sent.count(study.client.sent[-1]) == asked + 1
        before = len(study.client.sent)
        await study.pilot.pause(0.3)
        assert len(study.client.sent) == before  # and once only


async def test_why_there_is_no_value_is_shown(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_value(study)
        study.client.emit(
            replace(study.client.moments[7], nodes=()),
            answer=replace(page(0.0, ShowValue("Const")), problem="Const has no value at this moment", cells=()),
        )
        await study.settle()
        assert "Const has no value at this moment" in study.text


@pytest.mark.parametrize(
    ("value", "text"),
    [(b"caf\xc3\xa9", "b'caf\\xc3\\xa9'"), (np.float32(0.5), "┃   0.5"), (np.zeros((0, 3)), "no elements")],
)
async def test_strings_scalars_and_empty_arrays_are_shown(open_study: OpenStudy, value: object, text: str) -> None:
    async with open_study() as study:
        await open_value(study, value)
        assert text in study.text


async def test_value_of_a_variable_from_the_session_pane(open_study: OpenStudy) -> None:
    async with open_study() as study:
        answering(study)
        await study.press(*["s"] * 7, "3", "g", "j", "v")
        study.line_with("theta  float64")


async def test_copy_and_save(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_value(study)
        await study.press("right", "y")
        assert study.app.clipboard == "-428.429"
        assert "copied: 8 characters" in study.text
        await study.press("Y")
        assert study.app.clipboard.startswith("-428.571\t-428.429\t")
        await study.press("w")
        await answer(study, "/tmp/x.csv")
        assert study.client.sent[-1] == SaveValue("Const", "", "/tmp/x.csv")


async def test_ascii_viewer_is_ascii(open_study: OpenStudy) -> None:
    async with open_study(ascii=True) as study:
        await open_value(study)
        await study.press("m")
        assert study.text.isascii()
        await study.press("m")
        assert study.text.isascii()


def test_copied_text_is_wrapped_for_tmux() -> None:
    data = base64.b64encode("é".encode()).decode()
    assert clipboard.sequence("é", {}) == f"\x1b]52;c;{data}\x07"
    assert clipboard.sequence("é", {"TMUX": "x"}).endswith(f"\x1bPtmux;\x1b\x1b]52;c;{data}\x07\x1b\\")


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple), st.integers(1, 8), st.data())
def test_places_and_elements_are_opposites(shape: tuple[int, ...], columns: int, data: st.DataObject) -> None:
    index = tuple(data.draw(st.integers(0, size - 1)) for size in shape)
    assert element_at(*place_of(index, shape, columns), shape, columns) == index


@pytest.mark.parametrize("text", ["", "1", "a, b", "5, 0", "0, 0, 0"])
def test_what_is_no_index_is_refused(text: str) -> None:
    with pytest.raises(NoElement):
        index_of(text, (5, 3))
    assert index_of("[-1, 2]", (5, 3)) == (4, 2)
