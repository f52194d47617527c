"""Why a value is what it is: its leaves, and nothing less, make it again to the bit."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from tests.debugger.driver import Driver, english, run, to_the_end
from tests.debugger.test_ledger import BUILD, RUN
from tuigraph.debugger.provenance import Cause, Provenance, leaves, listed, walk
from tuigraph.debugger.recompute import recompute
from tuigraph.debugger.refusals import Unknown
from tuigraph.wire.commands import Move


def same_bits(a: Any, b: Any) -> bool:
    if isinstance(a, (np.ndarray, np.generic)):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return bool(a == b)


def check(cause: Cause, chance: random.Random) -> None:
    """The value comes out of the leaves again, and not without each of them."""
    found = leaves(cause)
    assert same_bits(recompute(cause, found), cause.value), cause.text()
    for leaf in chance.sample(list(found), min(len(found), 5)):
        without = {other: value for other, value in found.items() if other is not leaf}
        with pytest.raises(Unknown, match="is needed"):
            recompute(cause, without)


@pytest.mark.parametrize("seed", range(25))
def test_random_graphs_come_out_of_their_leaves_again(seed: int) -> None:
    chance = random.Random(seed)
    checked = []

    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        graph = next(iter(driver.debugger.timeline.lives.sessions.values())).graph.graph()
        assert graph is not None
        for op in graph.get_operations():
            for tensor in op.outputs:
                try:
                    cause = provenance.of(tensor.name)
                except Unknown:
                    continue
                check(cause, chance)
                checked.append(cause)

    keep = RUN.replace("made = None", "pass")
    driver = run([BUILD.format(seed=seed), keep], to_the_end, look, Move("back", chance.randint(1, 60)), look)
    assert driver.last.problem is None
    assert len(checked) > 20


TRAINING = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [None, 2], name="x")
y = tf.constant([[1.0], [2.0]], name="y")
w = tf.Variable(tf.random_uniform([2, 1], seed=3), name="w")
error = tf.subtract(tf.matmul(x, w), y, name="error")
loss = tf.reduce_mean(tf.square(error), name="loss")
train = tf.train.{optimizer}.minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(10):
    sess.run(train, {{x: np.eye(2, dtype=np.float32) * (i + 1)}})
last = sess.run(loss, {{x: np.ones((2, 2), np.float32)}})
"""
OPTIMIZERS = ("GradientDescentOptimizer(0.01)", "MomentumOptimizer(0.01, 0.9)", "AdamOptimizer(0.1)")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_trained_value_comes_from_every_feed_and_from_the_generator(optimizer: str) -> None:
    causes: list[Cause] = []

    def look(driver: Driver) -> None:
        causes.append(Provenance(driver.debugger.timeline).of("loss"))

    run(TRAINING.format(optimizer=optimizer), to_the_end, look)
    found = leaves(causes[0])
    check(causes[0], random.Random(1))
    fed = [leaf for leaf in found if leaf.kind == "feed"]
    assert sorted(leaf.run.number for leaf in fed if leaf.run) == list(range(2, 13))
    assert [leaf.name for leaf in found if leaf.kind == "generator"] == ["random_uniform/RandomUniform"]
    assert {leaf.kind for leaf in found} == {"feed", "generator", "constant"}


def test_a_changed_leaf_changes_the_value() -> None:
    def look(driver: Driver) -> None:
        cause = Provenance(driver.debugger.timeline).of("loss")
        found = leaves(cause)
        feed = next(leaf for leaf in found if leaf.kind == "feed")
        found[feed] = found[feed] + 1
        assert recompute(cause, found) != cause.value

    run(TRAINING.format(optimizer=OPTIMIZERS[0]), to_the_end, look)


def test_the_value_that_is_explained_is_that_of_the_shown_moment() -> None:
    seen: list[tuple[Any, int]] = []

    def look(driver: Driver) -> None:
        cause = Provenance(driver.debugger.timeline).of("w")
        check(cause, random.Random(0))
        shown = next(v for v in driver.last.variables if v.name == "w")
        seen.append((np.asarray(cause.value).tobytes(), shown.assigned))
        assert cause.run is not None
        assert cause.run.number == shown.assigned

    back = [act for _ in range(4) for act in (Move("back_run"), look)]
    run(TRAINING.format(optimizer=OPTIMIZERS[0]), to_the_end, look, *back)
    assert len({value for value, _ in seen}) == 4  # the last run assigned nothing


def test_the_causes_are_walked_step_by_step() -> None:
    def look(driver: Driver) -> None:
        timeline = driver.debugger.timeline
        loss = Provenance(timeline).of("loss")
        assert (loss.kind, loss.op.type if loss.op else "") == ("node", "Mean")
        square = next(cause for cause in loss.causes if cause.name == "Square")
        error = square.causes[0]
        product, y = error.causes
        assert y.is_leaf
        assert y.kind == "constant"
        feed, read = product.causes
        assert (feed.kind, feed.name) == ("feed", "x")
        variable = read.causes[0]
        assert (variable.kind, variable.name) == ("variable", "w")
        assignment = variable.causes[0]
        assert (assignment.kind, assignment.run.number if assignment.run else 0) == ("assignment", 11)
        lines = listed(loss, depth=2)
        assert english(lines[0][0].text()).startswith("loss (Mean) in run 12: ")
        assert any(cause.name == "Square" and level == 1 for cause, level, _, _ in lines)
        assert [cause.name for cause, _, more, _ in lines if more] == ["error"]
        assert max(level for _, level, _, _ in lines) == 2
        few = listed(loss, depth=50, most=20)
        assert len(few) <= 20
        assert any(more for _, _, more, _ in few)  # what is left out is said to be there
        whole = {(cause, level) for cause, level, _, _ in listed(loss, depth=50, most=10_000)}
        levels = max(level for _, level, _, _ in few)
        assert {(cause, level) for cause, level in whole if level <= levels} == {(c, n) for c, n, _, _ in few}

    run(TRAINING.format(optimizer=OPTIMIZERS[0]), to_the_end, look)


LOOPS = """\
import tuigraph as tf
start = tf.placeholder(tf.float32, [], name="start")
v = tf.Variable(1.5, name="v")
kept = tf.constant(0.5, name="kept")
_, total = tf.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s * kept + v), [tf.constant(0), start])
slope = tf.gradients(total, [v])[0]
mapped = tf.map_fn(lambda e: e * v, tf.stack([start, total]))
chosen = tf.cond(total > 1.0, lambda: total * 2.0, lambda: v - 1.0)
sess = tf.Session()
sess.run(v.initializer)
out = sess.run([total, slope, mapped, chosen], {start: 3.0})
"""


def test_the_way_leads_back_through_loops_round_by_round() -> None:
    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        total = provenance.of("while/Exit_1")
        found = list(walk(total))
        assert len([cause for cause in found if cause.name == "while/mul"]) == 4
        assert {leaf.name for leaf in leaves(total)} >= {"start", "kept", "v/initial_value"}
        for name in ("while/Exit_1", driver.names["mapped"].name, driver.names["chosen"].name):
            check(provenance.of(name), random.Random(0))
        side = {cause.name for cause in walk(provenance.of(driver.names["chosen"].name))}
        assert "cond/mul" in side
        assert "cond/sub" not in side

    driver = run(LOOPS, to_the_end, look)
    assert driver.last.problem is None


def test_what_the_timeline_has_dropped_is_a_leaf_with_its_value() -> None:
    def look(driver: Driver) -> None:
        cause = Provenance(driver.debugger.timeline).of("loss")
        found = leaves(cause)
        lost = [leaf for leaf in found if leaf.kind == "lost"]
        assert [leaf.name for leaf in lost] == ["w"]
        check(cause, random.Random(0))

    run(TRAINING.format(optimizer=OPTIMIZERS[0]), to_the_end, look, limit=12_000)


def test_too_much_is_refused_with_a_way_out() -> None:
    def look(driver: Driver) -> None:
        with pytest.raises(Unknown, match="closer"):
            leaves(Provenance(driver.debugger.timeline).of("loss"), most=20)
        with pytest.raises(Unknown, match="has no value"):
            Provenance(driver.debugger.timeline).of("no/such/node")

    run(TRAINING.format(optimizer=OPTIMIZERS[0]), to_the_end, look)


def test_a_thousand_runs_back_is_no_recursion() -> None:
    source = "import tuigraph as tf\nv = tf.Variable(0.5, name='v')\nup = tf.assign(v, tf.sin(v) + 0.1)\n"
    source += "sess = tf.Session()\nsess.run(v.initializer)\nfor i in range(2000):\n    sess.run(up)\n"

    def look(driver: Driver) -> None:
        cause = Provenance(driver.debugger.timeline).of("v")
        assert len([found for found in walk(cause) if found.kind == "variable"]) == 2001
        check(cause, random.Random(0))

    run(source, to_the_end, look)


SEEN = """\
import tuigraph as tf
x = tf.placeholder(tf.float32, [3], name="x")
v = tf.Variable([1.0, 2.0, 3.0], name="v")
column = tf.reshape(v, [3, 1], name="column")
row = tf.transpose(column, name="row")
with tf.control_dependencies([row]):
    up = tf.assign_add(v, x, name="up")
with tf.control_dependencies([up.op]):
    after = tf.multiply(row, 2.0, name="after")
sess = tf.Session()
sess.run(v.initializer)
got = sess.run([column, after], {x: [10.0, 10.0, 10.0]})
"""


def test_a_variable_seen_in_another_shape_is_a_node_with_the_value_of_that_moment() -> None:
    found: list[dict[str, Any]] = []

    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        found.append({})
        for name in ("column", "row", "after"):
            try:
                cause = provenance.of(name)
            except Unknown:
                continue
            check(cause, random.Random(1))
            found[-1][name] = cause.value.ravel().tolist()

    driver = run(SEEN, to_the_end, look, Move("back", 2), look, Move("back", 1), look)
    assert driver.last.problem is None
    new, old = [11.0, 12.0, 13.0], [1.0, 2.0, 3.0]
    assert found[0] == {"column": new, "row": new, "after": [22.0, 24.0, 26.0]}
    assert found[1] == {"column": new, "row": new}
    assert found[2] == {"column": old, "row": old}
