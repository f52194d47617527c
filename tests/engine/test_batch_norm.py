"""Batch normalization as one operation computes what its formula does, forwards and backwards, in both layouts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf

RANDOM = np.random.default_rng(5)
IMAGE = RANDOM.normal(size=(3, 2, 4, 5)).astype(np.float32)
WEIGHTS = RANDOM.normal(size=IMAGE.shape).astype(np.float32)
SCALE, OFFSET, MEAN = (RANDOM.normal(size=5).astype(np.float32) for _ in range(3))
VARIANCE = RANDOM.uniform(0.5, 2.0, size=5).astype(np.float32)
FIRST = (0, 3, 1, 2)


def slopes(y: Any, x: Any, *parameters: Any) -> Any:
    with tf.Session() as session:
        return session.run([y, *tf.gradients(y * WEIGHTS, [x, *parameters])])


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("data_format", ["NHWC", "NCHW"])
def test_it_is_its_formula_and_so_is_its_gradient(training: bool, data_format: str) -> None:
    with tf.Graph().as_default():
        x, scale, offset = tf.constant(IMAGE), tf.constant(SCALE), tf.constant(OFFSET)
        given: dict[str, Any] = {} if training else {"mean": MEAN, "variance": VARIANCE}
        image = tf.transpose(x, FIRST) if data_format == "NCHW" else x
        y, mean, variance = tf.nn.fused_batch_norm(
            image, scale, offset, is_training=training, data_format=data_format, **given
        )
        y = tf.transpose(y, (0, 2, 3, 1)) if data_format == "NCHW" else y
        own_mean, own_variance = tf.nn.moments(x, [0, 1, 2]) if training else (tf.constant(MEAN), tf.constant(VARIANCE))
        formula = tf.nn.batch_normalization(x, own_mean, own_variance, offset, scale, 0.001)
        for found, expected in zip(slopes(y, x, scale, offset), slopes(formula, x, scale, offset)):
            np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-5)
        with tf.Session() as session:
            found = session.run([mean, variance])
        count = IMAGE.size // 5
        expected = [IMAGE.mean((0, 1, 2)), IMAGE.var((0, 1, 2)) * count / (count - 1)] if training else [MEAN, VARIANCE]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_half_precision_images_have_parameters_in_single_precision() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        y, mean, _ = tf.nn.fused_batch_norm(tf.constant(IMAGE.astype(np.float16)), SCALE, OFFSET)
        assert (y.dtype, mean.dtype) == (tf.float16, tf.float32)
        single = tf.nn.fused_batch_norm(tf.constant(IMAGE), SCALE, OFFSET)[0]
        half, whole = session.run([y, single])
        np.testing.assert_allclose(half, whole, atol=2e-2)


def test_what_does_not_fit_is_refused() -> None:
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="must be None if is_training"):
            tf.nn.fused_batch_norm(tf.constant(IMAGE), SCALE, OFFSET, MEAN, VARIANCE)
        with pytest.raises(ValueError, match="5 and 4"):
            tf.nn.fused_batch_norm(tf.constant(IMAGE), SCALE[:4], OFFSET)
        with pytest.raises(TypeError):
            tf.nn.fused_batch_norm(tf.constant(IMAGE.astype(np.float64)), SCALE, OFFSET)
        y = tf.nn.fused_batch_norm(tf.constant(IMAGE), tf.constant(SCALE), OFFSET)[0]
        with pytest.raises(LookupError, match="FusedBatchNormGradV3"):
            tf.gradients(tf.gradients(y, y.op.inputs[0]), y.op.inputs[0])


def test_moving_averages_are_state_of_the_session() -> None:
    with tf.Graph().as_default():
        tf.layers.batch_normalization(tf.constant(IMAGE), training=True)
        update = tf.group(*tf.get_collection(tf.GraphKeys.UPDATE_OPS))
        found = []
        for _ in range(2):
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                session.run(update)
                found.append(session.run(tf.global_variables()))
        for one, other in zip(*found):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_allclose(found[0][2], 0.01 * IMAGE.mean((0, 1, 2)), rtol=1e-3, atol=1e-7)
