"""What-if: exactly the dependants run again, the result is that of the fed value, and the parent is left as it was."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.debugger.driver import Driver, english, run, to_the_end
from tests.debugger.kernels import watched
from tests.debugger.test_ledger import BUILD
from tests.debugger.test_provenance import SEEN
from tests.debugger.test_travel import whole_state
from tests.random_programs.graphs import build
from tuigraph.debugger import branch
from tuigraph.debugger.provenance import Provenance, leaves
from tuigraph.debugger.recompute import recompute
from tuigraph.debugger.refusals import Unknown
from tuigraph.engine.containers import Cell
from tuigraph.engine.plan import prune
from tuigraph.wire.commands import Break, EndBranch, Move, Watch, WhatIf

GRAPH = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [2], name="x")
v = tf.Variable([1.0, 2.0], name="v")
a = tf.multiply(x, 2.0, name="a")
b = tf.add(a, v, name="b")
side = tf.square(x, name="side")
r = tf.random_uniform([2], seed=1, name="r")
c = tf.add(b, r, name="c")
up = tf.assign_add(v, a, name="up")
with tf.control_dependencies([up]):
    after = tf.identity(v.read_value() * 1.0, name="after")
sess = tf.Session()
sess.run(v.initializer)
got = sess.run([c, side, after], {x: [1.0, 2.0]})
"""


def reran(driver: Driver) -> list[str]:
    assert driver.last.branch is not None
    return [english(d.name) for d in driver.last.branch.reran]


def results(driver: Driver) -> dict[str, tuple[str, str]]:
    assert driver.last.branch is not None
    return {english(d.name): (english(d.before), english(d.after)) for d in driver.last.branch.results}


def test_exactly_the_dependants_run_again() -> None:
    with watched() as calls:
        before: list[int] = []
        hashes: list[str] = []

        def mark(driver: Driver) -> None:
            before.append(len(calls.made))
            hashes.append(whole_state(driver))

        driver = run(GRAPH, to_the_end, mark, WhatIf("a", "[10, 20]"), mark)
        assert driver.last.problem is None
        assert set(calls.made[before[0] :]) == {"b", "c", "up", "read", "mul", "after"}
        assert len(calls.made[before[0] :]) == len(set(calls.made[before[0] :]))
        assert calls.made[before[0] :] == reran(driver)
        assert hashes[0] == hashes[1]
    assert results(driver)["after"] == ("[3 6]", "[11 22]")
    assert results(driver)["v"] == ("[3 6]", "[11 22]")
    before_text, after_text = results(driver)["side"]
    assert before_text == after_text


def test_an_overridden_variable_makes_its_readers_run_again() -> None:
    driver = run(GRAPH, Break("side"), Move("continue"), WhatIf("v", "0"))
    assert driver.last.branch is not None
    assert driver.last.branch.overrides == (("v", "[0 0]"),)
    assert {"v/read", "b", "c", "up"} <= set(reran(driver))
    assert not {"a", "side", "r", "v"} & set(reran(driver))
    assert results(driver)["v"] == ("[3 6]", "[2 4]")


def _has_the_effects(made: Any, target: Any) -> bool:
    """Whether a run in which the target is fed makes the same assignments and draws as one in which it is not."""

    def effects(fed: Any) -> set[Any]:
        return {op for op in prune(made.fetches, [], set(fed)) if op.definition.stateful}

    return target.op.control_flow is None and effects(made.feeds) == effects([*made.feeds, target])


def _check_dependants(computed: branch.Branch, target: Any) -> None:
    """The kernels called are those of the nodes behind the target: worked out from the graph, by names."""
    plan = computed.run.plan
    behind = {target.op.name}
    for op in plan.operations:
        if any(t.op.name in behind for t in op.inputs):
            behind.add(op.name)
    behind.remove(target.op.name)
    called = {plan.operations[again.made.pc].name for again in computed.reran}
    types = {op.type for op in plan.operations}
    if not types & {"Switch", "LoopCond", "Assign", "AssignAdd", "AssignSub"}:
        assert called == behind
        assert len(called) == len(computed.reran)


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_give_what_a_feed_of_the_value_gives(seed: int) -> None:
    """The oracle is the engine itself: the same graph in a fresh session, with the tensor fed."""
    chance = random.Random(seed)
    made = build(seed)
    tensors = [t for t in made.tensors if made.graph.is_feedable(t) and t.dtype is tf.float32]
    target = chance.choice([t for t in tensors if t not in made.feeds and _has_the_effects(made, t)])
    shape = [d or 1 for d in target.get_shape().as_list()]
    value = np.full(shape, 0.75, np.float32)
    with tf.Session(graph=made.graph) as session:
        session.run(made.initializer)
        session.run(made.fetches, made.feeds)
        expected = session.run(made.fetches, {**made.feeds, target: value})
        variables = session.run(
            {op.name: op.outputs[0] for op in made.graph.get_operations() if op.type == "VariableV2"}
        )
    found: list[Any] = []

    def look(driver: Driver) -> None:
        timeline = driver.debugger.timeline
        before = whole_state(driver)
        try:
            supposed = branch.suppose(timeline, target.name, value)
        except Unknown:
            return  # the run did not need it
        computed = branch.compute(timeline, timeline.last_run, [supposed])  # type: ignore[arg-type]
        assert whole_state(driver) == before
        found.append(computed)

    source = (
        "sess = tf.Session(graph=made.graph)\nsess.run(made.initializer)\n" + "sess.run(made.fetches, made.feeds)\n" * 2
    )
    chance_back = [Move("back", chance.randint(0, 3))]
    driver = run([BUILD.format(seed=seed), source], to_the_end, *chance_back, look)
    assert driver.last.problem is None
    for computed in found:
        assert not computed.error
        _check_dependants(computed, target)
        slots = computed.run.plan.fetched
        for slot, wanted in zip(slots, expected):
            got = computed.end.values[slot]
            got = computed.end.cells.get(got, got.value) if isinstance(got, Cell) else got
            assert np.asarray(got).tobytes() == np.asarray(wanted).tobytes()
        session_cells = {cell.name: value for cell, value in computed.end.cells.items()}
        for name, wanted in variables.items():
            if name in session_cells:
                assert np.asarray(session_cells[name]).tobytes() == np.asarray(wanted).tobytes(), name


LOOP = """\
import tuigraph as tf
v = tf.Variable(1.0, name="v")
n = tf.Variable(4, name="n")
start = tf.constant(0.0, name="start")
steps = tf.identity(n, name="steps")
_, total = tf.while_loop(lambda i, s: i < steps, lambda i, s: (i + 1, s + v), [tf.constant(0), start])
twice = tf.multiply(total, 2.0, name="twice")
big = tf.cond(twice > 9.0, lambda: tf.negative(twice, name="yes"), lambda: tf.square(twice, name="no"))
out = tf.identity(big, name="out")
sess = tf.Session()
sess.run([v.initializer, n.initializer])
sess.run(out)
"""


def test_a_loop_with_another_start_goes_round_as_often_and_its_counter_is_not_computed_again() -> None:
    driver = run(LOOP, to_the_end, WhatIf("start", "100.0"))
    assert results(driver)["out"] == ("64.0", "-208.0")
    again = reran(driver)
    assert again.count("while/add_1") == 4
    assert not [name for name in again if name in ("while/add", "while/Less", "while/LoopCond")]
    assert "cond/yes" in again


def test_a_loop_with_another_bound_takes_another_way() -> None:
    for value, outcome in (("7", "-14.0"), ("1", "4.0"), ("0", "0.0")):
        driver = run(LOOP, to_the_end, WhatIf("steps", value))
        assert results(driver)["out"] == ("64.0", outcome)
        assert reran(driver).count("while/add") == max(int(value), 0)
        assert driver.last.branch is not None
        assert driver.last.branch.obstacle == ""


def test_the_other_side_of_a_conditional_is_taken() -> None:
    driver = run(LOOP, to_the_end, WhatIf("twice", "3"))
    assert results(driver)["out"] == ("64.0", "9.0")
    driver = run(LOOP, to_the_end, WhatIf("twice", "10"))
    assert results(driver)["out"] == ("64.0", "-10.0")


def rows(driver: Driver) -> dict[str, list[tuple[str, str]]]:
    assert driver.last.branch is not None
    found: dict[str, list[tuple[str, str]]] = {}
    for d in driver.last.branch.reran:
        assert d.changed == (d.before != d.after)
        found.setdefault(english(d.name), []).append((english(d.before), english(d.after)))
    return found


def test_an_assignment_that_ran_again_has_the_values_of_that_moment() -> None:
    driver = run(GRAPH, to_the_end, WhatIf("a", "[10, 20]"))
    assert rows(driver)["up"] == [("[3 6]", "[11 22]")]


def test_of_two_assignments_each_has_its_own_values() -> None:
    source = """\
import tuigraph as tf
x = tf.constant(1.0, name="x")
v = tf.Variable(0.0, name="v")
first = tf.assign(v, x, name="first")
with tf.control_dependencies([first]):
    second = tf.assign_add(v, 10.0, name="second")
sess = tf.Session()
sess.run(v.initializer)
sess.run([first, second])
"""
    driver = run(source, to_the_end, WhatIf("x", "5"))
    assert rows(driver) == {"first": [("1.0", "5.0")], "second": [("11.0", "15.0")]}
    assert results(driver) == {"first": ("11.0", "15.0"), "second": ("11.0", "15.0"), "v": ("11.0", "15.0")}


def test_a_fetched_assignment_is_among_the_results() -> None:
    source = GRAPH.replace("[c, side, after]", "[c, up, after]")
    driver = run(source, to_the_end, WhatIf("a", "[10, 20]"))
    assert results(driver)["up"] == ("[3 6]", "[11 22]")


@pytest.mark.parametrize(("bound", "after"), [("7", "7.0"), ("2", "2.0"), ("0", "0.0"), ("4", "4.0")])
def test_a_loop_of_more_or_fewer_rounds_is_compared_with_what_it_gave(bound: str, after: str) -> None:
    source = LOOP.replace("sess.run(out)", "sess.run([out, total])")
    driver = run(source, to_the_end, WhatIf("steps", bound))
    assert results(driver)["while/Exit_1"] == ("4.0", after)
    sums = [(f"{k}.0" if k <= 4 else "", f"{k}.0") for k in range(1, int(bound) + 1)]
    assert rows(driver).get("while/add_1", []) == sums


def test_what_called_python_again_is_named() -> None:
    source = """\
import tuigraph as tf
calls = []
x = tf.constant(2.0, name="x")
y = tf.py_func(lambda a: [calls.append(float(a)), a][1], [x], tf.float32, name="y")
z = tf.py_func(lambda: calls and None, [], [], name="z")
out = tf.add(y, 1.0, name="out")
sess = tf.Session()
sess.run([out, z])
"""
    driver = run(source, to_the_end, WhatIf("x", "3.0"))
    assert driver.program.namespace["calls"] == [2.0, 3.0]
    assert driver.last.branch is not None
    assert driver.last.branch.outside == ("y",)
    driver = run(source, to_the_end, WhatIf("y", "3.0"))
    assert driver.last.branch is not None
    assert driver.last.branch.outside == ()


NESTED = """\
import tuigraph as tf
n = tf.constant(1, name="n")
def body(i, s):
    inner = tf.while_loop(lambda j, t: j < i + n, lambda j, t: (j + 1, t + 1.0), [0, 0.0], name="inner")
    return i + 1, tf.add(s, inner[1], name="sum")
_, total = tf.while_loop(lambda i, s: i < 3, body, [0, 0.0], name="outer")
sess = tf.Session()
sess.run(total)
"""


def test_a_round_of_a_loop_in_a_loop_is_compared_with_the_same_round() -> None:
    driver = run(NESTED, to_the_end, WhatIf("n", "0"))
    assert rows(driver)["outer/sum"] == [("1.0", "0.0"), ("3.0", "1.0"), ("6.0", "3.0")]
    assert results(driver)["outer/Exit_1"] == ("6.0", "3.0")
    driver = run(NESTED, to_the_end, WhatIf("n", "2"))
    assert rows(driver)["outer/sum"] == [("1.0", "2.0"), ("3.0", "5.0"), ("6.0", "9.0")]
    assert ("", "0.0") not in rows(driver)["outer/inner/Enter_1"]


def test_texts_can_be_supposed_one_or_many() -> None:
    source = """\
import tuigraph as tf
words = tf.placeholder(tf.string, [2], name="words")
one = tf.constant("z", name="one")
kept = tf.Variable(["k", "l"], name="kept")
out = tf.string_join([words, tf.identity(one), kept], name="out")
sess = tf.Session()
sess.run(kept.initializer)
sess.run(out, {words: ["a", "b"]})
"""
    driver = run(source, to_the_end, WhatIf("words", "['é', b'd']"), WhatIf("one", "'y'"), WhatIf("kept", "['m', 'n']"))
    assert results(driver)["out"][1] == "[2] b'\\xc3\\xa9ym', b'dyn'"
    driver = run(source, to_the_end, WhatIf("words", "np.array(['c', 'd'])"))
    assert results(driver)["out"] == ("[2] b'azk', b'bzl'", "[2] b'czk', b'dzl'")


TRAINING = """\
import tuigraph as tf
w = tf.Variable(2.0, name="w")
loss = tf.square(w, name="loss")
rate = tf.constant(0.25, name="rate")
train = tf.assign_sub(w, rate * 2.0 * w, name="train")
sess = tf.Session()
sess.run(w.initializer)
seen = []
for i in range(4):
    seen.append(float(sess.run([loss, train])[0]))
seen.append(float(sess.run(loss)))
"""


def test_a_kept_branch_is_what_the_program_goes_on_with() -> None:
    acts = Break("train"), Move("continue"), Move("continue"), Break("train", on=False)
    driver = run(TRAINING, *acts, WhatIf("loss", "50"), WhatIf("w", "-8"), EndBranch(keep=True), to_the_end)
    assert driver.last.problem is None
    assert driver.program.namespace["seen"] == [4.0, 50.0, 16.0, 4.0, 1.0]
    assert driver.last.branch is None


def test_a_kept_branch_can_be_taken_back_and_gone_over_again() -> None:
    hashes: dict[int, str] = {}

    def note(driver: Driver) -> None:
        moment, state = driver.debugger.timeline.cursor, whole_state(driver)
        assert hashes.setdefault(moment, state) == state

    def count(driver: Driver) -> None:
        assert all(c.total >= 0 for calls in driver.picture.calls.values() for c in calls.values())

    path = [
        act
        for move in (Move("back"), Move("back"), Move("back", 9), Move("step", 8), Move("live"))
        for act in (move, note)
    ]
    driver = run(GRAPH, to_the_end, note, WhatIf("a", "[10, 20]"), EndBranch(keep=True), note, *path, *path, count)
    assert len(hashes) > 4
    assert driver.last.problem is None
    live = next(v for v in driver.last.variables if v.name == "v")
    assert live.preview == "[11 22]"


def test_the_ledger_counts_the_kernels_of_a_kept_branch_and_not_of_a_dropped_one() -> None:
    totals: list[dict[str, int]] = []

    def note(driver: Driver) -> None:
        totals.append({n: c.total for n, c in driver.debugger.timeline.ledger.nodes()[1].items()})

    with watched() as calls:
        acts = WhatIf("a", "[10, 20]"), EndBranch(False), note, WhatIf("a", "[10, 20]"), EndBranch(True), note
        run(GRAPH, to_the_end, note, *acts)
    before, dropped, kept = totals
    assert before == dropped
    assert {name for name in kept if kept[name] == before[name] + 1} == set(calls.made[-6:])
    assert {name for name in kept if kept[name] != before[name]} == set(calls.made[-6:])


def test_what_was_kept_is_a_leaf_of_what_comes_after() -> None:
    def look(driver: Driver) -> None:
        cause = Provenance(driver.debugger.timeline).of("after")
        found = leaves(cause)
        assert {leaf.name for leaf in found if leaf.kind == "override"} == {
            "a",
            "v",
        }  # v was put back to be assigned anew
        assert np.array_equal(recompute(cause, found), [11, 22])

    run(GRAPH, to_the_end, WhatIf("a", "[10, 20]"), EndBranch(keep=True), look)


def test_a_second_branch_starts_from_what_was_kept() -> None:
    acts = WhatIf("a", "[10, 20]"), EndBranch(keep=True), WhatIf("r", "[0, 0]")
    driver = run(GRAPH, to_the_end, *acts)
    assert results(driver)["c"][1] == "[11 22]"
    assert reran(driver) == ["c"]


def test_a_dropped_branch_leaves_no_trace() -> None:
    hashes: list[str] = []

    def note(driver: Driver) -> None:
        hashes.append(whole_state(driver))

    acts = Break("c"), Move("continue"), note, WhatIf("b", "[7, 7]"), EndBranch(keep=False), note
    driver = run(GRAPH, *acts, Break("c", on=False), to_the_end)
    assert hashes[0] == hashes[1]
    straight = run(GRAPH, to_the_end)
    assert [g.tobytes() for g in driver.program.namespace["got"]] == [
        g.tobytes() for g in straight.program.namespace["got"]
    ]


def test_a_branch_in_the_past_is_computed_from_the_past_and_cannot_be_kept() -> None:
    driver = run(TRAINING, to_the_end, Move("back_run", 3), WhatIf("rate", "1.0"), EndBranch(keep=True))
    assert results(driver)["w"] == ("0.25", "-0.5")
    assert results(driver)["loss"] == ("0.25", "0.25")
    assert "later runs" in driver.text
    assert driver.last.branch is not None


def test_a_failed_run_may_succeed_with_another_value() -> None:
    source = """\
import tuigraph as tf
m = tf.placeholder(tf.float32, [2, 2], name="m")
inverse = tf.matrix_inverse(m, name="inverse")
total = tf.reduce_sum(inverse, name="total")
sess = tf.Session()
sess.run(total, {m: [[1.0, 1.0], [1.0, 1.0]]})
"""
    driver = run(source, Move("continue"), WhatIf("m", "[[1.0, 0.0], [0.0, 1.0]]"))
    assert driver.snapshots[-2].reason == "error"
    assert results(driver)["total"] == ("", "2.0")


def test_a_branch_that_fails_says_so() -> None:
    source = (
        GRAPH + "bad = sess.run(tf.matrix_inverse(tf.reshape(tf.tile(x, [2]), [2, 2]) + tf.eye(2)), {x: [1.0, 2.0]})\n"
    )
    driver = run(source, to_the_end, WhatIf("x", "[-0.5, -0.5]"))
    assert "not invertible" in results(driver)["error"][1]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("nothing", "1", "nothing is no variable"),
        ("a", "[1, 2, 3]", "Cannot feed value of shape (3,)"),
        ("v", "[1, 2, 3]", "the variable has shape [2]"),
        ("a", "1 +", "invalid syntax"),
        ("a", "unknown + 1", "NameError"),
        ("a", "'text'", "could not convert"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(name: str, value: str, why: str) -> None:
    driver = run(GRAPH, to_the_end, WhatIf(name, value))
    assert driver.last.branch is None
    assert why in driver.text


def test_without_a_run_there_is_no_branch() -> None:
    driver = run(GRAPH, WhatIf("a", "1"), EndBranch(keep=True), Watch("a"))
    assert "no run" in driver.text
    assert "no branch" in driver.text


def test_what_has_not_run_yet_can_be_supposed_and_not_kept() -> None:
    driver = run(GRAPH, Break("a"), Move("continue"), WhatIf("b", "[0, 0]"), EndBranch(keep=True))
    assert "step over its node first" in driver.text
    assert "c" in reran(driver)
    assert "b" not in reran(driver)


def test_moving_on_drops_the_branch() -> None:
    driver = run(GRAPH, Break("c"), Move("continue"), WhatIf("b", "[7, 7]"), Move("step"))
    assert driver.snapshots[-2].branch is not None
    assert driver.last.branch is None


def test_an_override_is_a_step_that_says_what_it_is() -> None:
    acts = (
        Break("train"),
        Move("continue"),
        WhatIf("loss", "50"),
        EndBranch(keep=True),
        WhatIf("w", "3"),
        EndBranch(True),
    )
    driver = run(TRAINING, *acts)
    loss, variable = (s.step for s in driver.snapshots[-3::2])
    assert loss is not None
    assert variable is not None
    assert (loss.node, english(loss.equation)) == ("loss", "loss overridden: was 4.0 -> 50.0")
    assert driver.last.reason == "node"


def test_a_branch_can_be_interrupted_and_leaves_everything_as_it_was() -> None:
    source = """\
import os, signal
import tuigraph as tf
v = tf.Variable(1.0, name="v")
def endless(x):
    if x > 5:
        os.kill(os.getpid(), signal.SIGINT)
        while True: pass
    return x
slow = tf.py_func(endless, [v], tf.float32, name="slow")
up = tf.assign_add(v, slow, name="up")
sess = tf.Session()
sess.run(v.initializer)
sess.run(up)
"""
    hashes: list[str] = []

    def note(driver: Driver) -> None:
        hashes.append(whole_state(driver))

    driver = run(source, to_the_end, note, WhatIf("v/read", "7.0"), note)
    assert hashes[0] == hashes[1]
    assert "KeyboardInterrupt" in driver.text
    assert driver.last.branch is None


def test_a_variable_seen_in_another_shape_shows_what_the_branch_assigns() -> None:
    def look(driver: Driver) -> None:
        shown = results(driver)
        assert shown["column"] == ("[[11] [12] [13]]", "[[2] [3] [4]]")
        assert shown["after"] == ("[[22 24 26]]", "[[4 6 8]]")

    driver = run(SEEN, to_the_end, WhatIf("x", "[1.0, 1.0, 1.0]"), look)
    assert driver.last.problem is None


HANDLES = """\
import tuigraph as tf
x = tf.placeholder(tf.float32, [], name="x")
table = tf.contrib.lookup.MutableHashTable(tf.int64, tf.float32, -1.0)
queue = tf.FIFOQueue(9, [tf.float32], [[]])
def fill():
    return tf.group(table.insert(tf.constant([1], tf.int64), [x]), queue.enqueue(x))
def drain():
    return tf.group(table.insert(tf.constant([1], tf.int64), [-x]))
with tf.control_dependencies([tf.cond(x > 0.0, fill, drain)]):
    found = tf.identity(table.lookup(tf.constant([1], tf.int64)), name="found")
    size = tf.identity(queue.size(), name="size")
sess = tf.Session()
sess.run([found, size], {x: 2.0})
"""


def test_what_is_read_by_a_handle_is_read_again_after_another_value_was_written() -> None:
    driver = run(HANDLES, Move("continue"), WhatIf("x", "-3.0"))
    view = driver.last.branch
    assert view is not None
    shown = {result.name: (result.before, result.after) for result in view.results}
    assert shown == {"found": ("[2]", "[3]"), "size": ("1", "0")}


def test_arrays_of_a_loop_are_told_by_what_they_hold() -> None:
    source = """\
import tuigraph as tf
x = tf.placeholder(tf.float32, [], name="x")
out = tf.reduce_sum(tf.map_fn(lambda t: t * x, tf.range(3.0)), name="out")
sess = tf.Session()
sess.run(out, {x: 1.0})
"""
    view = run(source, to_the_end, WhatIf("x", "2.0")).last.branch
    assert view is not None
    assert {d.name for d in view.results if d.changed} == {"out"}
    grown = run(source.replace("tf.range(3.0)", "tf.range(x)").replace("1.0", "3.0"), to_the_end, WhatIf("x", "2.0"))
    assert grown.last.branch is not None
    arrays = {
        d.name: (english(d.before), english(d.after)) for d in grown.last.branch.reran if d.name == "map/TensorArray"
    }
    assert [text for pair in arrays.values() for text in pair] == [
        "TensorArray map/TensorArray: 3 elements, 0.0",
        "TensorArray map/TensorArray: 2 elements, 0.0",
    ]
