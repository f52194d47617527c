"""The ledger against the kernels themselves: calls, runs, what ran again for nothing, time and bytes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.debugger.driver import Act, Driver, english, run, step_to_the_end, to_the_end
from tests.debugger.kernels import watched
from tuigraph.debugger.ledger import Mark, NodeCount
from tuigraph.debugger.profile import profile, table
from tuigraph.wire.commands import Break, Evaluate, Move
from tuigraph.wire.questions import NodeProfile

BUILD = """\
import tuigraph as tf
from tests.random_programs.graphs import build
made = build({seed})
"""
RUN = """\
with tf.Session(graph=made.graph) as sess:
    sess.run(made.initializer)
    for i in range(4):
        sess.run(made.fetches, made.feeds)
        if i % 2:
            sess.run(made.tensors[-1], made.feeds)
    made = None
"""


def nodes(driver: Driver, graph: int = 0) -> dict[str, NodeCount]:
    return driver.debugger.timeline.ledger.nodes()[graph or driver.last.graph]


def ledger_of(source: str, *acts: Any) -> dict[str, NodeCount]:
    found: dict[str, NodeCount] = {}
    run(source, *acts, to_the_end, lambda driver: found.update(nodes(driver, 1)))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_the_ledger_equals_a_counter_inside_the_kernels(seed: int) -> None:
    with watched() as calls:
        found: dict[str, NodeCount] = {}

        def look(driver: Driver) -> None:
            counts = driver.debugger.timeline.ledger.nodes()
            assert len(counts) == 1
            found.update(*counts.values())

        def forget(driver: Driver) -> None:
            calls.made.clear()  # shapes are worked out by kernels when a graph is built

        driver = run([BUILD.format(seed=seed), RUN], Move("continue"), forget, to_the_end, look)
        assert driver.last.problem is None
    assert {name: count.total for name, count in found.items()} == dict(calls.counts)
    for name, count in found.items():
        assert count.again <= calls.again[name], name
        assert sum(last - first + 1 for first, last in count.runs.ranges) <= count.total


TRAINING = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [3], name="x")
scale = tf.constant(2.0, name="scale")
scaled = tf.multiply(x, scale, name="scaled")
v = tf.Variable(1.0, name="v")
u = tf.Variable(5.0, name="u")
r = tf.random_uniform([], seed=1, name="r")
both = tf.add(v, u, name="both")
noisy = tf.add(u, r, name="noisy")
loss = tf.reduce_sum(scaled * v, name="loss")
train = tf.assign_add(v, 1.0, name="train")
with tf.control_dependencies([train]):
    after = tf.multiply(v.read_value(), u, name="after")
slow = tf.square(u, name="slow")
sess = tf.Session()
sess.run([v.initializer, u.initializer])
same, other = np.ones(3, np.float32), np.zeros(3, np.float32)
for i in range(12):
    sess.run([train, loss, slow, both, noisy], {x: other if i % 4 == 3 else same})
    if i % 5 == 4:
        sess.run([loss, slow], {x: same})
sess.run(after)
sess.run(u.assign(6.0))
sess.run(after)
sess.run(slow)
two = tf.Session()
two.run([v.initializer, u.initializer])
two.run(slow)
two.run(slow)
"""


def test_what_ran_again_although_nothing_had_changed_is_found_out() -> None:
    with watched() as calls:  # of runs that somebody steps through: others take a plan that calls fewer kernels
        found = ledger_of(TRAINING, step_to_the_end)
    assert {name: count.again for name, count in found.items() if count.again} == dict(calls.again)
    assert 0 < found["slow"].again < found["slow"].total
    assert 0 < found["scaled"].again < found["scaled"].total
    assert found["loss"].again == 2  # i = 5 and i = 10: nothing was trained since the run of loss alone
    assert found["noisy"].again == found["after"].again == 0


def test_stepping_through_makes_no_difference_to_the_ledger() -> None:
    def plain(ledger: dict[str, NodeCount]) -> dict[str, Any]:
        return {name: (n.total, n.again, list(n.runs.ranges), n.type) for name, n in ledger.items()}

    stepped = ledger_of(TRAINING, *[Move("step")] * 300)
    stopped = ledger_of(TRAINING, Break("slow"), *[Move("continue")] * 9, Break("slow", on=False))
    assert plain(ledger_of(TRAINING)) == plain(stepped) == plain(stopped)


def test_a_shared_node_of_two_evals_ran_again() -> None:
    source = """\
import tuigraph as tf
w = tf.constant(3, name="w")
x = tf.add(w, 2, name="x")
y = tf.add(x, 5, name="y")
z = tf.multiply(x, 3, name="z")
with tf.Session():
    y.eval()
    z.eval()
"""
    found = ledger_of(source)
    assert {name for name, count in found.items() if count.again} == {"w", "x/y", "x"}


def test_runs_that_overlap_in_threads_are_not_said_to_be_for_nothing() -> None:
    source = """\
import threading
import tuigraph as tf
v = tf.Variable(0, name="v")
both = threading.Barrier(2, timeout=60)
twice = tf.py_func(lambda n: [both.wait(), n * 2][1], [v], tf.int32, name="twice")
more = tf.add(v, 1, name="more")
sess = tf.Session()
sess.run(v.initializer)
def work():
    for i in range(5):
        sess.run([twice, more])
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
"""
    found = ledger_of(source)
    assert found["more"].total == 10
    assert found["more"].again <= 1


SLEEP = 100_000  # microseconds
SLEEPER = """\
import time
import numpy as np
import tuigraph as tf
a = tf.constant(np.ones((10, 10), np.float32), name="a")
slow = tf.py_func(lambda x: [time.sleep(0.1), x + 1][1], [a], tf.float32, name="slow")
quick = tf.add(slow, 1.0, name="quick")
loop = tf.while_loop(lambda i: i < 7, lambda i: tf.add(i, 1, name="up"), [tf.constant(0)], name="loop")
sess = tf.Session()
for i in range(3):
    sess.run(quick)
sess.run(loop)
"""


def test_the_profile_is_sorted_by_time_and_knows_bytes() -> None:
    rows: list[NodeProfile] = []
    run(SLEEPER, to_the_end, lambda driver: rows.extend(profile(driver.debugger.timeline)))
    assert [row.microseconds for row in rows] == sorted((row.microseconds for row in rows), reverse=True)
    first = rows[0]
    assert (first.name, first.type, first.calls, first.runs, first.again) == ("slow", "PyFunc", 3, "1-3", 0)
    assert first.microseconds >= 3 * SLEEP
    assert first.bytes_each == 400
    assert first.microseconds_each == pytest.approx(first.microseconds / 3)
    by_name = {row.name: row for row in rows}
    assert (by_name["loop/up"].calls, by_name["loop/up"].timed, by_name["loop/up"].bytes_each) == (7, 7, 4)
    lines = table(tuple(rows), most=3)
    assert len(lines) == 5
    assert "slow (PyFunc), 1-3" in english(lines[1])


def test_a_training_loop_is_timed_now_and_then_and_its_profile_is_an_estimate() -> None:
    source = "import tuigraph as tf\nv = tf.Variable(0.0, name='v')\nup = tf.assign_add(v, 1.0, name='up')\n"
    source += "sess = tf.Session()\nsess.run(v.initializer)\nfor i in range(500):\n    sess.run(up)\n"
    rows: list[NodeProfile] = []
    run(source, to_the_end, lambda driver: rows.extend(profile(driver.debugger.timeline)))
    up = next(row for row in rows if row.name == "up")
    assert up.calls == 500
    assert 2 <= up.timed < 50
    assert up.microseconds == pytest.approx(up.microseconds_each * 500)
    assert any(line.startswith("~") or " ~" in line for line in map(english, table(tuple(rows))))


@pytest.mark.parametrize("acts", [[], [Move("runs", 10), Move("step", 3), Move("back", 2)]])
def test_the_step_stats_of_a_traced_run_are_the_times_of_the_profile(acts: list[Any]) -> None:
    source = "import tuigraph as tf\nv = tf.Variable(1.0, name='v')\ny = tf.square(v, name='y')\nsess = tf.Session()\n"
    source += "sess.run(v.initializer)\nfor i in range(9):\n    r = sess.run(y)\nm = tf.RunMetadata()\n"
    source += "sess.run(tf.negative(y), None, tf.RunOptions(trace_level=3, output_partition_graphs=True), m)\n"
    times: list[tuple[str, int]] = []

    def look(driver: Driver) -> None:
        timeline = driver.debugger.timeline
        entries = [timeline.entry(number) for number in range(timeline.first, timeline.now)]
        for entry in entries:
            if entry.run.number == 11 and entry.undo is not None:
                times.append((entry.run.plan.operations[entry.undo.pc].name, entry.nanoseconds))

    metadata = run(source, *acts, to_the_end, look).program.namespace["m"]
    [device], [graph] = metadata.step_stats.dev_stats, metadata.partition_graphs
    assert [(node.node_name, node.all_end_rel_nanos) for node in device.node_stats] == times
    assert [name for name, _ in times] == ["v", "v/read", "y", "Neg"]
    assert [node.name for node in graph.node] == ["v", "v/read", "y", "Neg", "_retval_Neg_0_0"]


def test_the_ledger_survives_runs_that_fail_and_runs_at_the_prompt() -> None:
    source = "import tuigraph as tf\np = tf.placeholder(tf.float32, name='p')\nk = tf.constant(1.0, name='k')\n"
    source += "s = tf.add(k, p, name='s')\nsess = tf.Session()\n"
    with watched() as calls:
        found: dict[str, NodeCount] = {}
        run(
            source,
            to_the_end,
            Evaluate("sess.run(s)"),
            Evaluate("sess.run(s, {p: 2.0})"),
            Evaluate("sess.run(s, {p: 2.0})"),
            lambda driver: found.update(nodes(driver, 1)),
        )
    assert calls.counts["s"] == found["s"].total == 2
    assert found["s"].again == 1


def test_calls_since_a_mark_are_those_of_the_runs_since_however_late_they_are_added_up() -> None:
    loop = "for i in range({n}):\n    sess.run(made.fetches, made.feeds)\n    sess.run(made.tensors[-1], made.feeds)\n"
    first = BUILD.format(seed=3) + "sess = tf.Session(graph=made.graph)\nsess.run(made.initializer)\n"
    sources = [first, loop.format(n=2), loop.format(n=3), "pass", loop.format(n=1)]
    marks: list[Mark] = []
    since: list[dict[str, int]] = []
    totals: list[dict[str, int]] = []

    def mark(driver: Driver) -> None:
        marks.append(driver.debugger.timeline.ledger.mark())

    def ask(driver: Driver) -> None:
        ledger, graph = driver.debugger.timeline.ledger, driver.debugger.timeline.last_run
        assert graph is not None
        names = ledger.nodes()[graph.graph]
        since.extend({name: ledger.since(mark, graph.graph, name) for name in names} for mark in marks)

    def count(driver: Driver) -> None:
        run = driver.debugger.timeline.last_run
        known = driver.debugger.timeline.ledger.nodes().get(run.graph, {}) if run else {}
        totals.append({name: node.total for name, node in known.items()})

    marking: list[Act] = [mark, Move("continue")]
    counting: list[Act] = [count, Move("continue")]
    run(sources, *marking * len(sources), ask)
    run(sources, *counting * len(sources), count)
    last = totals.pop()
    assert since == [{name: last[name] - before.get(name, 0) for name in last} for before in totals]
    assert max(since[1].values()) >= 12  # the graph is run that often, and some nodes lie in loops
