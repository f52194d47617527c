"""What goes wrong in a program is told to a reader, and leaves session and timeline as they were."""

from __future__ import annotations

import os
import signal

import pytest

from tests.clock import HANGS
from tests.debugger.driver import Driver, english, printed, run, to_the_end
from tuigraph.debugger import interrupts
from tuigraph.wire.commands import Break, Evaluate, GoToUnit, Move, Typed
from tuigraph.wire.questions import ShowValue, ShowWhy

SESSION = """\
import tuigraph as tf
v = tf.Variable(3, name="v")
p = tf.placeholder(tf.float32, [None, 2], name="p")
s = tf.reduce_sum(p, name="s")
sess = tf.Session()
sess.run(v.initializer)
"""


# What a program calls to be interrupted there; Python handles the signal before its next statement.
CTRL_C = "import os, signal\ndef ctrl_c(): os.kill(os.getpid(), signal.SIGINT)\n"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The debugger never insists, as it would on a machine that does not let the program get to its next statement."""
    monkeypatch.setattr(interrupts, "PATIENCE", HANGS)


def test_interrupt_in_a_python_loop_stops_at_a_statement_and_the_loop_can_go_on() -> None:
    source = CTRL_C + "n = 0\ngo = True\nwhile go:\n    n += 1\n    if n == 1000: ctrl_c()\nprint('done')\n"
    driver = run(source, Move("continue"), Evaluate("go = False"), Move("continue"))
    stop = driver.snapshots[1]
    assert (stop.reason, stop.state) == ("interrupt", "stopped")
    assert stop.position.line in (2, 5, 6, 7)
    assert driver.text.endswith("done\n")


def test_interrupt_in_a_loop_of_runs_stops_and_keeps_everything() -> None:
    source = CTRL_C + SESSION + "one = tf.assign_add(v, 1)\nwhile True:\n    if sess.run(one) == 100: ctrl_c()\n"
    driver = run(source, Move("continue"), Evaluate("int(sess.run(v)) > 3"), Move("step", 3))
    assert driver.snapshots[1].reason == "interrupt"
    assert driver.snapshots[2].output[0].text == "True\n"
    assert driver.last.reason in ("node", "statement")


def test_interrupt_of_a_sleeping_program_ends_its_unit_and_keeps_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "PATIENCE", 0.05)
    asleep = "import threading\nthreading.Timer(0.05, ctrl_c).start()\nthreading.Event().wait()\n"
    units = [CTRL_C + SESSION + asleep, "print(sess.run(v))\n"]
    driver = run(units, Move("continue"), Evaluate("int(sess.run(v))"), to_the_end)
    assert driver.snapshots[1].reason == "interrupt"
    assert driver.snapshots[2].output[-1].text == "3\n"
    assert driver.text.endswith("3\n")


def test_interrupt_at_the_prompt_raises_in_what_was_typed_and_leaves_the_suspended_run() -> None:
    driver = run(
        SESSION + "r = sess.run(v + 1)\n",
        *[Move("step")] * 12,
        Evaluate(CTRL_C + "ctrl_c()\nwhile True: pass"),
        Evaluate("1 + 1"),
        Move("continue"),
    )
    before, typed = driver.snapshots[12], driver.snapshots[13]
    assert before.position.run == 2
    assert typed.output[-1].text == "KeyboardInterrupt\n"
    assert typed.position == before.position
    assert driver.program.namespace["r"] == 4


def test_interrupt_while_stopped_does_nothing() -> None:
    def kill(driver: Driver) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    driver = run("x = 1", kill, Move("continue"))
    assert driver.last.reason == "end"


def test_an_exception_is_a_problem_with_class_message_unit_and_line() -> None:
    units = ["a = 1", "def f():\n    return {}['k']\n\nb = f()\n", "c = 3"]
    driver = run(units, to_the_end)
    failed = next(s for s in driver.snapshots if s.problem)
    assert failed.problem is not None
    assert (failed.state, failed.reason) == ("failed", "error")
    assert (failed.problem.type, failed.problem.unit, failed.problem.line) == ("KeyError", 1, 2)
    assert "called at line 4: b = f()" in english(failed.problem.text)
    assert driver.program.namespace["c"] == 3


def test_a_syntax_error_in_a_unit_names_its_line() -> None:
    driver = run(["a = 1", "b = 2\nc = = 3\n"], to_the_end)
    failed = next(s for s in driver.snapshots if s.problem)
    assert failed.problem is not None
    assert (failed.problem.type, failed.problem.unit, failed.problem.line) == ("SyntaxError", 1, 2)
    assert "c = = 3" in english(failed.problem.message)


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("sess.run(s)", "InvalidArgumentError", "p"),
        ("sess.run(s, {p: [1, 2, 3]})", "ValueError", "(3,)"),
        ("sess.run(tf.Variable(1).value())", "FailedPreconditionError", "uninitialized"),
        ("x = = 3", "SyntaxError", "x = = 3"),
        ("undefined_name", "NameError", "undefined_name"),
        ("if True:\nx", "IndentationError", "indented"),
    ],
)
def test_errors_at_the_prompt_are_explained_and_the_session_is_as_it_was(typed: str, kind: str, words: str) -> None:
    driver = run(SESSION, to_the_end, Evaluate(typed), Evaluate("int(sess.run(v))"))
    problem = driver.snapshots[-2].problem
    assert problem is not None
    assert (problem.type, problem.unit, problem.line) == (kind, -1, len(typed.splitlines()))
    assert words in english(problem.message)
    text = printed(driver.snapshots[-2].output)
    assert kind in text
    assert "Traceback" not in text
    assert "tuigraph/engine" not in text
    assert driver.last.output[-1].text == "3\n"


def test_an_error_in_a_run_while_stepping_leaves_the_timeline_as_it_was() -> None:
    source = SESSION + "sess.run(s)\n"
    driver = run(source, *[Move("step")] * 20, Move("back"), Move("live"))
    failed = next(s for s in driver.snapshots if s.problem)
    assert failed.problem is not None
    assert (failed.problem.type, failed.problem.line) == ("InvalidArgumentError", 7)
    assert [v.preview for v in driver.last.variables] == ["3"]


def test_an_error_that_the_program_catches_is_none_for_the_reader() -> None:
    source = SESSION + "try:\n    sess.run(s)\nexcept tf.errors.InvalidArgumentError:\n    print('caught')\n"
    driver = run(source, to_the_end)
    assert driver.text == "caught\n"
    assert all(s.problem is None for s in driver.snapshots)


def test_sys_exit_ends_the_program_and_not_the_debugger() -> None:
    driver = run(["import sys\nsys.exit('enough')", "x = 1"], to_the_end)
    assert driver.last.state == "finished"
    assert "enough" in driver.text
    assert "x" not in driver.program.namespace


def test_a_bare_except_in_the_program_cannot_hold_up_leaving_it() -> None:
    source = SESSION + "while True:\n    try:\n        sess.run(v)\n    except:\n        pass\n"
    driver = run(source, Move("step", 14), GoToUnit(0))
    assert [(s.reason, s.position.run) for s in driver.snapshots] == [("start", 0), ("node", 2), ("start", 0)]


def test_error_of_the_last_unit_is_still_told_at_the_end() -> None:
    driver = run(["a = 1", "a.b"], *[Move("continue")] * 3)
    assert driver.last.state == "finished"
    assert driver.last.problem is not None
    assert (driver.last.problem.type, driver.last.problem.unit, driver.last.problem.line) == ("AttributeError", 1, 1)
    driver = run(["a.b", "a = 1"], *[Move("continue")] * 3)
    assert (driver.last.state, driver.last.problem) == ("finished", None)


def test_what_the_program_has_failed_with_stays_in_sight_while_it_stands_there() -> None:
    looks = ShowValue("v"), Typed("p v"), Typed("bl"), Evaluate("1"), Break("v"), ShowWhy("v")
    driver = run(SESSION + "nowhere\n", Move("continue"), *looks, Move("back"), ShowValue("v"), Move("live"))
    failed, *after, back, looked, live = driver.snapshots[1:]
    assert failed.problem is not None
    assert [failed.problem] * len(looks) == [snapshot.problem for snapshot in after]
    assert (back.problem, looked.problem, live.problem) == (None, None, failed.problem)


def test_what_was_wrong_with_the_prompt_gives_way_to_what_the_program_has_failed_with() -> None:
    driver = run("nowhere\n", Move("continue"), Evaluate("1 / 0"), ShowValue("np"), Evaluate("1"))
    failed, wrong, looked, right = (snapshot.problem for snapshot in driver.snapshots[1:])
    assert failed is not None
    assert wrong is not None
    assert (failed.type, wrong.type) == ("NameError", "ZeroDivisionError")
    assert (looked, right) == (wrong, failed)


def test_an_error_of_several_lines_is_shown_on_as_many() -> None:
    driver = run(
        'raise ValueError("first\\n  second\\n\\nlast")\n', Move("continue"), Evaluate('raise KeyError("a\\nb")')
    )
    assert "ValueError (in cell_0.py, line 1): first\n  second\n\nlast\n" in driver.text
    assert "KeyError" in driver.text


def test_an_error_goes_to_the_hook_that_the_program_has_for_it() -> None:
    hook = "import sys\nsys.excepthook = lambda kind, error, trace: print('seen', kind.__name__, error{})\n"
    driver = run(hook.format("") + "raise ValueError('bad')\n", Move("continue"))
    assert "seen ValueError bad\nValueError (in cell_0.py, line 3): bad\n" in driver.text
    driver = run(hook.format(".nothing") + "raise ValueError('bad')\n", Move("continue"))
    assert "AttributeError" in driver.text
    assert driver.last.problem is not None
    assert driver.last.problem.type == "ValueError"
