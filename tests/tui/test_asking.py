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
