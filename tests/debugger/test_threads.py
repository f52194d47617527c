"""Other threads than the main one stop where they should, one at a time, and can be looked at where they are."""

from __future__ import annotations

import re

import pytest

from tests.debugger.driver import Driver, run, to_the_end
from tuigraph.wire.commands import Break, Command, Evaluate, Move, SelectThread, Typed
from tuigraph.wire.questions import ShowStack, StackView

PROGRAM = """\
import threading, time
import tuigraph as tf
v = tf.Variable(0, name="v")
up = v.assign_add(1, name="up")
sess = tf.Session()
sess.run(v.initializer)
ended, go = [], threading.Event()
def work(n):
    for i in range(n):
        own = i * 10
        got = sess.run(up)
    ended.append(threading.current_thread().name)
    go.wait()
def idle():
    here = "idle"
    go.wait()
threads = [threading.Thread(target=work, args=(2,), name=f"worker {n}") for n in range(2)]
threads.append(threading.Thread(target=idle, name="idler"))
for thread in reversed(threads): thread.start()
while len(ended) < 2: sess.run(v); time.sleep(0.001)
go.set()
for thread in threads: thread.join()
"""


def places(driver: Driver) -> list[tuple[str, int, str]]:
    return [(s.position.thread, s.position.line, s.next_node) for s in driver.snapshots]


def test_breakpoints_stop_the_runs_of_each_thread_and_count() -> None:
    driver = run(PROGRAM, Break("up", ignore=1), Break("v", condition="x < 0"), to_the_end)
    stops = [place for place in places(driver) if place[0]]
    assert {stop.pattern: stop.hits for stop in driver.last.stops} == {"up": 4, "v": 0}
    assert len(stops) == 3
    assert {place[0] for place in stops} == {"worker 0", "worker 1"}
    assert {place[1:] for place in stops} == {(11, "up")}
    assert driver.last.variables[0].preview == "4"
    assert driver.last.state == "finished"


def test_a_thread_is_stepped_by_node_and_by_statement_while_the_others_go_on() -> None:
    acts: list[Command] = [Move("continue"), Move("step"), Move("step"), Move("next"), Move("until"), Move("return")]
    driver = run(PROGRAM, Break("up", once=True), *acts[:-1], Evaluate("own, n"), Typed("bt"), to_the_end)
    thread = driver.snapshots[2].position.thread
    assert thread.startswith("worker")
    assert [place for place in places(driver) if place[0]][:5] == [
        (thread, 11, "up"),
        (thread, 11, ""),
        (thread, 9, ""),
        (thread, 10, ""),
        (thread, 11, ""),
    ]
    assert "(10, 2)\n" in driver.text
    assert "> #0 work  cell_0.py:11  got = sess.run(up)\n" in driver.text
    assert driver.last.state == "finished"
    assert driver.last.variables[0].preview == "4"


def test_lines_stop_in_threads_with_the_names_of_their_frames() -> None:
    driver = run(PROGRAM, Break("12", kind="line"), Break("10", kind="line", condition="i == 1"), to_the_end)
    stops = [place for place in places(driver) if place[0]]
    assert sorted(stops) == [(f"worker {n}", line, "") for n in range(2) for line in (10, 12)]


def test_every_thread_can_be_looked_at_until_the_program_moves() -> None:
    stacks: list[StackView] = []

    def keep(driver: Driver) -> None:
        stack = driver.picture.newest(StackView)
        assert stack is not None
        stacks.append(stack)

    driver = run(
        PROGRAM,
        Break("up", once=True),
        Move("continue"),
        Typed("threads"),
        Typed("bt idler"),
        Typed("bt 1"),
        Typed("bt nobody"),
        ShowStack(),
        keep,
        SelectThread("idler"),
        keep,
        Evaluate("here + '!'"),
        Typed("thread MainThread"),
        Evaluate("len(threads)"),
        Move("step"),
        to_the_end,
    )
    text = driver.text
    assert "  1 MainThread  <module>  cell_0.py:" in text
    assert re.search(r"^  \d+ idler  idle  cell_0.py:16$", text, re.MULTILINE)
    assert "work  cell_0.py:11  in run 2 before up\n" in text
    assert "  #0 idle  cell_0.py:16  go.wait()\n" in text
    assert re.search(r"no thread nobody; there are: 1 MainThread, .*\d+ idler, ", text)
    assert "'idle!'\n" in text
    assert "3\n" in text
    standing, idler = stacks
    assert (standing.threads[0].number, standing.threads[0].name) == (1, "MainThread")
    assert "idler" in [view.name for view in standing.threads]  # among those that other tests have left
    assert [view.name for view in standing.threads if view.stands] == [driver.snapshots[2].position.thread]
    assert [call.name for call in idler.calls] == ["idle"]
    assert [name.name for name in idler.names] == ["here"]
    after = next(s for s in driver.snapshots if s.position.run and not s.next_node)
    assert after.position.thread == driver.snapshots[2].position.thread


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # SystemExit, which ends a thread
def test_a_program_ends_from_a_stopped_thread() -> None:
    program = PROGRAM.replace("for n in range(2)]", "for n in range(1)]")
    driver = run(program, Break("up"), Move("continue"), lambda d: d.names["go"].set())  # the main thread waits for it
    assert driver.last.position.thread == "worker 0"
    next(thread for thread in driver.names["threads"] if thread.name == "worker 0").join()
    assert not driver.names["ended"]


def test_what_is_typed_may_wait_for_a_thread_that_would_stop() -> None:
    source = """\
import threading
import tuigraph as tf
q = tf.FIFOQueue(1, tf.int32, name="q")
put = q.enqueue(7, name="put")
sess = tf.Session()
begin = threading.Event()
def work():
    begin.wait()
    sess.run(put)
thread = threading.Thread(target=work, name="late")
thread.start()
end = 1
thread.join()
"""
    acts = Break("put"), Break("12", kind="line"), Move("continue"), Evaluate("begin.set(); sess.run(q.dequeue())")
    driver = run(source, *acts, to_the_end)
    assert "7" in driver.text
    assert "thread late: its breakpoint does not stop it" in driver.text
    assert driver.last.state == "finished"


@pytest.mark.parametrize("line", [5, 10])
def test_python_that_a_node_calls_stops_at_its_lines(line: int) -> None:
    source = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [], name="x")
def double(a):
    b = a * 2
    return np.float32(b)
y = tf.py_func(double, [x], tf.float32, name="double")
z = tf.negative(y, name="z")
sess = tf.Session()
print(sess.run(z, {x: 2}))
"""
    acts = Break(str(line), kind="line"), Move("continue"), Typed("bt"), Move("next"), Move("step")
    driver = run(source, *acts, to_the_end)
    assert "-4.0\n" in driver.text
    stops = [(s.position.line, s.position.called, s.next_node) for s in driver.snapshots[2:5:2]]
    if line == 5:
        assert stops[0] == (5, True, "double")
        assert "> #0 double  cell_0.py:5  b = a * 2\n  #1 <module>  cell_0.py:10" in driver.text
        assert [(s.position.line, s.position.called, s.next_node) for s in driver.snapshots[4:6]] == [
            (6, True, "double"),
            (10, False, "z"),
        ]
    else:
        assert [s.position.called for s in driver.snapshots] == [False] * len(driver.snapshots)
