"""Questions over all runs that can be reached, and values of earlier runs and of Python, which say that they are."""

from __future__ import annotations

import math
import re

import numpy as np

from tests.debugger.driver import Driver, english, run, to_the_end
from tuigraph.debugger import over_runs
from tuigraph.debugger.walk import walk
from tuigraph.wire.commands import Break, Command, Move, Rewind, Typed, Watch, WhatIf
from tuigraph.wire.questions import HistoryView, ShowHistory
from tuigraph.wire.views import Snapshot

TRAINING = """\
import tuigraph as tf
x = tf.placeholder(tf.float32, [4], name="x")
w = tf.Variable([1.0, 2.0, 3.0, 4.0], name="w")
loss = tf.reduce_sum(tf.square(w * x), name="loss")
apart = tf.identity(w, name="apart/of.it")
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss, name="train")
sess = tf.Session()
sess.run(w.initializer)
seen = []
for i in range(150):
    seen.append(sess.run([train, loss], {x: [1.0, i % 3, 0.5, 1.0]})[1])
    if i == 100:
        sess.run(apart)
"""


def history(snapshot: Snapshot) -> HistoryView:
    assert isinstance(snapshot.answer, HistoryView)
    return snapshot.answer


EXPRESSIONS = (
    *("loss", "w", "w[0]", "loss * w[1] + len(seen)", "apart/of.it", "np.sum(`loss:0`) > 1e9", "x", "seen", "nothing"),
    "w [",
)


def test_a_history_has_a_value_for_each_run_that_computed_or_wrote_it() -> None:
    driver = run(TRAINING, to_the_end, *map(ShowHistory, EXPRESSIONS))
    answers = dict(zip(EXPRESSIONS, map(history, driver.snapshots[-len(EXPRESSIONS) :]), strict=True))
    np.testing.assert_array_equal(np.asarray(answers["loss"].numbers, np.float32), driver.names["seen"])
    assert answers["loss"].runs == answers["x"].runs == (*range(2, 103), *range(104, 153))
    assert answers["loss"].remarks == ()
    assert answers["w"].runs == answers["w[0]"].runs == (1, *answers["loss"].runs)
    assert math.isnan(answers["w"].numbers[0])
    assert answers["w[0]"].numbers[:2] == (1.0, float(np.float32(0.98)))
    assert len(answers["loss * w[1] + len(seen)"].runs) == 150
    assert "seen: as Python has it now" in english(answers["loss * w[1] + len(seen)"].remarks[0])
    assert answers["apart/of.it"].runs == (103,)
    assert set(answers["np.sum(`loss:0`) > 1e9"].numbers) == {0.0}
    for text, problem in (
        ("seen", "no tensor and no variable is in"),
        ("nothing", "none of the runs that can be reached"),
        ("w [", "SyntaxError"),
    ):
        assert problem in english(answers[text].problem)
    assert driver.last.position.behind == 0


def test_a_typed_history_is_a_table_with_a_curve_that_keeps_the_peaks() -> None:
    lines = run(TRAINING, to_the_end, Typed("history loss -n 10")).text.splitlines()
    assert re.fullmatch(r"loss: 150 values, of runs 2 to 152", lines[0])
    rows = [line.split() for line in lines if re.match(r" +\d+  \d", line)]
    assert len(rows) <= 10
    assert max(len(row[2]) for row in rows) == 30
    assert rows[-1][0] == "152"
    assert "of 150, with the peaks" in lines[-1]


def test_what_a_history_leaves_out_it_says() -> None:
    driver = run(TRAINING, to_the_end, ShowHistory("loss", seconds=0.0), Typed("history loss -t 0"))
    assert len(history(driver.snapshots[-2]).runs) < 150
    assert "runs of 152 are left out: there was no more time than 0 s" in driver.text
    large = {"[4]": "[40000]", "[1.0, 2.0, 3.0, 4.0]": "[1.0] * 40000", "[1.0, i % 3, 0.5, 1.0]": "[i / 9] * 40000"}
    source = TRAINING.replace("range(150)", "range(40)")
    for small, many in large.items():
        source = source.replace(small, many)
    short = run(source, to_the_end, ShowHistory("loss"), limit=2**21)
    view = history(short.last)
    assert view.runs[0] > 2
    assert f"the runs up to {short.debugger.timeline.first_run - 1} cannot be reached" in english(view.remarks[0])
    np.testing.assert_array_equal(np.asarray(view.numbers, np.float32), short.names["seen"][-len(view.runs) :])


def test_a_history_ends_where_it_began_and_can_be_interrupted() -> None:
    def look(driver: Driver) -> Command | None:
        timeline = driver.debugger.timeline
        before = timeline.cursor, driver.last.variables, timeline.undone
        assert walk(timeline, lambda place: None, 10.0, lambda: True).cancelled
        over_runs.history(timeline, driver.names, ShowHistory("loss"))
        assert (timeline.cursor, driver.debugger.retell().variables, timeline.undone) == before
        return None

    run(TRAINING, Break("train", once=True), Move("continue"), look, to_the_end, Move("back_run"), look)


def test_values_of_an_earlier_run_say_so_in_watches_expressions_and_conditions() -> None:
    stop = Break("loss", once=True), Move("continue")
    acts = *stop, *stop, Watch("loss + 1"), Typed("p loss*2"), WhatIf("w", "w * loss"), Typed("p w*2")
    before = Break("mul", condition="loss > 0")
    driver = run(TRAINING, *acts, Rewind("condition", "loss > 1"), Move("live"), before, Move("continue"))
    assert english(driver.snapshots[5].watches[0].value).endswith("(loss is of run 2)")
    assert "loss*2  float32 []  (loss is of run 2)" in driver.text
    assert "the value is worked out from what was: loss is of run 2" in driver.text
    assert re.search(r"^w\*2  float32 \[4\]$", driver.text, re.MULTILINE)
    assert "loss > 0 is true, but loss is of run 3" in driver.text


def test_what_python_has_is_marked_in_the_past_as_of_now() -> None:
    told = run(TRAINING, to_the_end, Typed("p seen"), Move("back_run"), *map(Typed, ("p len(seen)", "p seen", "p w")))
    assert told.text.count("seen: as Python has it now") == 2


UNASKED = """\
import tuigraph as tf
x = tf.placeholder(tf.float32, [4], name="x")
w = tf.Variable([1.0, 2.0, 3.0, 4.0], name="w")
kept = tf.nn.dropout(w * x, rate=0.5, seed=3)
cost = tf.reduce_sum(tf.square(kept), name="cost")
twice = tf.multiply(cost, 2.0, name="twice")
rounds = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * cost), (0, 1.0), name="rounds")
called = []
called_by = tf.py_func(lambda v: called.append(v) or v, [cost], tf.float32, name="called_by")
fresh = tf.random_uniform([2], seed=1, name="fresh")
draw = tf.random_uniform([2], seed=2, name="drawn")
scaled = draw * w[0]
train = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
sess = tf.Session()
sess.run(w.initializer)
seen, twins = [], []
for i in range(60):
    fed = {x: [1.0, i % 3, 0.5, 1.0]}
    if ASK:
        got = sess.run([train, twice, rounds, scaled], fed)
        seen.append((got[1], got[2][1], got[3][0]))
    else:
        sess.run([train, draw], fed)
after = sess.run([draw, w])
"""


def test_what_no_run_has_computed_is_computed_afterwards_as_if_it_had_been_asked_for() -> None:
    asked = run("ASK = True\n" + UNASKED, to_the_end)
    expressions = "twice", "rounds/Exit_1", "scaled[0]", "called_by", "fresh", "x + 1 + fresh"
    driver = run("ASK = False\n" + UNASKED, to_the_end, *map(ShowHistory, expressions))
    answers = dict(zip(expressions, map(history, driver.snapshots[-len(expressions) :]), strict=True))
    wanted = np.asarray(asked.names["seen"], np.float64)
    for place, name in enumerate(expressions[:3]):
        assert answers[name].runs[:60] == tuple(range(2, 62))
        np.testing.assert_array_equal(np.asarray(answers[name].numbers[:60]), wanted[:, place].astype(np.float64))
        assert "computed afterwards" in english(answers[name].remarks[-1])
    assert len(answers["scaled[0]"].runs) == 61  # and the last run, that has computed none of the others
    assert "another call of called_by" in english(answers["called_by"].remarks[-1])
    assert "another call of fresh/RandomUniform" in english(answers["fresh"].remarks[-1])
    assert driver.names["called"] == []
    for name, value in zip(("draw", "w"), driver.names["after"]):
        np.testing.assert_array_equal(value, asked.names["after"][name == "w"])


HELD = """\
import tuigraph as tf
class Net: pass
net = Net()
net.w = tf.Variable([1.0, 2.0], name="w")
net.loss = tf.reduce_sum(net.w * 2.0, name="loss")
net.all = [net.loss]
up = net.w.assign_add([1.0, 1.0])
sess = tf.Session()
sess.run(net.w.initializer)
for i in range(4):
    sess.run([net.loss, up])
nodes = len(tf.get_default_graph().get_operations())
"""
HELD_EXPRESSIONS = (
    "net.loss * 2",
    "(net.all[0] + 1)[...]",
    "-net.loss + max(net.w)",
    "[net.loss + k for k in (1, 2)][0]",
)


def test_arithmetic_with_tensors_that_objects_hold_is_done_with_values_and_adds_no_nodes() -> None:
    driver = run(
        HELD, to_the_end, *map(ShowHistory, HELD_EXPRESSIONS), ShowHistory("net.loss"), ShowHistory("net.loss.name")
    )
    answers = [history(snapshot) for snapshot in driver.snapshots[-6:]]
    assert answers[0].numbers == (12.0, 20.0, 28.0, 36.0)
    assert answers[1].numbers == (7.0, 11.0, 15.0, 19.0)
    assert answers[2].numbers == (-3.0, -6.0, -9.0, -12.0)
    assert answers[3].numbers == (7.0, 11.0, 15.0, 19.0)
    assert answers[4].numbers == (6.0, 10.0, 14.0, 18.0)
    assert "no tensor and no variable is in" in english(answers[5].problem)
    assert len(driver.names["net"].loss.graph.get_operations()) == driver.names["nodes"]
