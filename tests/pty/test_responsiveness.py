"""The screen answers while the program is busy.  Bounds are wide: a test machine may be busy itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pty import measure
from tests.pty.conftest import OpenTerminal

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads CPU times from /proc")


@pytest.mark.parametrize(("arguments", "text"), [((), "03"), (("learn", "03"), "import tuigraph")])
def test_first_paint_is_quick(open_terminal: OpenTerminal, arguments: tuple[str, ...], text: str) -> None:
    best = min(measure.first_paint(open_terminal(*arguments, columns=120, lines=40), text) for _ in range(3))
    assert best < 2


@linux
def test_idle_app_sleeps(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal("learn", "03")
    terminal.wait_for("import tuigraph")
    terminal.settle(quiet=0.7)
    before = terminal.received
    assert measure.idle_cpu(terminal, 4) < 0.02
    assert terminal.received - before < 2_000


@pytest.mark.parametrize("what", measure.BUSY)
def test_keys_are_painted_while_the_program_is_busy(open_terminal: OpenTerminal, tmp_path: Path, what: str) -> None:
    source, sign = measure.BUSY[what]
    terminal = open_terminal("learn", measure.write_lesson(tmp_path, source))
    measure.set_running(terminal)
    latencies = measure.key_latencies(terminal)
    assert measure.percentile(latencies, 0.95) < 0.25
    assert measure.interrupt(terminal, sign) < 3
