"""Variables: what the recorded cases do not show, and laws of updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tuigraph as tf
from tests.engine.both_ways import run_both_ways


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def test_a_user_that_waits_for_an_assignment_sees_it_through_an_earlier_read() -> None:
    v = tf.Variable(1.0)
    before = v * 3.0
    with tf.control_dependencies([before]):
        change = v.assign(5.0)
    with tf.control_dependencies([change]):
        after = v * 3.0
    apart = v * 3.0
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run([before, after, apart]) == [3.0, 15.0, 3.0]


def test_a_read_shares_the_memory_of_the_variable() -> None:
    v, w = tf.Variable(1.0), tf.Variable(2.0)
    kept = tf.identity(v)
    with tf.control_dependencies([kept]):
        first = v.assign(w)
    with tf.control_dependencies([first]):
        second = w.assign(kept)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(second)
        assert session.run([v, w]) == [2.0, 2.0]


def test_a_variable_loads_a_value_without_a_new_node(own_graph: tf.Graph) -> None:
    v = tf.Variable([1.0, 2.0])
    nodes = own_graph.version
    with tf.Session() as session:
        v.load([3.0, 4.0])
        assert session.run(v).tolist() == [3.0, 4.0]
    assert own_graph.version == nodes
    with pytest.raises(ValueError, match="session"):
        v.load([3.0, 4.0])


def test_an_initial_value_from_a_conditional_needs_a_function() -> None:
    def branch() -> Any:
        return tf.Variable(tf.constant(1.0)).initial_value

    with pytest.raises(ValueError, match="use a lambda"):
        tf.cond(tf.constant(True), branch, lambda: tf.constant(2.0))


def test_an_initial_value_far_from_the_variable_that_it_depends_on() -> None:
    first = tf.Variable(1.0)
    value = first + 0.0
    for _ in range(5000):
        value = value + 1.0
    last = tf.Variable(value)
    with tf.Session() as session:
        session.run(last.initializer)  # `first` has no value yet: its initial value stands in
        assert session.run(last) == 5001.0


def test_old_names_of_initialisers() -> None:
    v = tf.Variable(1.0)
    with tf.Session() as session:
        session.run(tf.initialize_all_variables())
        assert tf.all_variables() == [v]
        assert session.run(v) == 1.0


def test_collections_of_a_scope() -> None:
    with tf.variable_scope("a"):
        v = tf.Variable(1.0, name="v")
    tf.Variable(2.0, name="ab")
    assert tf.global_variables("a/") == tf.trainable_variables(scope="a/") == [v]


def test_counting_ends_with_the_limit_and_names_the_node() -> None:
    count = tf.count_up_to(tf.Variable(0), 2, name="count")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert [session.run(count) for _ in range(2)] == [0, 1]
        with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 2") as caught:
            session.run(count)
    assert "'count'" in str(caught.value)


def test_assert_variables_initialized_fails_for_the_one_without_a_value() -> None:
    ready, missing = tf.Variable(1.0, name="ready"), tf.Variable(1.0, name="missing")
    check = tf.assert_variables_initialized([ready, missing])
    with tf.Session() as session:
        session.run(ready.initializer)
        with pytest.raises(tf.errors.FailedPreconditionError, match="missing"):
            session.run(check)


# ---------------------------------------------------------------- laws

SCATTER = {
    "scatter_add": np.add.at,
    "scatter_sub": np.subtract.at,
    "scatter_mul": np.multiply.at,
    "scatter_min": np.minimum.at,
    "scatter_max": np.maximum.at,
}


@given(
    name=st.sampled_from(sorted(SCATTER)),
    rows=st.lists(st.integers(0, 4), max_size=6),
    values=st.lists(st.integers(-9, 9), min_size=12, max_size=12),
)
def test_rows_are_updated_one_after_the_other(name: str, rows: list[int], values: list[int]) -> None:
    start = np.arange(10, dtype=np.float64).reshape(5, 2)
    updates = np.array(values[: 2 * len(rows)], dtype=np.float64).reshape(len(rows), 2)
    expected = start.copy()
    SCATTER[name](expected, np.array(rows, dtype=np.int64), updates)
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(start)
        update = getattr(tf, name)(v, np.array(rows, dtype=np.int64), updates)
        session.run(v.initializer)
        (held,) = (cell.value for cell in session.store.cells.values())
        assert np.array_equal(session.run(update), expected)
        assert np.array_equal(held, start), "an update rebinds the cell and leaves the old value whole"


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), max_size=5))
def test_an_index_names_an_element(indices: list[tuple[int, int]]) -> None:
    places = np.array(indices, dtype=np.int32).reshape(-1, 2)
    expected = np.zeros((2, 3), np.float32)
    np.add.at(expected, tuple(places.T), 1.0)
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(tf.zeros([2, 3]))
        session.run(v.initializer)
        assert np.array_equal(session.run(tf.scatter_nd_add(v, places, np.ones(len(places), np.float32))), expected)


# ---------------------------------------------------------------- initial values that depend on other variables


def test_initialized_values_can_be_chained() -> None:
    v = tf.Variable(1.0)
    w = tf.Variable(v.initialized_value() * 2.0)
    z = tf.Variable(w.initialized_value() + v.initialized_value())
    drawn = tf.Variable(tf.random_uniform([]))
    same = tf.Variable(tf.Variable(drawn.initialized_value()).initialized_value())
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        assert sess.run([v, w, z]) == [1.0, 2.0, 3.0]
        assert sess.run(drawn) == sess.run(same)


@pytest.mark.parametrize("resource", [False, True])
def test_a_variable_may_be_made_in_a_branch_or_a_body_by_a_function(resource: bool) -> None:
    p = tf.placeholder(tf.bool, [])
    chosen = tf.cond(
        p, lambda: tf.Variable(lambda: tf.constant(3.0), use_resource=resource) * 1.0, lambda: tf.constant(1.0)
    )
    counted = tf.while_loop(
        lambda i: i < 3.0,
        lambda i: i + tf.get_variable("v", [], initializer=tf.ones_initializer(), use_resource=resource),
        [0.0],
    )
    slope = tf.gradients(counted, tf.trainable_variables()[1:])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        assert [sess.run(chosen, {p: side}) for side in (True, False)] == [3.0, 1.0]
        assert sess.run([counted, *slope]) == [3.0, 3.0]
    with pytest.raises(ValueError, match="use a lambda as the initializer"):
        tf.cond(p, lambda: tf.Variable(tf.constant(1.0), use_resource=resource) * 1.0, lambda: tf.constant(1.0))


def test_assign_takes_a_part_of_a_variable_of_either_kind() -> None:
    for resource in (False, True):
        v = tf.Variable([1.0, 2.0, 3.0], use_resource=resource)
        with tf.Session() as sess:
            sess.run(v.initializer)
            assert sess.run(tf.assign(v[:2], [7.0, 8.0])).tolist() == [7.0, 8.0, 3.0]
    with pytest.raises(AttributeError, match="no variable"):
        tf.assign(tf.constant([1.0]), [1.0])


@pytest.mark.parametrize("resource", [False, True])
def test_part_of_a_variable_is_assigned_in_branches_and_loops(resource: bool) -> None:
    v, pred = tf.Variable([1.0, 2.0, 3.0], use_resource=resource), tf.placeholder(tf.bool, [])

    def whole() -> Any:
        with tf.control_dependencies([tf.assign(v[:2], [7.0, 8.0])]):
            return v.read_value()

    def in_rounds() -> Any:
        def body(i: Any) -> Any:
            with tf.control_dependencies([tf.assign(v[2:], tf.fill([1], tf.to_float(i) + 9.0))]):
                return i + 1

        with tf.control_dependencies([tf.while_loop(lambda i: i < 3, body, [0])]):
            return v.read_value()

    requests = [tf.cond(pred, whole, in_rounds), v]
    assert run_both_ways(requests, {pred: True})[1].tolist() == [7.0, 8.0, 3.0]
    assert run_both_ways(requests, {pred: False})[1].tolist() == [1.0, 2.0, 11.0]


@pytest.mark.parametrize(
    "what",
    [
        lambda v: v.value(),
        lambda v: tf.identity(v),
        lambda v: v.read_value(),
        lambda v: tf.assign(v, [4.0, 5.0, 6.0]),
        lambda v: v[1:],
        lambda v: tf.constant([1.0, 2.0]),
    ],
)
def test_part_of_anything_else_is_not_assigned(what: Any) -> None:
    v = tf.Variable([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="Sliced assignment is only supported for variables"):
        what(v)[:1].assign([7.0])


@pytest.mark.parametrize("resource", [False, True])
def test_part_of_a_variable_takes_a_value_of_its_own_shape(resource: bool) -> None:
    v = tf.Variable([1.0, 2.0, 3.0], use_resource=resource)
    assign = v[:1].assign(tf.placeholder_with_default([1.0, 2.0], None))
    with pytest.raises(tf.errors.UnimplementedError, match=r"l-value shape \[1\] does not match r-value shape \[2\]"):
        run_both_ways([assign])


def test_a_scalar_has_no_rows_to_scatter_to() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"params must be at least 1-D, got shape \[\]"):
        run_both_ways([tf.scatter_add(tf.Variable(1.0), [0], tf.placeholder_with_default([1.0], None))])
