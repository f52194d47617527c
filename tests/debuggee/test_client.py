"""The program in its own process: it can be stepped, interrupted and brought back, and cannot break the channel."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clock import HANGS
from tuigraph.debuggee.client import Client, Target
from tuigraph.wire.commands import Break, Command, Evaluate, GoToUnit, Move
from tuigraph.wire.picture import Picture, Update
from tuigraph.wire.said import Said
from tuigraph.wire.unit import Unit
from tuigraph.wire.views import Snapshot
from tuigraph.words import Words

LESSON = """\
import tuigraph as tf
w = tf.constant(3, name="w")
x = tf.add(w, 2, name="x")
v = tf.Variable(x, name="v")
sess = tf.Session()
sess.run(v.initializer)
y = sess.run(tf.multiply(v, 2, name="y"))
"""
# The program says that it has come here, so that nobody has to guess how long that takes.
BEGUN = "BEGUN"
ENDLESS = f"import itertools; {BEGUN}; sum(itertools.repeat(1))"


class Screen:
    """The other end of a client: remembers snapshots, waits for answers."""

    def __init__(self, target: Target, mark: Path) -> None:
        self._mark = mark
        self.snapshots: list[Snapshot] = []
        self.picture = Picture()
        self.ended: list[Said] = []
        self._came = threading.Condition()
        self.client = Client(target, self._show, self.ended.append)

    def _show(self, update: Update) -> None:
        with self._came:
            self.picture.apply([update])
            if isinstance(update, Snapshot):
                self.snapshots.append(update)
            self._came.notify_all()

    def wait(self, holds: Callable[[], bool]) -> None:
        with self._came:
            assert self._came.wait_for(holds, HANGS), self.snapshots[-1:]

    def answer(self, after: int = 0) -> Snapshot:
        """The first snapshot after so many that is not of a running program."""
        self.wait(lambda: any(s.state != "running" for s in self.snapshots[after:]))
        return next(s for s in self.snapshots[after:] if s.state != "running")

    def start(self) -> Snapshot:
        self.client.start()
        return self.answer()

    def ask(self, command: Command) -> Snapshot:
        seen = len(self.snapshots)
        self.client.send(command)
        return self.answer(seen)

    def begin(self, command: Command) -> int:
        """Send a command that will not be answered by itself, and wait until the program has come to `BEGUN`.

        How many snapshots there were before.
        """
        seen = len(self.snapshots)
        if isinstance(command, Evaluate):
            command = Evaluate(marked(command.source, self._mark))
        self.client.send(command)
        deadline = time.monotonic() + HANGS
        while not self._mark.exists():
            assert time.monotonic() < deadline, self.snapshots[-1:]
            time.sleep(0.01)
        time.sleep(0.1)  # from there into the call that follows
        return seen

    @property
    def text(self) -> str:
        return "".join(Words("en").lines(output.text) for output in self.picture.output)


def marked(source: str, mark: Path) -> str:
    return source.replace(BEGUN, f"open({str(mark)!r}, 'w').close()")


@pytest.fixture
def open_screen(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    screens: list[Screen] = []

    def make(*units: str) -> Screen:
        mark = tmp_path / f"begun_{len(screens)}"
        sources = tuple(Unit(marked(text, mark), f"cell_{i}.py") for i, text in enumerate(units))
        screen = Screen(Target(sources, echo=True), mark)
        screens.append(screen)
        return screen

    yield make
    for screen in screens:
        screen.client.close()


OpenScreen = Callable[..., Screen]


@pytest.fixture
def never_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that will stop may take its time, as on a busy machine."""
    monkeypatch.setattr("tuigraph.debuggee.client.PATIENCE", HANGS)


def test_a_program_is_stepped_in_its_process(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON)
    assert screen.start().reason == "start"
    screen.ask(Break("x"))
    stop = screen.ask(Move("continue"))
    assert (stop.reason, stop.next_node) == ("breakpoint", "x")
    step = screen.ask(Move("step")).step
    assert step is not None
    assert step.equation == "x = w + x/y = 3 + 2 -> 5"
    assert screen.picture.calls[1]["x"].total == 1
    assert screen.picture.nodes[1]["v"].line == 4
    assert screen.ask(Evaluate("import os; os.getpid()")).output[-1].text != f"{os.getpid()}\n"


@pytest.mark.usefixtures("never_killed")
def test_interrupt_stops_a_loop_and_keeps_everything(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON, "n = 1\nBEGUN\nwhile True:\n    n += 1\n")
    screen.start()
    screen.ask(Move("continue"))
    seen = screen.begin(Move("continue"))
    screen.client.interrupt()
    stop = screen.answer(seen)
    assert stop.reason == "interrupt"
    assert screen.ask(Evaluate("n > 0, int(sess.run(v))")).output[-1].text == "(True, 5)\n"


@pytest.mark.usefixtures("never_killed")
def test_what_is_sent_before_the_program_has_started_can_be_interrupted(open_screen: OpenScreen) -> None:
    screen = open_screen("n = 1\nBEGUN\nwhile True:\n    n += 1\n")
    screen.client.start()
    seen = screen.begin(Move("continue"))
    screen.wait(lambda: len(screen.snapshots) > seen)
    assert screen.client.running
    seen = len(screen.snapshots)
    screen.client.interrupt()
    assert screen.answer(seen).reason == "interrupt"


def test_an_interrupt_before_the_program_has_started_keeps_it_alive_and_stops_it(open_screen: OpenScreen) -> None:
    screen = open_screen("n = 1\nwhile True:\n    n += 1\n")
    screen.client.start()
    screen.client.send(Move("continue"))
    screen.client.interrupt()
    screen.wait(lambda: not screen.client.running)
    assert screen.snapshots[-1].state == "stopped"
    assert "SIGINT" not in screen.text


def test_a_call_that_hangs_is_ended_and_the_lesson_is_where_it_was(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON)
    screen.start()
    screen.ask(Evaluate("typed = 7"))
    before = screen.ask(Move("step", 10))
    seen = screen.begin(Evaluate(ENDLESS))
    screen.client.interrupt()
    stop = screen.answer(seen)
    assert "started again" in screen.text
    assert stop.position == before.position
    assert stop.next_node == before.next_node
    assert [v.preview for v in stop.variables] == [v.preview for v in before.variables]
    assert screen.ask(Evaluate("typed, w")).output[-1].text == "(7, <tf.Tensor 'w:0' shape=() dtype=int32>)\n"
    assert screen.ask(Move("continue")).state == "finished"


def test_code_of_the_lesson_that_hangs_is_ended_too(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON, ENDLESS)
    screen.start()
    screen.ask(Move("continue"))
    seen = screen.begin(Move("continue"))
    screen.client.interrupt()
    stop = screen.answer(seen)
    assert (stop.position.unit, stop.position.line, stop.state) == (1, 1, "stopped")
    assert screen.picture.calls[1]["y"].total == 1


@pytest.mark.parametrize(
    ("deadly", "words"),
    [("os._exit(3)", "exit code 3"), ("os.kill(os.getpid(), 11)", "SIGSEGV"), ("os.abort()", "SIGABRT")],
)
def test_a_process_that_dies_is_reported_and_brought_back(open_screen: OpenScreen, deadly: str, words: str) -> None:
    screen = open_screen(LESSON)
    screen.start()
    before = screen.ask(Move("step", 8))
    stop = screen.ask(Evaluate(f"import os; {deadly}"))
    assert words in screen.text
    assert stop.position == before.position
    assert not screen.ended


def test_a_lesson_that_kills_its_process_at_once_does_not_loop(open_screen: OpenScreen) -> None:
    screen = open_screen("import os\nos._exit(1)")
    screen.start()
    stop = screen.ask(Move("continue"))
    assert (stop.position.line, stop.state) == (1, "stopped")
    assert "exit code 1" in screen.text


def test_printing_and_closing_the_standard_streams_does_not_break_the_channel(open_screen: OpenScreen) -> None:
    screen = open_screen("")
    screen.start()
    screen.ask(
        Evaluate("""import os, sys; os.write(1, b'["Quit"]\\n'); os.system('echo from a shell; echo oops >&2')""")
    )
    screen.wait(lambda: "oops" in screen.text and "from a shell" in screen.text)
    screen.ask(Evaluate("sys.stdout.close(); sys.stdin.close()\nfor i in (0, 1, 2): os.close(i)"))
    assert screen.ask(Evaluate("1 + 1")).output[-1].text == "2\n"


def test_what_is_written_by_any_way_comes_in_order_and_what_is_typed_is_read(open_screen: OpenScreen) -> None:
    screen = open_screen("""\
import os
print("one")
os.write(1, b"two\\n")
print("three")
os.system("echo four")
if os.fork() == 0:
    print("five")
    os._exit(0)
os.wait()
print(input("six? "))
os._exit(3)
""")
    screen.start()
    seen = len(screen.snapshots)
    screen.client.send(Move("continue"))
    screen.wait(lambda: any(s.asking is not None for s in screen.snapshots[seen:]))
    assert screen.text == "one\ntwo\nthree\nfour\nfive\nsix? "
    screen.client.type_line("Ada\n")
    screen.answer(seen)
    assert "exit code 3" in screen.text


@pytest.mark.usefixtures("never_killed")
def test_a_flood_of_output_stays_bounded_and_can_be_interrupted(open_screen: OpenScreen) -> None:
    screen = open_screen("")
    screen.start()
    flood = "n = 0\nwhile True:\n    print('x' * 100); n += 1\n    if n == 100_000: BEGUN"
    seen = screen.begin(Evaluate(flood))
    screen.client.interrupt()
    screen.answer(seen)
    assert "characters of output are left out" in screen.text
    assert len(screen.text) < 2_000_000
    assert sum(s.state == "running" for s in screen.snapshots) <= 1_000


def test_pause_stops_a_running_program_which_can_go_on(open_screen: OpenScreen) -> None:
    screen = open_screen("n = 0\ngo = True\nBEGUN\nwhile go:\n    n += 1\nprint('done')")
    screen.start()
    seen = screen.begin(Move("continue"))
    screen.client.pause()
    assert screen.answer(seen).reason == "interrupt"
    screen.ask(Evaluate("go = False"))
    assert screen.ask(Move("continue")).state == "finished"
    assert screen.text.endswith("done\n")


@pytest.mark.usefixtures("never_killed")
def test_an_interrupted_run_is_found_again_after_a_restart(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON, "up = tf.assign_add(v, 1)\nwhile True:\n    if sess.run(up) == 100: BEGUN\n")
    screen.start()
    screen.ask(Move("continue"))
    seen = screen.begin(Move("continue"))
    screen.client.interrupt()
    screen.answer(seen)
    value = screen.ask(Evaluate("int(sess.run(v))")).output[-1].text
    assert isinstance(value, str)
    assert int(value) > 5
    screen.ask(Evaluate("import os; os._exit(0)"))
    assert screen.ask(Evaluate("int(sess.run(v))")).output[-1].text == value


def test_restart_begins_from_nothing_with_the_breakpoints(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON)
    screen.start()
    screen.ask(Break("y"))
    screen.ask(Move("continue"))
    seen = len(screen.snapshots)
    screen.client.restart()
    stop = screen.answer(seen)
    assert (stop.number, stop.position.line, stop.position.run, stop.breakpoints) == (1, 1, 0, ("y",))
    assert screen.picture.nodes == {}
    assert screen.ask(Move("continue")).next_node == "y"


def test_the_picture_is_right_after_going_to_a_unit(open_screen: OpenScreen) -> None:
    screen = open_screen(LESSON, "u = tf.Variable(1, name='u')")
    screen.start()
    screen.ask(Move("continue"))
    screen.ask(Evaluate("extra = tf.constant(1, name='extra')"))
    assert "extra" in screen.picture.nodes[1]
    screen.ask(GoToUnit(1))
    assert "y" in screen.picture.nodes[1]
    assert "extra" not in screen.picture.nodes[1]
    assert screen.picture.calls[1]["y"].total == 1


def test_a_script_gets_its_arguments_its_directory_and_tensorflow(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("value = 21\n")
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nimport helper\nimport tensorflow as tf\nprint(sys.argv[1:], helper.value, tf.__name__)\n"
    )
    screen = Screen(Target.script(script, ["--fast"]), tmp_path / "begun")
    try:
        screen.start()
        assert screen.ask(Move("continue")).state == "finished"
        assert screen.text.startswith("['--fast'] 21")
    finally:
        screen.client.close()


def is_there(process: int) -> bool:
    """Whether a process runs; one that merely nobody has waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_closing_ends_every_process_and_what_the_program_has_started(open_screen: OpenScreen, tmp_path: Path) -> None:
    started = tmp_path / "started"
    begin = f"subprocess.Popen(['sleep', '600']).pid, os.fork() or time.sleep(600), file=open({str(started)!r}, 'w')"
    screen = open_screen(
        f"import os, subprocess, time\nprint({begin}, flush=True)\nBEGUN\nwhile True: time.sleep(0.01)"
    )
    screen.start()
    screen.begin(Move("continue"))
    children = [c for c in (screen.client._child, screen.client._spare) if c]
    others = [int(number) for number in started.read_text(encoding="utf-8").split()]
    screen.client.close()
    assert children
    assert all(child.process.poll() is not None for child in children)
    deadline = time.monotonic() + HANGS
    while any(map(is_there, others)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(others) == 2
    assert not any(map(is_there, others))
