"""What is known of a value before a run: as Python code sees it, like TensorFlow 1.15.5, and as shapes do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import tuigraph as tf


def rows() -> Any:
    return tf.placeholder(tf.float32, [None, 3])


def number() -> Any:
    return tf.placeholder(tf.int32, [])


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda: tf.constant([1, 2]), [1, 2]),
        (lambda: tf.shape(rows()), None),
        (lambda: tf.rank(rows()), 2),
        (lambda: tf.cast(tf.range(2), tf.float32), [0.0, 1.0]),
        (lambda: tf.equal(tf.fill([2], 7), [7, 8]), [True, False]),
        (lambda: tf.concat([[1], [2]], 0), [1, 2]),
        (lambda: tf.stack([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (lambda: tf.stack([[1, 2], [3, 4]], axis=1), None),
        (lambda: tf.cast(tf.stack([[1, 2], [3, 4]], axis=1), tf.float32), None),
        (lambda: tf.constant(3) + 4, None),
        (lambda: tf.fill([2], number()), None),
    ],
)
def test_python_code_looks_through_a_few_types(make: Callable[[], Any], value: Any) -> None:
    found = tf.contrib.util.constant_value(make())
    assert (None if found is None else found.tolist()) == value


def test_what_is_not_known_of_a_stack_is_none_in_part() -> None:
    stacked = tf.stack([number(), tf.constant(3)])
    assert tf.contrib.util.constant_value(stacked) is None
    assert tf.contrib.util.constant_value(stacked, partial=True).tolist() == [None, 3]
    assert tf.contrib.util.constant_value(tf.stack([number(), 3], axis=-1), partial=True) is None


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda: tf.shape(rows()), [None, 3]),
        (lambda: tf.shape(rows())[1:], [3]),
        (lambda: tf.stack([number(), 3]), [None, 3]),
        (lambda: tf.stack([number(), 3], axis=-1), [None, 3]),
        (lambda: tf.concat([tf.shape(rows()), [number(), 5]], 0), [None, 3, None, 5]),
        (lambda: tf.concat([tf.shape(rows()), tf.shape(tf.placeholder(tf.float32))], 0), None),
        (lambda: tf.placeholder(tf.int32, [2]), [None, None]),
        (lambda: tf.range(3) + 1, [1, 2, 3]),
        (lambda: tf.reverse(tf.shape(rows()), [0]), [None, None]),
    ],
)
def test_a_shape_is_known_entry_by_entry(make: Callable[[], Any], shape: Any) -> None:
    found = tf.zeros(make()).shape
    assert (None if found.dims is None else found.as_list()) == shape
