"""The timeline stays within its bytes, and keeps what it says it keeps."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from tests.debugger.driver import Driver, calls, english, printed, run, to_the_end
from tuigraph.debugger.runs import Stretch
from tuigraph.debugger.series import KEPT, SENT, Curve
from tuigraph.wire.commands import Evaluate, Move
from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.said import said

TRAINING = """\
import numpy as np
import tuigraph as tf
v = tf.Variable(np.zeros(25_000, np.float32), name="v")
loss = tf.reduce_sum(v, name="loss")
step = tf.assign(v, v + 1.0, name="step")
sess = tf.Session()
sess.run(v.initializer)
for i in range(300):
    sess.run([step, loss])
"""


def test_the_bound_holds_and_counts_assignments_and_curves_are_whole() -> None:
    limit = 2_000_000
    driver = run(TRAINING, to_the_end, Move("back_run", 1000), Move("live"), limit=limit)
    end, oldest = driver.snapshots[1:3]
    assert end.timeline_limit == limit
    assert limit / 2 < end.timeline_bytes <= limit
    assert calls(driver)["step"] == 300
    variable = end.variables[0]
    assert (variable.assigned, variable.initialized_run) == (301, 1)
    assert [a.run for a in variable.assignments] == list(range(294, 302))
    assert {(s.name, s.total) for s in end.series} == {("loss", 300)}
    assert oldest.position.run > 250
    assert oldest.variables[0].assigned < 301
    assert english(oldest.variables[0].assignments[0].preview).startswith("[25000]")
    assert driver.last.variables == end.variables


def test_the_bytes_told_are_those_taken() -> None:
    seen: list[int] = []

    def memory(driver: Driver) -> None:
        gc.collect()
        seen.append(tracemalloc.get_traced_memory()[0])

    before, loop = TRAINING.split("for i in range(300):")
    units = [before + "sess.run(step)\n", "for i in range(300):" + loop]
    tracemalloc.start()
    try:
        driver = run(units, Move("continue"), memory, Move("continue"), memory, limit=8_000_000)
    finally:
        tracemalloc.stop()
    told = driver.last.timeline_bytes
    assert 7_000_000 < told <= 8_000_000
    assert abs(seen[1] - seen[0] - told) < 1_000_000


def test_fed_arrays_are_bounded_too() -> None:
    source = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [None], name="x")
total = tf.reduce_sum(x)
sess = tf.Session()
for i in range(100):
    sess.run(total, {x: np.full(100_000, i, np.float32)})
"""
    tracemalloc.start()
    try:
        driver = run(source, to_the_end, limit=4_000_000)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert 2_000_000 < driver.last.timeline_bytes <= 4_000_000
    assert held < 8_000_000


def test_a_single_run_of_many_steps_is_bounded() -> None:
    source = """\
import tuigraph as tf
total = tf.while_loop(lambda i: i < 20_000, lambda i: i + 1, [tf.constant(0)])
sess = tf.Session()
print(sess.run(total))
"""
    driver = run(source, to_the_end, Evaluate("print(sess.run(total))"), limit=1_000_000)
    assert driver.text == "20000\n20000\n"
    assert driver.snapshots[1].timeline_bytes <= 1_000_000
    assert calls(driver)["while/add"] == 40_000


def test_memory_of_many_small_runs_does_not_grow() -> None:
    source = """\
import tuigraph as tf
v = tf.Variable(0, name="v")
up = tf.assign_add(v, 1)
sess = tf.Session()
sess.run(v.initializer)
def many(n):
    for i in range(n):
        sess.run(up)
"""
    sizes: list[int] = []

    def memory(driver: Driver) -> None:
        del driver.snapshots[:-1], driver.running[:]
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        run(source, to_the_end, Evaluate("many(1500)"), memory, Evaluate("many(4000)"), memory, limit=500_000)
    finally:
        tracemalloc.stop()
    assert sizes[1] - sizes[0] < 300_000


def test_values_that_share_memory_count_once() -> None:
    source = """\
import numpy as np
import tuigraph as tf
big = tf.constant(np.zeros(100_000, np.float32), name="big")
view = tf.reshape(big, [10, 10_000], name="view")
sess = tf.Session()
for i in range(20):
    sess.run(view)
"""
    driver = run(source, to_the_end)
    assert 400_000 <= driver.last.timeline_bytes < 500_000
    assert driver.last.peak_bytes < 500_000


def test_dropped_sessions_do_not_hold_their_variables() -> None:
    source = """\
import numpy as np
import tuigraph as tf
v = tf.Variable(np.zeros(50_000, np.float64), name="v")
up = tf.assign_add(v, np.ones(50_000))
for i in range(60):
    with tf.Session() as sess:
        sess.run(v.initializer)
        sess.run(up)
"""
    tracemalloc.start()
    try:
        driver = run(source, to_the_end, limit=1_000_000)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 6_000_000
    assert driver.last.variables[0].state == "destroyed"
    assert driver.last.variables[0].destroyed == said("by_close")


def test_a_curve_keeps_its_peaks() -> None:
    curve = Curve()
    for i in range(50_000):
        value = 1000.0 if i == 12_345 else -1000.0 if i == 40_001 else float("nan") if i == 20_000 else i % 10
        curve.add(float(i), value, 2.0 * i)
    assert len(curve.values) <= KEPT
    steps, values, times = curve.points(SENT)
    assert times == [2 * step for step in steps]
    assert len(values) <= SENT
    points = dict(zip(steps, values))
    assert points[12_345.0] == 1000.0
    assert points[40_001.0] == -1000.0
    assert points[20_000.0] != points[20_000.0]
    assert steps == sorted(steps)


@pytest.mark.parametrize("sizes", [[10] * 50, [1000], [99, 1, 1]])
def test_too_much_output_is_cut_to_the_newest(sizes: list[int]) -> None:
    buffer = OutputBuffer(most=100)
    for i, size in enumerate(sizes):
        buffer.add("out", chr(65 + i % 26) * size)
    note, *rest = buffer.take()
    kept = printed(rest)
    assert len(kept) <= 100
    assert note.kind == "note"
    assert f"{sum(sizes) - len(kept):,}" in printed([note])
    assert buffer.take() == ()


def test_records_of_plain_steps_are_small() -> None:
    def look(driver: Driver) -> None:
        stretches: list[Stretch] = list(driver.debugger.timeline._log.pieces)  # type: ignore[call-overload]
        plain = [r for s in stretches for r in s.records if isinstance(r, int)]
        assert len(plain) > 500

    run(TRAINING, to_the_end, look)


def test_a_million_steps_stay_within_the_bound() -> None:
    source = """\
import tuigraph as tf
x = tf.Variable(1.0, name="x")
y = x
for i in range(48):
    y = y * 1.01 if i % 2 else y - 0.01
step = tf.assign(x, y * 0.0 + 1.0, name="step")
sess = tf.Session()
sess.run(x.initializer)
def train(n):
    for i in range(n):
        sess.run(step)
"""
    sizes: list[int] = []

    def memory(driver: Driver) -> None:
        del driver.snapshots[:-1], driver.running[:]
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    limit = 3_000_000
    tracemalloc.start()
    try:
        driver = run(source, to_the_end, memory, Evaluate("train(10_000)"), memory, limit=limit)
    finally:
        tracemalloc.stop()
    assert driver.debugger.timeline.now > 1_000_000
    assert limit / 2 < driver.last.timeline_bytes <= limit
    assert sizes[1] - sizes[0] < 1.5 * limit
    assert calls(driver)["step"] == 10_000
