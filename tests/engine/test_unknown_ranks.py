"""Functions and gradients of tensors whose rank is not known before a run: TensorFlow 1.15.5's results and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import run_both_ways

THREE, IDS = np.array([1.0, 2.0, 3.0], np.float32), np.array([0, 1, 0], np.int32)


@pytest.fixture(autouse=True)
def own_graph() -> Any:
    with tf.Graph().as_default():
        yield


def slope(y: Any, x: Any) -> Any:
    return tf.gradients(y, x)[0]


@pytest.mark.parametrize("name", ["sum", "max", "min", "prod", "mean"])
def test_the_gradient_of_unsorted_segments_wants_ranks(name: str) -> None:
    function = getattr(tf, f"unsorted_segment_{name}")
    data, ids, three = tf.placeholder(tf.float32), tf.placeholder(tf.int32), tf.constant(THREE)
    for given, wanted in ((data, IDS), (three, ids), (data, ids)):
        with pytest.raises(TypeError, match="rank"):
            slope(function(given, wanted, 2), given)


def test_the_second_gradient_of_a_gather_wants_the_rank_of_its_data() -> None:
    x = tf.placeholder(tf.float32)
    once = tf.convert_to_tensor(slope(tf.cumprod(tf.gather(x, [0, 1, 1])), x))
    with pytest.raises(
        TypeError, match=r"(?s)the ranks of .*node .*UnsortedSegmentSum.*made at .*unknown_ranks.py:\d+"
    ):
        slope(once, x)


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda u, n: slope(tf.gather(u, n, batch_dims=1), u), TypeError),
        (lambda u, n: slope(tf.gather(tf.reshape(u, [2, 2]), n, batch_dims=-1), u), TypeError),
        (lambda u, n: tf.unsorted_segment_mean(u, IDS, 2), TypeError),
        (lambda u, n: tf.unsorted_segment_sqrt_n(THREE, n, 2), TypeError),
        (lambda u, n: tf.nn.softmax(u, 0), TypeError),
        (lambda u, n: tf.nn.log_softmax(u, 0), TypeError),
        (lambda u, n: slope(tf.svd(u)[0], u), TypeError),
        (lambda u, n: tf.einsum("ij,jk->ik", u, u), ValueError),
        (lambda u, n: tf.einsum("ij,j->i", tf.zeros([2, 3]), u), ValueError),
        (lambda u, n: tf.repeat(u, n, axis=-1), ValueError),
    ],
)
def test_what_cannot_do_without_a_rank_says_so(build: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"rank|ndims"):
        build(tf.placeholder(tf.float32), tf.placeholder(tf.int32))


@pytest.mark.parametrize(
    ("axis", "data", "repeats", "expected"),
    [
        (0, [[1, 2], [3, 4]], [1, 2], [[1, 2], [3, 4], [3, 4]]),
        (0, [[1, 2], [3, 4]], 2, [[1, 2], [1, 2], [3, 4], [3, 4]]),
        (1, [[1, 2], [3, 4]], [0, 2], [[2, 2], [4, 4]]),
        (1, [[1, 2], [3, 4]], 2, [[1, 1, 2, 2], [3, 3, 4, 4]]),
        (None, [[1, 2], [3, 4]], 2, [1, 1, 2, 2, 3, 3, 4, 4]),
        (0, 5, 2, [5, 5]),
    ],
)
def test_what_is_repeated_and_how_often_may_have_any_rank(axis: Any, data: Any, repeats: Any, expected: Any) -> None:
    u, n = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    [value] = run_both_ways([tf.repeat(u, n, axis=axis)], {u: data, n: repeats})
    assert value.tolist() == expected
