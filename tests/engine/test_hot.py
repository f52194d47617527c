"""A hot plan is the plan written out in Python: the same values and errors, with fewer calls in between."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.random_programs.ways import Whole, bits, hot_at_once
from tests.work import calls_made
from tuigraph.engine import execute, hot, prepared


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def started() -> tf.Session:
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    return sess


def test_a_small_run_is_a_few_calls_from_its_second_run_on() -> None:
    x, y = tf.Variable(3, name="x"), tf.Variable(4, name="y")
    f = x * x * y + y + 2
    asked: list[Any] = [f, [x, y, f]]
    for fetches, wanted in zip(asked, (42, [3, 4, 42])):
        with started() as sess:
            run = functools.partial(sess.run, fetches)
            loop = calls_made(run)
            with hot_at_once():
                run()
            assert run() == wanted
            assert calls_made(run) * 3 < loop


def test_every_structure_comes_back_as_it_was_asked_for() -> None:
    pair = collections.namedtuple("pair", "a b")
    v = tf.Variable([1.0, 2.0], name="v")
    w = v * 2.0
    step = tf.group(w)
    asked: list[Any] = [w, v, [w, step], (v, [w, w]), {"a": w, "b": [v]}, pair(w, v), [pair(w, v), w], "v:0", [], [[]]]
    with started() as sess, hot_at_once():
        plain = [repr(sess.run(one)) for one in asked]
        for _ in range(3):
            assert [repr(sess.run(one)) for one in asked] == plain
        kept = sess.run([w, v])
        for array in kept:
            array += 100
        assert [a.tolist() for a in sess.run([w, v])] == [[2.0, 4.0], [1.0, 2.0]]


def test_feeds_of_every_kind_are_what_the_loop_makes_of_them() -> None:
    x = tf.placeholder(tf.float32, [2], name="x")
    n = tf.placeholder(tf.int32, [], name="n")
    any_shape = tf.placeholder(tf.float64, [None, None], name="any")
    text, flag = tf.placeholder(tf.string, []), tf.placeholder(tf.bool, [None])
    kept = tf.Variable([0.0, 0.0])
    assigned = tf.assign(kept, x)
    f = [tf.square(x) * 3.0, n + 1, any_shape * 2, tf.string_join([text, text]), tf.logical_not(flag), assigned]
    given: list[dict[Any, Any]] = [
        {x: x_, n: n_, any_shape: a_, text: "ab", flag: [True, False]}
        for x_ in ([1, 2], np.array([1.5, 2.5]), np.array([1, 2], np.int8), (0.1, 0.2), np.array(["1", "2"]))
        for n_, a_ in ((3, [[1.0]]), (np.int64(3), np.ones((2, 3), "f")), (np.array(4.7), np.zeros((0, 2))))
    ]

    def answers(sess: tf.Session) -> list[Any]:
        return [[bits(v) for v in sess.run(f, one)] for one in given for _ in range(3)]

    with started() as sess:
        former = execute.set_observer(Whole())
        wanted = answers(sess)
        execute.set_observer(former)
        with hot_at_once():
            assert answers(sess) == wanted
            for wrong, kind in ((np.zeros(3, "f"), ValueError), ("no", ValueError), (x, TypeError)):
                with pytest.raises(kind):
                    sess.run(f, {**given[0], x: wrong})
            mine = np.array([7.0, 8.0], np.float32)
            sess.run(assigned, {x: mine})
            sess.run(assigned, {x: mine})
            mine += 1
            assert sess.run(kept).tolist() == [7.0, 8.0]


def test_nothing_is_written_out_twice_however_a_request_is_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []

    def counted(text: str, *arguments: Any) -> Any:
        texts.append(text)
        return compile(text, *arguments)

    monkeypatch.setattr(hot, "compile", counted, raising=False)
    x, sparse = tf.placeholder(tf.float32, [None]), tf.sparse_placeholder(tf.float32)
    f = tf.reduce_sum(x) + 1.0
    dense = tf.sparse_tensor_to_dense(sparse)
    fed = {x: [1.0, 2.0]}
    asked: list[tuple[Any, ...]] = [
        (f, fed, tf.RunOptions(timeout_in_ms=20_000)),
        ([[f], f], fed),
        (f, collections.OrderedDict(fed)),
        (f, {(x,): ([1.0, 2.0],)}),
        (dense, {sparse: ([[1]], [2.0], [3])}),
    ]
    with started() as sess, hot_at_once():
        for one in asked:
            first = [repr(sess.run(*one)) for _ in range(3)]
            before = len(texts)
            assert [repr(sess.run(*one)) for _ in range(3)] == first
            assert len(texts) == before > 0


def test_an_error_names_its_node_and_line_and_operands_and_the_next_run_is_right() -> None:
    x = tf.placeholder(tf.float32, [2, 2], name="x")
    v = tf.Variable(tf.eye(2), name="v")
    later = tf.Variable([[1.0, 0.0], [0.0, 1.0]], name="later")
    half = tf.add(x, later) * 0.5
    inverse = tf.matrix_inverse(tf.matmul(half + half, v), name="turned")
    singular, fine = [[0.0, 1.0], [1.0, 0.0]], np.eye(2)

    def told(sess: tf.Session, given: Any) -> list[str]:
        with pytest.raises(tf.errors.OpError) as failed:
            sess.run(inverse, {x: given})
        return str(failed.value).split("\n")

    with tf.Session() as sess:
        sess.run(v.initializer)
        loop = told(sess, fine)
        with hot_at_once():
            sess.run(inverse.op.inputs[0].op.inputs[1])
            assert told(sess, fine) == told(sess, fine) == loop
        assert "later" in loop[0]
        assert "test_hot.py" in loop[1]
        sess.run(later.initializer)
    with started() as sess:
        loop = told(sess, -fine)
        with hot_at_once():
            for _ in range(2):
                assert sess.run(inverse, {x: fine}).tolist() == [[0.5, 0.0], [0.0, 0.5]]
                assert told(sess, -fine) == loop
                assert len(told(sess, singular)) == len(loop)
    assert "turned" in loop[1]
    assert "test_hot.py" in loop[1]
    assert "[2,2]" in loop[2]


def test_what_is_looked_up_first_is_forgotten_when_it_may_not_hold() -> None:
    v = tf.Variable(1.0, name="v")
    f = v + 1.0
    seen = []

    class Sees(Whole):
        def run(self, session: Any, execution: Any, request: Any) -> None:
            seen.append(request.fetches)
            super().run(session, execution, request)

    with started() as sess, hot_at_once():
        assert [sess.run(f), sess.run(f)] == [2.0, 2.0]
        former = execute.set_observer(Sees())
        sess.run(f)
        execute.set_observer(former)
        assert seen == [("add:0",)]
        assert [sess.run(f), sess.run(f)] == [2.0, 2.0]
        f.op._update_input(1, tf.constant(5.0))
        assert [sess.run(f), sess.run(f)] == [6.0, 6.0]
    for _ in range(2):
        with pytest.raises(RuntimeError, match="closed"):
            sess.run(f)


def test_what_does_not_go_straight_on_and_what_is_long_stays_with_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    v = tf.Variable(1.0)
    chosen = tf.cond(v > 0.0, lambda: v + 1.0, lambda: v - 1.0)
    rounds = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])
    long: Any = v
    for _ in range(50):
        long = tf.sin(long)
    monkeypatch.setattr(prepared, "_MOST_HOT", 40)
    with started() as sess, hot_at_once():
        assert [sess.run([chosen, rounds, long])[:2] for _ in range(3)] == [[2.0, 3]] * 3
        assert sess.run(long) == sess.run(long)
        assert all(p.plan.hot is None for p in list(sess._plans.values())[1:])
