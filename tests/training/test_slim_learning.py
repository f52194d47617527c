"""Training in one call, from the first step to the checkpoint it leaves and goes on from."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tuigraph as tf

learning = tf.contrib.slim.learning
# TensorFlow's supervisor stops twice here, and warns so, too
pytestmark = pytest.mark.filterwarnings("ignore:Attempting to use a closed FileWriter")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    tf.summary.FileWriterCache.clear()


def halving() -> Any:
    """A loss of 64 that each step makes a quarter of itself."""
    v = tf.get_variable("v", initializer=8.0)
    return learning.create_train_op(tf.square(v), tf.train.GradientDescentOptimizer(0.25))


def test_training_stops_after_its_steps_and_goes_on_from_what_it_has_saved() -> None:
    with tf.Graph().as_default():
        assert learning.train(halving(), "logs", number_of_steps=2, log_every_n_steps=1) == 16.0
    assert tf.train.latest_checkpoint("logs") == os.path.join("logs", "model.ckpt-2")
    with tf.Graph().as_default():
        assert learning.train(halving(), "logs", number_of_steps=3) == 4.0
    assert tf.train.load_variable("logs", "v") == 1.0


def test_training_without_a_folder_leaves_nothing() -> None:
    with tf.Graph().as_default():
        wrapped: list[Any] = []
        found = learning.train(
            *(halving(), None), number_of_steps=1, session_wrapper=lambda session: wrapped.append(session) or session
        )
    assert found == 64.0
    assert len(wrapped) == 1
    assert not os.listdir(".")


def test_training_ends_with_its_data_and_begins_with_init_fn() -> None:
    with tf.Graph().as_default():
        data = tf.train.limit_epochs(tf.constant([1.0, 3.0]), num_epochs=1)
        queue = tf.FIFOQueue(2, tf.float32, shapes=[[]])
        tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue_many(data)]))
        v = tf.get_variable("v", initializer=0.0)
        train_op = learning.create_train_op(v * queue.dequeue(), tf.train.GradientDescentOptimizer(1.0))
        reset = v.assign(5.0)
        found = learning.train(train_op, "logs", init_fn=lambda session: session.run(reset))
    assert found == 12.0  # (5 - 1) * 3
    assert tf.train.load_variable("logs", "v") == 1.0


def test_a_trace_is_written_where_one_is_asked_for() -> None:
    with tf.Graph().as_default():
        learning.train(halving(), "logs", number_of_steps=2, trace_every_n_steps=2)
    assert glob.glob("logs/tf_trace-*.json")


def test_a_monitored_loop_ends_by_its_hook() -> None:
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=8.0)
        train_op = tf.contrib.training.create_train_op(tf.square(v), tf.train.GradientDescentOptimizer(0.25))
        hooks = [tf.train.StopAtStepHook(last_step=3)]
        assert tf.contrib.training.train(train_op, "logs", hooks=hooks) == 4.0
        with pytest.raises(ValueError, match="logdir cannot be None"):
            tf.contrib.training.train(train_op, None)


def test_what_cannot_be_without_a_folder_is_refused() -> None:
    with tf.Graph().as_default():
        train_op = halving()
        with pytest.raises(ValueError, match="Cannot provide summary_op"):
            learning.train(train_op, None, summary_op=None)
        with pytest.raises(ValueError, match="Cannot provide trace_every_n_steps"):
            learning.train(train_op, None, trace_every_n_steps=1)
        with pytest.raises(ValueError, match="positive number"):
            learning.train(train_op, "logs", number_of_steps=0)
        with pytest.raises(ValueError, match="train_op cannot be None"):
            learning.train(None, "logs")
