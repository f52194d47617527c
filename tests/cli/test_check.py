"""`tuigraph play LESSON --check`: every lesson is as it says, and one that is not is told cell by cell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.conftest import RunTuigraph
from tuigraph.lessons import available, load
from tuigraph.player.check import check

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")  # the chapter calls it
TEMPLATE = available()[0].with_name("template.py")

GOOD = """# %% [markdown]
# # Mine

# %% [markdown] role="predict" expect="calls('c')"
# How often?

# %%
import tuigraph as tf
c = tf.constant(6, name="c")
print(tf.Session().run(c))

# %% [markdown] role="output"
# ```
# 6
# ```

# %% [markdown] role="exercise" name="seven"
# Make `d` seven.

# %% [markdown] role="solution"
# ```
# d = 7
# ```

# %% [markdown] role="solution"
# ```
# d = 3 + 4
# ```

# %% [markdown] role="check"
# ```
# if globals().get("d") != 7:
#     wrong(en="It is not seven.")
# ```

# %%
print("last")
"""


def checked(path: Path, language: str = "en") -> tuple[int, list[str]]:
    stream = io.StringIO()
    code = check(load(path), language, stream)
    return code, stream.getvalue().splitlines()


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return tmp_path / "mine.py"


@pytest.mark.parametrize("path", [*available(), TEMPLATE], ids=lambda path: path.stem)
def test_lesson_is_as_it_says(path: Path) -> None:
    code, lines = checked(path)
    assert code == 0, "\n".join(lines)
    assert "as the lesson says" in lines[-1]
    assert not [line for line in lines if "not compared" in line]


def test_every_cell_question_and_exercise_is_reported(lesson: Path) -> None:
    lesson.write_text(GOOD, encoding="utf-8")
    code, lines = checked(lesson)
    assert code == 0
    assert lines[:3] == [
        "Cell 1 of 2: ok  answer: 1",
        "Cell 2 of 2: ok  what it prints is not compared: no output cell",
        "Cell 1 of 2: ok  exercise seven, accepted solutions: 2",
    ]
    assert lines[3].startswith("Mine: cells: 2, questions: 1, exercises: 1: as the lesson says (")


def test_lines_that_are_as_in_the_book_are_counted(lesson: Path) -> None:
    lesson.write_text(GOOD.replace('role="output"', 'role="output" book=true'), encoding="utf-8")
    assert checked(lesson)[1][0] == "Cell 1 of 2: ok  1 line as in the book, answer: 1"
    assert "1 行与书上一致" in checked(lesson, "zh")[1][0]


def test_other_output_is_shown_as_a_difference_and_the_rest_is_still_checked(lesson: Path) -> None:
    lesson.write_text(GOOD.replace("# 6\n", "# 42\n"), encoding="utf-8")
    code, lines = checked(lesson)
    assert code == 1
    assert lines[0] == ("Cell 1 of 2, line 8: FAILED: it printed something else: line 1: expected '42', printed '6'")
    assert [line.strip() for line in lines[1:6]] == [
        "--- the lesson says",
        "+++ it printed",
        "@@ -1 +1 @@",
        "-42",
        "+6",
    ]
    assert lines[6].startswith("Cell 2 of 2: ok")
    assert "FAILED 1 time" in lines[-1]


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("calls('c')", "nobody", ["answer could not be found by nobody", "NameError: name 'nobody' is not defined"]),
        ("# d = 3 + 4", "# d = 8", ["solution 2 of the exercise seven is rejected", "It is not seven.", "d = 8"]),
        ("# d = 3 + 4", "# d = 1 / 0", ["solution 2 of the exercise seven is rejected", "ZeroDivisionError"]),
        ("# if globals", "# if 0 and globals", ["seven is accepted before anything was done"]),
        ('print("last")', "print(1 / 0)", ["Cell 2 of 2, line 37: FAILED: it stopped in line 1", "ZeroDivisionError"]),
        ("print(tf.", "import sys; sys.exit()\nprint(tf.", ["Cell 2 of 2, line 38: FAILED: the lesson ended itself"]),
    ],
)
def test_what_is_wrong_is_told(lesson: Path, good: str, bad: str, told: list[str]) -> None:
    assert good in GOOD
    lesson.write_text(GOOD.replace(good, bad), encoding="utf-8")
    code, lines = checked(lesson)
    report = "\n".join(lines)
    assert code == 1
    for text in told:
        assert text in report


def test_answer_that_is_no_choice_is_told(lesson: Path) -> None:
    lesson.write_text(GOOD.replace("# How often?", "# How often?\n#\n# - 2) twice\n# - 3) more"), encoding="utf-8")
    code, lines = checked(lesson)
    assert code == 1
    assert "FAILED: the answer '1' is not accepted; choices: 2, 3" in lines[0]


def test_command_reports_on_its_output_and_in_its_exit_code(run_tuigraph: RunTuigraph, lesson: Path) -> None:
    good = run_tuigraph("play", "03", "--check", "--lang", "zh")
    assert (good.returncode, good.stderr) == (0, "")
    assert "与课程所述一致" in good.stdout
    lesson.write_text(GOOD.replace("# 6\n", "# 42\n"), encoding="utf-8")
    bad = run_tuigraph("play", str(lesson), "--check")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "    -42\n    +6\n" in bad.stdout
