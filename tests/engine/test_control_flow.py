"""Conditionals, loops, TensorArrays and their gradients.  The numbers are TensorFlow 1.15.5's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture
def x() -> Any:
    tf.reset_default_graph()
    return tf.placeholder(tf.float32, [], name="x")


def run(fetches: Any, feed: Any = None) -> Any:
    with tf.Session() as sess:
        return sess.run(fetches, feed)


def test_only_the_side_taken_runs(x: Any) -> None:
    calls: list[str] = []

    def note(side: str) -> Any:
        return tf.py_func(lambda v: (calls.append(side), v)[1], [x], tf.float32)

    y = tf.cond(x > 0.0, lambda: note("true"), lambda: note("false"))
    run(y, {x: 1.0})
    run(y, {x: -1.0})
    assert calls == ["true", "false"]


def test_nodes_of_a_conditional_are_tensorflows(x: Any) -> None:
    tf.cond(x > 0.0, lambda: x * 2.0, lambda: tf.constant(1.0))
    assert [(op.name, op.type) for op in tf.get_default_graph().get_operations()] == [
        ("x", "Placeholder"),
        ("Greater/y", "Const"),
        ("Greater", "Greater"),
        ("cond/Switch", "Switch"),
        ("cond/switch_t", "Identity"),
        ("cond/switch_f", "Identity"),
        ("cond/pred_id", "Identity"),
        ("cond/mul/y", "Const"),
        ("cond/mul", "Mul"),
        ("cond/mul/Switch", "Switch"),
        ("cond/Const", "Const"),
        ("cond/Merge", "Merge"),
    ]


def test_what_runs_on_a_condition_cannot_be_fetched(x: Any) -> None:
    inside: list[Any] = []
    tf.cond(x > 0.0, lambda: inside.append(x * 2.0) or inside[0], lambda: x)
    with pytest.raises(ValueError, match="not fetchable"):
        run(inside[0], {x: 1.0})


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: tf.cond(True, lambda: 1, lambda: 2), TypeError),
        (lambda: tf.cond(tf.constant(True), lambda: 1, lambda: 1.0), ValueError),
        (lambda: tf.cond(tf.constant(True), lambda: [1, 2], lambda: [1]), ValueError),
        (lambda: tf.cond(tf.constant(True), 1, 2), TypeError),  # type: ignore[arg-type]
        (lambda: tf.while_loop(lambda i: i < 2, lambda i: (i, i), [0]), ValueError),
        (lambda: tf.while_loop(lambda i: i < 2, lambda i: tf.concat([i, i], 0), [tf.zeros([1], tf.int32)]), ValueError),
        (lambda: tf.while_loop(lambda i: i < 2, lambda i: i + 1, []), ValueError),
    ],
)
def test_mistakes_are_refused_when_the_graph_is_built(x: Any, build: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        build()


def test_loops_nest(x: Any) -> None:
    def outer(i: Any, total: Any) -> Any:
        return [i + 1, tf.while_loop(lambda j, t: j < i, lambda j, t: [j + 1, t + j], [0, total])[1]]

    assert run(tf.while_loop(lambda i, t: i < 4, outer, [tf.constant(0), tf.constant(0)])) == [4, 4]


def test_a_loop_of_many_rounds_needs_no_more_slots_than_one_of_few(x: Any) -> None:
    i = tf.while_loop(lambda i: i < 20_000, lambda i: i + 1, [0])
    assert run(i) == 20_000


POWER = lambda x: tf.while_loop(lambda i, s: i < 4, lambda i, s: [i + 1, s * x], [0, x])[1]  # noqa: E731


def conditional(x: Any) -> Any:
    def body(i: Any, s: Any) -> Any:
        return [i + 1, tf.cond(tf.equal(i % 2, 0), lambda: s * x, lambda: s + x)]

    return tf.while_loop(lambda i, s: i < 5, body, [0, x])[1]


def nested(x: Any) -> Any:
    def outer(i: Any, s: Any) -> Any:
        return [i + 1, tf.while_loop(lambda j, t: j <= i, lambda j, t: [j + 1, t * x + tf.sin(t)], [0, s])[1]]

    return tf.while_loop(lambda i, s: i < 3, outer, [0, x * 0.1])[1]


def in_a_conditional(x: Any) -> Any:
    loop = lambda: tf.while_loop(lambda i, s: i < 3, lambda i, s: [i + 1, s * s], [0, x])[1]  # noqa: E731
    return tf.cond(x > 1.0, loop, lambda: x * 3.0)


def swapping(x: Any) -> Any:
    a, b = tf.while_loop(lambda i, a, b: i < 3, lambda i, a, b: [i + 1, b * x, a + b], [0, x, x * x])[1:]
    return a + b


def no_rounds(x: Any) -> Any:
    return tf.while_loop(lambda i, s: i < 0, lambda i, s: [i + 1, s * x], [0, x])[1]


@pytest.mark.parametrize(
    ("build", "at", "value", "slope"),
    [
        (POWER, 1.5, 7.59375, 25.3125),
        (conditional, 1.5, 10.6875, 23.25),
        (nested, 1.5, 7.1841, 24.718),
        (in_a_conditional, 1.5, 25.6289, 136.6875),
        (in_a_conditional, 0.5, 1.5, 3.0),
        (swapping, 1.5, 23.4375, 43.75),
        (no_rounds, 1.5, 1.5, 1.0),
    ],
)
def test_gradients_go_through_loops_and_conditionals(x: Any, build: Any, at: float, value: float, slope: float) -> None:
    y = build(x)
    assert run([y, tf.gradients(y, x)[0]], {x: at}) == pytest.approx([value, slope], rel=1e-5)


def test_the_second_derivative_of_a_conditional(x: Any) -> None:
    y = tf.cond(x > 0.0, lambda: x * x * x, lambda: x)
    second = tf.gradients(tf.gradients(y, x)[0], x)[0]
    assert run(second, {x: 2.0}) == 12.0


def test_a_random_draw_in_a_loop_is_the_same_draw_in_its_gradient(x: Any) -> None:
    draws: list[Any] = []
    tf.set_random_seed(1)
    total = tf.while_loop(
        lambda i, s: i < 3, lambda i, s: [i + 1, s + x * tf.random_uniform([])], [0, tf.constant(0.0)]
    )[1]
    draws = run([total, tf.gradients(total, x)[0]], {x: 1.0})
    assert draws[0] == pytest.approx(draws[1], rel=1e-6)


@pytest.mark.parametrize(
    ("build", "value", "slope"),
    [
        (lambda v: tf.map_fn(lambda r: r * r, v), [1, 4, 9], [2, 4, 6]),
        (lambda v: tf.foldl(lambda a, r: a * r + 1.0, v), 10, [6, 3, 3]),
        (lambda v: tf.foldr(lambda a, r: a * r + r, v), 9, [9, 4, 2]),
        (lambda v: tf.scan(lambda a, r: a * r, v), [1, 2, 6], [9, 4, 2]),
        (lambda v: tf.map_fn(lambda p: p[0] * p[1], (v, v + 1.0), dtype=tf.float32), [2, 6, 12], [3, 5, 7]),
    ],
)
def test_functions_over_rows_and_their_gradients(x: Any, build: Any, value: Any, slope: Any) -> None:
    v = tf.constant([1.0, 2.0, 3.0])
    y = build(v)
    found = run([y, tf.gradients(y, v)[0]])
    np.testing.assert_allclose(found[0], value)
    np.testing.assert_allclose(found[1], slope)


def test_a_tensor_array_grows_in_a_loop(x: Any) -> None:
    start = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    filled = tf.while_loop(
        lambda i, t: i < 3, lambda i, t: (i + 1, t.write(i, tf.cast(i, tf.float32) * x)), (0, start)
    )[1]
    stacked = filled.stack()
    assert stacked.get_shape().as_list() == [None]
    assert run(stacked, {x: 2.0}).tolist() == [0.0, 2.0, 4.0]


def test_an_element_is_written_once(x: Any) -> None:
    array = tf.TensorArray(tf.float32, size=1).write(0, 1.0).write(0, 2.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="already been written"):
        run(array.stack())
