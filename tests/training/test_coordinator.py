"""Threads that stop together: what coordinators and queue runners of TensorFlow 1.15.5 do."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def runner(capacity: int = 10) -> tuple[Any, Any]:
    queue = tf.FIFOQueue(capacity, tf.int32, shapes=[()])
    return queue, tf.train.QueueRunner(queue, [queue.enqueue(1)])


def test_threads_of_a_queue_runner_are_named_after_what_they_do() -> None:
    _, filling = runner()
    coord, sess = tf.train.Coordinator(), tf.Session()
    threads = filling.create_threads(sess, coord)
    assert [t.name for t in threads] == [
        "QueueRunnerThread-fifo_queue-fifo_queue_enqueue",
        "QueueRunnerThread-fifo_queue-close_on_stop",
    ]
    assert len(coord._registered_threads) == 2
    assert filling.create_threads(sess, coord) == []
    assert [t.name for t in filling.create_threads(tf.Session())] == ["QueueRunnerThread-fifo_queue-fifo_queue_enqueue"]


def test_a_request_to_stop_closes_the_queue_and_cancels_who_waits() -> None:
    queue, filling = runner(2)
    coord, sess = tf.train.Coordinator(), tf.Session()
    threads = filling.create_threads(sess, coord, start=True)
    while sess.run(queue.size()) < 2:
        pass
    coord.request_stop()
    coord.join(threads)
    assert not any(t.is_alive() for t in threads)
    assert sess.run(queue.is_closed())
    assert filling.exceptions_raised == []


def test_the_end_of_the_source_closes_the_queue() -> None:
    count = tf.count_up_to(tf.Variable(0), 3)
    queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
    filling = tf.train.QueueRunner(queue, [queue.enqueue(count)])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for thread in filling.create_threads(sess, start=True):
            thread.join()
        assert sess.run(queue.is_closed())
        assert sess.run(queue.dequeue_many(3)).tolist() == [0, 1, 2]


def test_an_error_of_an_enqueue_reaches_who_joins() -> None:
    queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
    filling = tf.train.QueueRunner(queue, [queue.enqueue(tf.placeholder(tf.int32, []))])
    coord = tf.train.Coordinator()
    with tf.Session() as sess, pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value"):
        coord.join(filling.create_threads(sess, coord, start=True))


@pytest.mark.parametrize("types", [3, (), (3,), [ValueError], (ValueError,)])
def test_what_closes_a_queue_is_a_tuple_of_errors(types: Any) -> None:
    queue = tf.FIFOQueue(10, tf.int32)
    with pytest.raises(TypeError, match=r"must be a tuple of tf.error types"):
        tf.train.QueueRunner(queue, [queue.enqueue(1)], queue_closed_exception_types=types)


def test_runners_are_started_in_a_session() -> None:
    with pytest.raises(ValueError, match="No default session is registered"):
        tf.train.start_queue_runners()
    with pytest.raises(TypeError, match=r"sess must be a `tf.Session` object. Given class: <class 'str'>"):
        tf.train.start_queue_runners("x")


def test_whatever_ends_a_thread_stops_the_others() -> None:
    coord = tf.train.Coordinator()

    def leave() -> None:
        with coord.stop_on_exception():
            raise SystemExit(3)

    thread = threading.Thread(target=leave)
    thread.start()
    with pytest.raises(SystemExit):
        coord.join([thread])
    assert coord.should_stop()


def test_a_looping_thread_needs_a_coordinator() -> None:
    with pytest.raises(ValueError, match="'coord' argument must be a Coordinator: 3"):
        tf.train.LooperThread(3, None)  # type: ignore[arg-type]
