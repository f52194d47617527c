"""`tf.ConditionalAccumulator`: gradients are added up, and the mean is taken once enough are there."""

from __future__ import annotations

import numpy as np
import pytest

import tuigraph as tf


def test_the_mean_is_taken_of_gradients_that_are_not_late() -> None:
    with tf.Graph().as_default(), tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=50)) as session:
        accumulator = tf.ConditionalAccumulator(tf.float32, shape=[2])
        x, step = tf.placeholder(tf.float32), tf.placeholder(tf.int64, [])
        add = accumulator.apply_grad(x, step)
        take, count = accumulator.take_grad(2), accumulator.num_accumulated()
        session.run(add, {x: [1.0, 2.0], step: 0})
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(take)
        session.run(add, {x: [2.0, 6.0], step: 0})
        assert session.run(count) == 2
        assert session.run(take).tolist() == [1.5, 4.0]
        session.run(add, {x: [9.0, 9.0], step: 0})  # of the step that is over
        assert session.run(count) == 0
        session.run(accumulator.set_global_step(5))
        for late in (4, 5):
            session.run(add, {x: [1.0, 1.0], step: late})
        assert session.run(count) == 1
        with pytest.raises(tf.errors.InvalidArgumentError, match="Shape mismatch"):
            session.run(add, {x: np.zeros(3), step: 5})
        with pytest.raises(tf.errors.InvalidArgumentError, match="at least 1"):
            session.run(accumulator.take_grad(0))
        total = tf.ConditionalAccumulator(tf.int32, [], reduction_type="SUM")
        for value in (3, 4):
            session.run(total.apply_grad(value))
        assert session.run(total.take_grad(1)) == 7
    with pytest.raises(ValueError, match="reduction_type"):
        tf.ConditionalAccumulator(tf.float32, reduction_type="MOST")
