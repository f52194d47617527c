"""Recurrent networks: state that a caller keeps, rows that are over, and training that learns what needs a memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf

SEQUENCES = np.random.default_rng(3).normal(size=(4, 6, 2)).astype(np.float32)


@pytest.mark.parametrize("kind", ["BasicRNNCell", "GRUCell", "BasicLSTMCell", "LSTMCell"])
def test_a_loop_and_its_unrolled_form_agree_forwards_and_backwards(kind: str) -> None:
    with tf.Graph().as_default():
        cell = getattr(tf.nn.rnn_cell, kind)(3)
        x = tf.constant(SEQUENCES)
        looped, last = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope="a")
        steps, other_last = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32, scope="b")
        unrolled = tf.stack(steps, axis=1)
        slopes = [tf.gradients(tf.square(v), [x, *cell.trainable_weights]) for v in (looped, unrolled)]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for one, other in zip(*session.run([[looped, last, *slopes[0]], [unrolled, other_last, *slopes[1]]])):
                np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_a_row_that_is_over_gives_zeros_and_keeps_its_state() -> None:
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.LSTMCell(3)
        outputs, state = tf.nn.dynamic_rnn(cell, tf.constant(SEQUENCES), sequence_length=[6, 0, 2, 4], dtype=tf.float32)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            found, (_, last) = session.run([outputs, state])
        for row, length in enumerate([6, 0, 2, 4]):
            assert not found[row, length:].any()
            expected = found[row, length - 1] if length else np.zeros(3)
            np.testing.assert_array_equal(last[row], expected)


def test_a_wrong_number_of_lengths_is_refused_when_it_runs() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        lengths = tf.placeholder(tf.int32, [None])
        cell = tf.nn.rnn_cell.BasicRNNCell(3)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(SEQUENCES), sequence_length=lengths, dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError, match="Expected shape for Tensor"):
            session.run(outputs, {lengths: [1, 2]})


def test_a_state_that_is_fed_goes_on_where_it_was() -> None:
    with tf.Graph().as_default():
        cells = tf.nn.rnn_cell
        cell = cells.MultiRNNCell([cells.BasicLSTMCell(3), cells.GRUCell(2)])
        x = tf.placeholder(tf.float32, [4, None, 2])
        start = cell.zero_state(4, tf.float32)
        outputs, last = tf.nn.dynamic_rnn(cell, x, initial_state=start)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            whole = session.run(outputs, {x: SEQUENCES})
            first, state = session.run([outputs, last], {x: SEQUENCES[:, :2]})
            rest = session.run(outputs, {x: SEQUENCES[:, 2:], start: state})
        np.testing.assert_allclose(np.concatenate([first, rest], axis=1), whole, rtol=1e-5, atol=1e-7)
        assert isinstance(state[0], cells.LSTMStateTuple)


def test_dropout_with_a_seed_is_repeatable_and_leaves_the_cell_of_an_lstm_alone() -> None:
    def run(seed: int, **options: Any) -> Any:
        with tf.Graph().as_default(), tf.Session() as session:
            cell = tf.nn.rnn_cell.BasicLSTMCell(8)
            wrapped = tf.nn.rnn_cell.DropoutWrapper(cell, seed=seed, **options)
            with tf.variable_scope("net", initializer=tf.constant_initializer(0.3)):
                output, state = wrapped(tf.constant(SEQUENCES[:, 0]), wrapped.zero_state(4, tf.float32))
            session.run(tf.global_variables_initializer())
            return session.run([output, state])

    one, again, other = (run(seed, output_keep_prob=0.5)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    assert not one.all()
    _, (c, h) = run(1, state_keep_prob=0.5)
    assert c.all()
    assert not h.all()


@pytest.mark.parametrize("wrong", [-0.1, 1.5])
def test_a_probability_outside_of_zero_to_one_is_refused(wrong: float) -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match="input_keep_prob must be between 0 and 1"):
        tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(2), input_keep_prob=wrong)


def test_training_learns_what_needs_a_memory_and_a_checkpoint_keeps_it(tmp_path: Path) -> None:
    """The first element of a sequence is asked for after five others."""
    generator = np.random.RandomState(0)
    x = generator.choice([-1.0, 1.0], size=(32, 6, 1)).astype(np.float32)
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        given = tf.constant(x)
        _, (_, h) = tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(8), given, dtype=tf.float32)
        error = tf.reduce_mean(tf.square(tf.layers.dense(h, 1) - given[:, 0]))
        train = tf.train.AdamOptimizer(0.03).minimize(error)
        saver = tf.train.Saver()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            before = session.run(error)
            for _ in range(150):
                session.run(train)
            after = session.run(error)
            saver.save(session, str(tmp_path / "net"))
        names = [name for name, _ in tf.train.list_variables(str(tmp_path / "net"))]
        assert {"rnn/lstm_cell/kernel", "rnn/lstm_cell/bias", "dense/kernel"} <= set(names)
        with tf.Session() as session:
            saver.restore(session, str(tmp_path / "net"))
            assert session.run(error) == after
    assert before > 0.5
    assert after < 0.1
