"""The real program on a real terminal, as a newcomer uses it."""

from __future__ import annotations

import re

import pytest

from tests.pty.conftest import OpenTerminal

SIZES = pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])


@SIZES
def test_newcomer_opens_a_lesson_steps_and_quits(open_terminal: OpenTerminal, columns: int, lines: int) -> None:
    terminal = open_terminal(columns=columns, lines=lines)
    terminal.wait_for("The life of a node value")
    terminal.press("jj\r")
    terminal.wait_for("session")
    terminal.settle()
    for _ in range(40):
        if "Your prediction" in terminal.text:  # a question may be skipped
            terminal.press("\x1b")
            terminal.wait_for(lambda text: "Your prediction" not in text)
        before = terminal.text
        terminal.press("s")
        terminal.wait_for(lambda text, before=before: text != before)  # type: ignore[misc]
        terminal.settle(quiet=0.1, timeout=1)
        if "run 2" in terminal.text and "step 5/5" in terminal.text:
            break
    terminal.press("d")  # from the drawing to the tree
    terminal.wait_for("w = Const")
    counts = dict(re.findall(r"[●○→▶·] (?:\w+ = )?(\w+) .*int32 +×(\d+)", terminal.text))
    assert counts["Const"] == counts["add"] == "2", terminal.text
    assert counts["add_1"] == counts["mul"] == "1", terminal.text
    terminal.press("q")
    assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_a_small_terminal(open_terminal: OpenTerminal, language: str) -> None:
    terminal = open_terminal("learn", "03", "--lang", language, columns=60, lines=20)
    terminal.wait_for("import tuigraph")
    terminal.wait_for(lambda text: "s " in text.splitlines()[-1])


def test_dumb_terminal_is_told_the_plain_command(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal("learn", "03", TERM="dumb")
    assert terminal.wait_for_exit() == 2
    assert "tuigraph play 03 --plain" in terminal.text
