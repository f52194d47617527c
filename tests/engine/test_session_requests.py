"""What may be fed and fetched, and how long a run waits, as TensorFlow 1.15.5 has it."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def test_sparse_tensors_are_fetched_and_fed_whole() -> None:
    sparse = tf.sparse_placeholder(tf.float32, name="sp")
    made = tf.sparse_tensor_to_dense(sparse)
    value = tf.SparseTensorValue([[0, 1]], [2.0], [1, 2])
    with tf.Session() as sess:
        assert sess.run(made, {sparse: value}).tolist() == [[0.0, 2.0]]
        fetched = sess.run(sparse, {sparse: ([[0, 1]], [2.0], [1, 2])})
    assert (type(fetched).__name__, fetched.values.tolist()) == ("SparseTensorValue", [2.0])
    assert [op.name for op in tf.get_default_graph().get_operations()][:3] == ["sp/shape", "sp/values", "sp/indices"]


def test_slices_and_tuples_of_tensors_are_fed_by_tuples() -> None:
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    slices = tf.IndexedSlices(a, b)
    with tf.Session() as sess:
        assert sess.run([a, b], {slices: (1.0, 2)}) == [1.0, 2]
        assert sess.run([a, b], {(a, b): (3.0, 4)}) == [3.0, 4]
        with pytest.raises(ValueError, match="is fed by 2 values"):
            sess.run([a, b], {(a, b): (3.0,)})


def test_what_is_fed_comes_back_as_an_array() -> None:
    x = tf.placeholder(tf.string)
    with tf.Session() as sess:
        assert isinstance(sess.run(x, {x: b"abc"}), np.ndarray)


def test_default_dicts_are_fetched_without_their_factory() -> None:
    asked: Any = collections.defaultdict(list, x=tf.constant(1))
    with tf.Session() as sess:
        got = sess.run(asked)
    assert (type(got), dict(got)) == (collections.defaultdict, {"x": 1})


@pytest.mark.parametrize("way", ["options", "config"])
def test_waiting_ends_at_the_time_limit(way: str) -> None:
    element = tf.FIFOQueue(1, [tf.int32], shapes=[[]]).dequeue()
    config = tf.ConfigProto(operation_timeout_in_ms=50) if way == "config" else None
    options = tf.RunOptions(timeout_in_ms=50) if way == "options" else None
    with tf.Session(config=config) as sess, pytest.raises(tf.errors.DeadlineExceededError):
        sess.run(element, options=options)


def test_a_callable_is_checked_when_it_is_made() -> None:
    x = tf.placeholder(tf.int32)
    with tf.Session() as sess:
        with pytest.raises(TypeError):
            sess.make_callable(None)
        with pytest.raises(TypeError):
            sess.make_callable(x, x)
        assert sess.make_callable(x * 2, [x])(4, 5) == 8  # TensorFlow leaves out what is too much


def test_a_session_is_refused_a_configuration_that_is_none() -> None:
    with pytest.raises(TypeError, match=r"config must be a tf\.ConfigProto"):
        tf.Session(config=3)


def test_reset_empties_the_default_container_unless_others_are_named() -> None:
    server = tf.train.Server.create_local_server()
    v = tf.Variable(1)
    with tf.container("c"):
        w = tf.Variable(2)
    with tf.Session(server.target) as sess:
        sess.run(tf.global_variables_initializer())
    tf.Session.reset(server.target)
    with tf.Session(server.target) as sess:
        assert sess.run(w) == 2
        with pytest.raises(tf.errors.FailedPreconditionError):
            sess.run(v)


def test_integers_that_do_not_fit_keep_their_low_bits() -> None:
    with tf.Session() as sess:
        assert sess.run([tf.constant(300, tf.uint8), tf.constant(-1, tf.uint8)]) == [44, 255]
