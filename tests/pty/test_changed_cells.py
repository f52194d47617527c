"""The real program sends what changes, and its terminal shows no less than if everything were painted anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pty.conftest import OpenTerminal
from tests.pty.terminal import Terminal
from tests.tui.test_shown_cells import as_seen

REDRAW = "\x0c"
STEP_MEDIAN, STEP_MOST = 1_500, 10_000  # bytes; the most when a cell begins
FIRST_PAINT = 24_000
IDLE = 0.02  # seconds of processor time in half a second, of a program that has nothing to do


def shown(terminal: Terminal) -> list[object]:
    """What is shown when nothing is on its way any more: a busy machine may be quiet in the middle of a paint."""
    used = float("-inf")
    while terminal.cpu_seconds() - used > IDLE:
        used = terminal.cpu_seconds()
        terminal.settle(quiet=0.5)
    assert terminal.text
    return [
        [as_seen(terminal.screen.buffer[y][x]) for x in range(terminal.screen.columns)]
        for y in range(terminal.screen.lines)
    ]


def painted_anew(terminal: Terminal, ask: Callable[[], None]) -> list[object]:
    """What is shown after something that all is painted again for, however long that takes."""
    before = terminal.received
    ask()
    terminal.wait_for(lambda _: terminal.received > before)
    return shown(terminal)


@pytest.mark.parametrize(
    ("number", "keys"), [("03", (*"nn\x1bnnsssSS2", "\x1b[5~", *"dj")), ("06", tuple("nnTj\x1bz1?\x1b&x\r"))]
)
def test_painting_everything_anew_changes_nothing(
    open_terminal: OpenTerminal, number: str, keys: tuple[str, ...]
) -> None:
    terminal = open_terminal("learn", number, columns=100, lines=30, COLORTERM="truecolor", TUIGRAPH_LANG="zh")
    terminal.wait_for("import tuigraph")
    for key in keys:
        terminal.press(key)
        terminal.settle(quiet=0.1)
    for columns, lines in ((80, 24), (101, 30)):
        seen = painted_anew(terminal, lambda: terminal.resize(columns, lines))  # noqa: B023
        terminal.screen.reset()
        assert painted_anew(terminal, lambda: terminal.press(REDRAW)) == seen


def test_steps_send_little(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal("learn", "03", columns=120, lines=40, COLORTERM="truecolor")
    terminal.wait_for("import tuigraph")
    terminal.settle(quiet=0.5)
    assert terminal.received < FIRST_PAINT
    for key in "nn\x1bnn":
        terminal.press(key)
        terminal.settle()
    sent = []
    for _ in range(16):
        before = terminal.received
        terminal.press("s")
        terminal.settle()
        sent.append(terminal.received - before)
    assert sorted(sent)[len(sent) // 2] < STEP_MEDIAN, sent
    assert max(sent) < STEP_MOST, sent
