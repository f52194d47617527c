"""Asking about a real program on the screen: typed commands, why, the profile, what-if, stops and watches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len

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


@pytest.mark.parametrize(("language", "title"), [("en", "why z is what it is"), ("zh", "z 的值从何而来")])
@SIZES
async def test_why_is_a_tree_that_is_walked(lesson: Path, size: tuple[int, int], language: str, title: str) -> None:
    async with opened(lesson, size, language, cells=3) as study:
        await on_node(study, "z")
        await study.press("w")
        assert title in study.text
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


async def test_of_finite_values_it_is_said_that_they_are(lesson: Path) -> None:
    async with opened(lesson, cells=2) as study:
        await study.press("W")
        study.line_with("every value on the timeline is finite")


# ---------------------------------------------------------------- profile


@pytest.mark.parametrize(
    ("language", "again"), [("en", "ran again although nothing changed"), ("zh", "没有变化却又执行")]
)
async def test_the_profile_is_sorted_and_marks_what_ran_for_nothing(lesson: Path, language: str, again: str) -> None:
    async with opened(lesson, language=language, cells=3) as study:
        await study.press("P", "o")
        rows = [line for line in study.lines if " B  " in line]
        assert [int(line.split("µs")[0].split()[0].strip("~│┃") != "") for line in rows]
        calls = [int(line.replace("~", " ").split("µs")[1].split()[0]) for line in rows]
        assert calls == sorted(calls, reverse=True)
        assert calls[0] == 5
        assert any(again in line for line in rows)


async def test_the_profile_fits_and_leads_to_the_tree(lesson: Path) -> None:
    async with opened(lesson, (80, 24), cells=3) as study:
        await study.press("P", "o", "o", "j")
        assert is_full(study, (80, 24))
        study.line_with("Profile  by again")
        name = study.app.screen.node_at_cursor()  # type: ignore[attr-defined]
        await study.press("enter")
        assert f"━ {name} " in study.text
