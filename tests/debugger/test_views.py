"""What snapshots say: lifetimes, bytes, variables' lives, equations, curves; and that differences add up."""

from __future__ import annotations

import numpy as np
import pytest

from tests.debugger.driver import Act, Driver, english, run, to_the_end
from tuigraph.debugger import format
from tuigraph.debugger.debugger import Debugger
from tuigraph.engine.containers import UNINITIALIZED
from tuigraph.wire.commands import Evaluate, Move
from tuigraph.wire.picture import Picture

GRAPH = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [None, 2], name="x")
a = tf.multiply(x, 2.0, name="a")
b = tf.add(a, 1.0, name="b")
c = tf.reduce_sum(b, name="c")
sess = tf.Session()
out = sess.run([c, a], {x: np.ones((1000, 2), np.float32)})
again = sess.run(c, {x: np.ones((5, 2), np.float32)})
"""


def test_values_are_born_used_and_freed_as_the_plan_says() -> None:
    driver = run(GRAPH, *[Move("step")] * 16)
    stops = {s.position.step: s for s in driver.snapshots if s.position.run == 1}
    final = {v.name: v for v in stops[max(stops)].values}
    fetched = {name: value.fetched for name, value in final.items() if name in ("x:0", "a:0", "b:0", "c:0")}
    assert fetched == {"x:0": False, "a:0": True, "b:0": False, "c:0": True}
    for step, snapshot in stops.items():
        for value in snapshot.values:
            there = final[value.name].born <= step
            assert (value.born, value.last_used) == (
                final[value.name].born if there else 0,
                final[value.name].last_used,
            )
            assert value.freed == (value.last_used if step >= value.last_used and not value.fetched else 0)
    names = {v.name: v for v in stops[max(stops)].values}
    assert names["x:0"].fed
    assert names["b:0"].last_used == names["c:0"].born
    assert names["a:0"].bytes == 8000


def test_every_value_is_freed_when_its_run_is_over() -> None:
    driver = run(GRAPH, Move("step", 7), Move("step"), Move("finish"), Move("next"))
    assert driver.last.position.run == 0
    assert driver.last.values
    assert all(value.freed for value in driver.last.values)
    assert driver.last.live_bytes == 0


def test_live_and_peak_bytes() -> None:
    driver = run(GRAPH, *[Move("step")] * 14)
    inside = [s for s in driver.snapshots if s.position.run == 1]
    assert inside[-1].live_bytes == 8000 + 4  # a and c were fetched
    assert inside[-1].peak_bytes == pytest.approx(2 * 8000, abs=20)  # x dies before b is born
    assert [s.peak_bytes for s in inside] == sorted(s.peak_bytes for s in inside)


def test_feeds_and_fetches_of_a_run_are_told() -> None:
    driver = run(GRAPH, Move("step", 7), Move("step"))
    assert driver.last.position.fetches == ("c:0", "a:0")
    assert driver.last.position.feeds == ("x:0",)


LIVES = """\
import tuigraph as tf
v = tf.Variable(1, name="v")
u = tf.Variable([1.0, 2.0], name="u")
one = tf.Session()
two = tf.Session()
one.run(v.initializer)
one.run(tf.assign_add(v, 10))
two.run(v.initializer)
one.close()
"""


def test_the_life_of_a_variable_is_told_for_each_session() -> None:
    driver = run(LIVES, to_the_end)
    views = {(v.session, v.name): v for v in driver.last.variables}
    gone = views[1, "v"]
    assert (gone.state, gone.preview, gone.initialized_run, gone.assigned) == ("destroyed", "11", 1, 2)
    assert [(a.run, a.node, a.preview) for a in gone.assignments] == [(1, "v/Assign", "1"), (2, "AssignAdd", "11")]
    assert english(gone.destroyed) == "session closed"
    here = views[2, "v"]
    assert (here.state, here.preview, here.initialized_run) == ("live", "1", 3)
    unborn = views[2, "u"]
    assert (unborn.state, unborn.preview, unborn.shape, unborn.dtype) == ("uninitialized", "", "[2]", "float32")
    assert [(s.session, s.closed, s.runs) for s in driver.last.sessions] == [(1, True, 2), (2, False, 1)]


def test_a_closed_session_lives_again_in_the_past() -> None:
    driver = run(LIVES, to_the_end, Move("back"), Move("live"))
    then = {(v.session, v.name): v for v in driver.snapshots[2].variables}
    assert (then[1, "v"].state, then[1, "v"].destroyed) == ("live", "")
    assert driver.snapshots[2].sessions[0].closed is False
    assert driver.last.sessions[0].closed is True


def test_scalars_fetched_again_and_again_are_series() -> None:
    source = """\
import tuigraph as tf
v = tf.Variable(0.0, name="v")
loss = tf.square(v - 3.0, name="loss")
up = tf.assign_add(v, 1.0)
once = tf.constant(1.0, name="once")
sess = tf.Session()
sess.run(v.initializer)
for i in range(5):
    sess.run([up, loss.op])
    sess.run(loss)
sess.run(once)
"""
    series = {s.name: s for s in run(source, to_the_end).last.series}
    assert series["loss"].values == (4.0, 1.0, 0.0, 1.0, 4.0)
    assert series["loss"].steps == (0.0, 1.0, 2.0, 3.0, 4.0)
    assert "once" not in series


def test_a_node_is_told_with_the_type_of_its_values_by_reference_too() -> None:
    driver = run("import tuigraph as tf\nw = tf.Variable(1.0, name='w')\nw.assign_add(2.0, name='grow')", to_the_end)
    told = {name: info.dtype for name, info in driver.picture.nodes[1].items()}
    assert told["w"] == told["w/Assign"] == told["w/read"] == "float32"
    assert all(not dtype.endswith("_ref") for dtype in told.values())


def test_applying_every_snapshot_gives_the_whole_picture() -> None:
    whole: list[Picture] = []

    def retell(driver: Driver) -> None:
        picture = Picture()
        picture.apply([driver.debugger.retell()])
        whole.append(picture)

    more = "g = tf.Graph()\nwith g.as_default():\n    k = tf.constant(1)\ntf.Session(graph=g).run(k)\ntf.constant(7)"
    driver = run(GRAPH, *[Move("step")] * 9, Move("back", 2), Evaluate(more), to_the_end, Move("back", 3), retell)
    assert whole[0].nodes == driver.picture.nodes
    assert whole[0].calls == {
        g: {n: c for n, c in calls.items() if c.total} for g, calls in driver.picture.calls.items()
    }
    assert len(whole[0].nodes) == 2


@pytest.mark.parametrize("most", [1, 3, 7])
def test_what_a_snapshot_has_no_room_for_is_told_in_portions(most: int) -> None:
    acts: list[Act] = [
        *[Move("step")] * 12,
        Move("back", 3),
        Move("step"),
        Evaluate("tf.constant(7)"),
        Move("continue"),
    ]
    driver = Driver(GRAPH)
    driver.debugger = Debugger(driver.program, driver, most=most)

    def all_of_it(driver: Driver) -> None:
        assert all(len(graph.added) <= most for graph in driver.last.nodes)
        assert len(driver.last.calls) <= most
        while (more := driver.debugger.more()) is not None:
            driver.picture.apply([more])

    def some_of_it(driver: Driver) -> None:
        more = driver.debugger.more()
        if more is not None:
            driver.picture.apply([more])

    driver.acts = [*(each for act in acts for each in (some_of_it, act)), to_the_end, all_of_it]
    driver.go()
    whole = run(GRAPH, *acts, to_the_end)
    assert driver.picture.nodes == whole.picture.nodes

    def told(driver: Driver) -> set[tuple[str, int, int]]:
        return {(c.name, c.total, c.in_run) for c in driver.picture.calls[1].values() if c.total}

    assert told(driver) == told(whole)


def test_progress_is_told_while_the_program_runs() -> None:
    def hand_over(driver: Driver) -> None:
        driver.program.namespace["told"] = driver.running

    source = "import tuigraph as tf\none = tf.constant(1)\nsess = tf.Session()\n"
    source += "while len(told) < 3:\n    sess.run(one)\n    print('x')\n"
    driver = run(source, hand_over, Move("continue"))
    assert all(s.state == "running" for s in driver.running)
    totals = [c.total for s in driver.running for c in s.calls if c.name == "Const"]
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]


def test_runs_of_other_threads_are_recorded() -> None:
    source = """\
import threading
import tuigraph as tf
v = tf.Variable(0, name="v")
up = tf.assign_add(v, 1, name="up")
sess = tf.Session()
sess.run(v.initializer)
def work():
    for i in range(50):
        sess.run(up)
threads = [threading.Thread(target=work) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
"""
    driver = run(source, *[Move("step")] * 6, Move("continue"), to_the_end)
    assert driver.picture.calls[1]["up"].total == 150
    assert driver.last.sessions[0].runs == 151


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.int32(36), "36"),
        (np.float32(0.1), "0.1"),
        (np.bool_(True), "True"),
        (np.float64("nan"), "nan"),
        (b"ab", "b'ab'"),
        (None, ""),
        (UNINITIALIZED, "not initialized"),
        (np.array([1, 2, 3]), "[1 2 3]"),
        (np.array([[1.5], [2.0]], np.float32), "[[1.5] [2]]"),
        (np.arange(8), "[8] 0 … 7 (0 1 2 3 …)"),
        (np.zeros((20, 3), np.float32), "[20,3] all 0 (0 0 0 0 …)"),
        (np.array([1.0, np.nan, np.inf]), "NaN ×1, Inf ×1; [1 nan inf]"),
        (np.full(10, np.nan), "[10] NaN ×10; nothing finite (nan nan nan nan …)"),
        (np.zeros((0, 3)), "[0,3] empty"),
        (np.array([b"a", b"b"], object), "[2] b'a', b'b'"),
        (np.arange(10) > 3, "[10] 6 of 10 true (False False False False …)"),
    ],
)
def test_previews(value: object, text: str) -> None:
    assert english(format.preview(value)) == text


def test_a_preview_of_anything_is_short() -> None:
    for value in (b"x" * 10_000, np.array([b"y" * 1000] * 50, object), np.random.rand(50, 50, 50), np.full(6, 1 / 3)):
        assert len(english(format.preview(value))) < 120


EQUATIONS = """\
import tuigraph as tf
y = tf.Variable(4, name="y")
m = tf.constant([[1.0, 2.0]], name="m")
n = tf.matmul(m, m, transpose_b=True, name="n")
big = tf.maximum(y, 7, name="big")
neg = tf.negative(y, name="neg")
sess = tf.Session()
sess.run(y.initializer)
sess.run(tf.assign_add(y, 2, name="up"))
sess.run([n, big, neg, tf.add(y, 1, name="sum")])
"""


def test_a_step_is_an_equation() -> None:
    driver = run(EQUATIONS, *[Move("step")] * 40)
    equations = {s.step.node: english(s.step.equation) for s in driver.snapshots if s.step}
    assert equations["sum"] == "sum = y/read + sum/y = 6 + 1 -> 7"
    assert equations["big"] == "big = max(y/read, big/y) = max(6, 7) -> 7"
    assert equations["neg"] == "neg = -y/read = -6 -> -6"
    assert equations["n"] == "n = m @ mᵀ = [[1 2]] @ [[1 2]]ᵀ -> [[5]]"
    assert equations["y/Assign"] == "y/Assign: y <- y/initial_value = 4 (was not initialized) -> 4"
    assert equations["up"] == "up: y += up/value = 2 (was 4) -> 6"


def test_each_session_draws_a_curve_of_its_own() -> None:
    source = """\
import tuigraph as tf
v = tf.Variable(3.0)
loss = tf.square(v, name="loss")
down = tf.assign_sub(v, 1.0)
for start in (1, 2):
    with tf.Session() as sess:
        sess.run(v.initializer)
        for i in range(3):
            sess.run(loss)
            sess.run(down)
"""
    series = [s for s in run(source, to_the_end).last.series if s.name == "loss"]
    assert [(s.steps, s.values) for s in series] == [((0.0, 1.0, 2.0), (9.0, 4.0, 1.0))] * 2


@pytest.mark.parametrize(
    ("expression", "equation"),
    [
        ("tf.add(x, y, name='z')", "z = x + y = 6.0 + 2.0 -> 8.0"),
        ("tf.floormod(x, y, name='z')", "z = x % y = 6.0 % 2.0 -> 0.0"),
        ("tf.greater_equal(x, y, name='z')", "z = x >= y = 6.0 >= 2.0 -> True"),
        ("tf.negative(x, name='z')", "z = -x = -6.0 -> -6.0"),
        ("tf.maximum(x, y, name='z')", "z = max(x, y) = max(6.0, 2.0) -> 6.0"),
        ("tf.cos(x, name='z')", "z = Cos(x) = Cos(6.0) -> 0.96017027"),
        ("tf.matmul(m, m, transpose_b=True, name='z')", "z = m @ mᵀ = [[3]] @ [[3]]ᵀ -> [[9]]"),
        ("tf.assign(v, y, name='z')", "z: v <- y = 2.0 (was 1.0) -> 2.0"),
        ("tf.assign_sub(v, y, name='z')", "z: v -= y = 2.0 (was 1.0) -> -1.0"),
        ("w.assign_add(y, name='z', read_value=False)", "z: w += y = 2.0 (was 1.0) -> 3.0"),
    ],
)
def test_a_step_is_shown_with_the_sign_of_its_operation(expression: str, equation: str) -> None:
    source = (
        "import tuigraph as tf\nx, y = tf.constant(6.0, name='x'), tf.constant(2.0, name='y')\n"
        "m = tf.constant([[3.0]], name='m')\nv = tf.Variable(1.0, name='v')\n"
        f"w = tf.Variable(1.0, name='w', use_resource=True)\nz = {expression}\n"
        "s = tf.Session()\ns.run(tf.global_variables_initializer())\ns.run(z)\n"
    )
    steps = run(source, *[Move("step")] * 40).snapshots
    assert equation in [english(s.step.equation) for s in steps if s.step and s.step.node == "z"]
