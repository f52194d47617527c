"""What is typed at a stop: echo, output, names, completion; and that it does not disturb what is suspended."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.debugger.driver import Driver, english, printed, run, to_the_end
from tuigraph.debugger.debugger import Debugger
from tuigraph.wire.commands import Break, Complete, Evaluate, Move

GRAPH = """\
import tuigraph as tf
v = tf.Variable(3, name="v")
double = v * 2
sess = tf.InteractiveSession()
v.initializer.run()
answer = sess.run(double)
"""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1 + 1", "2\n"),
        ("None", ""),
        ("x = 5\nx * 2", "10\n"),
        ("for i in range(2):\n    i", ""),
        ("def f(a):\n    return a + 1\n\nf(1)", "2\n"),
        ("'text'", "'text'\n"),
        ("print('a'); 3", "a\n3\n"),
        ("", ""),
    ],
)
def test_last_expression_is_echoed_as_in_a_notebook(typed: str, shown: str) -> None:
    driver = run("", Evaluate(typed))
    assert "".join(english(o.text) for o in driver.last.output) == shown


def test_underscore_is_the_last_value() -> None:
    assert run("", Evaluate("6 * 7"), Evaluate("_ + 1")).last.output[0].text == "43\n"


def test_output_and_echo_and_errors_are_told_apart() -> None:
    driver = run("", Evaluate("import sys\nprint('o')\nprint('e', file=sys.stderr)\n1"), Evaluate("boom"))
    kinds = [output.kind for snapshot in driver.snapshots for output in snapshot.output]
    assert kinds == ["out", "err", "echo", "error"]


def test_names_typed_at_the_prompt_are_the_programs() -> None:
    driver = run("a = 1\nb = a + 1\n", Move("step"), Evaluate("a = 10"), Move("continue"))
    assert driver.program.namespace["b"] == 11


def test_names_of_a_function_can_be_read_where_it_is_stopped() -> None:
    driver = run("def f(n):\n    m = n * 2\n    return m\nf(21)\n", Move("step", 3), Evaluate("m + n"))
    assert driver.last.output[0].text == "63\n"


def test_runs_at_the_prompt_are_on_the_timeline_and_leave_the_suspended_run_alone() -> None:
    driver = run(
        GRAPH, Move("step", 10), Evaluate("int(sess.run(v + 100))"), Move("back"), Move("live"), Move("continue")
    )
    suspended, typed, back = driver.snapshots[1:4]
    assert suspended.position.run == 2
    assert typed.position == suspended.position
    assert driver.text == "103\n"
    assert (back.position.run, back.position.behind) == (3, 1)
    assert driver.snapshots[4].position == suspended.position
    assert driver.program.namespace["answer"] == 6


READING = """\
import getpass, sys
name = input("name? ")
letters = sys.stdin.buffer.readline()
secret = getpass.getpass("word? ")
rest = [line for line in sys.stdin]
"""


def test_a_program_is_given_what_is_typed_for_it() -> None:
    driver = Driver(READING, Move("continue"), Evaluate("again = input()"))
    lines, asked = ["Ada\n", "ab\n", "hush\n", "one\n", "two\n", "", "more\n"], []

    def read(secret: bool) -> str:
        asking = driver.running[-1].asking
        assert asking is not None
        asked.append((asking.secret, driver.running[-1].position.line))
        return lines.pop(0)

    driver.debugger = Debugger(driver.program, driver, read=read)
    driver.go()
    names = driver.names
    assert [names[name] for name in ("name", "letters", "secret", "again")] == ["Ada", b"ab\n", "hush", "more"]
    assert names["rest"] == ["one\n", "two\n"]
    assert asked[:3] == [(False, 2), (False, 3), (True, 4)]
    assert driver.text == "name? word? "
    assert driver.last.asking is None


def test_where_nobody_types_input_is_at_its_end() -> None:
    driver = run(READING, Move("continue"))
    assert driver.last.problem is not None
    assert (driver.last.problem.type, driver.last.problem.line) == ("EOFError", 2)


def test_output_can_be_written_at_once_and_in_a_forked_process_goes_its_own_way(tmp_path: Path) -> None:
    forked = """\
import os
print("a")
if os.fork() == 0:
    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), 1)
    print("forked")
    raise SystemExit(5)
code = os.wait()[1] >> 8
print("b")
"""
    driver = Driver(f"path = {str(tmp_path / 'out')!r}\n{forked}", Break("6", kind="line"), Move("continue"))
    written: list[tuple[str, str]] = []
    driver.debugger = Debugger(driver.program, driver, write=lambda kind, text: written.append((kind, text)))
    try:
        driver.go()
    except SystemExit as end:
        os._exit(int(str(end)))  # the forked process, which no breakpoint has stopped
    assert driver.names["code"] == 5
    assert (tmp_path / "out").read_text() == "forked\n"
    assert "".join(text for _, text in written) == "a\nb\n"
    assert driver.text == ""


@pytest.mark.parametrize(
    ("text", "expected", "unexpected"),
    [
        ("tf.Interactive", "tf.InteractiveSession", "tf.Session"),
        ("doub", "double", "v"),
        ("print(sess.gra", "sess.graph", "print(sess.graph"),
        ("v.initial", "v.initializer", "v.name"),
        ("whi", "while", "with"),
        ("box.plain", "box.plain", "box.trap"),
        ("box.tr", "box.trap", "box.plain"),
    ],
)
def test_completion(text: str, expected: str, unexpected: str) -> None:
    box = "class Box:\n    plain = 1\n    @property\n    def trap(self):\n        raise SystemExit\nbox = Box()\n"
    completions = run(GRAPH + box, to_the_end, Complete(text)).last.completions
    found = [completion.name for completion in completions]
    assert expected in found
    assert unexpected not in found


@pytest.mark.parametrize("text", ["box.trap.", "loud.", "loud.x.", "'a'.", "3.", "nothing.", "", "f(1).", "func"])
def test_completion_runs_no_code_of_the_program(text: str) -> None:
    source = """\
calls = []
class Box:
    @property
    def trap(self):
        calls.append('trap')
box = Box()
class Loud:
    def __call__(self, it=box):
        pass
    def __repr__(self):
        calls.append('repr')
    def __getattr__(self, name):
        calls.append(name)
    def __dir__(self):
        calls.append('dir')
        return []
loud = Loud()
def function(a, it=loud, n=2): pass
"""
    driver = run(source, to_the_end, Complete(text))
    assert driver.program.namespace["calls"] == []


@pytest.mark.parametrize(
    ("text", "name", "remark"),
    [
        ("doub", "double", "(n, by=2, *, deep=...)"),
        ("tf.train.Momentum", "tf.train.MomentumOptimizer", "(learning_rate, momentum, use_locking=False, "),
        ("tf.zeros_l", "tf.zeros_like", "(tensor, dtype=None, name=None, optimize=True)"),
        ("sess.clo", "sess.close", "()"),
        ("Net.lay", "Net.layer", "(size)"),
        ("net.lay", "net.layer", "(size)"),
        ("whil", "while", ""),
    ],
)
def test_completions_say_what_a_function_takes(text: str, name: str, remark: str) -> None:
    source = """\
import tuigraph as tf
sess = tf.Session()
def double(n: int, by=2, *, deep=[1, 2]): return n * by
class Net:
    def layer(self, size): pass
net = Net()
"""
    found = run(source, to_the_end, Complete(text)).last.completions
    assert english(next(c.remark for c in found if c.name == name)).startswith(remark)


def test_printing_without_end_is_bounded_and_the_cut_is_told() -> None:
    driver = run("", Evaluate("for i in range(300_000): print('x' * 50)"))
    shown = len(printed(o for s in driver.snapshots for o in s.output))
    assert shown < 200_000
    assert "left out" in printed(o for o in driver.picture.output if o.kind == "note")


def test_odd_characters_and_bytes_are_no_trouble() -> None:
    driver = run("", Evaluate(r"import sys; print('\ud800'); _ = sys.stdout.buffer.write(b'\xff\xe4\xbd\xa0\n')"))
    assert driver.last.problem is None
    assert driver.last.output[0].text == "\\ud800\n\ufffd你\n"


def test_only_a_last_expression_is_shown_and_none_inside_a_loop() -> None:
    driver = run(["1 + 1\nfor i in range(3):\n    i * 10\n2 + 2"], Evaluate("for i in range(3): i"), echo=True)
    assert driver.text == ""
    driver = run(["1 + 1\nfor i in range(3):\n    i * 10\n2 + 2"], to_the_end, Evaluate("5\n6"), echo=True)
    assert driver.text == "4\n6\n"


@pytest.mark.parametrize("typed", ["b line net.py:7", "lt", "pt theta", "why y:0"])
def test_a_typed_command_without_its_colon_is_answered_with_it(typed: str) -> None:
    noted = [
        english(output.text) for output in run("", Evaluate(typed, hint=True)).last.output if output.kind == "note"
    ]
    assert noted == [f"a typed command begins with a colon: `:{typed}`"]


@pytest.mark.parametrize("typed", ["x = = 2", "nothing", "e = nothing + 1", "s = 1", "n = 1\nn"])
def test_what_is_or_fails_as_python_is_no_typed_command(typed: str) -> None:
    assert all(output.kind != "note" for output in run("", Evaluate(typed, hint=True)).last.output)
