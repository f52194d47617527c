"""What leaves the past, or cannot be taken back: somebody is asked, or it is said."""

from __future__ import annotations

import re

from tests.debugger.driver import Driver, run, to_the_end
from tuigraph.wire.commands import Command, Evaluate, Move, Seek, Typed, WhatIf
from tuigraph.wire.questions import ShowStack, StackView

SCRIPT = """\
import numpy as np
import tuigraph as tf
v = tf.Variable(1.0, name="v")
calls = []
def double(x):
    calls.append(1)
    return np.float32(x * 2)
p = tf.py_func(double, [v], tf.float32, name="p")
up = tf.assign(v, p, name="up")
sess = tf.Session()
sess.run(v.initializer)
for i in range(3):
    sess.run(up)
"""


def asked(*acts: object, answers: str = "") -> Driver:
    """Debug with somebody who answers with these letters."""
    driver = Driver(SCRIPT, to_the_end, *acts)  # type: ignore[arg-type]
    letters = iter(answers)
    driver.debugger._read = lambda secret: next(letters, "") + "\n"
    return driver.go()


def test_what_is_typed_in_the_past_and_would_run_the_graph_asks_before_it_leaves() -> None:
    runs = Evaluate("before = 1\nsess.run(v)\nafter = 1")
    driver = asked(Move("back_run"), runs, Evaluate("tf.Session()"), Evaluate("3 + 4"), runs, answers="nny")
    assert [snapshot.position.behind for snapshot in driver.snapshots[-5:]] == [4, 4, 4, 4, 0]
    assert driver.text.count("leaves the past, 4 steps back: do that?") == 3
    assert driver.text.count("it was not run: the past is still shown") == 2
    assert "\n7\n" in driver.text
    assert driver.names["after"] == 1
    assert driver.debugger.timeline.runs == 5
    assert "leaves the past" not in asked(runs).text


def test_a_handler_of_the_program_for_every_error_does_not_swallow_the_answer() -> None:
    driver = asked(Move("back_run"), Evaluate("try:\n    sess.run(v)\nexcept Exception:\n    caught = 1"), answers="n")
    assert "caught" not in driver.names
    assert driver.last.position.behind == 4


def test_stepping_back_over_a_python_function_says_once_what_stays_done() -> None:
    def no_more(driver: Driver) -> Command | None:
        assert driver.text.count("outside of the graph (Python, prints, files): p") == 1
        return None

    driver = asked(
        Move("back_run"), no_more, Move("back_run"), Move("live"), Seek(0), no_more, Move("live"), ShowStack()
    )
    assert isinstance(driver.last.answer, StackView)
    assert not driver.last.answer.past
    assert "outside of the graph" not in run("a = 1\n", to_the_end, Move("back")).text


def test_python_names_of_a_call_are_marked_in_the_past() -> None:
    driver = asked(Move("back_run", 2), Typed("locals"))
    assert "what is Python's is as it is now, and not as it was\nv = 2.0  (v)\n" in driver.text


def test_a_what_if_says_before_its_work_that_it_cannot_be_kept_and_which_functions_it_calls() -> None:
    driver = asked(Move("back_run", 2), WhatIf("v", "5.0"), Typed("branch"))
    said_first = driver.text.index("what follows cannot be kept: later runs")
    assert said_first < driver.text.index("supposed v = 5.0")
    assert driver.last.branch is not None
    assert driver.last.branch.outside == ("p",)
    assert "called again, and what that did outside the graph stays done: p" in driver.text
    unfinished = run(SCRIPT, Typed("tb v"), Move("continue"), Typed("tb p"), Move("continue"), WhatIf("v", "5.0"))
    assert unfinished.last.branch is not None
    assert unfinished.last.branch.outside == ("p",)
    assert len(unfinished.names["calls"]) == 2  # for what the run would have done, and for what it does with the value
    kept = asked(WhatIf("v", "5.0"), Typed("keep"), Typed("p v"))
    assert "cannot be kept" not in kept.text
    assert re.search(r"v  float32 \[\]\n.*\n +5$", kept.text, re.MULTILINE)
