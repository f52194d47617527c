"""``tuigraph debug``: a script from its first line, by commands from a pipe; and `set_trace` in a program."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clock import HANGS
from tests.conftest import ROOT, RunTuigraph

SCRIPT = """\
import sys
import tensorflow as tf
a = tf.constant(3.0, name="a")
b = tf.multiply(a, 2.0, name="b")
with tf.Session() as sess:
    got = sess.run(b)
print("got", got, sys.argv[1:], __name__)
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


def debug(run_tuigraph: RunTuigraph, path: Path, *lines: str, arguments: tuple[str, ...] = ()) -> str:
    """What the debugger says to these lines."""
    text = "".join(line + "\n" for line in lines)
    done = run_tuigraph("debug", str(path), *arguments, stdin=None, input=text)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def test_a_script_stops_at_its_first_line(run_tuigraph: RunTuigraph, script: Path) -> None:
    said = debug(run_tuigraph, script, "n", "q")
    assert f"> {script}:1  import sys\n> {script}:2  import tensorflow as tf\n" in said
    assert "got" not in said


def test_it_runs_to_its_end_with_its_arguments(run_tuigraph: RunTuigraph, script: Path) -> None:
    said = debug(run_tuigraph, script, "c", "lt", arguments=("one", "--two"))
    assert "got 6.0 ['one', '--two'] __main__\nthe program has ended\n" in said
    assert "b:0 (Mul)  6.0" in said


def test_commands_python_and_steps_in_a_pipe(run_tuigraph: RunTuigraph, script: Path) -> None:
    said = debug(run_tuigraph, script, "b b", "c", "pt a", "s", "a.name", "!got = 1", "x + ", "", "fin", "c")
    assert "[run 1, session 1, step 2/3; next: b]" in said
    assert "b = a * b/y = 3.0 * 2.0 -> 6.0" in said
    assert "'a:0'" in said
    assert "there is no command x" in said
    assert said.index("'a:0'") < said.index("got 6.0")


def test_breakpoints_are_there_at_the_next_start(run_tuigraph: RunTuigraph, script: Path) -> None:
    debug(run_tuigraph, script, "b b if x > 5", "watch a")
    said = debug(run_tuigraph, script, "c", "bl")
    assert "a = 3.0\nb = a * b/y" in said
    assert "b if x > 5  (reached 1 time)" in said


def test_a_script_that_fails_says_why_and_ends_with_1(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text("import tensorflow as tf\nx = tf.constant([1.0])\ntf.matmul(x, x)\n")
    done = run_tuigraph("debug", str(path), stdin=None, input="c\n")
    assert done.returncode == 1
    assert "ValueError" in done.stdout
    assert "line 3" in done.stdout


@pytest.mark.parametrize(
    "ending", ["sys.exit(3)", "sys.exit()", "sys.exit(0)", "sys.exit('no')", "raise KeyError('k')"]
)
def test_a_script_ends_with_the_code_that_it_has_when_it_is_run(
    ending: str, run_tuigraph: RunTuigraph, tmp_path: Path
) -> None:
    path = tmp_path / "ends.py"
    path.write_text(f"import sys\n{ending}\n")
    run, debugged = run_tuigraph("run", str(path)), run_tuigraph("debug", str(path), stdin=None, input="c\np sys\n")
    assert debugged.returncode == run.returncode


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00broken"])
def test_what_cannot_be_read_is_refused(run_tuigraph: RunTuigraph, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "there.py"
    if content is not None:
        path.write_bytes(content)
    done = run_tuigraph("debug", str(path))
    assert done.returncode == 2
    assert "cannot read the script" in done.stderr


def test_nobody_reading_on_is_no_trouble(script: Path) -> None:
    command = f"yes ni a | head -3000 | {sys.executable} -m tuigraph debug {script} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=HANGS)
    assert done.stdout.startswith("help lists")
    assert "Traceback" not in done.stderr


TRACED = """\
import tuigraph as tf
from tuigraph.debugger import set_trace
a = tf.constant(3.0, name="a")
def work(n):
    m = n * 2
    set_trace()
    return m
sess = tf.Session()
print("before")
print(work(21))
print(sess.run(a + 1.0))
print("after")
"""


def test_set_trace_without_debugger_and_terminal_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "traced.py"
    path.write_text(TRACED)
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.stdout == "before\n42\n4.0\nafter\n"
    assert "set_trace() stops only" in done.stderr


def test_set_trace_under_the_debugger_stops_there(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    path = tmp_path / "traced.py"
    path.write_text(TRACED)
    said = debug(run_tuigraph, path, "c", "m + n", "c")
    assert f"> {path}:6  set_trace()\n63\n" in said
    assert said.endswith("42\n4.0\nafter\nthe program has ended\n")


class Terminal:
    """A program on a pseudo-terminal; every read has a deadline."""

    def __init__(self, *command: str) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        self.text = ""

    def until(self, text: str, seconds: float = 20) -> str:
        """Read until this text has come; what came before it."""
        end = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < end, self.text
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.master, 65536).decode(errors="replace")
                except OSError:
                    break
        before, found, self.text = self.text.partition(text)
        assert found, before
        return before

    def type(self, line: str) -> None:
        os.write(self.master, line.encode() + b"\n")

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def test_set_trace_in_a_terminal_begins_a_debugger(tmp_path: Path) -> None:
    path = tmp_path / "traced.py"
    path.write_text(TRACED)
    terminal = Terminal(sys.executable, str(path))
    try:
        assert ":6  set_trace()" in terminal.until("(tuigraph) ")
        terminal.type("m + n")
        assert "63" in terminal.until("(tuigraph) ")
        terminal.type("n")
        assert ":7  return m" in terminal.until("(tuigraph) ")
        terminal.type("")
        assert ":11  print(sess.run(a + 1.0))" in terminal.until("(tuigraph) ")
        terminal.type("s")
        assert "step 0/" in terminal.until("(tuigraph) ")
        terminal.type("c")
        terminal.until("after")
        assert terminal.process.wait(HANGS) == 0
    finally:
        terminal.close()


def test_quitting_a_debugger_that_the_program_began_ends_the_program(tmp_path: Path) -> None:
    path = tmp_path / "traced.py"
    path.write_text(TRACED)
    terminal = Terminal(sys.executable, str(path))
    try:
        terminal.until("(tuigraph) ")
        terminal.type("n")
        terminal.until("(tuigraph) ")
        terminal.type("q")
        assert terminal.process.wait(HANGS) == 0
        assert "after" not in terminal.text
    finally:
        terminal.close()


def test_in_a_terminal_the_app_opens_on_the_script(script: Path) -> None:
    terminal = Terminal(sys.executable, "-m", "tuigraph", "debug", str(script))
    try:
        terminal.until("script.py")
        assert terminal.process.poll() is None
    finally:
        terminal.close()
