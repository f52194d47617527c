"""A program that is watched comes to the same end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.debugger.driver import Driver, run, to_the_end
from tests.work import calls_made
from tuigraph.engine import prepared

TRAINING = """\
import numpy as np
import tuigraph as tf
chance = np.random.RandomState(42)
features = chance.randn(20640, 9).astype(np.float32)
x = tf.constant(features, name="x")
y = tf.constant(features @ np.ones((9, 1), np.float32), name="y")
theta = tf.Variable(np.zeros((9, 1), np.float32), name="theta")
error = tf.matmul(x, theta) - y
mse = tf.reduce_mean(tf.square(error), name="mse")
train = tf.assign(theta, theta - 0.01 * (2 / 20640 * tf.matmul(tf.transpose(x), error)), name="train")
with tf.Session() as sess:
    sess.run(theta.initializer)
    for epoch in range(500):
        if epoch % 100 == 0:
            sess.run(mse)
        sess.run(train)
    final = theta.eval()
"""


def test_a_watched_training_loop_gives_the_same_bits_and_takes_a_bounded_share_of_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is watched goes instruction by instruction: it is compared with a program that does so too.
    monkeypatch.setattr(prepared, "RUNS_BEFORE_HOT", 10**9)

    def attach() -> None:
        attached.append(run(TRAINING, to_the_end))

    alone: dict[str, Any] = {}
    attached: list[Driver] = []
    code = compile(TRAINING, "alone.py", "exec")
    by_itself = calls_made(lambda: exec(code, alone))
    assert calls_made(attach) < 3 * by_itself
    assert attached[0].program.namespace["final"].tobytes() == alone["final"].tobytes()
    assert attached[0].picture.calls[1]["train"].total == 500
