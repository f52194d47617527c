"""Values that are not there: what waits for a branch that is not taken, and gradients of branches.

The numbers are TensorFlow 1.15.5's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import tuigraph as tf
from tests.engine.both_ways import run_both_ways


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def inside_of_branch(pred: Any) -> Any:
    """A tensor made in the branch that runs when `pred` is true."""
    made: list[Any] = []
    tf.cond(pred, lambda: made.append(tf.constant(1.0) * 2.0) or made[0], lambda: 0.0)
    return made[0]


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        lambda v: tf.assign(v, 5.0),
        lambda v: tf.assign_add(v, 4.0),
        lambda v: tf.assign_add(v, tf.constant(2.0) * 2.0),
        lambda v: tf.group(tf.assign_add(v, tf.identity(tf.constant(4.0)))),
    ],
)
def test_what_waits_for_a_branch_happens_when_the_branch_is_taken(change: Any, taken: bool) -> None:
    pred, v = tf.placeholder(tf.bool, []), tf.Variable(1.0)
    with tf.control_dependencies([inside_of_branch(pred)]):
        changed = change(v)
    [_, value] = run_both_ways([[getattr(changed, "op", changed)], v], {pred: taken})
    assert value == (5.0 if taken else 1.0)


@pytest.mark.parametrize("taken", [True, False])
def test_an_element_that_waits_for_a_branch_is_not_put_in_a_queue_without_it(taken: bool) -> None:
    pred, queue = tf.placeholder(tf.bool, []), tf.FIFOQueue(3, [tf.float32])
    with tf.control_dependencies([inside_of_branch(pred)]):
        put = queue.enqueue(tf.constant(1.0))
    assert run_both_ways([[put], queue.size()], {pred: taken})[1] == int(taken)


@pytest.mark.parametrize(
    "behind",
    [
        lambda t: t + 1.0,
        lambda t: tf.add_n([t, t]),
        lambda t: tf.identity_n([t, tf.constant(1.0)])[1],
        lambda t: tf.tuple([tf.constant(1.0), t])[0],
        lambda t: tf.cond(t > 0.0, lambda: 1.0, lambda: 2.0),
        lambda t: tf.while_loop(lambda i: i < t, lambda i: i + 1.0, [0.0]),
        lambda t: tf.map_fn(lambda e: e * t, tf.ones([2])),
    ],
)
def test_a_dead_value_is_not_handed_out(behind: Any) -> None:
    pred = tf.placeholder(tf.bool, [])
    fetched = behind(inside_of_branch(pred))
    run_both_ways([fetched], {pred: True})
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have value"):
        run_both_ways([fetched], {pred: False})


def nested(x: Any) -> Any:
    return tf.cond(x > 0.0, lambda: tf.cond(x > 3.0, lambda: x * x, lambda: x + 1.0), lambda: x * 2.0)


def shared_in_case(x: Any) -> Any:
    y = x * x
    return tf.case([(x > 3.0, lambda: y * x), (x > 0.0, lambda: y), (x < -5.0, lambda: y + x)], default=lambda: -y)


def in_a_loop(x: Any) -> Any:
    def body(i: Any, a: Any) -> Any:
        return i + 1, tf.cond(a > 4.0, lambda: tf.cond(x > 2.0, lambda: a * x, lambda: a + x), lambda: a * a)

    return tf.while_loop(lambda i, a: i < 3, body, [0, x])[1]


def loop_in_a_branch_that_waits(x: Any) -> Any:
    with tf.control_dependencies([x * 3.0]):
        return tf.cond(x > 0.0, lambda: tf.map_fn(lambda e: e * x, tf.stack([x, x]))[0], lambda: x)


def of_one_side_only(x: Any) -> Any:
    return tf.cond(x > 0.0, lambda: tf.constant(1.0), lambda: x * x)


@pytest.mark.parametrize(
    ("build", "values", "slopes"),
    [
        (nested, [16.0, 2.0, -2.0], [8.0, 1.0, 2.0]),
        (shared_in_case, [64.0, 1.0, -1.0], [48.0, 2.0, 2.0]),
        (in_a_loop, [256.0, 1.0, 1.0], [256.0, 8.0, -8.0]),
        (loop_in_a_branch_that_waits, [16.0, 1.0, -1.0], [8.0, 2.0, 1.0]),
        (of_one_side_only, [1.0, 1.0, 1.0], [0.0, 0.0, -2.0]),
    ],
)
def test_gradients_of_branches_are_those_of_the_branch_taken(build: Any, values: Any, slopes: Any) -> None:
    x = tf.placeholder(tf.float32, [])
    y = build(x)
    for at, value, slope in zip([4.0, 1.0, -1.0], values, slopes):
        assert run_both_ways([y, tf.gradients(y, x)[0]], {x: at}) == pytest.approx([value, slope], rel=1e-6)


def test_second_derivatives_of_branches() -> None:
    x = tf.placeholder(tf.float32, [])
    y = tf.cond(x > 0.0, lambda: tf.cond(x > 3.0, lambda: x * x * x, lambda: tf.exp(x)), lambda: x * x)
    second = tf.gradients(tf.gradients(y, x)[0], x)[0]
    assert [run_both_ways([second], {x: at})[0] for at in (4.0, 0.5, -1.0)] == pytest.approx([24.0, 1.6487213, 2.0])


@pytest.mark.parametrize(
    "behind",
    [
        lambda p: tf.group(p),
        lambda p: tf.tuple([p, tf.constant(7.0)])[1],
        lambda p: tf.identity(tf.constant(7.0)),
    ],
)
def test_a_fed_tensor_counts_as_done_for_what_waits_for_it(behind: Any) -> None:
    p = tf.placeholder(tf.float32, [])
    with tf.control_dependencies([p]):
        made = behind(p)
    run_both_ways([made], {p: 1.0})


@pytest.mark.parametrize("wrong", [[True], [True, False], [[True]]])
def test_a_predicate_is_a_scalar(wrong: Any) -> None:
    fed = tf.placeholder(tf.bool)
    y = tf.cond(fed, lambda: 1.0, lambda: 2.0)
    loop = tf.while_loop(lambda i: tf.logical_and(i < 3, fed), lambda i: i + 1, [0])
    for fetched in (y, loop):
        with pytest.raises(tf.errors.InvalidArgumentError, match="must be a scalar"):
            run_both_ways([fetched], {fed: wrong})
    with pytest.raises(ValueError, match="rank"):
        tf.cond(tf.constant(wrong), lambda: 1.0, lambda: 2.0)


def test_a_branch_is_a_function() -> None:
    x = tf.constant(1.0)
    for branches in ((x, x), (lambda: x, x), (x, lambda: x)):
        with pytest.raises(TypeError, match="must be callable"):
            tf.cond(x > 0.0, *branches)
    with pytest.raises(TypeError, match="required"):
        tf.cond(x > 0.0, lambda: x)


def test_slices_and_sparse_tensors_come_out_of_branches_and_loops() -> None:
    sparse = tf.SparseTensor([[0, 1]], [2.0], [1, 3])
    pred = tf.placeholder(tf.bool, [])
    chosen = tf.cond(pred, lambda: sparse, lambda: tf.SparseTensor([[0, 2]], [5.0], [1, 3]))
    assert run_both_ways([tf.sparse_tensor_to_dense(chosen)], {pred: False})[0].tolist() == [[0.0, 0.0, 5.0]]
    table = tf.Variable([1.0, 2.0, 3.0])
    y = tf.cond(pred, lambda: tf.gather(table, [0, 2, 0]), lambda: tf.zeros([3]))
    grad = tf.gradients(y, table)[0]
    assert run_both_ways([tf.convert_to_tensor(grad)], {pred: True})[0].tolist() == [2.0, 0.0, 1.0]
