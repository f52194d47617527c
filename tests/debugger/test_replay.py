"""Runs that nobody steps through: whoever goes back into one finds what he would have found by stepping."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.debugger.driver import Act, Driver, calls, run, to_the_end
from tuigraph.debugger.replay import Recording
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell
from tuigraph.wire.commands import Command, EndBranch, GoToUnit, Move, Seek, WhatIf

TRAINING = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [None, 3], name="x")
w = tf.Variable([[0.5], [1.0], [2.0]], name="w")
noise = tf.random_normal([3, 1], seed=1, name="noise")
loss = tf.reduce_mean(tf.square(x @ (w + noise) - 1.0), name="loss")
train = tf.train.AdamOptimizer(0.1).minimize(loss)
norm = tf.norm(w, name="norm")
labels = tf.placeholder(tf.int64, [4, 1], name="labels")
drawn = tf.nn.log_uniform_candidate_sampler(labels, 1, 3, True, 9, seed=2)[0]
sess = tf.Session()
sess.run(tf.global_variables_initializer())
batch = np.zeros((4, 3), np.float32)
for i in range(8):
    batch[:] = i
    sess.run([train, loss], {x: batch})
    sess.run(norm)
    sess.run(drawn, {labels: [[1]] * 4})
"""


def bits(value: Any) -> Any:
    if isinstance(value, Cell):
        return value.name
    return value.tobytes() if isinstance(value, (np.ndarray, np.generic)) else repr(value)


def state(driver: Driver) -> Any:
    """All that the moment at the cursor consists of, however it is kept."""
    timeline = driver.debugger.timeline
    runs = {piece.run.number: piece.run for piece in timeline.stretches()}
    cells = [cell for session in timeline.lives.open_sessions() for cell in session.store.cells.values()]
    told = driver.debugger.retell()
    return (
        [(number, list(run.counts), run.unit, run.line, *map(bits, run.values)) for number, run in runs.items()],
        [bits(cell.value) for cell in cells],
        sorted((count.name, count.total, count.in_run) for count in told.calls),
        (told.variables, told.position, told.step and told.step.equation, told.next_node),
    )


def recordings(timeline: Timeline) -> list[Recording]:
    return [piece for piece in timeline.stretches() if isinstance(piece, Recording)]


def test_every_moment_is_what_stepping_would_have_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(driver: Driver) -> Command | None:
        timeline = driver.debugger.timeline
        kept.append(len(recordings(timeline)))
        states: dict[int, Any] = {}
        for moment in [
            *range(timeline.now, 0, -41),
            *range(3, timeline.now, 67),
            *range(timeline.now - 40, timeline.now, 9),
        ]:
            timeline.go_to(moment)
            found = state(driver)
            assert states.setdefault(moment, found) == found
            for piece in recordings(timeline)[::3]:
                piece.forget()  # and will be replayed
        timeline.to_live()
        seen.append(states)
        return None

    monkeypatch.setattr("tuigraph.debugger.replay.RUNS_BEFORE_HOT", 2)
    kept: list[int] = []
    seen: list[dict[int, Any]] = []
    run(TRAINING, to_the_end, look)
    monkeypatch.setattr(Timeline, "run_fast", lambda *_: None)
    run(TRAINING, to_the_end, look)
    assert kept == [12, 0]
    for moment, found in seen[0].items():
        for mine, theirs in zip(found, seen[1][moment]):
            assert mine == theirs, moment


LARGE = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [None, 40], name="x")
w = tf.Variable(np.linspace(-1, 1, 1200).reshape(40, 30), dtype=tf.float32, name="w")
noise = tf.random_normal([40, 30], stddev=0.01, seed=1)
loss = tf.reduce_mean(tf.square(x @ (w + noise) - 1.0), name="loss")
train = tf.train.AdamOptimizer(0.1).minimize(loss)
half = tf.assign(w, w / 2, name="half")
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(70):
    sess.run([train, loss], {x: np.full((2, 40), i)})
    if i % 15 == 14:
        sess.run(half)
"""


def test_values_that_were_evicted_are_restored_from_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(driver: Driver) -> Command | None:
        timeline = driver.debugger.timeline
        evicted.append(sum(recording.is_evicted for recording in recordings(timeline)))
        dropped.append(timeline.first)
        assert timeline.bytes <= timeline.limit
        for moment in [*range(timeline.now, timeline.first, -397), *range(timeline.first, timeline.now, 1986)]:
            timeline.go_to(moment)
            here = timeline.place()[0]
            cells = [cell for session in timeline.lives.open_sessions() for cell in session.store.cells.values()]
            found = (
                [bits(cell.value) for cell in cells],
                here and (here.number, [*here.counts], *map(bits, here.values)),
            )
            assert seen.setdefault(moment, found) == found
            again.append(moment)
        timeline.to_live()
        assert timeline.bytes <= timeline.limit
        return None

    evicted: list[int] = []
    dropped: list[int] = []
    seen: dict[int, Any] = {}
    again: list[int] = []
    monkeypatch.setattr("tuigraph.debugger.replay.RUNS_BEFORE_HOT", 2)
    run(LARGE, to_the_end, look, limit=600_000)
    assert evicted[0] > 40
    run(LARGE, to_the_end, look, limit=60_000_000)
    run(LARGE, to_the_end, look, limit=200_000)
    assert dropped[1] == 0 < dropped[2]
    assert len(again) > len(seen)


def test_a_run_that_cannot_be_replayed_is_observed() -> None:
    source = """\
import tuigraph as tf
seen = []
v = tf.Variable(0.0, name="v")
up = tf.assign_add(v, 1.0)
called = tf.py_func(lambda n: seen.append(n) or n, [up], tf.float32, name="called")
queue = tf.FIFOQueue(9, tf.float32)
put = queue.enqueue(v)
size = queue.size()
shown = tf.Print(v, [v])
sess = tf.Session()
sess.run(v.initializer)
for i in range(5):
    sess.run([called, put])
    sess.run(size)
    sess.run(shown)
"""

    def look(driver: Driver) -> Command | None:
        timeline = driver.debugger.timeline
        assert not recordings(timeline)
        for moment in range(timeline.now, 0, -5):
            timeline.go_to(moment)
            state(driver)
        timeline.to_live()
        assert driver.names["seen"] == [1, 2, 3, 4, 5]
        assert calls(driver)["called"] == 5
        return None

    run(source, to_the_end, look)


def test_an_error_stops_at_its_node_and_leaves_what_was_written_before() -> None:
    source = """\
import tuigraph as tf
v = tf.Variable(4, name="v")
down = tf.assign_sub(v, 1, name="down")
with tf.control_dependencies([down]):
    ratio = tf.floordiv(12, v.read_value(), name="ratio")
sess = tf.Session()
sess.run(v.initializer)
for i in range(9):
    sess.run(ratio)
"""
    driver = run(source, Move("continue"), Move("back"))
    failed, before = driver.snapshots[1:3]
    assert failed.problem is not None
    assert "ratio" in str(failed.problem.message)
    assert failed.variables[0].preview == "0"
    assert failed.variables[0].assigned == 5
    assert (before.position.run, before.variables[0].preview) == (5, "0")
    assert calls(driver)["down"] == 4
    assert calls(driver).get("ratio") == 3


@pytest.mark.parametrize("keep", [False, True])
def test_a_what_if_in_such_a_run_can_be_kept(keep: bool) -> None:
    source = """\
import tuigraph as tf
v = tf.Variable(1.0, name="v")
twice = tf.multiply(v, 2.0, name="twice")
up = tf.assign(v, twice + 1.0, name="up")
sess = tf.Session()
sess.run(v.initializer)
for i in range(6):
    sess.run(up)
"""
    driver = run(source, to_the_end, WhatIf("twice", "100.0"), EndBranch(keep), Move("back_run"), Move("live"))
    branch, ended, _, live = driver.snapshots[2:6]
    assert branch.branch is not None
    assert any(result.name == "v" and result.after == "101.0" for result in branch.branch.results)
    assert live.variables == ended.variables
    assert ended.variables[0].preview == ("101.0" if keep else "127.0")


def test_going_over_many_runs_replays_none_of_them() -> None:
    source = "import tuigraph as tf\nv = tf.Variable(0.0, name='v')\nup = tf.assign_add(v, 1.0, name='up')\n"
    source += "sess = tf.Session()\nsess.run(v.initializer)\nfor i in range(500):\n    sess.run(up)\n"

    def look(driver: Driver) -> Command | None:
        made = [piece for piece in recordings(driver.debugger.timeline) if piece.is_replayed]
        assert len(made) < 9  # by the refresh, and where the cursor is
        return None

    driver = run(source, to_the_end, Seek(40), look, Move("live"), look, Seek(41), look)
    assert calls(driver)["up"] == driver.last.variables[0].assigned - 1 > 5


NESTED = """\
import numpy as np
import tuigraph as tf
v = tf.Variable(0.0, name="v")
up = tf.assign_add(v, 1.0, name="up")
called = tf.py_func(lambda: np.float32(sess.run(up) and 1), [], tf.float32, name="called")
with tf.control_dependencies([called]):
    over = tf.assign(v, 500.0, name="over")
sess = tf.Session()
sess.run(v.initializer)
for i in range(100):
    sess.run(up)
sess.run(over.op)
"""


@pytest.mark.parametrize("acts", [(to_the_end,), (GoToUnit(1),)], ids=["watched", "caught_up"])
def test_a_run_that_a_node_of_another_makes_stands_before_what_the_other_did_next(acts: tuple[Act, ...]) -> None:
    driver = run([NESTED, ""], *acts, *[Move("back_run")] * 2, Move("live"))
    assert driver.last.variables[0].preview == "500.0"
    assert [one.preview for one in driver.last.variables[0].assignments][-2:] == ["101.0", "500.0"]
