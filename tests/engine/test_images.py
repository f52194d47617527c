"""Images: gradients of what gives float32, and what a refusal says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.examples.example import numbers

IMAGES = numbers(2, 3, 4, 2).astype(np.float32)


@pytest.mark.parametrize("options", [{}, {"align_corners": True}, {"half_pixel_centers": True}])
@pytest.mark.parametrize("function", [tf.image.resize_bilinear, tf.image.resize_bicubic])
@pytest.mark.parametrize("size", [[5, 3], [2, 7]])
def test_the_gradient_of_a_resizing_is_that_of_differences(
    function: Callable[..., Any], options: dict[str, bool], size: list[int]
) -> None:
    with tf.Graph().as_default(), tf.Session():
        x = tf.constant(IMAGES)
        y = function(x, size, **options)
        (back,) = tf.gradients(y, x, z := tf.zeros([2, *size, 2]))
        errors = [
            tf.test.compute_gradient_error(x, [2, 3, 4, 2], y, [2, *size, 2], IMAGES, delta=0.5),
            tf.test.compute_gradient_error(z, [2, *size, 2], back, [2, 3, 4, 2], delta=0.5),
        ]
    assert max(errors) < 1e-5


def test_the_gradients_of_a_cut_are_those_of_differences() -> None:
    boxes = np.array([[0.1, 0.2, 0.63, 0.91], [0.05, 0.11, 0.93, 0.47]], np.float32)
    with tf.Graph().as_default(), tf.Session():
        x, where = tf.constant(IMAGES), tf.constant(boxes)
        y = tf.image.crop_and_resize(x, where, [0, 1], [2, 3])
        by_image = tf.test.compute_gradient_error(x, [2, 3, 4, 2], y, [2, 2, 3, 2], IMAGES, delta=0.5)
        by_boxes = tf.test.compute_gradient_error(where, [2, 4], y, [2, 2, 3, 2], boxes, delta=0.01)
    assert by_image < 1e-5
    assert by_boxes < 1e-3


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda x: tf.image.resize_images(x, [0, 2]), "must be positive"),
        (lambda x: tf.image.resize_bilinear(x, tf.placeholder_with_default([1, 2, 3], None)), "2 elements"),
        (lambda x: tf.image.adjust_hue(x[..., :1], 0.1), "3 channels"),
        (lambda x: tf.image.decode_jpeg(b"\xff\xd8\xffx"), r"image data of 4 bytes: it is damaged"),
        (lambda x: tf.space_to_batch(x, tf.placeholder_with_default([[1, 0], [0, 0]], None), 2), "not divisible"),
        (lambda x: tf.image.adjust_contrast(tf.placeholder_with_default(x[0, 0, 0], None), 2.0), "at least 3-D"),
    ],
)
def test_what_does_not_fit_is_said_in_a_run(build: Callable[[Any], Any], message: str) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        made = build(tf.ones([1, 2, 2, 3]))
        with pytest.raises(tf.errors.InvalidArgumentError, match=message):
            session.run(made)


@pytest.mark.parametrize(
    "build",
    [
        lambda x, sizes: tf.nn.conv2d(x, x, [1, 1, 1, 1], "FULL"),
        lambda x, sizes: tf.nn.conv3d(x[None], x[None], [1, 1, 1, 1, 1], "FULL"),
        lambda x, sizes: tf.nn.conv1d_transpose(x[0], x[0], [1, 2, 2], 1, "FULL"),
        lambda x, sizes: tf.nn.depthwise_conv2d_native(x, x, [1, 1, 1, 1], "FULL"),
        lambda x, sizes: tf.nn.depthwise_conv2d_backprop_input(sizes, x, x, [1, 1, 1, 1], "FULL"),
        lambda x, sizes: tf.nn.max_pool(x, sizes, sizes, "FULL"),
        lambda x, sizes: tf.nn.avg_pool1d(x[0], 1, 1, "FULL"),
        lambda x, sizes: tf.nn.avg_pool3d(x[None], 1, 1, "FULL"),
        lambda x, sizes: tf.nn.max_pool_with_argmax(x, sizes, sizes, "FULL"),
        lambda x, sizes: tf.image.extract_image_patches(x, sizes, sizes, sizes, "FULL"),
    ],
)
def test_a_padding_that_there_is_not_is_refused(build: Callable[[Any, list[int]], Any]) -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"'padding' of .*FULL.* is not in the list"):
        build(tf.ones([2, 2, 2, 2]), [1, 2, 2, 1])


@pytest.mark.parametrize("order", ["channels_first", "NWC"])
@pytest.mark.parametrize(
    "build",
    [
        lambda x, order: tf.nn.conv2d(x, x, [1, 1, 1, 1], "SAME", data_format=order),
        lambda x, order: tf.nn.conv2d_transpose(x, x, [2, 2, 2, 2], [1, 1, 1, 1], data_format=order),
        lambda x, order: tf.nn.conv3d(x[None], x[None], [1, 1, 1, 1, 1], "SAME", data_format=order),
        lambda x, order: tf.nn.depthwise_conv2d_native(x, x, [1, 1, 1, 1], "SAME", data_format=order),
        lambda x, order: tf.nn.max_pool(x, 1, 1, "SAME", data_format=order),
        lambda x, order: tf.nn.avg_pool3d(x[None], 1, 1, "SAME", data_format=order),
    ],
)
def test_an_order_of_dimensions_that_there_is_not_is_refused(build: Callable[[Any, str], Any], order: str) -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match=f"'data_format' of '{order}' is not in the list"):
        build(tf.ones([2, 2, 2, 2]), order)
