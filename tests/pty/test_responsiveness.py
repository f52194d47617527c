"""The screen answers while the program is busy, and sleeps when there is nothing to do.

How quickly, in milliseconds, is told by ``python -m tests.pty.measure``: figures of a clock are no test.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pty import measure
from tests.pty.conftest import OpenTerminal

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@linux
def test_idle_app_sleeps(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal("learn", "03")
    terminal.wait_for("import tuigraph")
    terminal.settle(quiet=2)
    received, woken, seconds = terminal.received, terminal.times_woken(), 4
    for _ in range(seconds):
        terminal.read(1)
    assert terminal.received - received < 2_000
    assert terminal.times_woken() - woken < 50 * seconds


@pytest.mark.parametrize("what", measure.BUSY)
def test_keys_are_painted_while_the_program_is_busy(open_terminal: OpenTerminal, tmp_path: Path, what: str) -> None:
    source, _ = measure.BUSY[what]  # a program that never ends by itself
    terminal = open_terminal("learn", measure.write_lesson(tmp_path, source))
    measure.set_running(terminal)
    measure.key_latencies(terminal)
