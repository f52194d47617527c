"""Health checks: as questions over the past, as breakpoints going forward, as filters of a list."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.debugger.driver import Driver, english, run, to_the_end
from tuigraph.debugger import health
from tuigraph.wire.commands import Break, Complete, Move, Typed
from tuigraph.wire.questions import HealthView, ShowHealth

SICK = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [8, 4], name="x")
w1 = tf.Variable(np.ones([4, 6], np.float32), name="w1")
b1 = tf.Variable([-1000.0] * 4 + [0.0] * 2, name="b1")
h1 = tf.nn.relu(tf.matmul(x, w1) + b1, name="h1")
h2 = tf.sigmoid(h1 * 100.0 + 50.0, name="h2")
w2 = tf.Variable(tf.zeros([6, 1]), use_resource=True, name="w2")
out = tf.matmul(h2, w2, name="out")
mean = tf.reduce_mean(tf.square(out - 1.0))
frozen = tf.Variable(1.0, use_resource=True, name="frozen")
keep = frozen.assign(1.0)
huge = tf.cast(tf.exp(mean * 0.0 + 87.0), tf.float16, name="huge")
whole = tf.cast(mean * 1e12, tf.int32, name="whole")
train = tf.train.GradientDescentOptimizer(1e-9).minimize(mean)
boom = tf.train.GradientDescentOptimizer(1e-9).minimize(mean * 1e6)
nan = tf.log(mean - 10.0, name="nan")
sess = tf.Session()
sess.run(tf.global_variables_initializer())
data = np.linspace(0.0, 1.0, 32).reshape(8, 4)
for i in range(30):
    sess.run([train, mean], {x: data})
sess.run([keep, huge, whole, boom, nan], {x: data})
"""
FOUND = [  # check, node, first and last run, line
    ("nan", "huge", 32, 32, 13),
    ("nan", "nan", 32, 32, 17),
    ("range", "huge", 32, 32, 13),
    ("range", "whole", 32, 32, 14),
    ("zeros", "gradients/h2_grad/SigmoidGrad", 2, 31, 7),
    ("unchanged", "GradientDescent/update_w1/ApplyGradientDescent", 2, 31, 15),
    ("unchanged", "AssignVariableOp", 32, 32, 12),
    ("vanishing", "GradientDescent/update_b1/ApplyGradientDescent", 2, 31, 15),
    ("exploding", "GradientDescent_1/update_w2/ResourceApplyGradientDescent", 32, 32, 16),
    ("saturated", "h2", 2, 32, 7),
    ("dead", "h1", 2, 32, 6),
    ("plateau", "Mean", 22, 32, 10),
]


def answer(driver: Driver) -> HealthView:
    assert isinstance(driver.last.answer, HealthView)
    return driver.last.answer


def test_every_check_names_node_runs_and_the_users_line_over_the_past() -> None:
    found = answer(run(SICK, to_the_end, ShowHealth()))
    assert found.runs == 32
    assert {one.check for one in found.findings} == set(health.CHECKS)
    told = {(one.check, one.node): one for one in found.findings}
    for check, node, first, last, line in FOUND:
        one = told[check, node]
        assert (one.first, one.last, one.at) == (first, last, f"cell_0.py:{line}"), one
        assert one.text == SICK.splitlines()[line - 1].strip()
        assert english(one.what)
    assert told["dead", "h1"].count == 31
    assert english(told["dead", "h1"].what) == "units that are 0 for all examples: 4 of 6"
    assert ("dead", "h2") not in told
    assert ("plateau", "whole") not in told


@pytest.mark.parametrize("check", list(health.CHECKS))
def test_every_check_is_a_breakpoint_that_says_what_it_has_found(check: str) -> None:
    driver = run(SICK, Break(check, kind="filter"), Move("continue"))
    first = next((node, run) for name, node, run, *_ in FOUND if name == check)
    assert driver.last.reason == "breakpoint"
    told = driver.text.splitlines()[-1]
    assert told.startswith(f"{check}: ")
    run_number = driver.last.position.run
    assert f"in run {run_number}: " in told
    assert re.search(r"  cell_0\.py:\d+: .*=", told)
    assert run_number <= first[1]


def test_thresholds_can_be_set_and_are_kept_with_the_breakpoint() -> None:
    asks = ("dead 0.9", "dead=0.6", "saturated 0.2", "exploding 1e9", "vanishing 0", "plateau 0.0")
    driver = run(SICK, to_the_end, *map(ShowHealth, asks), Typed("health dead 0.9"), Typed("lt -f saturated"))
    views = [s.answer for s in driver.snapshots[-len(asks) - 2 : -2]]
    counts = [len(view.findings) for view in views if isinstance(view, HealthView)]
    assert counts[0] == 0
    assert counts[1] == 1
    assert counts[2] >= 1
    assert counts[3:5] == [0, 0]
    assert "nothing found in 32 runs: dead 0.9" in driver.text
    assert "1 tensor of run 32 that passes saturated" in driver.text
    stopped = run(SICK, Typed("b filter dead 0.9"), Typed("b filter plateau = 0.5"), Move("continue"))
    assert [stop.pattern for stop in stopped.last.stops] == ["dead 0.9", "plateau = 0.5"]
    assert stopped.last.position.run == 22


def test_what_is_no_check_or_threshold_is_refused_with_those_that_there_are() -> None:
    texts = "health foo", "health dead x", "b filter dead x", "b filter foo", "lt -f foo"
    driver = run(SICK, to_the_end, *map(Typed, texts), Typed("lf"), Complete(":health d"))
    assert driver.text.count("nan, range, zeros") == 3
    assert driver.text.count("x is no threshold for dead: a number") == 2
    assert re.search(r"^dead +that share of a ReLU's units .*\(0\.5\)$", driver.text, re.MULTILINE)
    assert [one.name for one in driver.last.completions] == ["dead"]
    assert driver.last.stops == ()


def test_a_loss_that_falls_stands_for_nothing() -> None:
    falling = [float(x) for x in 0.9 ** np.arange(60)]
    assert not health.stands_still(falling, 0.001)
    assert health.stands_still([*falling, *[falling[-1]] * 21], 0.001)
    assert not health.stands_still(falling[:20], 0.001)
    assert not health.stands_still([float("nan")] * 60, 0.001)
    assert health.stands_still([-1.0] * 40, 0.001)


ROUNDS = """\
import tuigraph as tf
n = tf.placeholder(tf.float32, [], name="n")
i, total = tf.while_loop(
    lambda i, t: i < 5.0, lambda i, t: (
        i + 1.0, tf.add(tf.log(tf.abs(i - n), name="log") * 0.0, 1.0, name="fresh")), (0.0, 1.0))
sess = tf.Session()
for k in (9.0, 2.0, 1.0):
    got = sess.run(total, {n: k})
"""


def test_a_check_looks_at_every_round_of_a_loop_and_leads_to_it() -> None:
    driver = run(ROUNDS, to_the_end, ShowHealth("nan"))
    found = {f.node: f for f in answer(driver).findings}
    assert [name.rpartition("/")[2] for name in found][:4] == ["log", "mul", "fresh", "NextIteration_1"]
    (log,) = (f for name, f in found.items() if name.endswith("log"))
    assert (log.first, log.last, log.count) == (2, 3, 2)
    timeline = driver.debugger.timeline
    timeline.go_to(log.moment)
    entry = timeline.newest
    assert entry is not None
    assert entry.op is not None
    assert (entry.run.number, entry.op.name) == (2, log.node)
    assert np.isneginf(entry.run.values[entry.run.plan.slots[entry.op.outputs[0]]])
