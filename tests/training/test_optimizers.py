"""Laws that every optimizer keeps; its numbers and nodes stand in tests/recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.recorded.optimizers import OPTIMIZERS

START = np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25]])
EVERY = pytest.mark.parametrize("name", OPTIMIZERS)


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def values_after(build: Any, steps: int = 3) -> list[Any]:
    """All variables, slots included, after some steps; the values held before each step must stay what they were."""
    with tf.Graph().as_default(), tf.Session() as session:
        step = build()
        session.run(tf.global_variables_initializer())
        for _ in range(steps):
            held = [(cell.value, np.copy(cell.value)) for cell in session.store.cells.values()]
            session.run(step)
            assert all(np.array_equal(value, copy) for value, copy in held)
        return [session.run(v) for v in tf.global_variables()]


@EVERY
def test_rows_that_all_have_a_gradient_move_as_the_whole_does(name: str) -> None:
    def build(rows: bool) -> Any:
        v = tf.Variable(START.astype(np.float32))
        seen = tf.gather(v, [2, 0, 1]) if rows else v
        return OPTIMIZERS[name](tf.train).minimize(tf.reduce_sum(seen * seen * seen))

    for dense, sparse in zip(values_after(lambda: build(False)), values_after(lambda: build(True))):
        np.testing.assert_allclose(dense, sparse, rtol=1e-5)


@EVERY
def test_a_row_that_is_seen_twice_moves_once_by_the_sum(name: str) -> None:
    def build(rows: list[int], weight: float) -> Any:
        v = tf.Variable(START.astype(np.float32))
        return OPTIMIZERS[name](tf.train).minimize(weight * tf.reduce_sum(tf.gather(v, rows)))

    once, twice = values_after(lambda: build([1], 2.0)), values_after(lambda: build([1, 1], 1.0))
    for one, other in zip(once, twice):
        np.testing.assert_allclose(one, other, rtol=1e-6)


@EVERY
def test_a_scalar_moves_as_an_element_of_a_vector_does(name: str) -> None:
    def build(start: Any) -> Any:
        v = tf.Variable(np.array(start, np.float32))
        return OPTIMIZERS[name](tf.train).minimize(tf.reduce_sum(tf.exp(v)))

    for scalar, vector in zip(values_after(lambda: build(0.5)), values_after(lambda: build([0.5]))):
        np.testing.assert_array_equal(np.ravel(scalar), np.ravel(vector))


@EVERY
def test_a_loss_with_a_minimum_falls(name: str) -> None:
    v = tf.Variable(np.float32(2.0))
    loss = tf.square(v)
    step = OPTIMIZERS[name](tf.train).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        first = session.run(loss)
        session.run(step)
        assert session.run(loss) < first


@EVERY
def test_slots_belong_to_the_variable_and_are_not_trained(name: str) -> None:
    optimizer = OPTIMIZERS[name](tf.train)
    v = tf.Variable(START, dtype=tf.float32, name="v")
    assert optimizer.get_slot_names() == []
    optimizer.minimize(tf.reduce_sum(v))
    assert tf.trainable_variables() == [v]
    for slot_name in optimizer.get_slot_names():
        slot = optimizer.get_slot(v, slot_name)
        assert slot.op.name.startswith("v/")
        assert slot.get_shape() == v.get_shape()
        assert optimizer.get_slot(tf.Variable(0.0), slot_name) is None
    made = set(tf.global_variables()) - {v}
    assert set(optimizer.variables()) <= made


def test_an_update_of_uninitialised_slots_names_the_slot() -> None:
    v = tf.Variable([1.0], name="v")
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(v))
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value v/Momentum"):
            session.run(step)


def test_a_gradient_whose_shape_shows_when_it_runs() -> None:
    v = tf.Variable([1.0, 2.0], name="v")
    step = tf.train.GradientDescentOptimizer(0.1).apply_gradients([(tf.placeholder(tf.float32, name="g"), v)])
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(step, {"g:0": [10.0, 10.0]})
        assert session.run(v).tolist() == [0.0, 1.0]
        with pytest.raises(tf.errors.InvalidArgumentError, match="do not have the same shape"):
            session.run(step, {"g:0": [1.0, 2.0, 3.0]})


def test_a_subclass_needs_only_to_say_how_a_gradient_is_applied() -> None:
    class Signs(tf.train.Optimizer):
        def __init__(self) -> None:
            super().__init__(False, "Signs")

        def _prepare(self) -> None:
            self._rate = tf.constant(0.5, name="rate")

        def _apply_dense(self, grad: Any, var: Any) -> Any:
            return var.assign_sub(self._rate * tf.sign(grad))

    v = tf.Variable([3.0, -3.0])
    step = Signs().minimize(tf.reduce_sum(v * v))
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(step)
        assert session.run(v).tolist() == [2.5, -2.5]
    sparse = Signs()
    with pytest.raises(NotImplementedError, match="sparse"):
        sparse.minimize(tf.reduce_sum(tf.gather(v, [0])))


def test_what_is_no_variable_cannot_be_minimised_over() -> None:
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    with pytest.raises(NotImplementedError, match=r"tf\.Variable"):
        optimizer.compute_gradients(tf.constant(1.0), [3])


def test_a_constraint_holds_after_every_step() -> None:
    v = tf.Variable([1.0, -1.0], constraint=lambda value: tf.clip_by_value(value, -0.5, 2.0))
    step = tf.train.GradientDescentOptimizer(1.0).minimize(-tf.reduce_sum(v))
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(step)
        assert session.run(v).tolist() == [2.0, 0.0]
        session.run(step)
        assert session.run(v).tolist() == [2.0, 1.0]


def test_a_rate_may_be_a_function_a_tensor_or_a_placeholder() -> None:
    v = tf.Variable(1.0)
    rate = tf.placeholder_with_default(0.5, [])
    steps = [tf.train.GradientDescentOptimizer(r).minimize(v * 1.0) for r in (lambda: 0.5, tf.constant(0.5), rate)]
    with tf.Session() as session:
        for step in steps:
            session.run(v.initializer)
            session.run(step)
            assert session.run(v) == 0.5
        session.run(steps[-1], {rate: 0.25})
        assert session.run(v) == 0.25
