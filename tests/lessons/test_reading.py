"""Lesson files are read into steps, and a broken one says which cell, which line and why."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuigraph.lessons import LessonError, available, load
from tuigraph.lessons.cells import read_cells

GOOD = """\
# What this file is for.

# %% [markdown] lang="en"
# # Adding up
#
# Look at `add`.

# %% [markdown] lang="zh"
# # 加法
#
# 请看加法这个
# 节点。

# %% [markdown] lang="en"
# Only in English.

# %% [markdown] role="predict" lang="en" answer="b"
# What will it print?
#
# - a) one
# - b) two

# %% [markdown] role="predict" lang="zh"
# 会打印什么？
#
# - a) 一
# - b) 二

# %% name="sum"
total = 1 + 1

print(total)

# %% [markdown] role="output"
# ```
# 2
# ```

# %% [markdown] role="note" lang="en"
# Two.

# %% [markdown] role="exercise" name="three" lang="en"
# Make `total` three.

# %% [markdown] role="hint" lang="en"
# Add one.

# %% [markdown] role="hint" lang="en"
# `total = 3`

# %% [markdown] role="solution"
# ```python
# total = 3
# ```

# %% [markdown] role="check"
# ```python
# if total != 3:
#     wrong(en="not three", zh="不是三")
# ```

# %%
print("end")

# %% [markdown] lang="en"
# Good bye.
"""


@pytest.fixture
def lesson_file(tmp_path: Path) -> Any:
    def write(text: Any, name: str = "07_adding_up.py") -> Any:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_lesson_has_number_name_titles_and_steps(lesson_file: Any) -> None:
    lesson = load(lesson_file(GOOD))
    assert (lesson.number, lesson.name) == ("07", "adding_up")
    assert lesson.title == {"en": "Adding up", "zh": "加法"}
    assert [unit.source.splitlines()[0] for unit in lesson.units] == ["total = 1 + 1", 'print("end")']
    assert lesson.units[0].options == {"name": "sum"}


def test_the_line_of_a_cell_is_that_of_the_file(lesson_file: Any) -> None:
    lines = GOOD.splitlines()
    for cell in load(lesson_file(GOOD)).cells:
        assert cell.source.splitlines()[0] in lines[cell.line - 1]


def test_text_is_given_in_one_language_and_falls_back_to_english(lesson_file: Any) -> None:
    lesson = load(lesson_file(GOOD))
    assert lesson.text_before(0, "en") == "# Adding up\n\nLook at `add`.\n\nOnly in English."
    assert lesson.text_before(0, "zh") == "# 加法\n\n请看加法这个节点。\n\nOnly in English."
    assert lesson.text_before(0, "fr") == lesson.text_before(0, "en")
    assert lesson.text_before(2, "zh") == "Good bye."
    assert "```python\ntotal = 1 + 1" in lesson.text("en")


def test_question_output_note_and_exercise_belong_to_their_step(lesson_file: Any) -> None:
    step, last = load(lesson_file(GOOD)).steps
    assert step.predict is not None
    assert step.output is not None
    assert step.predict.answer == "b"
    assert step.predict.choices("zh") == {"a": "一", "b": "二"}
    assert (step.output.text, step.output.tolerance) == ("2", 0.0)
    assert [note.text("en") for note in step.notes] == ["Two."]
    (exercise,) = step.exercises
    assert exercise.prompt.text("en") == "Make `total` three."
    assert [hint.text("en") for hint in exercise.hints] == ["Add one.", "`total = 3`"]
    assert exercise.solutions == ["total = 3"]
    assert (last.predict, last.output, last.exercises) == (None, None, [])


def test_a_notebook_and_markdown_make_the_same_lesson(lesson_file: Any) -> None:
    jupytext = pytest.importorskip("jupytext")
    notebook = jupytext.reads(GOOD, fmt="py:percent")
    for suffix in ("ipynb", "md"):
        written = jupytext.writes(notebook, fmt=suffix)
        copy = load(lesson_file(written, f"07_adding_up.{suffix}"))
        original = load(lesson_file(GOOD))
        assert copy.title == original.title
        assert [unit.source for unit in copy.units] == [unit.source for unit in original.units]
        assert copy.text("zh") == original.text("zh")
        assert copy.steps[0].predict == original.steps[0].predict
        assert copy.steps[0].output == original.steps[0].output
        assert copy.steps[0].exercises[0].solutions == original.steps[0].exercises[0].solutions


def test_jupytext_reads_the_same_cells(lesson_file: Any) -> None:
    jupytext = pytest.importorskip("jupytext")
    theirs = [c for c in jupytext.reads(GOOD, fmt="py:percent").cells if not c.source.startswith("# What this file")]
    ours = load(lesson_file(GOOD)).cells
    assert [cell.source for cell in ours] == [cell.source for cell in theirs]
    assert [dict(cell.options) for cell in ours] == [dict(cell.metadata) for cell in theirs]


@pytest.mark.parametrize("path", available(), ids=lambda path: path.stem)
def test_jupytext_reads_the_chapters_lessons_as_we_do(path: Any) -> None:
    jupytext = pytest.importorskip("jupytext")
    theirs = jupytext.read(path, fmt="py:percent").cells[1:]  # the first holds the comment at the head of the file
    for cell in theirs:
        cell.metadata.pop("lines_to_next_cell", None)  # which jupytext notes for writing the file back
    ours = load(path).cells
    assert [cell.source for cell in theirs] == [cell.source for cell in ours]
    assert [dict(cell.metadata) for cell in theirs] == [cell.options for cell in ours]


line = st.text(st.characters(exclude_categories=["C", "Zs"], include_characters=" \x0c"), min_size=1).filter(
    lambda text: text.strip() == text and not text.startswith(("#", "%"))
)
options = st.dictionaries(st.sampled_from(["lang", "role", "name", "answer"]), st.text())


@given(st.lists(st.tuples(st.booleans(), st.lists(line, min_size=1), options), min_size=1))
def test_cells_that_are_written_are_read_back(tmp_path_factory: Any, cells: Any) -> None:
    parts = []
    for is_text, lines, named in cells:
        marker = ["# %%", *["[markdown]"][:is_text], *(f"{key}={json.dumps(value)}" for key, value in named.items())]
        parts += [" ".join(marker), *("# " * is_text + text for text in lines), ""]
    path = tmp_path_factory.mktemp("written") / "lesson.py"
    path.write_text("\n".join(parts), encoding="utf-8")
    read = [(cell.kind == "text", cell.source.split("\n"), cell.options) for cell in read_cells(path)]
    assert read == [(is_text, lines, named) for is_text, lines, named in cells]


TITLE = "# %% [markdown]\n# # Title\n"
EXERCISE = '# %%\n1\n# %% [markdown] role="exercise" name="e"\n# Do it.\n'
CHECK = '# %% [markdown] role="check"\n# ```\n# pass\n# ```\n'


@pytest.mark.parametrize(
    ("text", "cell", "line", "why"),
    [
        ("x = 1\n", 0, 0, "no cells"),
        ("# %%\nx = 1\n", 0, 0, "no title"),
        (TITLE, 0, 0, "no code cell"),
        (TITLE + "# %% [markdwon]\n# text\n", 2, 3, r"unknown cell type \[markdwon\]"),
        (TITLE + "# %% [markdown] lang=en\n# text\n", 2, 3, r'lang=en cannot be read; write lang="value"'),
        (TITLE + "# %% [markdown]\n# text\nx = 1\n", 2, 5, "must begin with `# `"),
        (TITLE + "# %%\nx = 1\nx = = 2\n", 2, 5, "invalid syntax: x = = 2"),
        (TITLE + "# %%\n%matplotlib inline\n", 2, 4, "IPython command"),
        (TITLE + '# %% [markdown] role="qustion"\n# text\n', 2, 4, "unknown role"),
        (TITLE + '# %% [markdown] role="output"\n# ```\n# 1\n# ```\n', 2, 4, "belongs after a code cell"),
        (TITLE + '# %%\n1\n# %% [markdown] role="output"\n# 1\n', 3, 6, "two lines of ```"),
        (TITLE + '# %%\n1\n# %% [markdown] role="output" tolerance="few"\n# ```\n# ```\n', 3, 6, "must be a number"),
        (TITLE + '# %%\n1\n# %% [markdown] role="output" book="yes"\n# ```\n# ```\n', 3, 6, "must be true or false"),
        (TITLE + '# %% [markdown] role="predict"\n# Why?\n# %%\n1\n', 2, 4, "needs either answer"),
        (TITLE + '# %% [markdown] role="predict" expect="1 +"\n# Why?\n# %%\n1\n', 2, 4, "invalid syntax"),
        (TITLE + '# %% [markdown] role="predict" answer="c"\n# - a) x\n# %%\n1\n', 2, 4, "not among the choices"),
        (TITLE + '# %%\n1\n# %% [markdown] role="predict" answer="c"\n# Why?\n', 3, 6, "no code cell comes after"),
        (TITLE + '# %%\n1\n# %% [markdown] role="hint"\n# Try.\n', 3, 6, "belongs after a question or an exercise"),
        (TITLE + EXERCISE, 3, 6, "has no check"),
        (TITLE + EXERCISE + CHECK, 3, 6, "has no solution"),
        (TITLE + EXERCISE + CHECK.replace("pass", "if"), 4, 9, "invalid syntax"),
        (TITLE + EXERCISE.replace(' name="e"', ""), 3, 6, "needs a name"),
    ],
)
def test_a_broken_lesson_says_which_cell_and_why(lesson_file: Any, text: Any, cell: Any, line: Any, why: Any) -> None:
    path = lesson_file(text)
    with pytest.raises(LessonError, match=why) as caught:
        load(path)
    assert (caught.value.cell, caught.value.line) == (cell, line)
    assert str(caught.value).startswith(str(path))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, lesson_file: Any) -> None:
    with pytest.raises(LessonError, match="no such file"):
        load(tmp_path / "missing.py")
    with pytest.raises(LessonError, match=r"a \.py, \.ipynb or \.md file"):
        load(lesson_file("", "lesson.txt"))
    latin = tmp_path / "latin.py"
    latin.write_bytes(b"# %% caf\xe9")
    with pytest.raises(LessonError, match="not UTF-8"):
        load(latin)
    with pytest.raises(LessonError, match="not a notebook"):
        load(lesson_file(json.dumps({"nodes": []}), "broken.ipynb"))


def test_a_cell_that_needs_no_blank_lines_keeps_its_inner_ones(lesson_file: Any) -> None:
    text = dedent('''\
        # %% [markdown]
        # # T
        # %%

        a = """
        # not a comment

        """

        b = 1

        ''')
    assert load(lesson_file(text)).units[0].source == 'a = """\n# not a comment\n\n"""\n\nb = 1'


AFTER = """# %% [markdown]
# # T
# %%
x = 1
# %% [markdown] role="predict" when="after" answer="a"
# Which?
#
# - a) x
# - b) y
# %% [markdown] role="hint"
# Look.
# %% [markdown] role="why" lang="en"
# So.
# %% [markdown] role="why" lang="zh"
# 因此。
# %%
y = 2
"""


def test_question_after_its_cell_and_its_reason_are_read(lesson_file: Any) -> None:
    first, second = load(lesson_file(AFTER)).steps
    assert first.predict is not None
    assert first.predict.after
    assert [hint.text("en") for hint in first.predict.hints] == ["Look."]
    assert [why.text("zh") for why in first.predict.why] == ["因此。"]
    assert second.predict is None


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('# %% [markdown] role="predict" when="after" answer="1"\n# ?\n# %%\nx = 1\n', "belongs after a code cell"),
        ('# %% [markdown] role="predict" when="later" answer="1"\n# ?\n# %%\nx = 1\n', 'not "later"'),
        ('# %%\nx = 1\n# %% [markdown] role="why"\n# Because.\n', "belongs after a question"),
        (
            '# %% [markdown] role="predict" answer="1"\n# ?\n# %%\nx = 1\n'
            '# %% [markdown] role="predict" when="after" answer="1"\n# ?\n',
            "has a question already",
        ),
    ],
)
def test_misplaced_questions_and_reasons_are_told(lesson_file: Any, cells: str, why: str) -> None:
    with pytest.raises(LessonError, match=why):
        load(lesson_file("# %% [markdown]\n# # T\n" + cells))


def test_comment_is_shown_in_the_readers_language(lesson_file: Any) -> None:
    text = '# %% [markdown]\n# # T\n# %% comment-en="one more"\nx = 1\n    # 再来一个\ny = 2  # 不变\n'
    cell = load(lesson_file(text)).units[0]
    assert cell.source_in("en") == "x = 1\n    # one more\ny = 2  # 不变"
    assert cell.source_in("zh") == cell.source
