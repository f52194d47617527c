"""Gradients through loops as optimizers take them: each waits for all of its operation (`gate_gradients`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import tuigraph as tf
from tests.engine.both_ways import Stepper
from tuigraph.engine import execute


@pytest.fixture(autouse=True, params=[False, True], ids=["plain", "stepped"])
def _run(request: pytest.FixtureRequest) -> Iterator[None]:
    execute.set_observer(Stepper() if request.param else None)
    with tf.Graph().as_default():
        yield
    execute.set_observer(None)


@pytest.mark.parametrize(
    "begin",
    [
        lambda w: w * 3.0,
        lambda w: tf.cond(tf.placeholder_with_default(False, []), lambda: tf.zeros([2]), lambda: w * 3.0),
    ],
    ids=["computed", "chosen"],
)
def test_what_a_loop_begins_with_has_its_gradient(begin: Callable[[Any], Any]) -> None:
    w = tf.Variable([1.0, 2.0])
    _, last = tf.while_loop(lambda i, _: i < 2, lambda i, x: (i + 1, x * x), (0, begin(w)))
    ((slope, _),) = tf.train.GradientDescentOptimizer(1.0).compute_gradients(last, [w])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(slope).tolist() == [324.0, 2592.0]  # (3 w) ** 4 has the slope 12 (3 w) ** 3


def test_inputs_of_a_decoder_are_learned() -> None:
    w = tf.Variable([[[1.0, 2.0], [3.0, 4.0], [1.0, 1.0]]])
    cell = tf.nn.rnn_cell.BasicRNNCell(2, activation=lambda x: x)
    helper = tf.contrib.seq2seq.TrainingHelper(w, [2])
    with tf.variable_scope("ones", initializer=tf.ones_initializer()):
        decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, cell.zero_state(1, tf.float32))
        outputs, _, _ = tf.contrib.seq2seq.dynamic_decode(decoder)
    ((slope, _),) = tf.train.GradientDescentOptimizer(1.0).compute_gradients(outputs.rnn_output, [w])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(slope).tolist() == [[[6.0, 6.0], [2.0, 2.0], [0.0, 0.0]]]
