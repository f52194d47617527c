"""Bad input at the real program: a clear message, and the app goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.conftest import OpenTerminal
from tests.pty.terminal import Terminal

LESSON = """# %% [markdown]
# # Mine

# %%
import tuigraph as tf
p = tf.placeholder(tf.float32, [2, 3], name="p")
double = tf.multiply(p, 2.0, name="double")
sess = tf.Session()

# %%
print("second")
"""


@pytest.fixture
def at_prompt(open_terminal: OpenTerminal, tmp_path: Path) -> Terminal:
    """A lesson of which the first cell has run, with the keys at the prompt."""
    path = tmp_path / "mine.py"
    path.write_text(LESSON, encoding="utf-8")
    terminal = open_terminal("learn", str(path), columns=120, lines=40)
    terminal.wait_for("import tuigraph")
    terminal.settle()
    terminal.press("c")
    terminal.wait_for("cell 2/2")
    terminal.press("i")
    terminal.wait_for("━ 4 Prompt ━━")
    return terminal


MISTAKES = {
    "1 +* 2": ["SyntaxError", "invalid syntax"],
    "nobody": ["NameError", "name 'nobody' is not defined"],
    "1 / 0": ["ZeroDivisionError", "division by zero"],
    "sess.run(double)": ["InvalidArgumentError", "placeholder tensor 'p'"],
    "sess.run(double, {p: [1.0]})": ["ValueError", "(1,)", "'p:0'", "(2, 3)"],
    "sess.run(double, {p: 'text'})": ["ValueError", "text"],
    "sess.run(None)": ["TypeError", "None"],
    "tf.plaecholder(tf.float32)": ["AttributeError", "'tf.placeholder'"],
    "double + tf.zeros([5])": ["ValueError", "must be equal", "3 and 5 for 'add'"],
}


def test_mistakes_at_the_prompt_are_told_and_the_app_goes_on(at_prompt: Terminal) -> None:
    for number, (typed, told) in enumerate(MISTAKES.items(), start=1000):
        at_prompt.press(typed + "\r")
        for text in told:
            at_prompt.wait_for(lambda screen, typed=typed, text=text: text in screen.rpartition(f">>> {typed} ")[2])  # type: ignore[misc]
        assert "Traceback" not in at_prompt.text
        at_prompt.press(f"{number} + 0\r")
        at_prompt.wait_for(lambda screen, number=number: f"\n{number}\n" in screen.replace(" ", ""))  # type: ignore[misc]
    at_prompt.press("\x1b")
    at_prompt.settle()
    at_prompt.press("c")
    at_prompt.wait_for("\nsecond")


def test_exception_in_a_lesson_is_told_and_the_lesson_can_be_started_again(
    open_terminal: OpenTerminal, tmp_path: Path
) -> None:
    path = tmp_path / "bad.py"
    path.write_text("# %% [markdown]\n# # Bad\n# %%\nx = [1]\nx[5]\n# %%\nprint('after')\n", encoding="utf-8")
    terminal = open_terminal("learn", str(path))
    terminal.wait_for("x[5]")
    terminal.settle()
    terminal.press("c")
    terminal.wait_for("IndexError: list index out of range")
    terminal.settle()
    terminal.press("R")
    terminal.wait_for("cell 1/2 · line 1")
    terminal.press("q")
    assert terminal.wait_for_exit() == 0


def test_missing_and_broken_files_are_told_before_the_screen_opens(open_terminal: OpenTerminal, tmp_path: Path) -> None:
    missing = open_terminal("learn", "nowhere.py")
    assert missing.wait_for_exit() == 2
    assert "nowhere.py: there is no such file" in missing.text
    (tmp_path / "broken.py").write_text("# %% [markdown]\n# # B\n# %%\ny = = 2\n", encoding="utf-8")
    broken = open_terminal("learn", "broken.py")
    assert broken.wait_for_exit() == 2
    assert "broken.py, cell 2, line 4: invalid syntax: y = = 2" in broken.text


@pytest.mark.parametrize("name", ["my.md", "my.ipynb"])
def test_notebooks_and_markdown_open(open_terminal: OpenTerminal, tmp_path: Path, name: str) -> None:
    texts = {
        "my.md": "# Mine\n\n```python\nprint('from a file')\n```\n",
        "my.ipynb": '{"cells": [{"cell_type": "markdown", "source": "# Mine", "metadata": {}}, '
        '{"cell_type": "code", "source": "print(\'from a file\')", "metadata": {}, "outputs": []}], '
        '"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    }
    (tmp_path / name).write_text(texts[name], encoding="utf-8")
    terminal = open_terminal("learn", name)
    terminal.wait_for("print('from a file')")
    terminal.settle()
    terminal.press("c")
    terminal.wait_for("\nfrom a file")
