"""What is typed at a stop: echo, output, names, completion; and that it does not disturb what is suspended."""

from __future__ import annotations

import pytest

from tests.debugger.driver import english, printed, run, to_the_end
from tuigraph.wire.commands import Complete, Evaluate, Move

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
    assert typed.output[0].text == "103\n"
    assert (back.position.run, back.position.behind) == (3, 1)
    assert driver.snapshots[4].position == suspended.position
    assert driver.program.namespace["answer"] == 6


def test_reading_from_the_keyboard_is_refused_with_a_reason() -> None:
    driver = run("", Evaluate("input('name? ')"))
    assert driver.last.problem is not None
    assert driver.last.problem.type == "EOFError"
    assert "keyboard" in english(driver.last.problem.message)


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
