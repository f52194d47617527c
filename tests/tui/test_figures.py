"""What a lesson says that it prints stands beside what it printed here, on the screen and as text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.debugger.driver import Driver
from tests.tui.real import open_real
from tuigraph.lessons import Output, available, beside, load
from tuigraph.player.text import play
from tuigraph.tui.figures import figure_lines
from tuigraph.tui.glyphs import ASCII, LINES
from tuigraph.wire.commands import Evaluate, GoToUnit, Move
from tuigraph.words import Words

LESSON = """\
# %% [markdown] lang="en"
# # Figures

# %% [markdown] lang="zh"
# # 数字

# %%
def tell(number):
    print("mse =", number)

# %%
tell(0.7145)
tell(0.9)

# %% [markdown] role="output" tolerance="1e-3" book=true
# ```
# mse = 0.7146
# mse = 0.8
# ```

# %%
tell(9.161542)

# %% [markdown] role="output" tolerance="1e-3" book=true
# ```
# mse = 9.1615
# ```

# %%
print("no figure of the book")

# %% [markdown] role="output"
# ```
# no figure of the book
# ```
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "figures.py"
    path.write_text(LESSON, encoding="utf-8")
    return path


def drawn(expected: str, printed: str, width: int = 60, language: str = "en", ascii: bool = False) -> list[str]:
    pairs = beside(Output(expected, 1e-3, True), printed)
    lines = figure_lines(pairs, width, Words(language), ASCII if ascii else LINES)
    return ["".join(text for text, _ in line) for line in lines]


def test_a_single_figure_is_one_line() -> None:
    assert drawn("9.1615", "9.161542\n") == ["book 9.1615   yours 9.161542  ✓"]
    assert drawn("9.1615", "9.2\n") == ["book 9.1615   yours 9.2  ✗"]
    assert drawn("9.1615", "9.161542\n", language="zh") == ["书上 9.1615   你的 9.161542  ✓"]
    assert drawn("9.1615", "9.161542\n", ascii=True)[0][-1] in ASCII.done


def test_several_are_a_table_and_each_line_has_its_own_sign() -> None:
    table = drawn("mse = 1.0\nmse = 0.5\nmse = 0.25", "mse = 1.0002\nmse = 0.6\n")
    assert table == [
        "   book        yours",
        "─  ──────────  ────────────",
        "✓  mse = 1.0   mse = 1.0002",
        "✗  mse = 0.5   mse = 0.6",
        "✗  mse = 0.25",
    ]


@pytest.mark.parametrize("width", [24, 38, 60, 116])
def test_figures_fit_any_width(width: int) -> None:
    for text in ("a line = 12345.678901234567", "one\ntwo = 1234567890.1234567\nthree"):
        assert max(map(cell_len, drawn(text, text, width))) <= width


def test_a_sign_and_not_only_a_colour_tells_what_agrees() -> None:
    pairs = beside(Output("1.0\n2.0", 1e-3, True), "1.0\n3.0\n")
    lines = figure_lines(pairs, 60, Words("en"), LINES)
    assert (LINES.done, "good") in lines[2]
    assert (LINES.failed, "bad") in lines[3]


def test_output_belongs_to_the_unit_that_runs_wherever_the_function_stands_that_prints() -> None:
    cells = ["def tell(n):\n    print(n)", "tell(1)\ntell(2)", "tell(3)"]
    for acts in ([Move("step")] * 20, [Move("continue")] * 3, [GoToUnit(3)]):
        driver = Driver(cells, *acts).go()
        assert [driver.picture.printed_by(unit) for unit in range(-1, 3)] == ["", "", "1\n2\n", "3\n"], acts


def test_what_is_typed_at_the_prompt_prints_for_no_unit() -> None:
    driver = Driver(["x = 1", "print(x)"], Move("continue"), Evaluate("print('mine')"), Move("continue")).go()
    assert driver.picture.printed_by(1) == "1\n"
    assert "mine" in driver.picture.printed_by(-1)


def test_a_program_that_starts_again_prints_anew() -> None:
    driver = Driver(["print(1)", "print(2)"], GoToUnit(2), GoToUnit(1), Move("continue")).go()
    assert driver.picture.printed_by(0) == "1\n"
    assert driver.picture.printed_by(1) == "2\n"


@pytest.mark.parametrize(("language", "head"), [("en", ("book", "yours")), ("zh", ("书上", "你的"))])
def test_played_text_has_them_after_the_cell(lesson: Path, language: str, head: tuple[str, str]) -> None:
    stream = io.StringIO()
    assert play(load(lesson), language, stream) == 0
    text = stream.getvalue()
    assert f"{head[0]} mse = 9.1615   {head[1]} mse = 9.161542  ✓" in text
    assert "✓  mse = 0.7146  mse = 0.7145" in text
    assert "✗  mse = 0.8     mse = 0.9" in text
    assert text.count(head[1]) == 2


@pytest.mark.parametrize(("size", "language"), [((80, 24), "en"), ((120, 40), "zh")])
async def test_the_screen_shows_them_where_the_cell_has_run(lesson: Path, size: tuple[int, int], language: str) -> None:
    yours = Words(language)("yours")
    async with open_real(lesson, size, language) as study:
        await study.press("c")
        assert yours not in study.text
        await study.press("c")
        assert "✓  mse = 0.7146  mse = 0.7145" in study.text
        assert "✗  mse = 0.8     mse = 0.9" in study.text
        await study.press("c")
        assert f"mse = 9.1615   {yours} mse = 9.161542  ✓" in study.text


FIGURES = [
    (lesson.number, unit)
    for lesson in map(load, available())
    for unit, step in enumerate(lesson.steps)
    if step.output and step.output.tolerance
]


@pytest.mark.parametrize(("number", "unit"), FIGURES)
def test_figures_that_a_lesson_allows_to_differ_are_shown_beside_the_readers(number: str, unit: int) -> None:
    lesson = next(lesson for lesson in map(load, available()) if lesson.number == number)
    output = lesson.steps[unit].output
    assert output is not None
    assert output.book
