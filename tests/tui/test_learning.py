"""Learning on the screen: predict before a cell runs, solve and check exercises, ask for hints, come back later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.real import RealStudy, open_real

LESSON = """
# %% [markdown] lang="en"
# # Counting
#
# First some nodes.

# %% [markdown] lang="zh"
# # 计数
#
# 先造几个节点。

# %%
import tuigraph as tf
x = tf.constant(3, name="x")
y = tf.add(x, 2, name="y")
v = tf.Variable(0, name="v")
up = tf.assign_add(v, 1)
sess = tf.Session()

# %% [markdown] role="predict" lang="en" expect="calls('y')"
# How often will `y` run?

# %% [markdown] role="predict" lang="zh"
# `y` 会运行几次？

# %% [markdown] role="hint" lang="en"
# Count the runs.

# %% [markdown] role="hint" lang="zh"
# 数一数有几次运行。

# %%
print(sess.run(y))
print(sess.run(y))
sess.run(v.initializer)

# %% [markdown] role="note" lang="en"
# Twice, since nothing is kept.

# %% [markdown] role="note" lang="zh"
# 两次，因为什么都不保留。

# %% [markdown] role="exercise" name="ten" lang="en"
# Bring `v` to 10.

# %% [markdown] role="exercise" name="ten" lang="zh"
# 让 `v` 变成 10。

# %% [markdown] role="hint" lang="en"
# There is `up`.

# %% [markdown] role="hint" lang="zh"
# 有一个 `up`。

# %% [markdown] role="hint" lang="en"
# Run it in a loop.

# %% [markdown] role="hint" lang="zh"
# 在循环里运行它。

# %% [markdown] role="solution"
# ```python
# sess.run(tf.assign(v, 10))
# ```

# %% [markdown] role="check"
# ```python
# if sess.run(v) != 10:
#     wrong(en="It is %d, not 10." % sess.run(v), zh="它是 %d，不是 10。" % sess.run(v))
# ```

# %% [markdown] role="predict" lang="en" answer="b"
# What is kept?
#
# - a) values
# - b) variables

# %% [markdown] role="predict" lang="zh"
# 什么会保留？
#
# - a) 节点值
# - b) 变量

# %%
print("the end")
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "counting.py"
    path.write_text(LESSON, encoding="utf-8")
    return path


async def type_at_prompt(study: RealStudy, source: str) -> None:
    await study.press("i")
    study.app.screen.query_one("#input").text = source  # type: ignore[attr-defined]
    study.app.screen.query_one("#input").move_cursor((99, 99))  # type: ignore[attr-defined]
    await study.press("enter", "escape")


async def test_question_comes_before_the_cell_runs_and_the_verdict_after(lesson: Path) -> None:
    async with open_real(lesson) as study:
        assert "How often will" not in study.lines[-1]
        await study.press("c")
        assert "? Before it runs: predict" in study.text
        assert "A question first: a answers it" in study.text
        assert " a predict " in study.lines[-1]
        await study.press("c")
        assert "Your prediction:" in study.text
        assert "Enter answer" in study.lines[-1]
        assert "cell 2/3" in study.lines[0]
        await study.press("3", "enter")
        study.line_with("✗ You predicted 3.", "2")
        assert "Twice, since nothing is kept." in study.text
        assert "cell 3/3" in study.lines[0]


async def test_right_prediction_and_choice_by_one_key(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "a", "2", "enter")
        assert "The answer comes when the cell has run" in study.text
        await study.press("c")
        study.line_with("✓ You predicted 2.")
        await study.press("c")
        assert "Press a b to predict" in study.text
        await study.press("b")
        study.line_with("✓ You predicted b) variables")
        assert "finished" in study.lines[0]


async def test_question_is_skipped_and_its_answer_shown_all_the_same(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "s", "escape")
        assert "run 1 · step 0/3" in study.lines[0]
        await study.press("c")
        study.line_with("→ The answer was: 2")


async def test_question_waits_for_nobody_who_goes_back(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "left_square_bracket")
        assert "cell 1/3" in study.lines[0]


async def test_exercise_is_rejected_with_the_reason_then_solved(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "escape")
        assert "Bring v to 10." in study.text
        assert "e checks it" in study.text
        assert " e check " in study.lines[-1]
        await type_at_prompt(study, "sess.run(tf.assign(v, 7))")
        await study.press("e")
        assert "✗ Not yet" in study.text
        assert study.text.count("It is 7, not 10.") >= 2  # in the lesson and where the answer was typed
        await type_at_prompt(study, "[sess.run(up) for i in range(3)]")
        await study.press("e")
        study.line_with("✓ Exercise: solved")
        assert "Not yet" not in study.text


async def test_check_works_from_within_the_prompt(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "escape", "i")
        assert " F2 check " in study.lines[-1]
        await study.press("f2")
        assert "It is 0, not 10." in study.text
        await study.press("f3")
        assert "There is up." in study.text


async def test_hints_come_one_after_another(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c")
        assert " h hint " in study.lines[-1]
        await study.press("h")
        assert "Count the runs." in study.text
        assert " h hint " not in study.lines[-1]
        await study.press("c", "escape", "h")
        assert "There is up." in study.text
        assert "Run it in a loop." not in study.text
        await study.press("h")
        assert "Run it in a loop." in study.text
        await study.press("h")
        assert "There is no further hint." in study.text


async def test_r_goes_back_to_the_lessons_own_state(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "escape")
        before = study.text
        await type_at_prompt(study, "y = 'broken'; sess.close()")
        await study.press("r")
        await type_at_prompt(study, "y, int(sess.run(v))")
        study.line_with("(<tf.Tensor 'y:0'", ", 0)")
        await study.press("r")
        assert "broken" not in study.text
        assert study.lines[3:] == before.split("\n")[3:]


async def test_lesson_is_resumed_and_its_progress_reset(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "3", "enter")
    async with open_real(lesson) as study:
        assert "You were in cell 3 of 3. Go on from there?" in study.text
        await study.press("y")
        assert "cell 3/3" in study.lines[0]
        assert "✗ You predicted 3." in study.text
        await study.pilot.app.screen.run_action("reset")
        await study.press("y")
        assert "cell 1/3" in study.lines[0]
    async with open_real(lesson) as study:
        assert "You were in" not in study.text
        await study.press("c")
        assert " a predict " in study.lines[-1]


async def test_list_shows_how_far_one_got(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "escape", "escape")
        await study.until("2/4")
        study.line_with("Counting", "2/4")
        await study.press("enter", "y")
    async with open_real(lesson) as study:
        await study.press("y")
        await type_at_prompt(study, "sess.run(tf.assign(v, 10))")
        await study.press("e", "c", "b", "escape")
        await study.until("✓")
        study.line_with("Counting", "✓")


async def test_progress_is_exported(lesson: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_real(lesson) as study:
        await study.press("c")
        await study.pilot.app.screen.run_action("export")
        assert "Progress was written to" in study.text
    exported = json.loads((tmp_path / "tuigraph-progress.json").read_text())
    assert exported["lessons"][str(lesson)]["done"] == [0]


async def test_progress_that_cannot_be_kept_is_said_and_nothing_else_fails(
    lesson: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    async with open_real(lesson) as study:
        await study.press("c")
        assert "Progress cannot be kept" in study.text
        assert "cell 2/3" in study.lines[0]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_chinese_learner_at_any_size(lesson: Path, size: tuple[int, int]) -> None:
    async with open_real(lesson, size=size, language="zh") as study:
        seen = []
        for keys in (["c"], ["c"], ["5", "enter"], ["e"], ["h"], ["c"], ["b"]):
            await study.press(*keys)
            assert [cell_len(line) for line in study.lines] == [size[0]] * size[1], study.text
            seen.append(study.text)
        assert "你的预测：" in seen[1]
        assert "你的预测是 5" in seen[2]
        assert "它是 0，不是 10" in seen[3]
        assert "有一个 up" in seen[4]
        assert "按 a b 作出预测" in seen[5]
        assert "正确" in seen[6]


AFTER = """
# %% [markdown]
# # After

# %%
x = 1

# %% [markdown] role="predict" when="after" answer="2"
# What is wrong?
#
# - 1) nothing
# - 2) the number

# %% [markdown] role="why"
# It should be two.

# %% [markdown]
# The number was wrong.

# %%
y = 2
"""


async def test_question_after_a_cell_hides_what_follows_and_its_verdict_says_why(tmp_path: Path) -> None:
    path = tmp_path / "after.py"
    path.write_text(AFTER, encoding="utf-8")
    async with open_real(path) as study:
        assert "What is wrong?" not in study.text
        await study.press("c")
        assert "Now that it has run" in study.text
        assert "The number was wrong." not in study.text
        await study.press("n", "1")
        study.line_with("✗ You predicted 1) nothing.")
        assert "It should be two." in study.text
        assert "The number was wrong." in study.text
