"""Learning on the screen: predict before a cell runs, solve and check exercises, ask for hints, come back later."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events

from tests.tui.real import RealStudy, open_real
from tuigraph.lessons.progress import Progress
from tuigraph.tui.widgets.header import Header

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
#     wrong(en="`v` is %d, not 10." % sess.run(v), zh="它是 %d，不是 10。" % sess.run(v))
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


async def test_question_is_on_a_card_before_the_cell_runs_and_the_verdict_in_the_text_after(lesson: Path) -> None:
    async with open_real(lesson) as study:
        assert "How often will" not in study.text
        await study.press("c")
        study.line_with("─ predict ─" if "─ predict ─" in study.text else "━ predict ━")
        assert "How often will y run?" in study.text
        assert "cell 2/3" in study.lines[0]
        await study.press("3")
        assert "Enter answer" in study.lines[-1]
        await study.press("enter")
        study.line_with("✓ 3")
        assert "the end of the cell will tell" in study.text
        await study.press("c")
        study.line_with("✗ You predicted 3.", "2")
        assert "Twice, since nothing is kept." in study.text
        assert "cell 3/3" in study.lines[0]


async def test_right_prediction_and_choice_by_one_key(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "2", "enter", "c")
        study.line_with("✓ You predicted 2.")
        assert "Bring v to 10." in study.text  # the exercise comes before the next question
        await study.press("escape")
        study.line_with("1  values", "2  variables")
        await study.press("2", "c")
        study.line_with("✓ You predicted 2 variables")
        assert "finished" in study.lines[0]


async def test_an_answer_and_enter_may_come_at_once(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c")
        for key in ("2", "enter", "c"):
            study.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await study.until("✓ You predicted 2.")


async def test_an_answer_can_be_changed_until_the_cell_runs(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "7", "enter", "a", "backspace", "2", "enter", "c")
        study.line_with("✓ You predicted 2.")


async def test_question_that_nobody_answers_tells_its_answer_all_the_same(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "s")
        assert "run 1 · step 0/3" in study.lines[0]
        assert "A question is open: a answers it" in study.text
        await study.press("c")
        study.line_with("→ The answer was: 2")


async def test_question_can_be_answered_while_its_cell_runs(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "s", "a", "2", "enter", "c")
        study.line_with("✓ You predicted 2.")


async def test_question_is_asked_again_when_its_cell_runs_again(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "3", "enter", "c")
        study.line_with("✗ You predicted 3.")
        await study.press("left_square_bracket")
        assert "cell 2/3" in study.lines[0]
        assert "Last time you said 3 ✗" in study.text
        assert "You predicted" not in study.text
        await study.press("2", "enter", "c")
        study.line_with("✓ You predicted 2.")


async def test_question_waits_for_nobody_who_goes_back(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "left_square_bracket")
        assert "cell 1/3" in study.lines[0]


async def test_escape_puts_the_card_away_and_asks_before_it_leaves(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "escape")
        assert "How often will" not in study.text
        await study.press("escape")
        assert "Leave the lesson?" in study.text
        await study.press("n")
        assert "cell 2/3" in study.lines[0]
        await study.press("a")
        assert "How often will" in study.text


async def test_a_program_is_not_called_a_lesson_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "03_single.py"
    path.write_text("x = 1\ny = 2\n")
    async with open_real(path, debugged=True) as study:
        seen = study.text
        assert study.lines[0].split() == ["03_single.py", "line", "1"]
        await type_at_prompt(study, "z = 3")
        await study.press("n", "q")
        assert "The program has not come to its end. Quit?" in study.text
        await study.press("n", "c")
        seen += study.text
        assert "The program has ended" in study.text
        await study.press("c", "c")
        assert study.text.count("the program has come to its end") == 1  # however often it is said
        await study.press("a")
        study.line_with("Nothing is asked here.")
        await study.press("question_mark")
        seen += study.text
        assert "Going about the program" in study.text
        await study.press("escape", "escape")
        assert "Leave the program?  y or Esc / n" in study.text
        assert not re.search(r"[Ll]esson|cell|hint|predict", seen)
        await study.press("y")
    assert study.app.return_code == 0
    assert not Progress().path.exists()


async def test_exercise_is_rejected_with_the_reason_then_solved(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c")
        assert "Bring v to 10." in study.text
        assert "e check" in study.line_with("i prompt")
        assert " e check " in study.lines[-1]
        await type_at_prompt(study, "sess.run(tf.assign(v, 7))")
        await study.press("e")
        study.line_with("✗ Not yet: v is 7, not 10.")
        told = study.app.screen.query_one(Header).draw(1, 80)
        assert ("v", "code") in told
        assert "".join(text for text, _ in told) == "✗ Exercise: v is 7, not 10."
        assert study.text.count("v is 7, not 10.") >= 2  # on the card and where the answer was typed
        await type_at_prompt(study, "[sess.run(up) for i in range(3)]")
        await study.press("e")
        study.line_with("✓ Exercise: solved")
        assert "Not yet" not in study.text
        assert "What is kept?" in study.text  # the next question has come up


async def test_check_works_from_within_the_prompt(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "i")
        assert " F2 check " in study.lines[-1]
        await study.press("f2")
        assert "v is 0, not 10." in study.text
        await study.press("f3")
        assert "There is up." in study.text


async def test_hints_come_one_after_another_then_a_solution(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c")
        assert " h hint " in study.lines[-1]
        await study.press("h")
        assert "Hint 1 of 1: Count the runs." in study.text
        assert " h hint " not in study.lines[-1]
        await study.press("c", "h")
        assert "Hint 1 of 2: There is up." in study.text
        assert "Run it in a loop." not in study.text
        await study.press("h")
        assert "Run it in a loop." in study.text
        assert "h solution" in study.text
        assert "tf.assign(v, 10)" not in study.text
        await study.press("h")
        assert "sess.run(tf.assign(v, 10))" in study.text
        await study.press("h")
        assert "There is no further hint." in study.text


async def test_r_goes_back_to_the_lessons_own_state(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "i", "escape")
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
        await study.press("c", "3", "enter", "c")
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
        assert "How often will" in study.text


async def test_what_was_answered_hinted_and_typed_is_there_again(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "h", "3", "enter")
    async with open_real(lesson) as study:
        await study.press("y")
        study.line_with("✓ 3")
        assert "Count the runs." in study.text
        await study.press("c", "h")
        study.line_with("✗ You predicted 3.")
        await type_at_prompt(study, "mine = sess.run(tf.assign(v, 8)) + 1")
    async with open_real(lesson) as study:
        await study.press("y")
        assert "There is up." in study.text
        study.line_with(">>> mine = sess.run(tf.assign(v, 8)) + 1")
        await type_at_prompt(study, "int(mine + 100), int(sess.run(v) + 100)")
        assert "(109, 108)" in study.text


async def test_lesson_that_was_left_at_its_last_exercise_is_resumed_there(tmp_path: Path) -> None:
    path = tmp_path / "short.py"
    path.write_text(LESSON[: LESSON.index('# %% [markdown] role="predict" lang="en" answer="b"')], encoding="utf-8")
    async with open_real(path) as study:
        await study.press("c", "c")
        assert "Bring v to 10." in study.text
        assert "finished" in study.lines[0]
    async with open_real(path) as study:
        assert "Go on at the exercise?" in study.text
        await study.press("y")
        assert "finished" in study.lines[0]
        assert "Bring v to 10." in study.text
        await type_at_prompt(study, "sess.run(tf.assign(v, 10))")
        await study.press("e")
        study.line_with("✓ Solved.")
    async with open_real(path) as study:
        assert "Go on" not in study.text


async def test_list_shows_the_cell_where_one_goes_on(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c", "escape", "escape", "escape", "y")
        await study.until("cell 3/3")
        study.line_with("Counting", "cell 3/3")
        await study.press("enter", "y")
        assert "cell 3/3" in study.lines[0]
    async with open_real(lesson) as study:
        await study.press("y")
        await type_at_prompt(study, "sess.run(tf.assign(v, 10))")
        await study.press("e", "2", "c", "escape", "y")
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
        for keys in (["c"], ["5"], ["enter", "c"], ["e"], ["h"], ["escape"], ["2", "c"]):
            await study.press(*keys)
            assert [cell_len(line) for line in study.lines] == [size[0]] * size[1], study.text
            seen.append(study.text)
        assert "y 会运行几次" in seen[0]
        assert "你的预测：" in seen[1]
        assert "你的预测是 5" in seen[2]
        assert "它是 0，不是 10" in seen[3]
        assert "有一个 up" in seen[4]
        assert "节点值" in seen[5]
        assert "变量" in seen[5]
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
        assert "What is wrong?" in study.text
        study.line_with("1  nothing", "2  the number")
        assert "The number was wrong." not in study.text
        await study.press("1")
        assert "Now that it has run" in study.text
        study.line_with("✗ You predicted 1 nothing. It is 2 the number")
        assert "It should be two." in study.text
        assert "The number was wrong." in study.text


DECIDED = """
# %% [markdown]
# # Decided

# %% [markdown] role="predict" expect="x" decided="3"
# What is in `x`?

# %% [markdown] role="why"
# Four is two and two.

# %%
x = 1
for i in range(2):
    x = x + 1 if i else x + 2
y = x
z = y
"""


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_verdict_comes_at_the_line_that_decides_it_and_says_why(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "decided.py"
    path.write_text(DECIDED.replace("if i else x + 2", "").replace("Four", "Three"), encoding="utf-8")
    async with open_real(path, size=size) as study:
        await study.press("3", "enter")
        assert "line 3 will tell" in study.text
        await study.press("n")
        study.line_with("You said 3")
        await study.press("n")
        assert "line 3" in study.lines[0]
        assert "You predicted" not in study.text
        await study.press("n")
        study.line_with("✗ You predicted 3. It is 2")  # the loop has left the line for the first time
        assert "Three is two and two." in study.text
        await study.press("enter")
        study.line_with("✗ You predicted 3. It is 2")
        assert "Three is two and two." not in study.text


async def test_an_answer_that_comes_after_the_deciding_line_is_judged_at_once(tmp_path: Path) -> None:
    path = tmp_path / "decided.py"
    path.write_text(DECIDED.replace('decided="3"', 'decided="1"'), encoding="utf-8")
    async with open_real(path) as study:
        await study.press("n", "n")
        study.line_with("→ The answer was: 1")


@pytest.mark.parametrize(
    ("language", "line", "run", "nodes"), [("en", "run", "into", ": 3 nodes"), ("zh", "运行", "进入", "：3 个节点")]
)
async def test_last_line_says_what_keys_would_do_now(
    lesson: Path, language: str, line: str, run: str, nodes: str
) -> None:
    async with open_real(lesson, size=(120, 40), language=language) as study:
        assert " S " not in study.lines[-1]  # nothing lies before
        await study.press("n")
        assert f'n {line} "x = tf.constant(3, name="x")"' in study.lines[-1]
        assert f"{run} " not in study.lines[-1]  # nothing to step into
        await study.press("c", "2", "enter")
        assert f'n {line} "print(sess.run(y))"  s {run} run(y){nodes}' in study.lines[-1]
        await study.press("s")
        assert f" s {line} x " in study.lines[-1]
        assert " S " in study.lines[-1]
        await study.press("S")
        assert f" n {line} " not in study.lines[-1]  # the past is not run again
        assert " C " in study.lines[-1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_last_line_has_whole_entries_only(lesson: Path, size: tuple[int, int]) -> None:
    async with open_real(lesson, size=size) as study:
        for keys in ("n", "c", "escape", "s", "c"):
            await study.press(keys)
            assert "? help" in study.lines[-1]
            assert re.search(r" Esc (lessons|put away) *(q quit *)?$", study.lines[-1]), study.lines[-1]
            assert " n " in study.lines[-1] or "finished" in study.text
            assert "…" not in study.lines[-1]


async def test_breakpoint_is_said_for_a_moment(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("b")
        assert "No node is under the cursor" in study.text
        await study.press("c", "escape", "tab", "b")
        assert "breakpoint on AssignAdd, b removes it" in study.text  # the newest node
        await study.press("b")
        assert "no breakpoint on AssignAdd any more" in study.text
        await study.press("n")
        assert "any more" not in study.text


@pytest.mark.parametrize("key", ["v", "I", "O", "x", "U", "t", "b"])
async def test_a_key_that_needs_a_node_says_so_where_there_is_none(lesson: Path, key: str) -> None:
    async with open_real(lesson) as study:
        await study.press(key)
        assert "No node is under the cursor" in study.text


async def test_no_card_stands_where_there_is_nothing_to_say_of_the_end(tmp_path: Path) -> None:
    path = tmp_path / "short.py"
    path.write_text("# %% [markdown]\n# # Short\n\n# %%\nprint(1)\n")
    async with open_real(path, size=(80, 24)) as study:
        await study.press("c")
        assert "finished" in study.lines[0]
        assert not study.app.screen.query_one("Card").display
