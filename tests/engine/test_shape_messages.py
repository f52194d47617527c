"""Shapes and dimensions that do not fit, in the words of TensorFlow 1.15.5, from whom each message was had."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def unknown(*shape: int) -> Any:
    """Ones whose shape is known in the run only."""
    return tf.placeholder_with_default(np.ones(shape, np.float32), None)


def variable(resource: bool = False) -> Any:
    return tf.Variable([1.0, 2.0, 3.0], use_resource=resource)


def sgd(gradient: Any, resource: bool = False) -> Any:
    return tf.train.GradientDescentOptimizer(0.1).apply_gradients([(gradient, variable(resource))])


UNEQUAL = "Dimension 0 in both shapes must be equal, but are 3 and 2. Shapes are [3] and [2]."


@pytest.mark.parametrize(
    "make",
    [
        lambda: tf.assign(variable(), [1.0, 2.0]),
        lambda: tf.assign_add(variable(), [1.0, 2.0]),
        lambda: tf.assign_add(variable(True), [1.0, 2.0]),
        lambda: tf.scatter_add(variable(), [0, 1], [1.0, 2.0, 3.0]),
        lambda: tf.scatter_add(variable(True), [0, 1], [1.0, 2.0, 3.0]),
        lambda: sgd(tf.constant([1.0, 2.0])),
        lambda: tf.placeholder(tf.float32, [3]).set_shape([2]),
    ],
)
def test_shapes_that_are_known_to_differ_are_refused_when_the_graph_is_built(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=re.escape(UNEQUAL)):
        make()


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: tf.assign(variable(), unknown(2)),
            "Assign requires shapes of both tensors to match. lhs shape= [3] rhs shape= [2]",
        ),
        (lambda: tf.assign_sub(variable(), unknown(2)), "Parameters and update must be the same size: [3], [2]"),
        (
            lambda: tf.scatter_update(variable(), [0, 1], unknown(1, 3)),
            "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], "
            "got updates.shape [1,3], indices.shape [2], params.shape [3]",
        ),
        (
            lambda: tf.scatter_nd_add(variable(), [[0], [1]], unknown(3)),
            "The outermost dimension of updates and indices must match. Got indices.shape [2,1], updates.shape [3]",
        ),
        (
            lambda: tf.scatter_nd_add(variable(), [[0, 1], [1, 1]], [1.0, 2.0]),
            "Must have updates.shape = indices.shape[:batch_dim] + params_shape[slice_dim:], got updates.shape: [2], "
            "indices.shape: [2,2], params_shape: [3], slice_dim: 2, and batch_dim: 1",
        ),
        (
            lambda: tf.scatter_nd_sub(variable(), [[0], [7]], [1.0, 2.0]),
            "indices[1] = [7] does not index into shape [3]",
        ),
        (lambda: sgd(unknown(2)), "var and delta do not have the same shape[3] [2]"),
        (lambda: sgd(unknown(2), True), "var and delta do not have the same shape[3] [2]"),
        (lambda: tf.matrix_inverse(unknown(2, 3)), "Input matrix must be square, got [2,3]."),
        (
            lambda: tf.matrix_triangular_solve(unknown(2, 2), unknown(3, 3)),
            "Input matrix and rhs are incompatible: [2,2], [3,3]",
        ),
        (
            lambda: tf.matrix_set_diag(unknown(3, 4), unknown(2)),
            "Either first dimensions of diagonal don't match input.shape[:-2], or diagonal.shape[:-1] is not equal to "
            "the longests diagonal in range [lower_diag_index:upper_diag_index].\nInput shape: [3,4]\n"
            "Diagonal shape: [2]",
        ),
        (lambda: tf.matrix_set_diag(unknown(3, 3, 3), unknown(3, 1)), "Diagonal shape: [3,1]"),
        (lambda: tf.matrix_set_diag(unknown(3), unknown(3)), "input must be at least 2-dim, received shape: [3]"),
        (
            lambda: tf.fill(tf.placeholder_with_default([[2]], None), 1.0),
            "dims must be a vector, got shape [1,1]",
        ),
    ],
)
def test_shapes_that_differ_in_a_run_are_told_as_lists(make: Callable[[], Any], text: str) -> None:
    made, start = make(), tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(start)
        with pytest.raises(tf.errors.InvalidArgumentError, match=re.escape(text)):
            sess.run(made)


def test_a_feed_of_another_shape_names_both() -> None:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    text = "Cannot feed value of shape (2,) for Tensor 'x:0', which has shape '(?, 3)'"
    with tf.Session() as sess, pytest.raises(ValueError, match=re.escape(text)):
        sess.run(x, {x: [1.0, 2.0]})


def test_a_dimension_counts_the_pieces_of_an_unstack() -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.Session() as sess:
        assert [row.tolist() for row in sess.run(tf.unstack(x, x.shape[0]))] == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(TypeError, match=r"Expected int for argument 'num' not Dimension\(None\)"):
        tf.unstack(tf.placeholder(tf.float32, [None, 2]), tf.Dimension(None))  # type: ignore[arg-type]


def test_a_dimension_is_a_whole_number_beside_a_tensor() -> None:
    whole = tf.constant([1, 2])
    with tf.Session() as sess:
        assert sess.run(whole * whole.shape[0]).tolist() == [2, 4]
        assert sess.run(whole.shape[0] * whole).tolist() == [2, 4]
        assert sess.run(tf.constant([1, 2], tf.int64) + whole.shape[0]).tolist() == [3, 4]
    x = tf.constant([1.0, 2.0])
    for operate in (
        lambda d: x * d,
        lambda d: d * x,
        lambda d: x + d,
        lambda d: x - d,
        lambda d: x / d,
        lambda d: d / x,
    ):
        with pytest.raises(TypeError):
            operate(x.shape[0])
    with pytest.raises(TypeError, match="Expected float32, got Dimension"):
        tf.constant([x.shape[0], 2], tf.float32)
    with pytest.raises(TypeError, match="Cannot convert a TensorShape to dtype"):
        tf.convert_to_tensor(x.shape, tf.float32)


@pytest.mark.parametrize(
    "make", [lambda x: tf.segment_prod(x, [0, 0]), lambda x: tf.gradients(tf.nn.softsign(x), x)[0]]
)
def test_what_has_no_derivative_in_tensorflow_has_none_here(make: Callable[[Any], Any]) -> None:
    x = tf.constant([1.0, 2.0])
    with pytest.raises(LookupError, match="No gradient defined"):
        tf.gradients(make(x), x)
