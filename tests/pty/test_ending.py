"""Ended from outside: the terminal is as it was before, the debuggee is gone, and the exit code says which signal."""

from __future__ import annotations

import os
import signal
import termios
import time
from pathlib import Path

import pytest

from tests.pty.conftest import OpenTerminal
from tests.pty.measure import BUSY, ONE_C_CALL, write_lesson

UNDONE = {  # what the screen switches on, and what switches it off
    b"\x1b[?1049h": b"\x1b[?1049l",  # the alternate screen
    b"\x1b[?1000h": b"\x1b[?1000l",  # mouse
    b"\x1b[?1003h": b"\x1b[?1003l",
    b"\x1b[?25l": b"\x1b[?25h",  # cursor
    b"\x1b[?2004h": b"\x1b[?2004l",  # pasting in brackets
}


def is_there(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_terminal_is_restored_and_nothing_is_left_running(open_terminal: OpenTerminal, number: signal.Signals) -> None:
    terminal = open_terminal("learn", "03")
    before = termios.tcgetattr(terminal._master)
    terminal.wait_for("import tuigraph")
    terminal.settle()
    children = [process for process in terminal._processes(terminal.process.pid) if process != terminal.process.pid]
    assert children
    assert termios.tcgetattr(terminal._master)[3] & termios.ECHO == 0
    os.kill(terminal.process.pid, number)
    data = b""
    deadline = time.monotonic() + 30
    while terminal.process.poll() is None and time.monotonic() < deadline:
        data += terminal.read(0.05)
    data += terminal.read(0.1)
    assert terminal.process.returncode == 128 + number
    assert [off for off in UNDONE.values() if off not in data] == []
    assert termios.tcgetattr(terminal._master)[3] & termios.ECHO == before[3] & termios.ECHO
    while any(map(is_there, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_there, children))


@pytest.mark.parametrize("what", ["waits", "runs at full speed", "prints at full speed", "was stopped before"])
def test_terminal_that_is_closed_ends_everything(open_terminal: OpenTerminal, tmp_path: Path, what: str) -> None:
    if what in BUSY:
        terminal = open_terminal("learn", write_lesson(tmp_path, BUSY[what][0]))
        terminal.wait_for("lesson")
        terminal.press("c")
        terminal.wait_for("running")
    else:
        terminal = open_terminal("learn", "03")
        terminal.wait_for("import tuigraph")
        terminal.settle()
    if what == "was stopped before":
        os.kill(terminal.process.pid, signal.SIGSTOP)
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.settle()
    processes = list(terminal._processes(terminal.process.pid))
    spare = os.dup(terminal._master)
    os.close(terminal._master)
    terminal._master = os.open(os.devnull, os.O_RDONLY)  # for the fixture to close
    os.close(spare)
    deadline = time.monotonic() + 30
    while terminal.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert terminal.process.returncode is not None
    while any(map(is_there, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_there, processes))


def test_nothing_outlives_a_killed_screen_whose_program_lets_no_other_thread_run(
    open_terminal: OpenTerminal, tmp_path: Path
) -> None:
    started = "import itertools, subprocess\nsubprocess.Popen(['sleep', '77'])\n"
    lesson = write_lesson(tmp_path, ONE_C_CALL.replace("import itertools\n", started))
    terminal = open_terminal("learn", lesson)
    terminal.wait_for("lesson")
    terminal.press("c")
    deadline = time.monotonic() + 30
    while "sleep" not in terminal.process_names() and time.monotonic() < deadline:
        time.sleep(0.05)
    processes = list(terminal._processes(terminal.process.pid))
    os.kill(terminal.process.pid, signal.SIGKILL)
    while any(map(is_there, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_there, processes))


def test_a_program_that_was_stopped_and_goes_on_paints_everything_and_takes_keys(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal("learn", "03")
    terminal.wait_for("import tuigraph")
    terminal.wait_for("c run the cell")  # the program has told where it starts
    terminal.settle(quiet=1)
    seen, before = terminal.text, threads(terminal.process.pid)
    for _ in range(3):
        os.kill(terminal.process.pid, signal.SIGSTOP)
        terminal.screen.reset()
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.wait_for(lambda text: text == seen)
    terminal.press("n")
    terminal.wait_for(lambda text: text != seen)
    assert threads(terminal.process.pid) <= before


def threads(process: int) -> int:
    return len(list(Path(f"/proc/{process}/task").iterdir()))
