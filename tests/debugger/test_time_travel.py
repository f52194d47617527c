"""Back and forward on the timeline: the same state to the bit, over the boundaries of runs, and no kernel is called."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.debugger.driver import Driver, run, state_hash, to_the_end
from tuigraph.wire.commands import Break, Evaluate, Motion, Move

TRAINING = """\
import numpy as np
import tuigraph as tf
x = tf.constant(np.arange(12, dtype=np.float32).reshape(4, 3), name="x")
w = tf.Variable(np.ones((3, 1), np.float32), name="w")
n = tf.Variable(0, name="n")
loss = tf.reduce_mean(tf.matmul(x, w), name="loss")
update = tf.assign(w, w * 0.5 + loss, name="update")
count = tf.assign_add(n, 1, name="count")
sess = tf.Session()
sess.run([w.initializer, n.initializer])
for i in range(6):
    sess.run([update, count])
last = sess.run(loss)
"""
RANDOM = """\
import tuigraph as tf
tf.set_random_seed(42)
r = tf.random_normal([3], name="r")
v = tf.Variable(r, name="v")
sess = tf.Session()
sess.run(v.initializer)
for i in range(4):
    sess.run(tf.assign(v, v + r))
"""
LOOP = """\
import tuigraph as tf
v = tf.Variable(1.0, name="v")
total = tf.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s + v), [tf.constant(0), tf.constant(0.0)])
sess = tf.Session()
sess.run(v.initializer)
a = sess.run(total)
b = sess.run(tf.assign_add(v, 1.0))
c = sess.run(total)
"""


@pytest.mark.parametrize("source", [TRAINING, RANDOM, LOOP], ids=["training", "random", "loop"])
@pytest.mark.parametrize("seed", range(3))
def test_back_k_and_forward_k_gives_the_same_state(source: str, seed: int) -> None:
    chance = random.Random(seed)
    hashes: dict[int, str] = {}
    visits = []

    def visit(driver: Driver) -> Move | None:
        """At the end: wander at random; each moment has to look as it did the last time."""
        moment = driver.debugger.timeline.cursor
        found = state_hash(driver)
        assert hashes.setdefault(moment, found) == found
        visits.append(moment)
        if len(visits) < 60:
            driver.acts.insert(0, visit)
            motion: Motion = chance.choice(("back", "back", "step", "back_run", "finish"))
            if motion == "finish" and not driver.debugger.timeline.past:
                motion = "back"
            count = chance.randint(1, 15) if motion in ("back", "step") else 1
            return Move(motion, count)
        return None

    driver = run(source, to_the_end, visit)
    assert driver.last.problem is None
    assert driver.picture.snapshot is not None
    assert "Error" not in driver.text
    assert len(set(visits)) > 10


def test_stepping_there_and_going_back_there_shows_the_same() -> None:
    stepped = run(TRAINING, Break("update"), *[Move("continue")] * 3, Move("back", 30), Move("step", 12))
    assert stepped.last.position.behind == 18
    shown: dict[tuple[int, int], Any] = {}
    driver = run(TRAINING, *[Move("step")] * 60, to_the_end, *[Move("back")] * 70)
    for snapshot in driver.snapshots:
        place = snapshot.position.run, snapshot.position.step
        if snapshot.position.run and snapshot.position.step < snapshot.position.steps:
            what = snapshot.values, snapshot.next_node, snapshot.position.line, snapshot.live_bytes
            values = [(v.preview, v.state, v.assigned) for v in snapshot.variables]
            assert shown.setdefault(place, (what, values)) == (what, values)
    assert len([s for s in driver.snapshots if s.position.behind]) == 70


def test_going_back_restores_variables_and_no_kernel_runs() -> None:
    calls = []
    source = """\
import tuigraph as tf
v = tf.Variable(1, name="v")
sess = tf.Session()
sess.run(v.initializer)
f = tf.py_func(lambda a: note(a), [v], tf.int32)
sess.run(f)
sess.run(tf.assign(v, 5))
sess.run(f)
"""

    def note(value: Any) -> Any:
        calls.append(int(value))
        return value

    def give(driver: Driver) -> None:
        driver.program.namespace["note"] = note

    driver = run(source, give, to_the_end, *[Move("back_run")] * 3, Move("live"))
    assert calls == [1, 5]
    assert [s.variables[0].preview for s in driver.snapshots[1:]] == ["5", "5", "1", "1", "5"]


def test_going_back_before_the_first_run_shows_an_uninitialized_variable() -> None:
    driver = run(TRAINING, to_the_end, *[Move("back_run")] * 9)
    first = driver.last
    assert (first.position.run, first.position.step) == (1, 0)
    assert {v.name: v.state for v in first.variables} == {"w": "uninitialized", "n": "uninitialized"}
    assert all(v.assigned == 0 and v.preview == "" for v in first.variables)


def test_counts_follow_the_cursor() -> None:
    driver = run(TRAINING, to_the_end, Move("back_run", 4), Move("live"))
    counts = [s for s in driver.snapshots if any(c.name == "count" for c in s.calls)]
    totals = [next(c.total for c in s.calls if c.name == "count") for s in counts]
    assert totals == [6, 3, 6]


def test_a_run_that_the_program_makes_returns_to_the_newest_moment_first() -> None:
    acts = to_the_end, Move("back_run", 4), Evaluate("int(sess.run(n))"), Evaluate("int(sess.run(n))")
    driver = Driver(TRAINING, *acts)
    driver.debugger._read = lambda secret: "y\n"  # to what asks whether to leave the past
    driver.go()
    assert driver.snapshots[-3].position.behind > 0
    assert driver.text.count("leaves the past") == 1
    assert driver.text.endswith("6\n6\n")
    assert driver.last.position.behind == 0


def test_continue_in_the_past_stops_at_breakpoints_of_the_past() -> None:
    driver = run(TRAINING, to_the_end, Move("back_run", 3), Break("update"), Move("continue"), Move("continue"))
    stops = [s for s in driver.snapshots if s.reason == "breakpoint"]
    assert [s.next_node for s in stops] == ["update", "update"]
    assert stops[0].position.run + 1 == stops[1].position.run
    assert all(s.position.behind for s in stops)


def test_step_over_the_newest_moment_goes_on_with_the_program() -> None:
    driver = run(
        TRAINING, Break("update"), Move("continue"), Move("back", 2), Move("step", 3), Break("update", on=False)
    )
    live = driver.snapshots[-2]
    assert (live.position.behind, live.step and live.step.node) == (0, "update")
    assert live.position.step == driver.snapshots[2].position.step + 1


def test_the_session_goes_on_rightly_after_a_trip_to_the_past() -> None:
    straight = run(TRAINING, to_the_end).program.namespace["last"]
    travelled = run(
        TRAINING, Break("count"), *[Move("continue")] * 3, Move("back", 25), Break("count", on=False), to_the_end
    )
    assert travelled.program.namespace["last"].tobytes() == straight.tobytes()
