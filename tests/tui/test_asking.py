"""Asking about a real program on the screen: typed commands, why, the profile, what-if, stops and watches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.clock import without_times
from tests.tui.real import RealStudy, open_real

PROGRAM = """\
# %% [markdown] lang="en"
# # Asking

# %%
import tuigraph as tf
x = tf.placeholder(tf.float32, [], name="x")
w = tf.Variable(2.0, name="w")
y = tf.multiply(x, w, name="y")
z = tf.add(y, 1.0, name="z")
bad = tf.log(y - y, name="bad")
worse = tf.negative(bad, name="worse")
train = tf.assign_sub(w, y, name="train")
sess = tf.Session()

# %%
sess.run(w.initializer)
for i in range(3):
    sess.run([train, z], {x: 0.5})

# %%
sess.run([worse, z], {x: 3.0})
"""
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)])


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "01_asking.py"
    path.write_text(PROGRAM)
    return path


@asynccontextmanager
async def opened(
    lesson: Path, size: tuple[int, int] = (120, 40), language: str = "en", cells: int = 0
) -> AsyncIterator[RealStudy]:
    """The lesson, after some of its cells."""
    async with open_real(lesson, size, language) as study:
        await study.press(*["c"] * cells)
        yield study


async def command(study: RealStudy, text: str) -> None:
    await study.press("colon")
    await study.type(text + "\n")
    await study.settle()


def is_full(study: RealStudy, size: tuple[int, int]) -> bool:
    return [cell_len(line) for line in study.lines] == [size[0]] * size[1]


# ---------------------------------------------------------------- typed commands


@SIZES
async def test_a_typed_command_answers_in_the_log(lesson: Path, size: tuple[int, int]) -> None:
    async with opened(lesson, size, cells=3) as study:
        await command(study, "pt z")
        assert "1.75" in study.text
        await study.press("escape")
        await command(study, "nonsense")
        study.line_with("there is no command nonsense")
        assert is_full(study, size)


async def test_typed_commands_move_the_program(lesson: Path) -> None:
    async with opened(lesson, cells=1) as study:
        await command(study, "run")
        assert "run 1" in study.lines[0]


async def test_tab_completes_a_typed_command_and_help_lists_them(lesson: Path) -> None:
    async with opened(lesson, cells=1) as study:
        await study.press("colon")
        await study.type("list_t")
        await study.press("tab")
        study.line_with(">>> :list_tensors")
        await study.press(*["backspace"] * 20)
        await study.type(":ni wor")
        await study.press("tab")
        study.line_with(">>> :ni worse")
        await study.press("enter", "escape", "5", "4")
        await command(study, "help why")
        study.line_with("what made this value")


# ---------------------------------------------------------------- why


async def on_node(study: RealStudy, name: str) -> None:
    """Put the cursor of the tree on a node."""
    study.app.screen.reveal(name)  # type: ignore[attr-defined]
    await study.settle()


@SIZES
async def test_why_in_chinese(lesson: Path, size: tuple[int, int]) -> None:
    async with opened(lesson, size, "zh", cells=3) as study:
        await on_node(study, "z")
        await study.press("w")
        assert is_full(study, size)
        study.line_with("z 的值从何而来")
        study.line_with("z（Add），运行 5: 1.75")
        study.line_with("x 由外部喂入，运行 5: 3")


@SIZES
async def test_why_is_a_tree_that_is_walked(lesson: Path, size: tuple[int, int]) -> None:
    async with opened(lesson, size, cells=3) as study:
        await on_node(study, "z")
        await study.press("w")
        study.line_with("why z is what it is")
        assert is_full(study, size)
        study.line_with("z (Add) in run 5: 1.75")
        study.line_with("x was fed in run 5: 3")
        study.line_with("▸ variable w in run 4: 0.25")
        assert "train (AssignSub)" not in study.text
        await study.press("j", "j", "j", "j", "enter")
        study.line_with("▸ train (AssignSub) assigned in run 4: 0.25")
        await study.press("j", "right")
        study.line_with("y (Mul) in run 4: 0.25")
        await study.press("left")
        assert "y (Mul) in run 4" not in study.text
        await study.press("t")
        study.line_with("2 ")
        assert "━ train AssignSub" in study.text


async def test_why_follows_the_program(lesson: Path) -> None:
    async with opened(lesson, cells=3) as study:
        await on_node(study, "z")
        await study.press("w", *["S"] * 9)
        study.line_with("z (Add) in run 4:")


@pytest.mark.parametrize(("language", "said"), [("en", "first not finite"), ("zh", "最先出现非有限值")])
@SIZES
async def test_where_a_nan_comes_from_is_shown(lesson: Path, size: tuple[int, int], language: str, said: str) -> None:
    async with opened(lesson, size, language, cells=3) as study:
        await study.press("W")
        study.line_with(said, "bad = log", "-inf")
        assert "━ bad Log" in study.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "every value on the timeline is finite"), ("zh", "时间线上的值全都是有限的")]
)
async def test_of_finite_values_it_is_said_that_they_are(lesson: Path, language: str, said: str) -> None:
    async with opened(lesson, language=language, cells=2) as study:
        await study.press("W")
        study.line_with(said)


async def test_why_of_what_has_not_run_is_told(lesson: Path) -> None:
    async with opened(lesson, cells=2) as study:
        await on_node(study, "worse")
        await study.press("w")
        study.line_with("worse has no value on the timeline")


@pytest.mark.parametrize(
    ("language", "there", "back"),
    [("en", "gradient of y: ", "y is the node of this"), ("zh", "y 的梯度：", "这是 y 的梯度")],
)
async def test_a_node_and_its_gradient_lead_to_each_other(tmp_path: Path, language: str, there: str, back: str) -> None:
    path = tmp_path / "gradient.py"
    path.write_text(PROGRAM.replace("sess = tf", "slope = tf.gradients(z, w)\nsess = tf"))
    async with opened(path, language=language, cells=1) as study:
        await on_node(study, "y")
        await study.press("F")
        study.line_with(there)
        assert "━ gradients/y_grad/" in study.text
        await study.press("F")
        study.line_with(back)
        assert "━ y Mul" in study.text
        await on_node(study, "sub")
        await study.press("F")
        assert "━ sub Sub" in study.text


# ---------------------------------------------------------------- profile


@pytest.mark.parametrize(
    ("language", "again"), [("en", "ran again although nothing changed"), ("zh", "没有变化却又执行")]
)
async def test_the_profile_is_sorted_and_marks_what_ran_for_nothing(lesson: Path, language: str, again: str) -> None:
    async with opened(lesson, language=language, cells=3) as study:
        await study.press("p", "o")
        rows = [line for line in study.lines if " B  " in line]
        assert rows
        calls = [int(without_times(line).split("~")[1]) for line in rows]  # between two durations, of whatever unit
        assert calls == sorted(calls, reverse=True)
        assert calls[0] == 5
        assert any(again in line for line in rows)


async def test_the_profile_fits_and_leads_to_the_tree(lesson: Path) -> None:
    async with opened(lesson, (80, 24), cells=3) as study:
        await study.press("p", "o", "o", "j")
        assert is_full(study, (80, 24))
        study.line_with("Profile  by again")
        study.line_with(" w  again for nothing: 4x")
        name = study.app.screen.node_at_cursor()  # type: ignore[attr-defined]
        await study.press("enter")
        assert f"━ {name} " in study.text


# ---------------------------------------------------------------- what if


async def suppose(study: RealStudy, text: str) -> None:
    await study.press("x")
    await answer(study, text)


async def answer(study: RealStudy, text: str) -> None:
    study.app.screen.query_one("Input").value = text  # type: ignore[attr-defined]
    await study.press("enter")
    await study.settle()


@pytest.mark.parametrize(("language", "ran"), [("en", "2 steps ran again, and no other"), ("zh", "只有 2 步重新执行")])
@SIZES
async def test_what_if_shows_what_ran_again_and_both_results(
    lesson: Path, size: tuple[int, int], language: str, ran: str
) -> None:
    async with opened(lesson, size, language, cells=2) as study:
        await on_node(study, "y")
        await suppose(study, "8.0")
        assert is_full(study, size)
        study.line_with("y = 8.0")
        study.line_with(ran)
        study.line_with("z ", "1.25 -> 9.0")
        study.line_with("w ", "0.25 -> -7.5")
        await study.press("X")
        assert "-7.5" not in study.text
        study.line_with("w ", "0.25")


async def test_why_there_is_no_branch_is_said_whole_on_a_narrow_screen(lesson: Path) -> None:
    async with opened(lesson, (60, 20), cells=2) as study:
        await on_node(study, "y")
        await suppose(study, "no_such_name")
        assert "What if" in study.text
        said = " ".join(line.strip("┃ ") for line in study.lines)
        assert study.app.screen.texts("no_branch") in said  # type: ignore[attr-defined]


async def test_a_branch_is_kept(lesson: Path) -> None:
    async with opened(lesson, cells=2) as study:
        await on_node(study, "y")
        await suppose(study, "8.0")
        await study.press("K")
        await study.press("3")
        study.line_with("w ", "-7.5")


async def test_a_branch_that_cannot_be_kept_says_why(lesson: Path) -> None:
    async with opened(lesson, cells=2) as study:
        await on_node(study, "y")
        await study.press(*["S"] * 8)
        await on_node(study, "y")
        await suppose(study, "8.0")
        study.line_with("It cannot be kept: later runs have used")
        await study.press("K")
        study.line_with("the branch cannot be kept")
        study.line_with("y = 8.0")


async def test_a_value_that_does_not_fit_is_refused(lesson: Path) -> None:
    async with opened(lesson, cells=2) as study:
        await on_node(study, "y")
        await suppose(study, "nonsense")
        study.line_with("NameError")
        study.line_with("No branch at this moment")


# ---------------------------------------------------------------- breakpoints and watches


@SIZES
async def test_a_breakpoint_with_a_condition_stops_and_is_counted(lesson: Path, size: tuple[int, int]) -> None:
    async with opened(lesson, size, cells=1) as study:
        await on_node(study, "z")
        await study.press("B", "a")
        await answer(study, "z if x < 1.6")
        study.line_with("z if x < 1.6", "reached 0x")
        assert is_full(study, size)
        await study.press("c")
        study.line_with("z if x < 1.6", "reached 1x")
        assert "run 3" in study.lines[0]
        await study.press("j", "x")
        assert "z if x" not in study.text
        study.line_with("none: a adds one")
        await study.press("A")
        await answer(study, "x + 0")
        study.line_with("change x + 0", "reached 0x")


@pytest.mark.parametrize(("what", "where"), [("type AssignSub", "run 2"), ("line 18", "line 3")])
async def test_breakpoints_on_types_and_lines(lesson: Path, what: str, where: str) -> None:
    async with opened(lesson, cells=1) as study:
        await study.press("B", "a")
        await answer(study, what)
        study.line_with(what)
        await study.press("c")
        assert where in study.lines[0]


async def test_a_breakpoint_that_is_none_is_refused(lesson: Path) -> None:
    async with opened(lesson, cells=1) as study:
        await study.press("B", "a")
        await answer(study, "z if x <")
        study.line_with("invalid syntax")
        study.line_with("none: a adds one")


@pytest.mark.parametrize(("language", "title"), [("en", "Watches"), ("zh", "监视")])
@SIZES
async def test_watches_show_their_values_at_each_stop(
    lesson: Path, size: tuple[int, int], language: str, title: str
) -> None:
    async with opened(lesson, size, language, cells=1) as study:
        await study.press("B", "w")
        await answer(study, "w * 2")
        await study.press("c")
        study.line_with(title)
        study.line_with("  w * 2 = 0.5")
        await study.press("escape")
        study.line_with(" w * 2 = 0.5")
        assert is_full(study, size)
        await on_node(study, "w")
        await study.press("U")
        study.line_with(" w * 2 = 1")
        await study.press("B", "G", "x", "escape")
        assert "w * 2" not in study.text


async def test_back_to_the_last_write_to_a_breakpoint_and_to_a_condition(lesson: Path) -> None:
    async with opened(lesson, cells=2) as study:
        await on_node(study, "w")
        await study.press("U")
        assert "run 4" in study.lines[0]
        assert "1 step in the past" in study.lines[0]
        await on_node(study, "w")
        await study.press("U")
        assert "run 3" in study.lines[0]
        await study.press("C")
        await on_node(study, "z")
        await study.press("b", "u", "u")
        assert "run 3" in study.lines[0]
        await study.app.screen.run_action("back_to_condition")
        await study.settle()
        await answer(study, "w == 1")
        assert "run 2 · step 6/6" in study.lines[0]
        await on_node(study, "y")
        await study.press("U")
        study.line_with("y is no variable")


# ---------------------------------------------------------------- help


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["typed command", "why: what this value comes from", "where a NaN", "profile", "what if", "watches"]),
        ("zh", ["输入命令", "为什么", "NaN 或 Inf 从何而来", "性能分析", "假设", "断点与监视", "退回"]),
    ],
)
async def test_help_tells_of_all_this(lesson: Path, language: str, words: list[str]) -> None:
    async with opened(lesson, (100, 90), language) as study:
        await study.press("question_mark")
        for word in words:
            assert word in study.text, word
