"""What is drawn, without a screen: safe text, wrapping, curves, lifetimes."""

from __future__ import annotations

import math
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.work import lines_run
from tuigraph.harmless import clean
from tuigraph.tui.braille import columns, plot, scale_of
from tuigraph.tui.code import python_lines
from tuigraph.tui.glyphs import ASCII, LINES
from tuigraph.tui.lifelines import value_life, variable_life
from tuigraph.tui.plain import fit, fit_name, length, size, wrap
from tuigraph.tui.prose import prose_lines
from tuigraph.wire.views import Assignment, ValueView, VariableView


def plain(line: list[tuple[str, str]]) -> str:
    return "".join(text for text, _ in line)


@pytest.mark.parametrize("ellipsis", ["…", "..."])
@pytest.mark.parametrize("begin", ["gradients/losses/mean_squared_error", "图/损失/均方误差"])
def test_names_that_begin_alike_are_told_apart_in_any_room_of_eight_cells_and_more(begin: str, ellipsis: str) -> None:
    for width in range(1, 40):
        one, other = (fit_name(f"{begin}/{end}", width, ellipsis) for end in ("add_1:0", "sub_2:0"))
        assert cell_len(one) == cell_len(other) == width
        assert one != other or width < 8 + len(ellipsis)
        assert one[0] == begin[0] or width < 4 + len(ellipsis)
    assert fit_name("z:0", 6) == "z:0   "


@given(st.text())
def test_clean_text_has_no_control_character(text: str) -> None:
    assert all(not unicodedata.category(letter).startswith("C") or letter == "\u200d" for letter in clean(text))


@given(st.text(st.characters(exclude_categories=["C", "M"])), st.integers(0, 40))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(st.lists(st.text(string.ascii_letters + "  ，。中文字（）", min_size=1), max_size=5), st.integers(4, 30))
def test_wrapping_keeps_every_letter_and_the_width(texts: list[str], width: int) -> None:
    lines = wrap([(text, "") for text in texts], width)
    assert all(length(line) <= width for line in lines)
    assert "".join(map(plain, lines)).replace(" ", "") == "".join(texts).replace(" ", "")


def test_chinese_breaks_anywhere_but_before_closing_punctuation() -> None:
    assert [plain(line) for line in wrap([("看计算图一步步运行。", "")], 18)] == ["看计算图一步步运", "行。"]
    assert [plain(line) for line in wrap([("run ", ""), ("x", "code"), (", then y", "")], 6)] == ["run x,", "then y"]


def test_prose_shows_lists_code_and_emphasis() -> None:
    lines = prose_lines(
        "# Title\n\nSome **bold** `code`\nmore.\n\n- one\n- two\n  deep\n\n1. first\n\n```python\nx = 1\n```", 40
    )
    texts = [plain(line).rstrip() for line in lines]
    assert texts == ["Title", "", "Some bold code more.", "- one", "- two deep", "1. first", "", "  x = 1"]
    assert ("Title", "heading") in lines[0]
    assert ("bold", "strong") in lines[2]
    assert ("code", "code") in lines[2]


def test_code_keeps_its_lines_and_tells_tokens_apart() -> None:
    lines = python_lines("def f(x):\n\n    return 'é'  # why")
    assert [plain(line) for line in lines] == ["def f(x):", "", "    return 'é'  # why"]
    assert ("def", "keyword") in lines[0]
    assert ("# why", "comment") in lines[2]


def test_sizes_are_for_readers() -> None:
    assert [size(count) for count in (0, 999, 1000, 12_345, 8_256_000_000)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "12 kB",
        "8.3 GB",
    ]


def test_decimation_keeps_every_extreme() -> None:
    values = [0.0] * 10_000
    values[1234], values[8765] = 9.0, -5.0
    found = columns(range(10_000), values, 0, 9_999, 50)
    assert max(column[2] for column in found) == 9.0
    assert min(column[1] for column in found) == -5.0


def test_falling_line_is_drawn_from_corner_to_corner() -> None:
    steps, values = [0.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 0.0]
    scale = scale_of([values], log=False)
    assert scale is not None
    rows = plot([(steps, values)], scale, 4, 4, ascii=True)
    assert ["".join(sign for sign, _ in row) for row in rows] == ["*   ", " *  ", "  * ", "   *"]


def test_a_steep_line_has_no_gaps_and_of_two_that_coincide_both_are_seen() -> None:
    steps, values = [0.0, 9.0], [0.0, 9.0]
    scale = scale_of([values], log=False)
    assert scale is not None
    rows = plot([(steps, values)], scale, 4, 20, ascii=False)
    assert all(any(sign != " " for sign, _ in row) for row in rows)
    rows = plot([(steps, values)] * 2, scale, 40, 10, ascii=False, signs=[("●", 1), ("▲", 7)])
    seen = [(column, *cell) for row in rows for column, cell in enumerate(row) if cell[0] in "●▲"]
    assert sorted(seen) == [
        (1, "●", 0),
        (7, "▲", 1),
        (13, "●", 0),
        (19, "▲", 1),
        (25, "●", 0),
        (31, "▲", 1),
        (37, "●", 0),
    ]


def test_values_that_are_not_finite_leave_a_gap() -> None:
    assert scale_of([[math.nan, math.inf]], log=False) is None
    assert scale_of([[-1.0, 0.0]], log=True) is None
    assert columns([0, 1, 2], [1.0, math.nan, 3.0], 0, 2, 3) == [[1, 1, 1, 1], [], [3, 3, 3, 3]]


def test_curve_of_many_points_takes_a_few_lines_of_code_for_each() -> None:
    steps = [float(i) for i in range(20_000)]
    values = [math.sin(i / 500) for i in range(20_000)]
    scale = scale_of([values], log=False)
    assert scale is not None
    assert lines_run(lambda: plot([(steps, values)], scale, 100, 30, ascii=False)) < 20 * len(steps)


@given(
    st.lists(st.integers(1, 60), max_size=8).map(sorted),
    st.integers(1, 60),
    st.integers(0, 60),
    st.integers(2, 30),
    st.booleans(),
)
def test_life_of_a_variable_fits_its_place(runs: list[int], born: int, more: int, width: int, dead: bool) -> None:
    assignments = tuple(Assignment(run, "Assign", "") for run in runs)
    view = VariableView(1, "v", "f", "[]", "live", "", born, assignments, len(runs), "close" if dead else "")
    drawn = variable_life(view, max([born, *runs]) + more, width, LINES)
    assert cell_len(drawn) <= width + 1
    assert drawn.endswith("╳" if dead else "▶")


def test_life_of_a_value_shows_past_and_future() -> None:
    view = ValueView("x:0", "5", "int32", "[]", 4, 3, 5, 0, False)
    assert value_life(view, 9, 3, 9, LINES) == "  ├┄┤"
    assert value_life(view, 9, 5, 9, LINES) == "  ├━┤"
    assert value_life(view, 9, 5, 9, ASCII) == "  |=|"


@pytest.mark.parametrize(
    "values", [[1.7e308, -1.7e308, 0.0], [1.7e308, 1.7e308, 1.7e308], [0.0, 5e-324, 0.0], [5e-324, 5e-324, 5e-324]]
)
def test_the_largest_and_smallest_numbers_are_drawn(values: list[float]) -> None:
    scale = scale_of([values], log=False)
    assert scale is not None
    assert scale.low <= scale.at(0.5) <= scale.high < math.inf
    rows = plot([([0.0, 1.0, 2.0], values)], scale, 4, 4, ascii=True)
    assert any(mark != " " for row in rows for mark, _ in row)
